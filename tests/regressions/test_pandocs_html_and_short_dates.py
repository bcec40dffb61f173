"""TeX in HTML of pandoc was printed with its dollars; 2026-04-05 counted as lost; the
name of a site after the headline became part of the title.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.importing import import_file
from publish.importing.completeness import compare
from publish.importing.original.record import Kind, Original
from publish.importing.written import Written


@pytest.mark.parametrize(
    ("inline", "display"), [("$x^2$", "$$E = m$$"), (r"\(x^2\)", r"\[E = m\]"), ("x^2", "E = m")]
)
def test_formulas_of_pandoc(inline: str, display: str, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(
        "<html lang=en><head><title>T</title></head><body>"
        f'<p>So <span class="math inline">{inline}</span>.</p>'
        f'<p><span class="math display">{display}</span></p></body></html>',
        encoding="utf-8",
    )
    body = import_file(file, tmp_path).markdown.split("---\n\n", 1)[1]
    assert body == "So $x^2$.\n\n$$\nE = m\n$$\n"


def test_a_date_with_zeros_is_in_the_front_matter() -> None:
    original = Original(unit="paragraph")
    original.add(Kind.PARAGRAPH, "2026-04-05")
    assert not compare(original, Written(dates={("2026", "5")})).passages
    assert compare(original, Written(dates={("2026", "6")})).passages


def test_the_title_without_the_name_of_the_site(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(
        "<html lang=en><head><title>Tides | Coast Weekly</title></head>"
        "<body><h1>Tides</h1><h2>High</h2><p>Words.</p></body></html>",
        encoding="utf-8",
    )
    assert import_file(file, tmp_path).markdown == (
        "---\ntitle: Tides\nlanguage: en\n---\n\n## High\n\nWords.\n"
    )
