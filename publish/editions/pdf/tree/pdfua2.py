"""Change the tree and its PDF where PDF/UA-2 (ISO 14289-2) differs from PDF/UA-1."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from publish.editions.pdf import elements
from publish.editions.pdf.tree.nodes import Node
from publish.editions.pdf.tree.outline import Outline

#: The namespace of PDF 2.0's own types (ISO 32000-2, 14.8.6.1).
NAMESPACE = "http://iso.org/pdf2/ssn"

#: The types that are used with their meaning in that namespace; all others are those of PDF 1.7.
#: (``Sub`` isn't a subscript in PDF 2.0.)
TYPES = frozenset(
    {
        "Document", "Part", "Sect", "Div", "Aside", "P", "H1", "H2", "H3", "H4", "H5", "H6",
        "FENote", "Lbl", "Span", "Em", "Strong", "Link", "L", "LI", "LBody", "Table", "TR", "TH",
        "TD", "THead", "TBody", "TFoot", "Caption", "Figure", "Formula",
    }
)  # fmt: skip

#: Nonstandard types, and the standard types that they stand for.
ROLES = {"Sup": "Span", "Sub": "Span"}


def convert(document: Node) -> None:
    """Change types and attributes of the tree in place.

    8.2.5.14: a note is an ``FENote``. 8.2.5.25: a list with labels declares its numbering.
    8.2.5.27: a caption is the first or last kid of its element, which can't be a ``Div``; so a
    figure with its caption is an ``Aside``, and inside an ``Aside`` a ``Sect``.
    """
    for node in list(document.nodes()):
        if node.type == "Note":
            node.type = "FENote"
            node.attributes["FENote"] = {"NoteType": "/Footnote"}
        elif node.type == "Div" and elements.name(node.element) == "figure":
            node.type = "Sect" if _inside(node, "Aside") else "Aside"
        elif node.type == "L" and any(
            isinstance(part, Node) and part.type == "Lbl"
            for item in node.kids
            if isinstance(item, Node)
            for part in item.kids
        ):
            owner = node.attributes.setdefault("List", {})
            if owner.get("ListNumbering", "/None") == "/None":
                owner["ListNumbering"] = "/Description"
        if node.type in _SEPARATED.get(_holder(node), ()):
            _put_into_section(node)


#: What these types can't hold directly (ISO 32005, table 5), but can in a ``Sect``.
_SEPARATED = {
    "Aside": ("Aside",),
    "BlockQuote": ("Aside",),
    **dict.fromkeys(("TD", "TH"), ("Aside", "BlockQuote")),
}


def _holder(node: Node) -> str:
    """Return the type of the element that holds ``node``; a ``Div`` holds what its parent does."""
    around = node.parent
    while around is not None and around.type == "Div":
        around = around.parent
    return "" if around is None else around.type


def _put_into_section(node: Node) -> None:
    """Put ``node`` into a ``Sect`` of its own."""
    parent = node.parent
    assert parent is not None  # noqa: S101 - narrows the type: it has a holder
    section = Node("Sect", parent, node.element, [node])
    parent.kids[parent.kids.index(node)] = section
    node.parent = section


def _inside(node: Node, *types: str) -> bool:
    """Return whether an element of one of these ``types`` contains ``node``."""
    around = node.parent
    while around is not None and around.type not in types:
        around = around.parent
    return around is not None


def link_notes(outline: Outline, written: dict[Node, Any]) -> None:
    """Make calls and notes refer to each other (8.2.5.14); ``written`` are their dictionaries."""
    import pydyf

    notes = {node.element.get("id"): node for node in written if node.type == "FENote"}
    calls: dict[Node, list[Any]] = {}
    for node in outline.document.nodes():
        if node.type == "Reference" and node in written:
            note = notes.get(str(node.element.get("href"))[1:])
            if note is not None:
                written[node]["Ref"] = pydyf.Array([written[note].reference])
                calls.setdefault(note, []).append(written[node].reference)
    for note, references in calls.items():
        written[note]["Ref"] = pydyf.Array(references)


def target_elements(pdf: Any, outline: Outline, written: dict[Node, Any]) -> None:
    """Give links and bookmarks elements as destinations, besides places on pages (8.8)."""
    import pydyf

    by_id = {
        element.get("id"): node for element, node in outline.nodes.items() if element.get("id")
    }
    names = pdf.catalog.get("Names", {}).get("Dests", {}).get("Names", [])
    for place in range(0, len(names), 2):
        node = _written(by_id.get(names[place].string), written)
        if node is not None:
            names[place + 1] = pydyf.Dictionary(_target(names[place + 1], written[node].reference))
    headings = [n for n in outline.document.nodes() if n.entries.get("T") and n in written]
    titles: dict[str, list[Node]] = {}
    for heading in headings:
        titles.setdefault(_letters(heading.entries["T"]), []).append(heading)
    for item in _bookmarks(pdf):
        title = _letters(item["Title"].string)
        found = titles.get(title) or headings
        reference = written[found.pop(0) if len(found) > 1 else found[0]].reference
        item["A"] = pydyf.Dictionary({"S": "/GoTo", **_target(item.pop("Dest"), reference)})


def attach_mathml(pdf: Any, written: dict[Node, Any]) -> None:
    """Associate each formula with its MathML, which screen readers read (ISO 32000-2, 14.13).

    ISO 14289-2, 8.2.5.29: MathML is in an associated file (its relationship is ``Supplement``) or
    in elements below the ``Formula``. It isn't in both: readers that find ``math`` elements take
    those, and ours would be without content, since a formula is drawn as outlines, not as text.
    Readers that know neither read ``Alt``; those that take the file leave it out.
    """
    import pydyf

    for node, dictionary in written.items():
        if node.type != "Formula" or not (mathml := node.element.get("data-mathml")):
            continue
        entries = {"Type": "/EmbeddedFile", "Subtype": "/application#2Fmathml+xml"}
        stream = pydyf.Stream([mathml.encode()], pydyf.Dictionary(entries), compress=True)
        pdf.add_object(stream)
        specification = pydyf.Dictionary(
            {
                "Type": "/Filespec",
                "F": pydyf.String("formula.mml"),
                "UF": pydyf.String("formula.mml"),
                "Desc": pydyf.String("MathML"),
                "AFRelationship": "/Supplement",
                "EF": pydyf.Dictionary({"F": stream.reference, "UF": stream.reference}),
            }
        )
        pdf.add_object(specification)
        dictionary["AF"] = pydyf.Array([specification.reference])


def refer_contents(outline: Outline, written: dict[Node, Any]) -> None:
    """Let each item of a table of contents refer to its section (8.2.5.8).

    An item gets the name of a destination in another piece of the book, which is joined later.
    """
    import pydyf

    by_id = {element.get("id"): node for element, node in outline.nodes.items()}
    for item in outline.document.nodes():
        if item.type != "TOCI" or item not in written:
            continue
        link = next(item.element.iter("a"))
        name = str(link.get("href"))[1:]
        node = _written(by_id.get(name), written)
        target = pydyf.String(name) if node is None else pydyf.Array([written[node].reference])
        written[item]["Ref"] = target


def _bookmarks(pdf: Any) -> Iterable[Any]:
    return [
        item for item in pdf.objects if isinstance(item, dict) and {"Title", "Dest"} <= set(item)
    ]


def _written(node: Node | None, written: dict[Node, Any]) -> Node | None:
    """Return ``node``, or the nearest ancestor of it that is in the PDF."""
    while node is not None and node not in written:
        node = node.parent
    return node


def _target(place: Any, element: Any) -> dict[str, Any]:
    """Return a destination: a place (page, kind, x, y, zoom) and its element.

    ISO 32000-2, 12.3.2.3.
    """
    import pydyf

    return {"D": place, "SD": pydyf.Array([element, *place[1:]])}


def _letters(text: str) -> str:
    return "".join(text.split()).replace("\u00ad", "")
