"""WeasyPrint failed for some kinds of sound drawings, which stopped the PDF with 6.

Those that no rule foretells are drawn as pixels when it has failed.
"""

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
        '<path d="M2 9a5 5 0 -1 0 9 0"/>',
        '<path d="M2 9h9z" fill="url(#x) currentColor"/>',
        '<marker id="m" orient="0.25turn"><path d="M0 0h9"/></marker>'
        '<path d="M2 9h9" stroke="black" marker-end="url(#m)"/>',
        '<defs><text id="t">T</text></defs><text><tref x="3" href="#t"/></text><path d="M0 0h9"/>',
    ],
)
def test_they_are_drawn_as_pixels(content: str, tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text(_SVG.format(content), "utf-8")
    (tmp_path / "a.md").write_text(_SOURCE, "utf-8")
    article = prepare(read(tmp_path / "a.md"))
    export_pdf(article, None, tmp_path / "a.pdf")
    assert audit(article, (tmp_path / "a.pdf",), None).losses == ()


@pytest.mark.parametrize("length", [1, 600])
def test_only_the_chapters_of_a_book_that_show_them_are_laid_out_again(
    length: int, tmp_path: Path
) -> None:
    """A short book is laid out in the process of the build, a long one in others."""
    (tmp_path / "a.svg").write_text(_SVG.format('<path d="M2 9a5 5 0 -1 0 9 0"/>'), "utf-8")
    text = "The driver counted the lamps at the bridge again. " * length
    shown = _SOURCE.replace("Lines", "Two").replace("---\n\n:::", f"---\n\n{text}\n\n:::")
    (tmp_path / "two.md").write_text(shown, "utf-8")
    (tmp_path / "one.md").write_text(f"---\ntitle: One\nlanguage: en\n---\n\n{text}\n", "utf-8")
    (tmp_path / "three.md").write_text(shown.replace("Two", "Three"), "utf-8")
    book = "title: Lines\nlanguage: en\ncontents: [one.md, two.md, three.md]\n"
    (tmp_path / "publication.yaml").write_text(book, "utf-8")
    article = prepare(read(tmp_path / "publication.yaml"))
    export_pdf(article, None, tmp_path / "a.pdf")
    assert audit(article, (tmp_path / "a.pdf",), None).losses == ()
