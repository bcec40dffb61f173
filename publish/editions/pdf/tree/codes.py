"""Give fonts a code for each meaning of a glyph.

A glyph can stand for several texts: Arabic letters share shapes and differ in dots, which are
separate glyphs. In a PDF font each code has one glyph and one text, so such a glyph gets a code for
each of its texts (ISO 32000-1, 9.7.4.2 ``CIDToGIDMap``, 9.10.3 ``ToUnicode``).
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

#: The last code of two bytes.
_LAST = 0xFFFF


class FontCodes(Struct):
    """The codes of one font (``weasyprint.pdf.fonts.Font``); ``added`` are new ones."""

    font: Any
    added: dict[tuple[int, str], int] = field(default_factory=dict)

    def code(self, glyph: int, text: str) -> int:
        """Return a code that shows ``glyph`` and extracts as ``text``.

        A font that isn't TrueType, or that is full, gets no new codes.
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

    def meaning(self, code: int) -> tuple[int, str]:
        """Return the glyph that ``code`` shows, and the text that it extracts as."""
        known: dict[int, str] = self.font.to_unicode
        if code in known:
            return code, known[code]
        return next((meant for meant, added in self.added.items() if added == code), (code, ""))

    def width(self, glyph: int) -> float:
        """Return the width of ``glyph`` in thousandths of the font size."""
        return float(self.font.widths[glyph])

    def write(self, pdf: Any, dictionary: Any) -> None:
        """Add the codes to the font's ``dictionary`` in ``pdf`` (a ``pydyf.PDF``)."""
        import pydyf

        if not self.added:
            return
        to_unicode = _object(pdf, dictionary["ToUnicode"])
        to_unicode.stream[-4:-4] = [
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
        stream = pydyf.Stream([table], compress=to_unicode.compress)
        pdf.add_object(stream)
        descendant["CIDToGIDMap"] = stream.reference


def codes_of(fonts: dict[Any, Any]) -> dict[bytes, FontCodes]:
    """Return the codes of WeasyPrint's ``fonts`` (``document.fonts``), by name in the pages."""
    return {str(font.hash).encode(): FontCodes(font) for font in fonts.values()}


def write_codes(pdf: Any, codes: dict[bytes, FontCodes]) -> None:
    """Write the added codes to the fonts in ``pdf``."""
    for item in list(pdf.objects):
        if isinstance(item, dict) and item.get("Type") == "/Font" and "ToUnicode" in item:
            name = bytes(item["BaseFont"]).lstrip(b"/").partition(b"+")[0]
            if name in codes:
                codes[name].write(pdf, item)


def _object(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]
