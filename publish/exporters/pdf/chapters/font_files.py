"""Keep the font files of a piece out of its PDF: the book has them once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from publish.exporters.pdf.chapters.model import FontUse


class FontFiles:
    """The font files that drawing ``document`` uses: they are not put into its PDF.

    A static font with outlines is the same for every piece, whichever glyphs they use, so the file
    of the book can hold it once.
    """

    def __init__(self, document: Any) -> None:
        self.contents: dict[str, bytes] = {}
        self._document = document
        self._shared: dict[str, str] = {}
        last = document.pages[-1]
        paint = last.paint

        def paint_and_keep(stream: Any, scale: float = 1) -> None:
            paint(stream, scale)
            for font in document.fonts.values():
                self._keep(font)

        last.paint = paint_and_keep

    def _keep(self, font: Any) -> None:
        if font.bitmap or font.png or font.svg or font.colr or "fvar" in font.tables:
            return
        content = bytes(font.file_content)
        digest = hashlib.sha256(content).hexdigest()
        self.contents[digest] = content
        self._shared[font.hash] = digest
        font.clean = lambda _to_unicode, _hinting: None

    def uses(self, pdf: Any) -> dict[int, FontUse]:
        """The objects of font files in ``pdf``, by number, with what is used of them."""
        found = {}
        for descriptor in _descriptors(pdf):
            name = bytes(descriptor["FontName"]).lstrip(b"/").partition(b"+")[0].decode()
            if name not in self._shared:
                continue
            fonts = [font for font in self._document.fonts.values() if font.hash == name]
            glyphs = frozenset(glyph for font in fonts for glyph in font.to_unicode)
            key = "FontFile3" if "FontFile3" in descriptor else "FontFile2"
            number = int(descriptor[key].split()[0])
            found[number] = FontUse(self._shared[name], fonts[0].index, glyphs)
        return found


def _descriptors(pdf: Any) -> Iterator[Any]:
    for item in pdf.objects:
        if isinstance(item, dict) and item.get("Type") == "/FontDescriptor":
            yield item
