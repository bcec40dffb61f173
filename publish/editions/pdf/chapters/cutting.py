"""Cut a piece of a book out of the PDF that WeasyPrint has drawn for it.

A piece includes every object that its pages and structure elements refer to. Font files, the page
tree and the roots of the other trees belong to the whole book, and references to them are marked
(:class:`~publish.editions.pdf.chapters.model.PdfObject`). The objects are those of ``pydyf``,
WeasyPrint's PDF writer, before they are written, so no file has to be written and parsed.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

from msgspec import Struct, field

from publish.editions.pdf.chapters.model import (
    Bookmark,
    FontUse,
    Fragment,
    PdfObject,
    Tree,
    rewrite,
    shared,
)

#: Compression of streams: a higher level takes much longer and saves hardly anything.
_LEVEL = 6

#: Entries of the catalogue that are written once for the whole book.
_ROOTS = ("Pages", "StructTreeRoot", "Outlines", "Names")


class Cutter(Struct):
    """Takes a fragment out of ``pdf`` (a ``pydyf.PDF``).

    ``files`` maps the numbers of font-file objects, which all fragments share, to the glyphs used.
    ``fixed`` maps object numbers to the references that replace them; ``numbers`` maps the objects
    taken so far to their numbers in the fragment, and ``sequence`` has them in order.
    """

    pdf: Any
    files: dict[int, FontUse]
    fonts: list[FontUse] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)
    sequence: list[int] = field(default_factory=list)
    fixed: dict[int, bytes] = field(default_factory=dict)

    def take(self, body: bytes) -> bytes:
        """Return ``body`` with its references renumbered for the fragment."""
        return rewrite(body, self._reference)

    def object(self, reference: bytes) -> Any:
        """Return the object that ``reference`` (``n 0 R``) refers to."""
        return self.pdf.objects[int(reference.split()[0])]

    def _reference(self, number: int, kind: int) -> bytes:
        if kind:
            return b"%d %d R" % (number, kind)
        if number in self.fixed:
            return self.fixed[number]
        if number in self.files:
            use = self.files[number]
            if use not in self.fonts:
                self.fonts.append(use)
            return b"%d 4 R" % self.fonts.index(use)
        if number not in self.numbers:
            self.numbers[number] = len(self.sequence)
            self.sequence.append(number)
        return b"%d 0 R" % self.numbers[number]

    def objects(self) -> tuple[PdfObject, ...]:
        """Return all objects that were referred to, directly or by one of them."""
        found = []
        for number in self.sequence:  # grows during the loop
            found.append(self._pdf_object(self.pdf.objects[number]))
        return tuple(found)

    def _pdf_object(self, item: Any) -> PdfObject:
        import pydyf

        if not isinstance(item, pydyf.Stream):
            return PdfObject(self.take(item.data))
        raw = b"\n".join(_bytes(part) for part in item.stream)
        extra = pydyf.Dictionary(item.extra.copy())
        if item.compress:
            raw = zlib.compress(raw, _LEVEL)
            extra["Filter"] = "/FlateDecode"
        extra["Length"] = len(raw)
        return PdfObject(self.take(extra.data), raw)


def _bytes(part: Any) -> bytes:
    import pydyf

    if isinstance(part, bytes):
        return part
    return bytes(part.data) if isinstance(part, pydyf.Object) else str(part).encode("ascii")


def cut_pages(
    pdf: Any,
    files: dict[int, FontUse],
    levels: list[tuple[int, bool]],
    part: str,
    hidden: set[str],
    *,
    first: bool,
) -> Fragment:
    """Return the fragment of a piece.

    ``levels`` are the level of each bookmark and whether it is open, ``part`` is the id of the part
    around the piece, or empty, and ``hidden`` are the named destinations that aren't in it. The
    ``first`` piece has the document's catalogue, information and namespace.
    """
    cutter = Cutter(pdf, files)
    cutter.fixed[pdf.pages.number] = shared("pages")
    targets = tuple(_far_targets(pdf))
    pages = [int(kid) for kid in pdf.pages["Kids"][::3]]
    for place, number in enumerate(pages):
        _open_page(pdf, pdf.objects[number], place)
    names = pdf.catalog.get("Names", {})
    tree = _tree(cutter, part)
    bookmarks = tuple(_bookmarks(cutter, levels))
    places = names.get("Dests", {}).get("Names", [])
    return Fragment(
        pages=tuple(_number(cutter, number) for number in pages),
        names=tuple(
            (name.string, cutter.take(place.data))
            for name, place in zip(places[::2], places[1::2], strict=True)
            if name.string not in hidden
        ),
        bookmarks=bookmarks,
        tree=tree,
        catalog=_entries(cutter, pdf.catalog, _ROOTS) if first else b"",
        further_names=_entries(cutter, names, ("Dests",)) if first else b"",
        targets=targets,
        info=_entries(cutter, pdf.info, ()) if first else b"",
        objects=cutter.objects(),
        fonts=tuple(cutter.fonts),
    )


def _far_targets(pdf: Any) -> Iterator[str]:
    """Yield the destinations that elements refer to by name (``tree/pdfua2.py``), in place."""
    import pydyf

    for place, item in enumerate(
        item
        for item in pdf.objects
        if isinstance(item, dict)
        and item.get("S") == "/TOCI"
        and isinstance(item.get("Ref"), pydyf.String)
    ):
        yield str(item["Ref"].string)
        item["Ref"] = b"%d 5 R" % place


def cut_forms(pdf: Any, files: dict[int, FontUse]) -> Fragment:
    """Return a fragment with the content of each page as a form (ISO 32000-1, 8.10)."""
    import pydyf

    cutter = Cutter(pdf, files)
    forms = []
    for number in pdf.pages["Kids"][::3]:
        page = pdf.objects[int(number)]
        stream = cutter.object(page["Contents"])
        entries = {
            "Type": "/XObject", "Subtype": "/Form",
            "BBox": page["MediaBox"], "Resources": page["Resources"],
        }  # fmt: skip
        form = pydyf.Stream(stream.stream, pydyf.Dictionary(entries), compress=stream.compress)
        pdf.add_object(form)
        forms.append(_number(cutter, form.number))
    return Fragment(objects=cutter.objects(), forms=tuple(forms), fonts=tuple(cutter.fonts))


def _number(cutter: Cutter, number: int) -> int:
    return int(cutter.take(b"%d 0 R" % number).split()[0])


def _entries(cutter: Cutter, dictionary: Any, without: tuple[str, ...]) -> bytes:
    """Return the serialised entries of ``dictionary``, except the keys ``without``."""
    import pydyf

    kept = {key: value for key, value in dictionary.items() if key not in without}
    return cutter.take(pydyf.Dictionary(kept).data[2:-2])


def _open_page(pdf: Any, page: Any, place: int) -> None:
    """Make ``page`` draw its margin boxes, the form ``/Margins``, after its own content."""
    import pydyf

    resources = pdf.objects[int(page["Resources"].split()[0])]
    for key in ("ExtGState", "Pattern", "Shading"):
        if isinstance(resources[key], dict):
            pdf.add_object(resources[key])
            resources[key] = resources[key].reference
    pictures = {**resources["XObject"], "Margins": b"%d 3 R" % place}
    page["Resources"] = pydyf.Dictionary({**resources, "XObject": pydyf.Dictionary(pictures)})
    page["Contents"] = pydyf.Array([shared("before"), page["Contents"], shared("after")])
    if "StructParents" in page:
        page["StructParents"] = b"%d 1 R" % page["StructParents"]


def _tree(cutter: Cutter, part: str) -> Tree | None:
    pdf = cutter.pdf
    if "StructTreeRoot" not in pdf.catalog:
        return None
    root = cutter.object(pdf.catalog["StructTreeRoot"])
    document = cutter.object(root["K"][0])
    cutter.fixed[root.number] = shared("tree")
    cutter.fixed[document.number] = shared("document")
    namespace = b""
    for reference in root.get("Namespaces", ()):
        namespace = cutter.object(reference).data
        cutter.fixed[cutter.object(reference).number] = shared("namespace")
    for item in pdf.objects:
        if isinstance(item, dict) and "StructParent" in item:
            item["StructParent"] = b"%d 1 R" % item["StructParent"]
    kids = list(document.get("K", ()))
    holder, inner = b"", []
    if part and kids:
        element = cutter.object(kids.pop(0))
        cutter.fixed[element.number] = shared("holder")
        inner = list(element.get("K", ()))
        holder = _entries(cutter, element, ("K", "P"))
    numbers = cutter.object(root["ParentTree"])["Nums"]
    ids = root.get("IDTree", {}).get("Names", [])
    return Tree(
        inner=tuple(map(cutter.take, inner)),
        outer=tuple(map(cutter.take, kids)),
        part=holder,
        document=_entries(cutter, document, ("K", "P")),
        root=_entries(cutter, root, ("K", "ParentTree", "ParentTreeNextKey", "IDTree")),
        namespace=namespace,
        parents=tuple(
            (key, cutter.take(_bytes(value)))
            for key, value in zip(numbers[::2], numbers[1::2], strict=True)
        ),
        keys=root["ParentTreeNextKey"],
        ids=tuple(
            (name.string, cutter.take(reference))
            for name, reference in zip(ids[::2], ids[1::2], strict=True)
        ),
    )


def _bookmarks(cutter: Cutter, levels: list[tuple[int, bool]]) -> Iterator[Bookmark]:
    outlines = cutter.pdf.catalog.get("Outlines")
    items = _in_order(cutter, cutter.object(outlines)) if outlines else iter(())
    places = ("Parent", "Prev", "Next", "First", "Last", "Count")
    for item, (level, is_open) in zip(items, levels, strict=True):
        yield Bookmark(level, is_open, _entries(cutter, item, places))


def _in_order(cutter: Cutter, item: Any) -> Iterator[Any]:
    following = item.get("First")
    while following is not None:
        kid = cutter.object(following)
        yield kid
        yield from _in_order(cutter, kid)
        following = kid.get("Next")
