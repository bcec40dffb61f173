"""At night an ornament stood on a white slab."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from publish.model import Figure
from publish.runtime.grounds import ground_of
from publish.xhtml.ornaments import ornament_of
from tests.editions.epub.making import article, made, picture

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 16" width="120" height="16">{}</svg>'
)
LINE = '<path d="M4 8H116" stroke="{}" stroke-width="2" fill="none"/>'
DARK, TEAL, LIGHT, ORANGE = (LINE.format(ink) for ink in ("#123", "#0f4c5c", "#eee", "#b5651d"))


@pytest.mark.parametrize(
    ("content", "inked", "ground"),
    [
        (DARK, True, "light"),
        (DARK + TEAL, True, "light"),
        (
            '<title>x</title><g style="stroke: #000; fill:none"><path d="M4 8H9"/></g>',
            True,
            "light",
        ),
        (LINE.format("currentColor"), True, "light"),
        (ORANGE, False, ""),
        (LIGHT, False, "dark"),
        (DARK + LIGHT, False, "dark"),
        (DARK + "<text>x</text>", False, "light"),
        (DARK + '<path d="M4 8H9" class="ink"/>', False, "light"),
    ],
)
def test_dark_ink_takes_the_colour_of_the_text(
    tmp_path: Path, content: str, inked: bool, ground: str
) -> None:
    drawing = picture(tmp_path / "o.svg", SVG.format(content).encode(), "image/svg+xml")
    ornament = replace(drawing, alt=None, decorative=True)
    drawn = ornament_of(ornament)
    assert (drawn is not None) == inked
    assert ornament_of(drawing) is None  # its colours may mean something
    assert ground_of(ornament) == ground


def test_the_ornament_is_in_the_text(tmp_path: Path) -> None:
    drawing = picture(tmp_path / "o.svg", SVG.format(DARK + TEAL).encode(), "image/svg+xml")
    book = made(article(Figure(image=replace(drawing, alt=None, decorative=True))), tmp_path)
    page = book.bytes("EPUB/article.xhtml").decode()
    assert page.count('stroke="currentColor"') == 2
    assert 'aria-hidden="true"' in page
    assert "<img" not in page
    assert not [name for name in book.names if name.endswith(".svg")]
    assert book.properties("article.xhtml") == "svg"
