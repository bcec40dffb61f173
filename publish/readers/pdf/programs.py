"""Read embedded font programs: which glyphs they have, and how wide those are (ISO 32000-1, 9.9).

fontTools reads TrueType, OpenType and CFF.  Of Type 1 only the names and widths of the glyphs are
read (Adobe Type 1 Font Format, 6 and 7).
"""

from __future__ import annotations

import logging
import re
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from msgspec import Struct, field

from publish.readers import MalformedError
from publish.readers.pdf.encodings import standard_names
from publish.readers.pdf.records import Font

#: The most subroutines that the program of one glyph may call, and how deep (10 in the Type 2
#: specification, appendix B).
_MOST_CALLS, _DEEPEST = 1_000, 50

#: The most codes that a font maps in all its tables: four times those of Unicode 16.
_MOST_CODES = 600_000

#: How a font begins that is packed once more (WOFF), which a PDF may not have (table 126).
_PACKED = (b"wOFF", b"wOF2")

#: The largest Type 1 program in bytes, and the largest glyph in it.
_LARGEST_TYPE_1, _LARGEST_GLYPH = 2 << 20, 0xFFFF

#: The format of a subtable of variation sequences, which maps no codes (OpenType 1.9, ``cmap``):
#: each four bytes of it may stand for 256 characters.
_VARIATIONS = 14

_DAMAGED = "a font program in it is damaged"


class FontProgram(Struct):
    """An embedded font program.

    Glyphs are numbers below ``count``.  ``names`` are their names, if the program has them,
    ``cids`` the glyphs by CID, if it is CID-keyed.  ``cmaps`` are the tables of a TrueType font
    from codes to glyphs, by platform and encoding.  ``encoding`` are the names of the codes of
    Type 1 and CFF.
    """

    count: int
    measure: Callable[[int], float | None]
    names: dict[str, int] = field(default_factory=dict)
    cids: dict[int, int] | None = None
    cmaps: dict[tuple[int, int], dict[int, int]] = field(default_factory=dict)
    encoding: dict[int, str] = field(default_factory=dict)

    def width(self, glyph: int) -> float | None:
        """Return the width of a glyph in thousandths of an em, or ``None`` if it isn't known.

        Raises:
            MalformedError: The program of the glyph is damaged.
        """
        with _reading():
            return self.measure(glyph)


def read_program(font: Font) -> FontProgram:
    """Return the embedded program of a font.

    Raises:
        MalformedError: It is damaged.
    """
    with _reading():
        if font.program_type == "FontFile":
            return _type_1(font.program)
        if font.program_type in ("Type1C", "CIDFontType0C"):
            return _cff(font.program)
        return _opentype(font.program, named=not font.composite)


@contextmanager
def _reading() -> Iterator[None]:
    """Turn what fontTools raises into :class:`MalformedError`.

    It doesn't check what it reads, so a damaged font raises whatever comes of that.
    """
    from fontTools.ttLib import TTLibError

    broken = (LookupError, ValueError, ArithmeticError, TypeError, AttributeError, EOFError)
    logger = logging.getLogger("fontTools")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    except (*broken, AssertionError, struct.error, TTLibError, NotImplementedError) as error:
        raise MalformedError(_DAMAGED) from error
    finally:
        logger.setLevel(level)


def _opentype(content: bytes, *, named: bool) -> FontProgram:
    """Read a TrueType or OpenType font; only simple fonts look up codes and names (``named``)."""
    from fontTools.ttLib import TTFont

    if content.startswith(_PACKED):
        raise MalformedError(_DAMAGED)
    font = TTFont(BytesIO(content), lazy=True, fontNumber=0)
    if "CFF " in font:
        program = _cff(font.getTableData("CFF "))
    else:
        count = font["maxp"].numGlyphs
        font.setGlyphOrder(list(map(str, range(count))))
        scale = 1000 / font["head"].unitsPerEm
        advances = font["hmtx"].metrics
        program = FontProgram(count, lambda glyph: advances[str(glyph)][0] * scale)
        if named and "post" in font and font["post"].formatType == 2:
            program.names = {name: glyph for glyph, name in enumerate(font["post"].glyphOrder)}
    if named and "cmap" in font:
        if _mapped_codes(font.getTableData("cmap")) > _MOST_CODES:
            raise MalformedError(_DAMAGED)
        if "CFF " in font:
            font.setGlyphOrder(list(map(str, range(program.count))))
        program.cmaps = {
            (table.platformID, table.platEncID): {
                code: int(glyph.removeprefix("glyph")) for code, glyph in table.cmap.items()
            }
            for table in font["cmap"].tables
            if table.format != _VARIATIONS and hasattr(table, "cmap")
        }
    return program


def _mapped_codes(table: bytes) -> int:
    """Return how many codes the subtables of ``cmap`` map, at most (OpenType 1.9, ``cmap``).

    fontTools makes a list of all of them, which a few bytes can let fill the memory.
    """
    total = 0
    for record in range(struct.unpack_from(">H", table, 2)[0]):
        (start,) = struct.unpack_from(">I", table, 4 + 8 * record + 4)
        (kind,) = struct.unpack_from(">H", table, start)
        if kind == 4:
            count = struct.unpack_from(">H", table, start + 6)[0] // 2
            ends = struct.unpack_from(f">{count}H", table, start + 14)
            starts = struct.unpack_from(f">{count}H", table, start + 16 + 2 * count)
            total += sum(max(0, end - first + 1) for first, end in zip(starts, ends, strict=True))
        elif kind in (12, 13):
            (count,) = struct.unpack_from(">I", table, start + 12)
            groups = struct.iter_unpack(">3I", table[start + 16 : start + 16 + 12 * count])
            total += sum(max(0, end - first + 1) for first, end, _ in groups)
    return total


def _cff(content: bytes) -> FontProgram:
    from fontTools.cffLib import CFFFontSet

    fonts = CFFFontSet()
    fonts.decompile(BytesIO(content), None)
    top = fonts[0]
    names, strings = top.charset, top.CharStrings
    is_cid_keyed = hasattr(top, "ROS")

    def width(glyph: int) -> float | None:
        program, part_number = strings.getItemAndSelector(names[glyph])
        units = _cff_width(program, fonts.GlobalSubrs)
        matrix = top.FontMatrix
        if is_cid_keyed:
            part = top.FDArray[part_number or 0].rawDict.get("FontMatrix")
            if part is not None:
                matrix = part if "FontMatrix" not in top.rawDict else [part[0] * matrix[0]]
        return units * float(matrix[0]) * 1000

    numbers = {name: number for number, name in enumerate(names)}
    if is_cid_keyed:
        cids = {int(name[3:] or 0) if name != ".notdef" else 0: n for name, n in numbers.items()}
        return FontProgram(len(names), width, cids=cids)
    named = top.Encoding
    encoding = standard_names() if isinstance(named, str) else dict(enumerate(named))
    return FontProgram(len(names), width, numbers, encoding=encoding)


def _cff_width(program: Any, subroutines: Any) -> float:
    from fontTools.misc.psCharStrings import T2WidthExtractor

    class Extractor(T2WidthExtractor):  # type: ignore[misc]  # fontTools has no types
        calls = depth = 0

        def execute(self, charstring: Any) -> None:
            self.calls += 1
            self.depth += 1
            if self.calls > _MOST_CALLS or self.depth > _DEEPEST:
                raise MalformedError(_DAMAGED)
            super().execute(charstring)
            self.depth -= 1

    private = program.private
    extractor = Extractor(
        getattr(private, "Subrs", []), subroutines, private.nominalWidthX, private.defaultWidthX
    )
    extractor.execute(program)
    return float(extractor.width)


def _type_1(content: bytes) -> FontProgram:
    from fontTools.misc.eexec import decrypt

    if len(content) > _LARGEST_TYPE_1:
        raise MalformedError(_DAMAGED)
    clear, _, encrypted = content.partition(b"eexec")
    start = re.match(rb"\s*", encrypted)
    encrypted = encrypted[start.end() if start else 0 :]
    if re.match(rb"[0-9A-Fa-f\s]{4}", encrypted):
        digits = re.sub(rb"[^0-9A-Fa-f]", b"", encrypted)
        encrypted = bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii"))
    private, _ = decrypt(encrypted, 55665)
    skipped = re.search(rb"/lenIV\s+(\d+)", private)
    matrix = re.search(rb"/FontMatrix\s*\[\s*([-+.0-9eE]+)", clear)
    scale = 1000 * float(matrix[1]) if matrix else 1.0
    programs = dict(_charstrings(private[4:]))
    if not programs:
        raise MalformedError(_DAMAGED)
    order = sorted(programs, key=lambda name: name != ".notdef")  # glyph 0, as in other formats
    names = {name: number for number, name in enumerate(order)}
    glyphs = [programs[name] for name in order]

    def width(glyph: int) -> float | None:
        program, _ = decrypt(glyphs[glyph][:_LARGEST_GLYPH], 4330)
        units = _type_1_width(program[int(skipped[1]) if skipped else 4 :])
        return None if units is None else units * scale

    pairs = re.findall(rb"dup\s+(\d+)\s*/([^\s/]+)\s+put", clear)
    encoding = {int(code): name.decode("latin-1") for code, name in pairs}
    return FontProgram(len(names), width, names, encoding=encoding or standard_names())


def _charstrings(private: bytes) -> Iterator[tuple[str, bytes]]:
    place = private.find(b"/CharStrings") + len(b"/CharStrings")
    pattern = re.compile(rb"/([^\s/]+)\s+(\d+)\s+(?:RD|-\||[^\s/]+) ")
    while found := pattern.search(private, place):
        size = int(found[2])
        yield found[1].decode("latin-1"), private[found.end() : found.end() + size]
        place = found.end() + size


def _type_1_width(program: bytes) -> float | None:
    """Return the width that ``hsbw`` or ``sbw`` sets at the start of a glyph (6.4)."""
    stack: list[float] = []
    place = 0
    while place < len(program):
        first = program[place]
        place += 1
        if first == 13 and len(stack) > 1:  # hsbw
            return stack[1]
        if first == 12 and len(stack) > 1:  # an escape
            second = program[place]
            place += 1
            if second == 7:  # sbw
                return stack[2]
            if second != 12:
                return None
            divisor = stack.pop()
            stack.append(stack.pop() / divisor)
        elif 32 <= first <= 246:
            stack.append(first - 139)
        elif 247 <= first <= 250:
            stack.append((first - 247) * 256 + program[place] + 108)
            place += 1
        elif 251 <= first <= 254:
            stack.append(-(first - 251) * 256 - program[place] - 108)
            place += 1
        elif first == 255:
            stack.append(int.from_bytes(program[place : place + 4], signed=True))
            place += 4
        else:
            return None
    return None
