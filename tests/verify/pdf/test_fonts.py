"""Faults of fonts and of the programs in them; sound fonts of each kind have none."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.misc.eexec import encrypt
from fontTools.misc.psCharStrings import T2CharString
from pikepdf import Array, Dictionary, Name, String

from publish.errors import Severity
from tests.verify.pdf.small import Change, changes, content, errors, found, true_type

MEANINGS = b"2 beginbfchar <0001> <0041> <0002> <0042> endbfchar"
SIMPLE_MEANINGS = b"""1 begincodespacerange <00> <ff> endcodespacerange
1 beginbfrange <41> <42> <0041> endbfrange"""
CMAP = b"""/CMapName /Ferry def /WMode 0 def 1 begincodespacerange <41> <42> endcodespacerange
1 begincidrange <41> <42> 1 endcidrange"""


@cache
def cff() -> bytes:
    """The CFF table of a font with A and B, 600 wide."""
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder([".notdef", "A", "B"])
    builder.setupCharacterMap({65: "A", 66: "B"})
    outline = [600, "hmoveto", 100, "hlineto", "endchar"]
    programs = {name: T2CharString(program=outline) for name in (".notdef", "A", "B")}
    builder.setupCFF("Ferry", {}, programs, {"defaultWidthX": 600})
    return bytes(builder.font["CFF "].compile(builder.font))


def type_1(width: bytes = b"\xf8\xec") -> bytes:
    """A Type 1 font with A and B (``0 600 hsbw endchar``)."""
    glyph, _ = encrypt(b"0000\x8b" + width + b"\x0d\x0e", 4330)
    strings = b"".join(
        b"/%s %d RD %s ND\n" % (name, len(glyph), glyph) for name in (b"A", b"B", b".notdef")
    )
    private, _ = encrypt(
        b"0000/lenIV 4 def\n2 index /CharStrings 3 dict dup begin\n" + strings, 55665
    )
    clear = b"%!PS-AdobeFont-1.0\n/FontMatrix [0.001 0 0 0.001 0 0] def\n"
    return clear + b"currentfile eexec\n" + private


def font(pdf: pikepdf.Pdf) -> Any:
    return pdf.pages[0].obj.Resources.Font.F


def entries(where: str = "", **values: Any) -> Change:
    """Set entries of the font (or of its ``descriptor`` or ``descendant``), or remove them."""

    def change(pdf: pikepdf.Pdf) -> None:
        holder = font(pdf)
        if "/DescendantFonts" in holder and where:
            holder = holder.DescendantFonts[0]
        if where == "descriptor":
            holder = holder.FontDescriptor
        for key, value in values.items():
            if value is None:
                del holder[f"/{key}"]
            else:
                holder[f"/{key}"] = pdf.make_stream(value) if isinstance(value, bytes) else value

    return change


def program(key: str, file: bytes, subtype: str = "") -> Change:
    """Replace the font program, and make the font Type 1 unless it stays TrueType."""

    def change(pdf: pikepdf.Pdf) -> None:
        descriptor = font(pdf).FontDescriptor
        del descriptor["/FontFile2"]
        descriptor[key] = pdf.make_stream(file)
        if subtype:
            descriptor[key].Subtype = Name(f"/{subtype}")
        if key != "/FontFile2":
            font(pdf).Subtype = Name.Type1

    return change


def composite(pdf: pikepdf.Pdf) -> None:
    """Make the font composite; the page shows the glyphs 1 and 2."""
    simple = font(pdf)
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=simple.BaseFont,
        CIDSystemInfo=Dictionary(
            Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0
        ),
        CIDToGIDMap=Name.Identity,
        W=Array([1, Array([600]), 2, 2, 600]),
        FontDescriptor=simple.FontDescriptor,
    )
    pdf.pages[0].obj.Resources.Font.F = pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=simple.BaseFont,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(descendant)]),
            ToUnicode=pdf.make_stream(MEANINGS),
        )
    )
    shown("<00010002>")(pdf)


def type_3(width: int) -> Change:
    """Make it a Type 3 font, whose A is drawn with this width."""

    def change(pdf: pikepdf.Pdf) -> None:
        glyph = pdf.make_stream(b"%d 0 0 0 500 700 d1 0 0 500 700 re f" % width)
        pdf.pages[0].obj.Resources.Font.F = Dictionary(
            Type=Name.Font,
            Subtype=Name.Type3,
            FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
            CharProcs=Dictionary(A=glyph),
            Encoding=Dictionary(Differences=Array([65, Name.A])),
            FirstChar=65,
            LastChar=65,
            Widths=Array([600]),
        )
        shown("(A)")(pdf)

    return change


def shown(text: str) -> Change:
    return content(f"/P <</MCID 0>> BDC BT /F 9 Tf {text} Tj ET EMC".encode())


def cmap(source: bytes = CMAP, ordering: str = "Identity", **values: Any) -> Change:
    """Give the composite font a CMap of its own, with codes of one byte."""

    def change(pdf: pikepdf.Pdf) -> None:
        composite(pdf)
        info = Dictionary(Registry=String("Adobe"), Ordering=String(ordering), Supplement=0)
        font(pdf).Encoding = pdf.make_stream(
            source, Type=Name.CMap, CMapName=Name.Ferry, CIDSystemInfo=info, **values
        )
        font(pdf).ToUnicode = pdf.make_stream(SIMPLE_MEANINGS)
        shown("(AB)")(pdf)

    return change


def differences(*names: str) -> Change:
    listed = Array([65, *(Name(f"/{name}") for name in names)])
    return entries(Encoding=Dictionary(BaseEncoding=Name.WinAnsiEncoding, Differences=listed))


def collection(ordering: str) -> Any:
    return Dictionary(Registry=String("Adobe"), Ordering=String(ordering), Supplement=0)


SYMBOLIC = changes(entries("descriptor", Flags=4), entries(ToUnicode=SIMPLE_MEANINGS))
CFF = program("/FontFile3", cff(), "Type1C")
TYPE_1 = program("/FontFile", type_1())

FAULTS: dict[str, tuple[Change, str, str, str]] = {
    # what is changed, the code, the clause and checkpoint of part 1, the clause of part 2
    "not embedded": (
        entries("descriptor", FontFile2=None),
        *("font-absent", "7.21.4.1, Matterhorn 31-009", "8.4.5.5.1"),
    ),
    "wrong width": (
        entries(Widths=Array([600, 602])),
        *("font-width", "7.21.5, Matterhorn 31-016", "8.4.5.6"),
    ),
    "no encoding": (
        entries(Encoding=None),
        *("font-encoding", "7.21.6, Matterhorn 31-020", "8.4.5.7"),
    ),
    "unknown encoding": (
        entries(Encoding=Dictionary(BaseEncoding=Name.Identity)),
        *("font-encoding", "7.21.6, Matterhorn 31-022", "8.4.5.7"),
    ),
    "names without a meaning": (
        differences("g17"),
        *("font-encoding", "7.21.6, Matterhorn 31-023", "8.4.5.7"),
    ),
    "names without a table for Unicode": (
        changes(differences("A", "B"), entries("descriptor", FontFile2=true_type(((1, 0),)))),
        *("font-encoding", "7.21.6, Matterhorn 31-024", "8.4.5.7"),
    ),
    "encoding of a symbolic font": (
        changes(SYMBOLIC, entries("descriptor", FontFile2=true_type(((3, 0),)))),
        *("font-encoding", "7.21.6, Matterhorn 31-025", "8.4.5.7"),
    ),
    "symbolic font without a table": (
        changes(
            *(SYMBOLIC, entries(Encoding=None)),
            entries("descriptor", FontFile2=true_type(((0, 3), (3, 1)))),
        ),
        *("font-symbols", "7.21.6, Matterhorn 31-026", "8.4.5.7"),
    ),
    "only a table for symbols": (
        entries("descriptor", FontFile2=true_type(((3, 0),))),
        *("font-table", "7.21.6, Matterhorn 31-017", "8.4.5.7"),
    ),
    "code without a character": (
        shown("3 Tr (A\\001)"),
        *("notdef", "7.21.8, Matterhorn 31-030", "8.4.5.9"),
    ),
    "missing character": (
        shown("(AC)"),
        *("glyph-absent", "7.21.4.1, Matterhorn 31-011", "8.4.5.5.1"),
    ),
    "missing glyph": (
        changes(CFF, shown("(AC)")),
        *("glyph-absent", "7.21.4.1, Matterhorn 31-011", "8.4.5.5.1"),
    ),
    "wrong width in CFF": (
        changes(CFF, entries(Widths=Array([610, 600]))),
        *("font-width", "7.21.5, Matterhorn 31-016", "8.4.5.6"),
    ),
    "wrong width in Type 1": (
        program("/FontFile", type_1(width=b"\xf8\x00")),
        *("font-width", "7.21.5, Matterhorn 31-016", "8.4.5.6"),
    ),
    "wrong width in Type 3": (
        type_3(610),
        *("font-width", "7.21.5, Matterhorn 31-016", "8.4.5.6"),
    ),
    "no CIDToGIDMap": (
        changes(composite, entries("descendant", CIDToGIDMap=None)),
        *("font-glyph-map", "7.21.3.2, Matterhorn 31-005", "8.4.5.3.2"),
    ),
    "unknown CMap": (
        changes(composite, entries(Encoding=Name("/Ferry-H"))),
        *("cmap-absent", "7.21.3.3, Matterhorn 31-006", "8.4.5.4"),
    ),
    "another mode": (cmap(WMode=1), "cmap-mode", "7.21.3.3, Matterhorn 31-007", "8.4.5.4"),
    "CMap of another CMap": (
        cmap(CMAP + b" /Pier-H usecmap"),
        *("cmap-reference", "7.21.3.3, Matterhorn 31-008", "8.4.5.4"),
    ),
    "another collection": (
        cmap(ordering="Japan1"),
        *("font-collection", "7.21.3.1, Matterhorn 31-002", "8.4.5.3.1"),
    ),
    "collection of a predefined CMap": (
        changes(composite, entries(Encoding=Name("/UniJIS-UTF16-H"))),
        *("font-collection", "7.21.3.1, Matterhorn 31-002", "8.4.5.3.1"),
    ),
    "no meanings": (
        changes(composite, entries(ToUnicode=None)),
        *("unicode-missing", "7.21.7, Matterhorn 31-027", "8.4.5.8"),
    ),
    "no meanings of a symbolic font": (
        changes(SYMBOLIC, entries(Encoding=None, ToUnicode=None)),
        *("unicode-missing", "7.21.7, Matterhorn 31-027", "8.4.5.8"),
    ),
    "meaning U+0000": (
        entries(ToUnicode=b"1 beginbfchar <41> <0000> endbfchar"),
        *("unicode-wrong", "7.21.7, Matterhorn 31-028", "8.4.5.8"),
    ),
    "glyph beyond the font": (
        changes(composite, shown("<0009>")),
        *("glyph-absent", "7.21.4.1, Matterhorn 31-011", "8.4.5.5.1"),
    ),
    "wrong width of a CID": (
        changes(composite, entries("descendant", W=Array([1, 2, 500]))),
        *("font-width", "7.21.5, Matterhorn 31-016", "8.4.5.6"),
    ),
}

SOUND: dict[str, Change] = {
    "simple TrueType": changes(),
    "differences with a meaning": differences("B", "A"),
    "symbolic": changes(
        SYMBOLIC, entries(Encoding=None), entries("descriptor", FontFile2=true_type(((3, 0),)))
    ),
    "CFF": CFF,
    "Type 1": TYPE_1,
    "Type 1 with its own encoding": changes(
        TYPE_1, entries(Encoding=None), entries("descriptor", Flags=4)
    ),
    "Type 3": type_3(600),
    "composite": composite,
    "composite with its own CMap": cmap(),
    "collection that is known": changes(
        composite,
        entries(ToUnicode=None),
        entries("descendant", CIDSystemInfo=collection("Japan1")),
    ),
    "not embedded, invisible": changes(entries("descriptor", FontFile2=None), shown("3 Tr (AB)")),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_in_both_parts(name: str, tmp_path: Path) -> None:
    change, code, clause_1, clause_2 = FAULTS[name]
    for part, clause in ((1, clause_1), (2, clause_2)):
        assert found(change, part, tmp_path)[code].clause == f"ISO 14289-{part} {clause}"


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_font_has_no_errors(name: str, tmp_path: Path) -> None:
    for part in (1, 2):
        assert not errors(found(SOUND[name], part, tmp_path))


@pytest.mark.parametrize(
    ("names", "checkpoint"), [("/A", "31-012"), ("/A/B", ""), ("/A/B/C", "31-013")]
)
def test_the_names_of_a_subset(names: str, checkpoint: str, tmp_path: Path) -> None:
    change = changes(CFF, entries("descriptor", CharSet=String(names)))
    subset = found(change, 1, tmp_path).get("font-subset")
    assert (subset.clause if subset else "").endswith(checkpoint)
    assert bool(subset) == bool(checkpoint)


@pytest.mark.parametrize(("bits", "complete"), [(b"\x60", True), (b"\x40", False)])
def test_the_cids_of_a_subset(bits: bytes, *, complete: bool, tmp_path: Path) -> None:
    change = changes(composite, entries("descriptor", CIDSet=bits))
    assert ("font-subset" in found(change, 1, tmp_path)) != complete


@pytest.mark.parametrize(
    "file",
    [b"", b"no font", cff()[:60], true_type()[:200], b"OTTO" + bytes(99)],
    ids=["empty", "text", "cff", "truetype", "opentype"],  # fonts hold the time: no names of tests
)
@pytest.mark.parametrize("key", ["/FontFile", "/FontFile2", "/FontFile3"])
def test_a_damaged_program_is_a_warning(key: str, file: bytes, tmp_path: Path) -> None:
    change = program(key, file, "Type1C" if key == "/FontFile3" else "")
    diagnostics = found(change, 1, tmp_path)
    if file:
        assert diagnostics["font-damaged"].severity is Severity.WARNING
    assert not errors(diagnostics)


def test_a_glyph_that_calls_itself_is_damaged(tmp_path: Path) -> None:
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder([".notdef", "A", "B"])
    calling = T2CharString(program=[-107, "callgsubr", "endchar"])
    builder.setupCFF("Ferry", {}, {".notdef": calling, "A": calling, "B": calling}, {})
    table = builder.font["CFF "]
    table.cff.GlobalSubrs.append(T2CharString(program=[-107, "hmoveto"]))
    file = bytes(table.compile(builder.font))
    assert file.count(b"\x20\x16") == 1
    looping = file.replace(b"\x20\x16", b"\x20\x1d")  # callgsubr instead of hmoveto
    diagnostics = found(program("/FontFile3", looping, "Type1C"), 1, tmp_path)
    assert "font-damaged" in diagnostics
