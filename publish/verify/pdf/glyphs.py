"""Rules that compare fonts with the programs in them: glyphs, widths, encodings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publish.errors import Severity
from publish.readers import MalformedError
from publish.readers.pdf.encodings import BASES, glyph_name, mac_code, unicode_of
from publish.readers.pdf.programs import FontProgram, read_program
from publish.readers.pdf.records import Font, PdfFile
from publish.verify.pdf.clauses import Clause, PdfFault, PdfRule, part_of

#: The prefix of a subset (ISO 32000-1, 9.6.4).
_SUBSET = re.compile(r"[A-Z]{6}\+")

#: The ranges of codes that a symbol table may have (9.6.6.4).
_SYMBOLS = (0, 0xF000, 0xF100, 0xF200)


def programs(file: PdfFile) -> Iterator[PdfFault]:
    """Compare each font with its program; one that can't be read is a fault itself."""
    for font in file.fonts:
        if not (font.used or font.invisible):
            continue
        if font.subtype == "Type3":
            yield from _drawn_widths(font)
            continue
        try:
            program = read_program(font) if font.program else None
            yield from _glyphs(font, program)
            if program is not None:
                yield from _widths(font, program)
                yield from _subset(font, program, part_of(file))
            if font.subtype == "TrueType" and font.used and font.embedded:
                yield from _true_type(font, program, part_of(file))
        except MalformedError:
            message = f"The program of the font {font.name} can't be read."
            clause = Clause("7.21.4.1", "31-011", "8.4.5.5.1")
            fix = "Embed the font again."
            yield PdfFault("font-damaged", clause, font.page, message, fix, Severity.WARNING)


def _glyphs(font: Font, program: FontProgram | None) -> Iterator[PdfFault]:
    """The glyphs that are drawn are in the program, and none is that of missing characters."""
    found = {code: _glyph(font, program, code) for code in font.used | font.invisible}
    if 0 in found.values():
        message = f"An empty box is drawn where the font {font.name} lacks a character."
        clause = Clause("7.21.8", "31-030", "8.4.5.9")
        yield PdfFault("notdef", clause, font.page, message, "Use a font that has it.")
    if program is None:
        return
    missing = [
        code for code, glyph in found.items() if glyph == -1 or (glyph or 0) >= program.count
    ]
    if any(code in font.used for code in missing):
        message = f"The program of the font {font.name} lacks glyphs that are drawn."
        clause = Clause("7.21.4.1", "31-011", "8.4.5.5.1")
        yield PdfFault("glyph-absent", clause, font.page, message, "Embed them.")


def _widths(font: Font, program: FontProgram) -> Iterator[PdfFault]:
    """The font and its program agree on the widths of the glyphs that are drawn."""
    for code in sorted(font.used):
        glyph = _glyph(font, program, code)
        key = font.cmap.cid(code) if font.composite and font.cmap else code
        stated = font.widths.get(-1 if key is None else key, font.default_width)
        if glyph is None or not 0 <= glyph < program.count or stated is None:
            continue
        width = program.width(glyph)
        if width is not None and abs(width - stated) > 1.001:
            yield _width(font, stated, width)
            return


def _drawn_widths(font: Font) -> Iterator[PdfFault]:
    """A Type 3 font and its glyphs agree on the widths (9.6.5)."""
    for code in sorted(font.used):
        stated = font.widths.get(code)
        width = font.drawn_widths.get(glyph_name(font, {}, code) or "")
        if width is not None and stated is not None and abs(width - stated) > 1.001:
            yield _width(font, stated, width)
            return


def _width(font: Font, stated: float, width: float) -> PdfFault:
    message = (
        f"The font {font.name or 'of Type 3'} states a width of {stated:g} for a glyph"
        f" that has {width:g} in its program."
    )
    clause, fix = Clause("7.21.5", "31-016", "8.4.5.6"), "Correct Widths or W in the font."
    return PdfFault("font-width", clause, font.page, message, fix)


def _subset(font: Font, program: FontProgram, part: int) -> Iterator[PdfFault]:
    """Lists of the glyphs in a subset are complete (PDF/UA-1)."""
    if part != 1 or not _SUBSET.match(font.name):
        return
    fix = "Correct the list, or remove it."
    if font.glyph_names is not None and font.subtype in ("Type1", "MMType1"):
        listed = set(font.glyph_names.split("/"))
        present = program.names.keys()
        for names, checkpoint in ((present - listed, "31-012"), (listed - present, "31-013")):
            if names - {".notdef", ""}:
                message = f"CharSet of the font {font.name} differs from the glyphs of its program."
                clause = Clause("7.21.4.2", checkpoint)
                yield PdfFault("font-subset", clause, font.page, message, fix)
    if font.cid_set is not None and font.composite:
        if program.cids is not None:
            cids = set(program.cids)
        else:
            cids = {cid for code in font.used if font.cmap and (cid := font.cmap.cid(code))}
        if any(not _is_listed(font.cid_set, cid) for cid in cids - {0}):
            message = f"CIDSet of the font {font.name} lacks glyphs of its program."
            yield PdfFault("font-subset", Clause("7.21.4.2", "31-014"), font.page, message, fix)


def _is_listed(bits: bytes, number: int) -> bool:
    place, bit = divmod(number, 8)
    return place < len(bits) and bool(bits[place] & 0x80 >> bit)


def _true_type(font: Font, program: FontProgram | None, part: int) -> Iterator[PdfFault]:
    """The encoding of a TrueType font fits its program (9.6.6.4)."""
    tables = set(program.cmaps) if program else None
    encoding = font.encoding
    if font.symbolic:
        if encoding is not None:
            message, fix = f"The symbolic font {font.name} has an Encoding.", "Remove it."
            clause = Clause("7.21.6", "31-025", "8.4.5.7")
            yield PdfFault("font-encoding", clause, font.page, message, fix)
        one = (
            len(tables) == 1
            if tables is not None and part == 1
            else bool(tables and (1, 0) in tables)
        )
        if tables is not None and (3, 0) not in tables and not one:
            message = f"The symbolic font {font.name} has no table for symbols."
            clause = Clause("7.21.6", "31-026", "8.4.5.7")
            fix = "Embed it with a table for platform 3, encoding 0."
            yield PdfFault("font-symbols", clause, font.page, message, fix)
        return
    names = (encoding.differences if encoding else None) or {}
    if encoding is None or encoding.base not in BASES:
        message = f"The font {font.name} has no encoding that is known for its characters."
        checkpoint = "31-020" if encoding is None else "31-022"
        clause = Clause("7.21.6", checkpoint, "8.4.5.7")
        fix = "Set its Encoding to WinAnsiEncoding."
        yield PdfFault("font-encoding", clause, font.page, message, fix)
    elif names and not all(map(unicode_of, names.values())):
        message = f"The Encoding of the font {font.name} has names that have no meaning."
        clause, fix = Clause("7.21.6", "31-023", "8.4.5.7"), "Use names of the Adobe Glyph List."
        yield PdfFault("font-encoding", clause, font.page, message, fix)
    elif names and tables is not None and (3, 1) not in tables:
        message = f"The font {font.name} has Differences, but no table for Unicode."
        clause = Clause("7.21.6", "31-024", "8.4.5.7")
        fix = "Embed it with a table for platform 3, encoding 1."
        yield PdfFault("font-encoding", clause, font.page, message, fix)
    if tables is not None and not tables - {(3, 0)}:
        message = f"The font {font.name} has no table for its characters."
        clause, fix = Clause("7.21.6", "31-017", "8.4.5.7"), "Embed it with its cmap."
        yield PdfFault("font-table", clause, font.page, message, fix)


def _glyph(font: Font, program: FontProgram | None, code: int) -> int | None:
    """Return the glyph of a code; -1 if the program lacks it, ``None`` if that isn't known."""
    if font.composite:
        return _composite_glyph(font, program, code)
    if program is None:
        return None
    if font.subtype == "TrueType":
        return _true_type_glyph(font, program, code)
    name = glyph_name(font, program.encoding, code)
    if not program.names:
        return None
    return 0 if name is None else program.names.get(name, -1)


def _composite_glyph(font: Font, program: FontProgram | None, code: int) -> int | None:
    cid = code if font.cmap is None else font.cmap.cid(code)
    if cid is None or (program is None and not font.has_gids):
        return None
    if font.descendant == "CIDFontType2" or program is None:
        return cid if font.gids is None else font.gids.get(cid, 0)
    return cid if program.cids is None else program.cids.get(cid, -1)


def _true_type_glyph(font: Font, program: FontProgram, code: int) -> int | None:
    symbols, mac = program.cmaps.get((3, 0)), program.cmaps.get((1, 0))
    if font.symbolic:
        for first in _SYMBOLS if symbols else ():
            if symbols and (first | code) in symbols:
                return symbols[first | code]
        return mac.get(code, -1) if mac else -1 if symbols else None
    name = glyph_name(font, {}, code)
    if name is None:
        return 0 if font.encoding and font.encoding.base in BASES else None
    text = unicode_of(name)
    unicode = program.cmaps.get((3, 1))
    if unicode and len(text) == 1 and ord(text) in unicode:
        return unicode[ord(text)]
    place = mac_code(name)
    if mac and place in mac:
        return mac[place]
    return program.names.get(name, -1) if unicode or mac else None


RULES: tuple[PdfRule, ...] = (programs,)
