"""WeasyPrint failed for two kinds of sound drawings, which stopped the PDF with 6."""

from pathlib import Path

import pytest

from publish.editions.auditing import audit
from publish.prepare import prepare
from publish.source import read
from tests.building import export_pdf

_SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20">{}</svg>'
_SOURCE = "---\ntitle: Lines\nlanguage: en\n---\n\n:::{figure} a.svg\n:alt: A line.\n:::\n"


@pytest.mark.parametrize(
    "content",
    [
        '<path d="M0 0h9v9z" transform="rotate(9)" transform-origin="25% top"/>',
        '<defs><text id="t">T</text></defs><text><tref x="3" href="#t"/></text><path d="M0 0h9"/>',
    ],
)
def test_they_are_drawn_as_pixels(content: str, tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text(_SVG.format(content), "utf-8")
    (tmp_path / "a.md").write_text(_SOURCE, "utf-8")
    article = prepare(read(tmp_path / "a.md"))
    export_pdf(article, None, tmp_path / "a.pdf")
    assert audit(article, (tmp_path / "a.pdf",), None).losses == ()
