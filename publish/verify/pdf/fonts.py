"""Read a font: is it in the file, and what do its codes say and show (ISO 32000-1, 9)."""

from __future__ import annotations

import re
from typing import Any

from publish.verify.pdf.model import Font
from publish.verify.pdf.streams import unpacked

_FILES = ("/FontFile", "/FontFile2", "/FontFile3")

#: No table of a font is read beyond this, in bytes.
_LARGEST = 16 << 20


def read_font(font: Any, page: int) -> Font:
    """``font`` is a font dictionary of pikepdf, first met on ``page``."""
    import pikepdf

    made = Font(str(font.get("/BaseFont", "/")).removeprefix("/"), page)
    subtype = str(font.get("/Subtype", ""))
    bearer = font
    if subtype == "/Type0":
        made.composite = True
        bearer = font.DescendantFonts[0]
    descriptor = bearer.get("/FontDescriptor", {})
    made.embedded = subtype == "/Type3" or any(name in descriptor for name in _FILES)
    stream = font.get("/ToUnicode")
    if isinstance(stream, pikepdf.Stream):
        made.to_unicode = _table(unpacked(stream, _LARGEST).decode("latin-1"))
    if made.composite:
        made.gids = _gids(bearer)
    return made


def _gids(descendant: Any) -> dict[int, int] | None:
    """The glyphs of the codes, if they are not the codes themselves."""
    import pikepdf

    table = descendant.get("/CIDToGIDMap")
    if not isinstance(table, pikepdf.Stream):
        return None
    content = unpacked(table, _LARGEST)
    pairs = zip(content[::2], content[1::2], strict=False)
    return {code: high * 256 + low for code, (high, low) in enumerate(pairs)}


def _table(text: str) -> dict[int, str]:
    """The entries of a ``ToUnicode`` table (ISO 32000-1, 9.10.3)."""
    table: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.DOTALL):
        for code, value in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>", block):
            table[int(code, 16)] = _utf16(value)
    for block in re.findall(r"beginbfrange(.*?)endbfrange", text, re.DOTALL):
        for first, last, value in re.findall(
            r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(<[0-9A-Fa-f]*>|\[[^\]]*\])", block
        ):
            values = re.findall(r"<([0-9A-Fa-f]*)>", value)
            start = int(first, 16)
            for place in range(min(int(last, 16) - start + 1, 0x10000)):
                if value.startswith("["):
                    table[start + place] = _utf16(values[place]) if place < len(values) else ""
                elif said := _utf16(values[0]):
                    table[start + place] = said[:-1] + chr(min(ord(said[-1]) + place, 0x10FFFF))
    return table


def _utf16(digits: str) -> str:
    even = digits[: len(digits) // 4 * 4]
    return bytes.fromhex(even).decode("utf-16-be", "replace")
