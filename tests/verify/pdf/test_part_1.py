"""Each fault in a small PDF/UA-1 file is found under its clause; no error is found without one."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from tests.verify.pdf.small import (
    CAPTIONED,
    COLUMN,
    LABELLED,
    NO_LANGUAGE,
    ROW,
    TITLE,
    Change,
    annotate,
    attached,
    bookmark,
    catalog,
    changes,
    clip,
    content,
    document,
    errors,
    field,
    form,
    found,
    layers,
    metadata,
    paragraph,
    role_map,
    scope,
    specification,
    tree,
    xfa,
)

#: What is changed, the code, and the clause.
FAULTS: dict[str, tuple[Change, str, str]] = {
    "another prefix": (metadata("pdfuaid", "ua"), "part-prefix", "5, Matterhorn 06-002"),
    "part 3": (metadata('part="1"', 'part="3"'), "part-wrong", "5, Matterhorn 06-002"),
    "layers without a name": (layers(), "layers-unnamed", "7.10, Matterhorn 20-001"),
    "layers that change": (
        layers(Name=String("a"), AS=Array()),
        *("layers-automatic", "7.10, Matterhorn 20-003"),
    ),
    "embedded file without UF": (attached(), "file-unnamed", "7.11, Matterhorn 21-001"),
    "attached file without UF": (
        annotate("FileAttachment", "Annot", Contents=String("a"), FS=specification()),
        *("file-unnamed", "7.18.7, Matterhorn 28-016"),
    ),
    "dynamic XFA": (
        xfa(b"<dynamicRender\n>required</dynamicRender>"),
        *("xfa", "7.15, Matterhorn 25-001"),
    ),
    "form of another file": (
        form(b"/Artifact BMC /X Do EMC", Ref=Dictionary()),
        *("form-reference", "7.20, Matterhorn 30-001"),
    ),
    "tagged form drawn twice": (
        form(b"/X Do /X Do", b"/P <</MCID 0>> BDC 0 0 9 9 re f EMC", StructParents=1),
        *("form-twice", "7.20, Matterhorn 30-002"),
    ),
    "text without a language": (NO_LANGUAGE, "language-missing", "7.2, Matterhorn 11-001"),
    "alternative without a language": (
        changes(NO_LANGUAGE, paragraph(E=String("anno"))),
        *("language-alternative", "7.2, Matterhorn 11-002"),
    ),
    "bookmarks without a language": (
        changes(NO_LANGUAGE, bookmark()),
        *("language-bookmarks", "7.2, Matterhorn 11-003"),
    ),
    "description without a language": (
        changes(NO_LANGUAGE, annotate("Text", "Annot", Contents=String("a"))),
        *("language-description", "7.2, Matterhorn 11-004"),
    ),
    "field without a language": (
        changes(NO_LANGUAGE, annotate("Widget", "Form", TU=String("a"))),
        *("language-field", "7.2, Matterhorn 11-005"),
    ),
    "title without a language": (
        changes(NO_LANGUAGE, metadata(TITLE, 'xml:lang="x-default"')),
        *("language-title", "7.2, Matterhorn 11-006"),
    ),
    "language in a property list": (
        content(b"/P <</MCID 0/Lang (?)>> BDC BT /F 9 Tf (AB) Tj ET EMC"),
        *("language-wrong", "7.2, Matterhorn 11-001"),
    ),
    "type of PDF 2.0": (tree("Aside"), "type-unknown", "7.1, Matterhorn 02-001"),
    "standard type mapped to itself": (
        role_map(P="P"),
        *("type-unknown", "7.1, Matterhorn 02-003"),
    ),
    "caption behind the items": (
        tree("L", ("LI", "LBody"), "Caption"),
        *("misplaced", "7.2, Matterhorn 09-005"),
    ),
    "caption between rows": (tree(*CAPTIONED), "misplaced", "7.2, Matterhorn 09-004"),
    "two heads": (
        tree("Table", ("THead", ("TR", "TH")), ("THead", ("TR", "TH")), ("TBody", ("TR", "TD"))),
        *("misplaced", "7.2, Matterhorn 09-004"),
    ),
    "foot without a body": (
        tree("Table", ("TR", ("TH", COLUMN)), ("TFoot", ("TR", "TD"))),
        *("misplaced", "7.2, Matterhorn 09-004"),
    ),
    "cell below the table": (
        tree("Table", ("TR", ("TH", {"A": Dictionary(O=Name.Table, RowSpan=3)}))),
        *("table-irregular", "7.2, Matterhorn 09-004"),
    ),
    "header with an unknown scope": (
        tree("Table", ("TR", ("TH", scope("Up"))), ("TR", "TD")),
        *("scope-missing", "7.5, Matterhorn 15-003"),
    ),
    "two headings H": (tree("Sect", "H", "H"), "heading-twice", "7.4.4, Matterhorn 14-006"),
    "headings H and H1": (
        changes(tree("Sect", "H"), tree("H1")),
        *("heading-mixed", "7.4.4, Matterhorn 14-007"),
    ),
    "no parent": (paragraph(P=None), "parent-missing", "7.1"),
    "trap network": (
        annotate("TrapNet", "Annot", Contents=String("a")),
        *("trap-network", "7.18.2, Matterhorn 28-006"),
    ),
    "tagged printer's mark": (
        annotate("PrinterMark", "Annot", Contents=String("a")),
        *("printer-mark", "7.18.8, Matterhorn 28-017"),
    ),
    "field without a name": (
        annotate("Widget", "Form"),
        *("annotation-unnamed", "7.18.1, Matterhorn 28-005"),
    ),
    "name at the widget of a field": (
        changes(annotate("Widget", "Form", TU=String("a")), field()),
        *("annotation-unnamed", "7.18.1, Matterhorn 28-005"),
    ),
    "form with text": (
        annotate(
            "Widget", "Form", {"K": Array([Dictionary(Type=Name.MCR, MCID=0)])}, TU=String("a")
        ),
        *("form-crowded", "7.18.4"),
    ),
    "clip without a type": (
        clip(Alt=Array([String("en"), String("a")])),
        *("clip-type", "7.18.6.2, Matterhorn 28-014"),
    ),
    "clip without words": (
        clip(CT=String("video/mp4"), Alt=Array([String("en"), String(" ")])),
        *("clip-alt", "7.18.6.2, Matterhorn 28-015"),
    ),
}

PASSING: dict[str, Change] = {
    "as it is": changes(),
    "language of the element": changes(NO_LANGUAGE, paragraph(Lang=String("en"))),
    "language of the content": changes(
        NO_LANGUAGE, content(b"/P <</MCID 0/Lang (en)>> BDC BT /F 9 Tf (AB) Tj ET EMC")
    ),
    "language of a span": changes(
        NO_LANGUAGE,
        content(b"/P <</MCID 0>> BDC BT /Span <</Lang (en)>> BDC /F 9 Tf (AB) Tj EMC ET EMC"),
    ),
    "unusual language": catalog("/Lang", String("nl-1234abcd")),
    "named layers": layers(Name=String("a")),
    "named file": attached(UF=String("a.csv")),
    "static XFA": xfa(b"<dynamicRender>forbidden</dynamicRender>"),
    "tagged form": form(b"/X Do", b"/P <</MCID 0>> BDC 0 0 9 9 re f EMC", StructParents=1),
    "text in items": tree("L", ("LI", {"K": Array()})),
    "labels without numbering": tree("L", LABELLED),
    "caption of a table at its end": tree("Table", ("TR", ("TH", COLUMN)), ("TR", "TD"), "Caption"),
    "rows in a group": tree("Table", ("NonStruct", ("TR", ("TH", COLUMN))), ("TR", "TD")),
    "corner without a header": tree(
        "Table", ("TR", "TD", ("TH", COLUMN)), ("TR", ("TH", ROW), "TD")
    ),
    "table without headers": tree("Table", ("TR", "TD", "TD")),
    "header that refers to no cell": tree(
        "Table",
        (
            "TR",
            ("TH", {"A": Dictionary(O=Name.Table, Scope=Name.Column, Headers=Array([String("")]))}),
        ),
        ("TR", "TD"),
    ),
    "scope by a class": changes(
        lambda pdf: pdf.Root.StructTreeRoot.__setitem__("/ClassMap", Dictionary(Head=COLUMN["A"])),
        tree("Table", ("TR", ("TH", {"C": Name.Head})), ("TR", "TD")),
    ),
    "empty replacement": tree("Figure", {"ActualText": String("")}),
    "headings H": changes(tree("Sect", "H"), tree("Sect", "H")),
    "mapped type": changes(role_map(Aside="Sect"), tree("Aside")),
    "name at the field": changes(annotate("Widget", "Form"), field(TU=String("a"))),
    "words of the element": annotate("Highlight", "Annot", {"Alt": String("a")}),
    "hidden": annotate("Highlight", None, F=2),
    "outside the page": annotate("Highlight", None, Rect=Array([300, 300, 310, 310])),
    "printer's mark": annotate("PrinterMark", None, Contents=String("a")),
    "clip": clip(CT=String("video/mp4"), Alt=Array([String(""), String("a")])),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_with_its_clause(name: str, tmp_path: Path) -> None:
    change, code, clause = FAULTS[name]
    assert found(change, 1, tmp_path)[code].clause == f"ISO 14289-1 {clause}"


@pytest.mark.parametrize("name", PASSING)
def test_no_error_is_found(name: str, tmp_path: Path) -> None:
    assert not errors(found(PASSING[name], 1, tmp_path))


def test_a_type_whose_name_is_not_utf_8(tmp_path: Path) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        document(pdf).K[0].S = pikepdf.Object.parse(b"/Absatz#e4")

    assert "'Absatz#e4'" in found(change, 1, tmp_path)["type-unknown"].message


def test_a_file_that_is_not_pdf_ua_says_so_first(tmp_path: Path) -> None:
    first, *_ = found(changes(catalog("/Metadata", None), tree("Aside")), 1, tmp_path).values()
    assert first.message == "The file isn't PDF/UA: its metadata don't say that it is."


def test_inks_in_a_file_that_claims_to_be_an_archive(tmp_path: Path) -> None:
    claim = metadata(
        "<dc:title>", '<p:part xmlns:p="http://www.aiim.org/pdfa/ns/id/">2</p:part><dc:title>'
    )
    inks = content(b"/P <</MCID 0>> BDC 0 1 0 0 k BT /F 9 Tf (AB) Tj ET EMC")
    assert found(changes(inks, claim), 1, tmp_path)["inks"].clause == "ISO 19005-2 6.2.4.3"
    assert not errors(found(inks, 1, tmp_path))

    def with_default(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.Resources.ColorSpace = Dictionary(DefaultCMYK=Name.DeviceCMYK)

    assert not errors(found(changes(inks, claim, with_default), 1, tmp_path))
