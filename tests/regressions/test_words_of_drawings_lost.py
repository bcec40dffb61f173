"""Words on paths were not drawn in PDFs, others out of place; links in drawings broke EPUBs."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from publish.editions.pdf.fetch import address, fetcher
from publish.model import Image
from publish.runtime.picture_conversion import edition_bytes

_SIZE = 'width="200" height="100" viewBox="0 0 200 100"'


def picture(folder: Path, content: str) -> Image:
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    data = f"<svg {names} {_SIZE}>{content}</svg>".encode()
    file = folder / "drawing.svg"
    file.write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    return Image("drawing.svg", file, "image/svg+xml", 200, 100, digest)


@pytest.mark.parametrize(
    ("content", "misdrawn"),
    [
        ('<text x="9" y="9" font-size="9">Words</text>', False),
        ('<path style="font: 9px serif" d="M0 0H9"/>', False),
        ('<path id="p" d="M0 50H200"/><text><textPath href="#p">River</textPath></text>', True),
        ('<text x="9" y="9">שלום</text>', True),
        ('<text x="9" y="9" style="font: italic 9px serif">Words</text>', True),
        ('<switch><text systemLanguage="pl">Dwa</text><text>Two</text></switch>', True),
    ],
)
def test_words_that_weasyprint_misdraws_are_pixels(
    content: str, misdrawn: bool, tmp_path: Path
) -> None:
    image = picture(tmp_path, content)
    shown = fetcher([image]).fetch(address(image)).read()
    assert (b"data:image/png" in shown) is misdrawn
    assert (b'image-rendering="crisp-edges"' in shown) is misdrawn  # as PDF/A wants it
    assert _SIZE.encode() in shown


def test_links_in_drawings_are_groups(tmp_path: Path) -> None:
    image = picture(tmp_path, '<a xlink:href="#r" id="l"><rect id="r" width="9" height="9"/></a>')
    shown = edition_bytes(image, image.file.read_bytes())
    assert b'<g id="l"><rect id="r"' in shown
