"""Each fault in a small PDF/UA-2 file is found under its clause; no error is found without one."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from tests.verify.pdf.small import (
    LABELLED,
    NO_LANGUAGE,
    Change,
    add,
    annotate,
    attached,
    bookmark,
    changes,
    document,
    element_of,
    errors,
    fonts,
    found,
    in_namespace,
    layers,
    metadata,
    named,
    page_of,
    paragraph,
    refer,
    scope,
    specification,
    tree,
    two_links,
    xfa,
)

#: What is changed, the code, and the clause.
FAULTS: dict[str, tuple[Change, str, str]] = {
    "no year": (metadata("2024", "24"), "revision-wrong", "5"),
    "no language": (NO_LANGUAGE, "language-missing", "8.4.4"),
    "unnamed among configurations": (layers(2), "layers-unnamed", "8.7"),
    "layers that change": (layers(AS=Array()), "layers-automatic", "8.7"),
    "undescribed file": (attached(UF=String("a.csv")), "file-undescribed", "8.14.1"),
    "XFA": (xfa(b"<config/>"), "xfa", "8.10.1"),
    "two roots": (
        lambda pdf: add(pdf, pdf.Root.StructTreeRoot, "Document"),
        *("root-wrong", "8.2.5.2"),
    ),
    "document of PDF 1.7": (
        lambda pdf: document(pdf).__delitem__("/NS"),
        "root-namespace",
        "8.2.5.2",
    ),
    "type without its namespace": (tree("Aside"), "type-unknown", "8.2.4"),
    "heading H": (tree("H"), "heading-unnumbered", "8.2.5.12"),
    "note of PDF 1.7": (tree("Note"), "note-type", "8.2.5.14"),
    "note that refers to nothing back": (
        changes(tree("FENote"), in_namespace("FENote"), lambda pdf: refer(pdf, back=False)),
        *("note-reference", "8.2.5.14"),
    ),
    "kind of a note": (
        changes(
            tree("FENote", {"A": Dictionary(O=Name.FENote, NoteType=Name.Aside)}),
            in_namespace("FENote"),
        ),
        *("note-kind", "8.2.5.14"),
    ),
    "links to two places": (two_links("https://example.org/b"), "link-crowded", "8.2.5.20"),
    "ruby without a text": (tree("Ruby", "RB"), "annotated-parts", "8.2.5.23"),
    "warichu without its end": (tree("Warichu", "WP", "WT"), "annotated-parts", "8.2.5.24"),
    "labels without numbering": (tree("L", LABELLED), "list-numbering", "8.2.5.25"),
    "labels with numbering None": (
        tree("L", {"A": Dictionary(O=Name.List, ListNumbering=Name("/None"))}, LABELLED),
        *("list-numbering", "8.2.5.25"),
    ),
    "text in an item": (
        tree("L", ("LI", {"K": Array([Dictionary(Type=Name.MCR, MCID=0)])})),
        *("list-text", "8.2.5.25"),
    ),
    "item of the contents": (tree("TOC", "TOCI"), "contents-reference", "8.2.5.8"),
    "cells overlap": (
        tree("Table", ("TR", "TD", ("TH", {"A": Dictionary(O=Name.Table, RowSpan=3)}))),
        *("table-irregular", "8.2.5.26"),
    ),
    "unknown scope": (
        tree("Table", ("TR", ("TH", scope("Up"))), ("TR", "TD")),
        "cell-unheaded",
        "8.2.5.26",
    ),
    "caption in the middle": (tree("Sect", "P", "Caption", "P"), "caption-place", "8.2.5.27"),
    "figure without words": (tree("Figure"), "alt-missing", "8.2.5.28.2"),
    "private use": (paragraph(ActualText=String("\ue001")), "private-use", "8.4.3"),
    "private use in the text": (
        fonts(ToUnicode=b"1 beginbfrange <41> <42> <e000> endbfrange"),
        *("private-use", "8.4.3"),
    ),
    "stamp without words": (annotate("Stamp", "Annot"), "annotation-unnamed", "8.9.2.4.7"),
    "watermark in no Annot": (
        annotate("Watermark", "P", Contents=String("a")),
        *("annotation-loose", "8.9.2.4.16"),
    ),
    "rich text that differs": (
        annotate("Text", "Annot", Contents=String("a"), RC=String("<p>b</p>")),
        *("annotation-texts", "8.9.2.3"),
    ),
    "private use in a bookmark": (
        changes(
            bookmark(), lambda pdf: pdf.Root.Outlines.First.__setitem__("/Title", String("\ue001"))
        ),
        *("private-use", "8.6"),
    ),
    "link to the name of a page": (
        changes(named(D=page_of), annotate("Link", "Link", Dest=String("pier"))),
        *("page-target", "8.8"),
    ),
    "bookmark to a page": (bookmark(Dest=page_of), "page-target", "8.8"),
    "link to a page": (
        annotate("Link", "Link", Contents=String("a"), Dest=page_of),
        *("page-target", "8.8"),
    ),
    "invisible annotation": (
        annotate("Text", "Annot", Contents=String("a"), F=1),
        *("annotation-unseen", "8.9.2.2"),
    ),
    "markup in no Annot": (
        annotate("Text", "P", Contents=String("a")),
        "annotation-loose",
        "8.9.2.3",
    ),
    "ink without words": (annotate("Ink", "Annot"), "annotation-unnamed", "8.9.2.4.8"),
    "popup in the tree": (annotate("Popup", "Annot"), "popup-tagged", "8.9.2.4.9"),
    "file of no known role": (
        annotate("FileAttachment", "Annot", Contents=String("a"), FS=specification()),
        *("file-relationship", "8.9.2.4.10"),
    ),
    "sound": (annotate("Sound", "Annot", Contents=String("a")), "media-old", "8.9.2.4.11"),
    "field without a size": (
        annotate("Widget", "Form", Contents=String("a"), Rect=Array([9, 9, 9, 9])),
        *("widget-empty", "8.9.2.4.13"),
    ),
    "tabs by rows": (
        changes(
            annotate("Text", "Annot", Contents=String("a")),
            lambda pdf: pdf.pages[0].obj.__setitem__("/Tabs", Name.R),
        ),
        *("tabs", "8.9.3.3"),
    ),
    "two texts": (
        annotate("Text", "Annot", {"Alt": String("b")}, Contents=String("a")),
        *("annotation-texts", "8.9.4.2"),
    ),
    "field without a label": (annotate("Widget", "Form"), "annotation-unnamed", "8.10.2.3"),
}

PASSING: dict[str, Change] = {
    "as it is": changes(),
    "one unnamed configuration": layers(),
    "described file": attached(Desc=String("Rides")),
    "types of PDF 2.0": changes(tree("Aside"), tree("Title"), in_namespace("Aside", "Title")),
    "headings beyond the sixth": changes(
        *(tree(f"H{level}") for level in range(1, 8)), in_namespace("H7")
    ),
    "note": changes(tree("FENote"), in_namespace("FENote"), lambda pdf: refer(pdf, back=True)),
    "links to one place": two_links("https://example.org/a"),
    "ruby": tree("P", ("Ruby", "RB", "RP", "RT", "RP")),
    "link without words": annotate("Link", "Link", A=Dictionary(S=Name.URI, URI=String("x:"))),
    "headers by their places": tree("Table", ("TR", "TH", "TH"), ("TR", "TH", "TD")),
    "skipped level": changes(tree("H1"), tree("H3")),
    "private use with a meaning": changes(
        fonts(ToUnicode=b"1 beginbfrange <41> <42> <e000> endbfrange"),
        paragraph(ActualText=String("ship")),
    ),
    "rich text": annotate("Text", "Annot", Contents=String("a b"), RC=String("<p>a <b>b</b></p>")),
    "link to the name of both": changes(
        named(D=page_of, SD=element_of), annotate("Link", "Link", Dest=String("pier"))
    ),
    "bookmark to an element": bookmark(Dest=element_of),
    "bookmark to both": bookmark(
        A=lambda pdf: Dictionary(S=Name.GoTo, D=page_of(pdf), SD=element_of(pdf))
    ),
    "label of a field": changes(
        annotate("Widget", "Form"),
        lambda pdf: add(pdf, add(pdf, list(document(pdf).K)[-1], "Lbl"), "Span") and None,
    ),
    "unseen artifact": changes(
        annotate("Text", "Artifact", Contents=String("a"), F=1), in_namespace("Artifact")
    ),
    "tabs by annotations": lambda pdf: pdf.pages[0].obj.__setitem__("/Tabs", Name.A),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_with_its_clause(name: str, tmp_path: Path) -> None:
    change, code, clause = FAULTS[name]
    assert found(change, 2, tmp_path)[code].clause == f"ISO 14289-2 {clause}"


@pytest.mark.parametrize("name", PASSING)
def test_no_error_is_found(name: str, tmp_path: Path) -> None:
    assert not errors(found(PASSING[name], 2, tmp_path))


def test_a_namespace_cannot_be_mapped_to_itself(tmp_path: Path) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        space = document(pdf).NS
        space.RoleMapNS = Dictionary(Q=Array([Name.P, space]))
        add(pdf, document(pdf), "Q", NS=space)

    assert found(change, 2, tmp_path)["type-namespace"].clause == "ISO 14289-2 8.2.4"


@pytest.mark.parametrize("held", [("BlockQuote", "Aside"), ("Aside", "Aside"), ("H1", "P")])
def test_a_type_that_another_cannot_hold_is_found(held: tuple[str, str], tmp_path: Path) -> None:
    misplaced = changes(tree(*held), in_namespace(held[1]))
    assert found(misplaced, 2, tmp_path)["type-misplaced"].clause == "ISO 32005 table 5"
    assert "type-misplaced" not in found(changes(tree(*held)), 1, tmp_path)
