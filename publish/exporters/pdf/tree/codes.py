"""Codes of characters in the PDF's fonts, one for each thing that a glyph says.

A glyph can stand for several texts: Arabic letters share their shapes and differ in dots that are
glyphs of their own.  A font of a PDF has codes, and each code has a glyph and a text; so such a
glyph gets a code for each of its texts (ISO 32000-1, 9.7.4.2 ``CIDToGIDMap``, 9.10.3
``ToUnicode``).
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

#: The last code of two bytes.
_LAST = 0xFFFF


class Codes(Struct):
    """The codes of one font (``weasyprint.pdf.fonts.Font``)."""

    font: Any
    added: dict[tuple[int, str], int] = field(default_factory=dict)

    def code(self, glyph: int, text: str) -> int:
        """The code that shows ``glyph`` and says ``text``.

        A font whose outlines are not TrueType, or that is full, gives what it has.
        """
        known: dict[int, str] = self.font.to_unicode
        if known.get(glyph) == text or self.font.type != "ttf":
            return glyph
        if (glyph, text) not in self.added:
            free = self.font.glyph_count + len(self.font.missing) + len(self.added)
            if free > _LAST:
                return glyph
            self.added[glyph, text] = free
        return self.added[glyph, text]

    def width(self, glyph: int) -> float:
        """In thousandths of the type's size."""
        return float(self.font.widths[glyph])

    def write(self, pdf: Any, dictionary: Any) -> None:
        """Add the codes to the font's ``dictionary`` in ``pdf`` (a ``pydyf.PDF``)."""
        import pydyf

        if not self.added:
            return
        said = _object(pdf, dictionary["ToUnicode"])
        said.stream[-4:-4] = [
            line
            for (_, text), code in self.added.items()
            for line in (
                b"1 beginbfchar",
                f"<{code:04x}> <{text.encode('utf-16-be').hex()}>".encode(),
                b"endbfchar",
            )
        ]
        (reference,) = dictionary["DescendantFonts"]
        descendant = _object(pdf, reference)
        for (glyph, _), code in self.added.items():
            descendant["W"].extend([code, pydyf.Array([self.font.widths[glyph]])])
        glyphs = list(range(max(self.added.values()) + 1))
        for (glyph, _), code in self.added.items():
            glyphs[code] = glyph
        table = b"".join(glyph.to_bytes(2, "big") for glyph in glyphs)
        stream = pydyf.Stream([table], compress=said.compress)
        pdf.add_object(stream)
        descendant["CIDToGIDMap"] = stream.reference


def codes_of(fonts: dict[Any, Any]) -> dict[bytes, Codes]:
    """The codes of WeasyPrint's ``fonts`` (``document.fonts``), by the name in the pages."""
    return {str(font.hash).encode(): Codes(font) for font in fonts.values()}


def write_codes(pdf: Any, codes: dict[bytes, Codes]) -> None:
    """Write what was added to the fonts that ``pdf`` holds already."""
    for item in list(pdf.objects):
        if isinstance(item, dict) and item.get("Type") == "/Font" and "ToUnicode" in item:
            name = bytes(item["BaseFont"]).lstrip(b"/").partition(b"+")[0]
            if name in codes:
                codes[name].write(pdf, item)


def _object(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]
