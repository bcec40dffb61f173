"""A PDF/UA file of one page that is as small as possible, and ways to add to it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from pikepdf import Array, Dictionary, Name, String

from publish.errors import Diagnostic, Severity
from publish.verify.pdf import verify_pdf

Change = Callable[[pikepdf.Pdf], None]

PDF_2 = "http://iso.org/pdf2/ssn"

_XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:RDF><rdf:Description
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 pdfuaid:part="{part}" {more}><dc:title><rdf:Alt>
 <rdf:li xml:lang="en">Ferry</rdf:li></rdf:Alt></dc:title>
 </rdf:Description></rdf:RDF></x:xmpmeta>"""


@cache
def true_type(tables: tuple[tuple[int, int], ...] = ((3, 1),)) -> bytes:
    """A TrueType font with A and B, 600 wide, whose tables have these platforms and encodings."""
    builder = FontBuilder(1000)
    builder.setupGlyphOrder([".notdef", "A", "B"])
    builder.setupCharacterMap({65: "A", 66: "B"})
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.lineTo((500, 0))
    pen.lineTo((0, 700))
    pen.closePath()
    glyph = pen.glyph()
    builder.setupGlyf({".notdef": glyph, "A": glyph, "B": glyph})
    builder.setupHorizontalMetrics({".notdef": (600, 0), "A": (600, 0), "B": (600, 0)})
    builder.setupHorizontalHeader()
    builder.setupPost(keepGlyphNames=False)
    cmap = builder.font["cmap"]
    (kept,) = [one for one in cmap.tables if (one.platformID, one.platEncID) == (3, 1)]
    cmap.tables = []
    for platform, encoding in tables:
        copy = type(kept)(4)
        copy.platformID, copy.platEncID, copy.language = platform, encoding, 0
        copy.cmap = dict(kept.cmap)
        cmap.tables.append(copy)
    output = BytesIO()
    builder.save(output)
    return output.getvalue()


def small_pdf(part: int = 1) -> pikepdf.Pdf:
    """Document > P with the text AB in a TrueType font; no rule finds anything in it."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(200, 200))
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name("/ABCDEF+Ferry"),
        Flags=32,
        FontFile2=pdf.make_stream(true_type()),
    )
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.TrueType,
        BaseFont=Name("/ABCDEF+Ferry"),
        Encoding=Name.WinAnsiEncoding,
        FirstChar=65,
        LastChar=66,
        Widths=Array([600, 600]),
        FontDescriptor=pdf.make_indirect(descriptor),
    )
    page.obj.Resources = Dictionary(Font=Dictionary(F=pdf.make_indirect(font)))
    page.obj.Contents = pdf.make_stream(b"/P <</MCID 0>> BDC BT /F 9 Tf (AB) Tj ET EMC")
    page.obj.StructParents = 0
    page.obj.Tabs = Name.S
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    space = pdf.make_indirect(Dictionary(Type=Name.Namespace, NS=String(PDF_2)))
    document = pdf.make_indirect(Dictionary(S=Name.Document, P=root))
    if part == 2:
        document.NS = space
        root.Namespaces = Array([space])
    root.K = Array([document])
    document.K = Array([])
    paragraph = add(pdf, document, "P", K=0, Pg=page.obj)
    owners = pdf.make_indirect(Array([paragraph]))
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=Array([0, owners])))
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    pdf.Root.Lang = String("en")
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    xmp = _XMP.format(part=part, more='pdfuaid:rev="2024"' if part == 2 else "")
    pdf.Root.Metadata = pdf.make_stream(xmp.encode(), Type=Name.Metadata, Subtype=Name.XML)
    return pdf


def add(pdf: pikepdf.Pdf, parent: Any, type_: str, **entries: Any) -> Any:
    """Add an element to another one."""
    own = {"K": Array([]), **entries}
    element = pdf.make_indirect(Dictionary(S=Name(f"/{type_}"), P=parent, **own))
    parent.K.append(element)
    return element


def document(pdf: pikepdf.Pdf) -> Any:
    return pdf.Root.StructTreeRoot.K[0]


def tree(*spec: Any) -> Change:
    """Add elements: a type, a dictionary of entries if it has some, and those inside it."""

    def build(pdf: pikepdf.Pdf, parent: Any, spec: tuple[Any, ...]) -> None:
        type_, *rest = spec
        entries = rest.pop(0) if rest and isinstance(rest[0], dict) else {}
        element = add(pdf, parent, type_, **entries)
        for inner in rest:
            build(pdf, element, (inner,) if isinstance(inner, str) else inner)

    def change(pdf: pikepdf.Pdf) -> None:
        build(pdf, document(pdf), spec)

    return change


def annotate(subtype: str, type_: str | None, element: Any = None, **entries: Any) -> Change:
    """Add an annotation, in an element of this type (``None``: outside the structure tree)."""

    def change(pdf: pikepdf.Pdf) -> None:
        made = {key: one(pdf) if callable(one) else one for key, one in entries.items()}
        rectangle = made.pop("Rect", Array([10, 10, 50, 50]))
        note = pdf.make_indirect(
            Dictionary(Type=Name.Annot, Subtype=Name(f"/{subtype}"), Rect=rectangle, **made)
        )
        page = pdf.pages[0].obj
        page.Annots = Array([*page.get("/Annots", []), note])
        if subtype == "Widget":
            pdf.Root.AcroForm = Dictionary(Fields=Array([note]))
        if type_ is not None:
            numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
            key = len(numbers) // 2
            owner = add(pdf, document(pdf), type_, **(element or {}))
            owner.K.append(Dictionary(Type=Name.OBJR, Obj=note, Pg=page))
            note.StructParent = key
            numbers.extend([key, owner])

    return change


def changes(*all_: Change) -> Change:
    """Make several changes."""

    def change(pdf: pikepdf.Pdf) -> None:
        for one in all_:
            one(pdf)

    return change


def catalog(key: str, value: Any) -> Change:
    """Set an entry of the catalog, or remove it."""

    def change(pdf: pikepdf.Pdf) -> None:
        if value is None:
            del pdf.Root[key]
        else:
            pdf.Root[key] = value(pdf) if callable(value) else value

    return change


def content(new: bytes) -> Change:
    """Replace the operations of the page."""

    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.Contents = pdf.make_stream(new)

    return change


def metadata(old: str, new: str) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        written = bytes(pdf.Root.Metadata.read_bytes())
        assert old.encode() in written
        pdf.Root.Metadata.write(written.replace(old.encode(), new.encode()))

    return change


def found(change: Change, part: int, folder: Path) -> dict[str, Diagnostic]:
    """What is found in the small file after a change, by code."""
    target = folder / "x.pdf"
    with small_pdf(part) as pdf:
        change(pdf)
        pdf.save(target, force_version="2.0" if part == 2 else "1.7", fix_metadata_version=False)
    return {one.code: one for one in verify_pdf(target, ask_verapdf=False)}


NO_LANGUAGE = catalog("/Lang", None)


def layers(count: int = 1, **entries: Any) -> Change:
    configurations = [Dictionary(**entries) for _ in range(count)]
    more = {"Configs": Array(configurations[1:])} if count > 1 else {}
    return catalog("/OCProperties", Dictionary(OCGs=Array(), D=configurations[0], **more))


def specification(**entries: Any) -> Any:
    def made(pdf: pikepdf.Pdf) -> Any:
        return Dictionary(
            Type=Name.Filespec,
            EF=Dictionary(F=pdf.make_stream(b"data")),
            F=String("a.csv"),
            **entries,
        )

    return made


def attached(**entries: Any) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        names = Array([String("a"), specification(**entries)(pdf)])
        pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=names))

    return change


def xfa(packet: bytes) -> Change:
    return catalog(
        "/AcroForm", lambda pdf: Dictionary(XFA=Array([String("config"), pdf.make_stream(packet)]))
    )


def form(drawn: bytes, inner: bytes = b"", **entries: Any) -> Change:
    """Draw a form XObject; its content is element 0, if it is in the parent tree."""

    def change(pdf: pikepdf.Pdf) -> None:
        stream = pdf.make_stream(
            inner, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]), **entries
        )
        page = pdf.pages[0].obj
        page.Resources.XObject = Dictionary(X=stream)
        page.Contents = pdf.make_stream(bytes(page.Contents.read_bytes()) + b" " + drawn)
        if "StructParents" in entries:
            reference = Dictionary(Type=Name.MCR, Stm=stream, MCID=0, Pg=page)
            owner = add(pdf, document(pdf), "P")
            owner.K.append(reference)
            pdf.Root.StructTreeRoot.ParentTree.Nums.extend(
                [entries["StructParents"], Array([owner])]
            )

    return change


def bookmark(**entries: Any) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        made = {key: one(pdf) for key, one in entries.items()}
        item = pdf.make_indirect(Dictionary(Title=String("Pier"), **made))
        pdf.Root.Outlines = pdf.make_indirect(Dictionary(First=item, Last=item, Count=1))

    return change


def fonts(**entries: bytes) -> Change:
    """Set streams of the font."""

    def change(pdf: pikepdf.Pdf) -> None:
        for key, value in entries.items():
            pdf.pages[0].obj.Resources.Font.F[f"/{key}"] = pdf.make_stream(value)

    return change


def named(**entries: Any) -> Change:
    """Name a destination."""

    def change(pdf: pikepdf.Pdf) -> None:
        made = Dictionary(**{key: one(pdf) for key, one in entries.items()})
        pdf.Root.Names = Dictionary(Dests=Dictionary(Names=Array([String("pier"), made])))

    return change


def page_of(pdf: pikepdf.Pdf) -> Any:
    return Array([pdf.pages[0].obj, Name.Fit])


def element_of(pdf: pikepdf.Pdf) -> Any:
    return Array([document(pdf).K[0], Name.Fit])


def role_map(**roles: str) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        names = {f"/{key}": Name(f"/{value}") for key, value in roles.items()}
        pdf.Root.StructTreeRoot.RoleMap = Dictionary(names)

    return change


def paragraph(**entries: Any) -> Change:
    """Set entries of the paragraph."""

    def change(pdf: pikepdf.Pdf) -> None:
        for key, value in entries.items():
            if value is None:
                del document(pdf).K[0][f"/{key}"]
            else:
                document(pdf).K[0][f"/{key}"] = value

    return change


def field(**entries: Any) -> Change:
    """Put the widget, which must be the last annotation, under a field with these entries."""

    def change(pdf: pikepdf.Pdf) -> None:
        widget = pdf.pages[0].obj.Annots[-1]
        kids = Array([widget])
        widget.Parent = pdf.make_indirect(
            Dictionary(T=String("name"), FT=Name.Tx, Kids=kids, **entries)
        )
        pdf.Root.AcroForm.Fields = Array([widget.Parent])

    return change


def clip(**entries: Any) -> Change:
    action = Dictionary(
        S=Name.Rendition, R=Dictionary(S=Name.MR, C=Dictionary(S=Name.MCD, **entries))
    )
    return annotate("Screen", "Annot", Contents=String("film"), A=action)


def in_namespace(*path: str) -> Change:
    """Give PDF 2.0 as the namespace to the elements of these types."""

    def change(pdf: pikepdf.Pdf) -> None:
        waiting = [document(pdf)]
        while waiting:
            element = waiting.pop()
            if str(element.S)[1:] in path:
                element.NS = document(pdf).NS
            kids = element.get("/K", 0)
            if isinstance(kids, Array):
                waiting += [one for one in kids if isinstance(one, Dictionary) and "/S" in one]

    return change


def two_links(second: str) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        for address in ("https://example.org/a", second):
            action = Dictionary(S=Name.URI, URI=String(address))
            annotate("Link", "Link", Contents=String("a"), A=action)(pdf)
        first, other = list(document(pdf).K)[-2:]
        first.K.append(other.K[0])
        pdf.Root.StructTreeRoot.ParentTree.Nums[-1] = first
        document(pdf).K = Array(list(document(pdf).K)[:-1])

    return change


def scope(name: str) -> dict[str, Any]:
    return {"A": Dictionary(O=Name.Table, Scope=Name(f"/{name}"))}


ROW, COLUMN = scope("Row"), scope("Column")
LABELLED = ("LI", "Lbl", "LBody")
CAPTIONED = ("Table", ("TR", ("TH", COLUMN)), "Caption", ("TR", "TD"))
TITLE = 'xml:lang="en"'


def refer(pdf: pikepdf.Pdf, *, back: bool) -> None:
    """Let the paragraph refer to the last element, a note, and this back to it."""
    call, note = document(pdf).K[0], list(document(pdf).K)[-1]
    call.Ref = Array([note])
    if back:
        note.Ref = Array([call])


def errors(diagnostics: dict[str, Diagnostic]) -> list[Diagnostic]:
    """The errors among diagnostics."""
    return [one for one in diagnostics.values() if one.severity is Severity.ERROR]
