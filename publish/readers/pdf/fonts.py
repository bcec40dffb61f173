"""Read fonts: whether they are embedded, and the texts and glyphs of codes (ISO 32000-1, 9)."""

from __future__ import annotations

import re
from typing import Any

import pikepdf
from msgspec import Struct, field

from publish.readers import MalformedError
from publish.readers.pdf.objects import entry, members, text, unpacked
from publish.readers.pdf.records import CodeTable, Font
from publish.runtime.cache import digest

_FILES = ("/FontFile", "/FontFile2", "/FontFile3")

#: The largest table of a font that is read, in bytes.
_LARGEST = 16 << 20

#: The most codes in one entry of a ``ToUnicode`` table (codes have two bytes), and in all of them.
_MOST_CODES, _MOST_ENTRIES = 0x10000, 0x100000


class Fonts(Struct):
    """The fonts of a file by their objects, each read once."""

    fonts: dict[Any, Font] = field(default_factory=dict)
    digests: dict[Any, bytes] = field(default_factory=dict)

    def of(self, font: Any, page: int) -> Font:
        """Return the font of a font dictionary that ``page`` uses."""
        key = font.objgen if font.is_indirect else -len(self.fonts)
        if key not in self.fonts:
            self.fonts[key] = _read(font, page)
        return self.fonts[key]

    def digest_of(self, font: Any) -> bytes:
        """Return a digest of everything that decides the meaning of the codes of ``font``."""
        key = font.objgen
        if key not in self.digests or not font.is_indirect:
            table = entry(font, "/ToUnicode")
            raw = bytes(table.read_raw_bytes()) if isinstance(table, pikepdf.Stream) else b""
            self.digests[key] = digest(text(entry(font, "/Subtype")).encode(), raw)
        return self.digests[key]


def _read(font: Any, page: int) -> Font:
    subtype = text(entry(font, "/Subtype"))
    result = Font(text(entry(font, "/BaseFont")), page, composite=subtype == "Type0")
    holder = font
    if result.composite:
        holder = next(iter(members(entry(font, "/DescendantFonts"))), None)
        result.gids = _glyphs(entry(holder, "/CIDToGIDMap"))
    descriptor = entry(holder, "/FontDescriptor")
    result.embedded = subtype == "Type3" or any(
        entry(descriptor, name) is not None for name in _FILES
    )
    table = entry(font, "/ToUnicode")
    if isinstance(table, pikepdf.Stream):
        result.to_unicode = _to_unicode(unpacked(table, _LARGEST).decode("latin-1"))
    return result


def _glyphs(table: Any) -> dict[int, int] | None:
    """Return the glyphs by code, or ``None`` if each code is its glyph (9.7.4.3)."""
    if not isinstance(table, pikepdf.Stream):
        return None
    content = unpacked(table, _LARGEST)
    pairs = zip(content[::2], content[1::2], strict=False)
    return {code: high * 256 + low for code, (high, low) in enumerate(pairs)}


def _to_unicode(source: str) -> CodeTable:
    """Return the entries of a ``ToUnicode`` table (9.10.3; Adobe Technical Note 5411).

    An entry of ``bfrange`` has the text of its first code, or an array with that of each code.
    """
    table = CodeTable()
    for block in re.findall(r"beginbfchar(.*?)endbfchar", source, re.DOTALL):
        for code, value in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>", block):
            table[int(code, 16)] = _utf16(value)
    total = 0
    for block in re.findall(r"beginbfrange(.*?)endbfrange", source, re.DOTALL):
        for first, last, value in re.findall(
            r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(<[0-9A-Fa-f]*>|\[[^\]]*\])", block
        ):
            values = re.findall(r"<([0-9A-Fa-f]*)>", value)
            start = int(first, 16)
            count = max(0, min(int(last, 16) - start + 1, _MOST_CODES))
            total += count
            if total > _MOST_ENTRIES:
                raise MalformedError("a font of it gives too many codes a meaning")
            for offset in range(count):
                if value.startswith("["):
                    table[start + offset] = _utf16(values[offset]) if offset < len(values) else ""
                elif text := _utf16(values[0]):
                    table[start + offset] = text[:-1] + chr(min(ord(text[-1]) + offset, 0x10FFFF))
    return table


def _utf16(digits: str) -> str:
    whole = digits[: len(digits) // 4 * 4]
    return bytes.fromhex(whole).decode("utf-16-be", "replace")
