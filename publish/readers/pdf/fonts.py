"""Read the dictionaries of fonts (ISO 32000-1, 9.5 to 9.10)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pikepdf
from msgspec import Struct, field

from publish.readers.pdf.cmaps import LARGEST, read_cmap, read_collection, read_to_unicode
from publish.readers.pdf.objects import (
    beginning,
    entries,
    entry,
    integer,
    members,
    text,
    unpacked,
    work,
)
from publish.readers.pdf.records import Encoding, Font
from publish.runtime.cache import digest

#: The codes of a range that are a unit of work.
_RANGE_UNIT = 8

_FILES = ("/FontFile", "/FontFile2", "/FontFile3")

#: The width that ``d0`` or ``d1`` sets at the start of a glyph of a Type 3 font (9.6.5).
_DRAWN_WIDTH = re.compile(rb"\s*([-+]?(?:\d++(?:\.\d*+)?|\.\d++))\s[^a-zA-Z]*+d[01]\b")

#: The largest font file that is read, in bytes, and the most bytes at the start of a glyph.
_LARGEST_PROGRAM, _LARGEST_START = 64 << 20, 1_000

#: The largest map of CIDs, which have two bytes (9.7.4.3).
_LARGEST_MAP = 1 << 17

#: The work of a font, of one with a program, which a rule reads, and the bytes of it that are a
#: unit.
_WORK, _PROGRAM_WORK, _PROGRAM_UNIT = 60, 400, 32


class Fonts(Struct):
    """The fonts of a file by their objects, each read once."""

    fonts: dict[Any, Font] = field(default_factory=dict)
    digests: dict[Any, bytes] = field(default_factory=dict)

    def of(self, font: Any, page: int) -> Font:
        """Return the font of a font dictionary that ``page`` uses."""
        key = font.objgen if _is_indirect(font) else -len(self.fonts)
        if key not in self.fonts:
            self.fonts[key] = _read(font, page)
        return self.fonts[key]

    def digest_of(self, font: Any) -> bytes:
        """Return a digest of everything that decides the meaning of the codes of ``font``."""
        key = font.objgen if _is_indirect(font) else None
        if key not in self.digests or key is None:
            table = entry(font, "/ToUnicode")
            raw = bytes(table.read_raw_bytes()) if isinstance(table, pikepdf.Stream) else b""
            self.digests[key] = digest(text(entry(font, "/Subtype")).encode(), raw)
        return self.digests[key]


def _is_indirect(font: Any) -> bool:
    return isinstance(font, pikepdf.Object) and font.is_indirect


def _read(font: Any, page: int) -> Font:
    work(_WORK)
    subtype = text(entry(font, "/Subtype"))
    result = Font(text(entry(font, "/BaseFont")), page, subtype, composite=subtype == "Type0")
    holder = font
    if result.composite:
        holder = next(iter(members(entry(font, "/DescendantFonts"))), None)
        _read_composite(result, font, holder)
    else:
        _read_simple(result, font)
    descriptor = entry(holder, "/FontDescriptor")
    _read_descriptor(result, descriptor)
    result.embedded = subtype == "Type3" or bool(result.program_type)
    table = entry(font, "/ToUnicode")
    if isinstance(table, pikepdf.Stream):
        result.to_unicode = read_to_unicode(unpacked(table, LARGEST).decode("latin-1"))
    return result


def _read_composite(result: Font, font: Any, descendant: Any) -> None:
    result.descendant = text(entry(descendant, "/Subtype"))
    result.cmap = read_cmap(entry(font, "/Encoding"))
    result.collection = read_collection(entry(descendant, "/CIDSystemInfo"))
    table = entry(descendant, "/CIDToGIDMap")
    result.has_gids = isinstance(table, pikepdf.Stream) or text(table) == "Identity"
    result.gids = _glyphs(table)
    default = entry(descendant, "/DW")
    result.default_width = 1000.0 if default is None else _number(default)
    result.widths = _cid_widths(members(entry(descendant, "/W")))


def _read_simple(result: Font, font: Any) -> None:
    encoding = entry(font, "/Encoding")
    if isinstance(encoding, pikepdf.Dictionary):
        differences = entry(encoding, "/Differences")
        named = None if differences is None else _differences(members(differences))
        result.encoding = Encoding(text(entry(encoding, "/BaseEncoding")), named)
    elif encoding is not None:
        result.encoding = Encoding(text(encoding))
    first = integer(entry(font, "/FirstChar"))
    widths = members(entry(font, "/Widths"))
    result.widths = {first + place: _number(width) for place, width in enumerate(widths)}
    if result.subtype == "Type3":
        for name, procedure in entries(entry(font, "/CharProcs")):
            if found := _DRAWN_WIDTH.match(beginning(procedure, _LARGEST_START)):
                result.drawn_widths[name[1:]] = float(found[1])


def _read_descriptor(result: Font, descriptor: Any) -> None:
    result.flags = integer(entry(descriptor, "/Flags"))
    if (names := entry(descriptor, "/CharSet")) is not None:
        result.glyph_names = text(names)
    cids = entry(descriptor, "/CIDSet")
    if isinstance(cids, pikepdf.Stream):
        result.cid_set = unpacked(cids, _LARGEST_MAP)
    for key in _FILES:
        program = entry(descriptor, key)
        if program is not None:
            result.program_type = text(entry(program, "/Subtype")) or key.removeprefix("/")
            result.program = unpacked(program, _LARGEST_PROGRAM)
            work(_PROGRAM_WORK + len(result.program) // _PROGRAM_UNIT)


def _glyphs(table: Any) -> dict[int, int] | None:
    """Return the glyphs by CID, or ``None`` if each CID is its glyph (9.7.4.3)."""
    if not isinstance(table, pikepdf.Stream):
        return None
    content = unpacked(table, _LARGEST_MAP)
    work(len(content))
    pairs = zip(content[::2], content[1::2], strict=False)
    return {code: high * 256 + low for code, (high, low) in enumerate(pairs)}


def _differences(values: list[Any]) -> dict[int, str]:
    """Return the names of an array of differences (9.6.6.2)."""
    work(len(values))
    named: dict[int, str] = {}
    code = 0
    for value in values:
        if isinstance(value, int):
            code = value
        else:
            named[code] = text(value)
            code += 1
    return named


def _cid_widths(values: list[Any]) -> dict[int, float]:
    """Return the widths of ``W`` (9.7.4.3): a CID and an array, or two CIDs and a width."""
    widths: dict[int, float] = {}
    place = 0
    while place + 1 < len(values):
        first, second = values[place : place + 2]
        if isinstance(second, pikepdf.Array):
            start = integer(first)
            widths |= {start + place: _number(one) for place, one in enumerate(members(second))}
            place += 2
        else:
            width = _number(values[place + 2]) if place + 2 < len(values) else 0.0
            cids = range(max(integer(first), 0), min(integer(second), 0xFFFF) + 1)
            work(len(cids) // _RANGE_UNIT)
            widths.update(dict.fromkeys(cids, width))
            place += 3
    return widths


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | Decimal) else 0.0
