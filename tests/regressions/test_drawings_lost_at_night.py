"""Drawings in dark ink vanished from dark pages that a reading system doesn't announce."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image as Pillow

from publish.model import Figure
from publish.runtime.grounds import ground_of
from tests.editions.epub.making import article, made, picture


def svg(ink: str, more: str = "") -> bytes:
    line = f'<path d="M5 5 L90 40" stroke="{ink}" stroke-width="6" fill="none"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50" width="100" height="50">'
        f"{more}{line}</svg>"
    ).encode()


def png(mode: str, colour: object, **options: object) -> bytes:
    out = BytesIO()
    Pillow.new(mode, (4, 4), colour).save(out, "PNG", **options)  # type: ignore[arg-type]
    return out.getvalue()


SVG, PNG, WHOLE = "image/svg+xml", "image/png", '<rect width="100" height="50" fill="#fff"/>'


@pytest.mark.parametrize(
    ("content", "media_type", "ground"),
    [
        (svg("#111"), SVG, "light"),
        (svg("#2e6da4"), SVG, "light"),
        (svg("#fff"), SVG, "dark"),
        (svg("#111", WHOLE), SVG, ""),
        (png("RGB", (0, 0, 0)), PNG, ""),
        (png("RGBA", (0, 0, 0, 0)), PNG, "light"),
        (png("P", 0, transparency=0), PNG, "light"),
        (b"no picture", PNG, "light"),
    ],
)
def test_a_transparent_picture_gets_the_ground_that_its_ink_needs(
    tmp_path: Path, content: bytes, media_type: str, ground: str
) -> None:
    assert ground_of(picture(tmp_path / "a", content, media_type)) == ground


def test_the_book_says_which_ground(tmp_path: Path) -> None:
    drawing = picture(tmp_path / "a.svg", svg("#111"), SVG)
    whole = article(Figure(image=drawing))
    book = made(whole, tmp_path)
    assert b'class="on-light"' in book.bytes("EPUB/article.xhtml")
    assert b"img.on-light" in book.bytes("EPUB/style.css")
