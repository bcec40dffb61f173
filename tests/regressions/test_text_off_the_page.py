"""Long notes left the page or were printed over the text, and the audit, which read only the
structure tree, found every word of them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.audit.items import State
from publish.editions.auditing import audit
from publish.editions.edition import PdfOptions
from publish.model import Article
from publish.prepare import prepare
from publish.readers.pdf.reading import read_pdf
from publish.source import read
from tests.building import edition_of, export_pdf

_LONG = "It flows past the mill, and on to the sea. " * 170


def _article(folder: Path, text: str) -> Article:
    source = folder / "river.md"
    source.write_text(f"---\ntitle: River\nlanguage: en\n---\n\n{text}\n", encoding="utf-8")
    return prepare(read(source))


def _losses(article: Article, path: Path) -> list[tuple[str, str]]:
    results = audit(article, (path,), None).results
    return [(one.item.id, one.reason) for one in results if one.state is State.LOST]


def test_a_long_note_is_at_the_end_of_its_section(tmp_path: Path) -> None:
    text = f"The river.[^1] It is long.[^2]\n\n## Mill\n\nA mill.\n\n[^1]: {_LONG}\n\n[^2]: Short."
    built = edition_of("pdf", _article(tmp_path, text), None, tmp_path / "river")
    first, second, *_ = read_pdf(built.path).pages
    shown = "".join(one.text for one in first.content.sequences.values())
    assert shown.index("It is long.") < shown.index("It flows past")
    assert "A mill." not in shown
    assert "A mill." in "".join(one.text for one in second.content.sequences.values())


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ("p { position: relative; left: 160mm }", "it is outside the page"),
        ("p { margin-bottom: -30mm }", "it is printed over other text"),
    ],
)
def test_text_that_nobody_can_read_is_lost(rule: str, reason: str, tmp_path: Path) -> None:
    article = _article(tmp_path, "It flows past the mill.\n\n{#b}\nIt flows on to the sea.")
    style = tmp_path / "wrong.css"
    style.write_text(rule, encoding="utf-8")
    path = tmp_path / "river.pdf"
    export_pdf(article, None, path, PdfOptions(styles=(style,)))
    assert ("b", reason) in _losses(article, path)


def test_text_under_a_picture_is_lost(tmp_path: Path) -> None:
    picture = '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200"><rect/></svg>'
    (tmp_path / "mill.svg").write_text(picture, encoding="utf-8")
    article = _article(tmp_path, "{#b}\nIt flows past the mill.\n\n![A mill.](mill.svg 'Mill.')")
    style = tmp_path / "wrong.css"
    style.write_text("figure { margin-top: -20mm }", encoding="utf-8")
    path = tmp_path / "river.pdf"
    export_pdf(article, None, path, PdfOptions(styles=(style,)))
    assert ("b", "a picture is printed over it") in _losses(article, path)


def test_a_table_of_headers_alone_has_a_body(tmp_path: Path) -> None:
    text = ":::{list-table} Heads\n:header-rows: 1\n* - One\n  - Two\n:::"
    assert edition_of("pdf", _article(tmp_path, text), None, tmp_path / "river").path.exists()
