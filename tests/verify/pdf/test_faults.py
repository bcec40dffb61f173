"""Each fault that is put into a sound PDF is found, with its clause; the sound PDF has none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from publish.verify.pdf import verify_pdf

Spoil = Callable[[pikepdf.Pdf], None]


def elements(pdf: pikepdf.Pdf, type_: str) -> Iterator[Any]:
    """The structure elements of a type, in the order of the tree."""
    waiting = [pdf.Root.StructTreeRoot]
    while waiting:
        node = waiting.pop()
        kids = node.get("/K", [])
        kids = list(kids) if isinstance(kids, Array) else [kids]
        waiting += [k for k in reversed(kids) if isinstance(k, Dictionary) and "/S" in k]
        if node.get("/S") == f"/{type_}":
            yield node


def first(pdf: pikepdf.Pdf, type_: str) -> Any:
    return next(elements(pdf, type_))


def drop(type_: str, key: str) -> Spoil:
    def spoil(pdf: pikepdf.Pdf) -> None:
        del first(pdf, type_)[key]

    return spoil


def put(type_: str, key: str, value: Any) -> Spoil:
    def spoil(pdf: pikepdf.Pdf) -> None:
        first(pdf, type_)[key] = value

    return spoil


def catalog(key: str, value: Any = None) -> Spoil:
    def spoil(pdf: pikepdf.Pdf) -> None:
        if value is None:
            del pdf.Root[key]
        else:
            pdf.Root[key] = value

    return spoil


def page_key(key: str, value: Any = None) -> Spoil:
    def spoil(pdf: pikepdf.Pdf) -> None:
        if value is None:
            del pdf.pages[0][key]
        else:
            pdf.pages[0][key] = value

    return spoil


def swap(old: bytes, new: bytes) -> Spoil:
    """Change the operations of the first page, once."""

    def spoil(pdf: pikepdf.Pdf) -> None:
        content = bytes(pdf.pages[0].Contents.read_bytes())
        assert old in content, content[:2000]
        pdf.pages[0].Contents = pdf.make_stream(content.replace(old, new, 1))

    return spoil


def metadata(old: bytes, new: bytes) -> Spoil:
    def spoil(pdf: pikepdf.Pdf) -> None:
        content = bytes(pdf.Root.Metadata.read_bytes())
        assert old in content, content
        pdf.Root.Metadata.write(content.replace(old, new))

    return spoil


def annotation(key: str) -> Spoil:
    def spoil(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[0].Annots[0][key]

    return spoil


def font(key: str, where: str = "") -> Spoil:
    def spoil(pdf: pikepdf.Pdf) -> None:
        for one in pdf.pages[0].Resources.Font.values():
            del (one.DescendantFonts[0].FontDescriptor if where else one)[key]

    return spoil


def notdef(pdf: pikepdf.Pdf) -> None:
    """A character whose glyph is the font's first, an empty box."""
    for one in pdf.pages[0].Resources.Font.values():
        one.DescendantFonts[0].CIDToGIDMap = pdf.make_stream(bytes(1 << 17))


def meaningless(pdf: pikepdf.Pdf) -> None:
    for one in pdf.pages[0].Resources.Font.values():
        codes = b"\n".join(b"<%04x> <feff>" % code for code in range(3000))
        one.ToUnicode = pdf.make_stream(b"3000 beginbfchar\n" + codes + b"\nendbfchar")


def lose_a_paragraph(pdf: pikepdf.Pdf) -> None:
    paragraph = first(pdf, "P")
    parent = paragraph.P
    parent.K = Array([kid for kid in parent.K if kid.objgen != paragraph.objgen])


def form_unmarked(pdf: pikepdf.Pdf) -> None:
    form = pdf.make_stream(b"0 0 9 9 re f", Type=Name.XObject, Subtype=Name.Form)
    page = pdf.pages[0]
    page.Resources.XObject = Dictionary(Drawn=form)
    page.Contents = pdf.make_stream(bytes(page.Contents.read_bytes()) + b" /Drawn Do")


def loose_link(pdf: pikepdf.Pdf) -> None:
    first(pdf, "Link").S = Name.Span


def same_content_twice(pdf: pikepdf.Pdf) -> None:
    one, other = list(elements(pdf, "TD"))[:2]
    other.K = one.K


def wrong_parent(pdf: pikepdf.Pdf) -> None:
    owners = pdf.Root.StructTreeRoot.ParentTree.Nums[1]
    owners[0], owners[len(owners) - 1] = owners[len(owners) - 1], owners[0]


def header_of_another_column(pdf: pikepdf.Pdf) -> None:
    heads = list(elements(pdf, "TH"))
    first(pdf, "TD").A.Headers = Array([heads[1].ID])


def header_lost(pdf: pikepdf.Pdf) -> None:
    first(pdf, "TD").A.Headers = Array([String("nowhere")])


def no_scope_no_headers(pdf: pikepdf.Pdf) -> None:
    for cell in [*elements(pdf, "TD"), *elements(pdf, "TH")]:
        del cell["/A"]


def headless(pdf: pikepdf.Pdf) -> None:
    for cell in list(elements(pdf, "TH")):
        cell.S = Name.TD
        del cell["/A"]


def cell_too_wide(pdf: pikepdf.Pdf) -> None:
    first(pdf, "TD").A.ColSpan = 2


def same_id(pdf: pikepdf.Pdf) -> None:
    one, other = elements(pdf, "TH")
    other.ID = one.ID


def circular(pdf: pikepdf.Pdf) -> None:
    pdf.Root.StructTreeRoot.RoleMap = Dictionary({"/Em": Name.Strong, "/Odd": Name.Odd})
    first(pdf, "BlockQuote").S = Name.Odd


def unknown(pdf: pikepdf.Pdf) -> None:
    first(pdf, "BlockQuote").S = Name.Quotation


def remapped(pdf: pikepdf.Pdf) -> None:
    pdf.Root.StructTreeRoot.RoleMap["/P"] = Name.Span


def heading_jump(pdf: pikepdf.Pdf) -> None:
    first(pdf, "H3").S = Name.H5


FAULTS: dict[str, tuple[Spoil, str, str]] = {
    # what is broken: how, code, clause and checkpoint
    "no metadata": (catalog("/Metadata"), "metadata-missing", "7.1, Matterhorn 06-001"),
    "not said to be PDF/UA": (
        metadata(b"pdfuaid:part>1<", b"pdfuaid:part><"),
        *("part-missing", "5, Matterhorn 06-002"),
    ),
    "no title": (metadata(b"The ferry", b""), "title-missing", "7.1, Matterhorn 06-003"),
    "title not shown": (
        catalog("/ViewerPreferences"),
        *("title-not-shown", "7.1, Matterhorn 07-001"),
    ),
    "name of the file shown": (
        catalog("/ViewerPreferences", Dictionary(DisplayDocTitle=False)),
        *("title-not-shown", "7.1, Matterhorn 07-002"),
    ),
    "no tree": (catalog("/StructTreeRoot"), "tree-missing", "7.1"),
    "not marked": (catalog("/MarkInfo"), "not-marked", "6.2"),
    "suspects": (
        catalog("/MarkInfo", Dictionary(Marked=True, Suspects=True)),
        *("suspects", "7.1, Matterhorn 01-007"),
    ),
    "no language": (catalog("/Lang"), "language-missing", "7.2, Matterhorn 11-001"),
    "no language tag": (
        put("Span", "/Lang", String("polish language")),
        *("language-wrong", "7.2, Matterhorn 11-001"),
    ),
    "type that is none": (unknown, "type-unknown", "7.1, Matterhorn 02-001"),
    "circular role map": (circular, "type-unknown", "7.1, Matterhorn 02-003"),
    "standard type remapped": (remapped, "type-remapped", "7.1, Matterhorn 02-004"),
    "heading jump": (heading_jump, "heading-jump", "7.4.2, Matterhorn 14-003"),
    "first heading low": (put("H1", "/S", Name.H2), "heading-jump", "7.4.2, Matterhorn 14-002"),
    "cell outside a row": (put("TR", "/S", Name.Div), "misplaced", "7.2, Matterhorn 09-004"),
    "list without items": (put("LI", "/S", Name.P), "misplaced", "7.2, Matterhorn 09-005"),
    "no alternative text": (drop("Figure", "/Alt"), "alt-missing", "7.3, Matterhorn 13-004"),
    "no place of a picture": (drop("Figure", "/A"), "box-missing", "ISO 32000-1 14.8.5.4.3"),
    "formula without words": (drop("Formula", "/Alt"), "formula-alt", "7.7, Matterhorn 17-002"),
    "note without id": (drop("Note", "/ID"), "note-id", "7.9, Matterhorn 19-003"),
    "id twice": (same_id, "id-twice", "7.9, Matterhorn 19-004"),
    "list without numbering": (drop("L", "/A"), "list-numbering", "7.6"),
    "table irregular": (cell_too_wide, "table-irregular", "7.2, Matterhorn 09-004"),
    "table without headers": (headless, "table-headless", "7.5, Matterhorn 15-003"),
    "no scope": (no_scope_no_headers, "scope-missing", "7.5, Matterhorn 15-003"),
    "header that is not there": (header_lost, "header-lost", "7.5"),
    "header of another column": (header_of_another_column, "header-wrong", "7.5"),
    "content in no element": (lose_a_paragraph, "content-lost", "7.1, Matterhorn 01-005"),
    "content twice": (same_content_twice, "content-shared", "ISO 32000-1 14.7.4.4"),
    "parent tree wrong": (wrong_parent, "parents-wrong", "ISO 32000-1 14.7.4.4"),
    "page not in the parent tree": (
        page_key("/StructParents"),
        *("parents-missing", "ISO 32000-1 14.7.4.4"),
    ),
    "drawn without a mark": (
        swap(b"\nBT", b"\nEMC\nBT"),
        *("unmarked", "7.1, Matterhorn 01-005"),
    ),
    "drawn in a form without a mark": (form_unmarked, "unmarked", "7.1, Matterhorn 01-005"),
    "artifact in content": (
        swap(b"\nBT", b"\n/Artifact BMC\nEMC\nBT"),
        *("artifact-inside", "7.1, Matterhorn 01-003"),
    ),
    "no tabs": (page_key("/Tabs"), "tabs", "7.18.3, Matterhorn 28-008"),
    "tabs by rows": (page_key("/Tabs", Name.R), "tabs", "7.18.3, Matterhorn 28-009"),
    "link in no element": (loose_link, "annotation-loose", "7.18.5, Matterhorn 28-011"),
    "link without a name": (
        annotation("/Contents"),
        *("annotation-unnamed", "7.18.5, Matterhorn 28-012"),
    ),
    "link without a parent": (
        annotation("/StructParent"),
        *("annotation-parent", "ISO 32000-1 14.7.4.4"),
    ),
    "font not embedded": (
        font("/FontFile2", "descriptor"),
        *("font-absent", "7.21.4.1, Matterhorn 31-009"),
    ),
    "no meaning of characters": (
        font("/ToUnicode"),
        *("unicode-missing", "7.21.7, Matterhorn 31-027"),
    ),
    "wrong meaning of characters": (meaningless, "unicode-wrong", "7.21.7, Matterhorn 31-029"),
    "empty boxes": (notdef, "notdef", "7.21.8, Matterhorn 31-030"),
}


def test_a_sound_pdf_has_no_faults(sound: Path) -> None:
    assert verify_pdf(sound, ask_verapdf=False) == ()


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_with_its_clause(sound: Path, tmp_path: Path, name: str) -> None:
    spoil, code, clause = FAULTS[name]
    target = tmp_path / "spoiled.pdf"
    with pikepdf.open(sound) as pdf:
        spoil(pdf)
        pdf.save(target)
    found = {diagnostic.code: diagnostic for diagnostic in verify_pdf(target, ask_verapdf=False)}
    assert code in found, found
    wanted = clause if clause.startswith("ISO") else f"ISO 14289-1 {clause}"
    assert found[code].clause == wanted
    assert found[code].fix


def test_a_locked_pdf_is_told(sound: Path, tmp_path: Path) -> None:
    target = tmp_path / "locked.pdf"
    with pikepdf.open(sound) as pdf:
        allowed = pikepdf.Permissions(accessibility=False, extract=False)
        lock = pikepdf.Encryption(owner="x", R=3, aes=False, metadata=False, allow=allowed)
        pdf.save(target, encryption=lock)
    assert "locked" in {diagnostic.code for diagnostic in verify_pdf(target, ask_verapdf=False)}
