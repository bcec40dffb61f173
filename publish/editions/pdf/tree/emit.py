"""Write the structure tree into the PDF (ISO 32000-1, 14.7)."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

from publish.editions.pdf.tree.nodes import Annotation, Marked, Node, Slot
from publish.editions.pdf.tree.pages import Shown


def emit(
    pdf: Any,
    document: Node,
    shown: Shown,
    page_references: tuple[bytes, ...],
    roles: dict[str, str],
    namespace: tuple[str, frozenset[str]] | None = None,
) -> dict[Node, Any]:
    """Add the structure tree to ``pdf`` (a ``pydyf.PDF``) and return the dictionary of each node.

    ``page_references`` are references to the pages in order; ``roles`` maps nonstandard types to
    standard ones. ``namespace`` (ISO 32000-2, 14.7.4) is an address and the types that are in it.
    """
    import pydyf

    root = pydyf.Dictionary({"Type": "/StructTreeRoot"})
    pdf.add_object(root)
    writer = _Writer(pdf, page_references, next_key=len(page_references))
    if namespace is not None:
        address, writer.named = namespace
        named = pydyf.Dictionary({"Type": "/Namespace", "NS": pydyf.String(address)})
        pdf.add_object(named)
        writer.namespace = named.reference
        root["Namespaces"] = pydyf.Array([named.reference])
    root["K"] = pydyf.Array([writer.node(document, root.reference)])
    root["RoleMap"] = pydyf.Dictionary({own: f"/{standard}" for own, standard in roles.items()})
    if writer.identified:
        names = [
            item
            for identifier, reference in sorted(writer.identified.items())
            for item in (pydyf.String(identifier), reference)
        ]
        root["IDTree"] = pydyf.Dictionary({"Names": pydyf.Array(names)})
    root["ParentTree"] = writer.parent_tree(shown)
    root["ParentTreeNextKey"] = writer.next_key
    pdf.catalog["StructTreeRoot"] = root.reference
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
    return writer.written


class _Writer(Struct):
    pdf: Any
    pages: tuple[bytes, ...]
    next_key: int
    owners: dict[Marked, bytes] = field(default_factory=dict)
    annotations: list[tuple[int, bytes]] = field(default_factory=list)
    identified: dict[str, bytes] = field(default_factory=dict)
    written: dict[Node, Any] = field(default_factory=dict)
    #: The reference of a namespace, and the types that are in it.
    namespace: bytes = b""
    named: frozenset[str] = frozenset()

    def node(self, node: Node, parent: bytes) -> bytes:
        """Write ``node`` and all below it; return the reference of its dictionary."""
        import pydyf

        dictionary = pydyf.Dictionary({"Type": "/StructElem", "S": f"/{node.type}", "P": parent})
        self.pdf.add_object(dictionary)
        own: bytes = dictionary.reference
        self.written[node] = dictionary
        if node.type in self.named:
            dictionary["NS"] = self.namespace
        page = _first_page(node)
        if page is not None:
            dictionary["Pg"] = self.pages[page]
        for key, text in node.entries.items():
            dictionary[key] = pydyf.String(text)
        if node.entries.get("ID"):
            self.identified[node.entries["ID"]] = own
        if attributes := self._attributes(node):
            dictionary["A"] = attributes[0] if len(attributes) == 1 else pydyf.Array(attributes)
        kids = pydyf.Array()
        for kid in node.kids:
            if isinstance(kid, Node):
                kids.append(self.node(kid, own))
            else:
                kids.extend(self._item(item, own, page) for item in kid.sequences)
        if kids:
            dictionary["K"] = kids
        return own

    def _attributes(self, node: Node) -> list[Any]:
        import pydyf

        attributes = dict(node.attributes)
        if node.box is not None:
            box = pydyf.Array([round(value, 2) for value in node.box[1:]])
            attributes["Layout"] = {**attributes.get("Layout", {}), "BBox": box}
        written = []
        for owner, values in attributes.items():
            if "Headers" in values:
                headers = pydyf.Array([pydyf.String(header) for header in values["Headers"]])
                values = {**values, "Headers": headers}
            written.append(pydyf.Dictionary({"O": f"/{owner}", **values}))
        return written

    def _item(self, item: Marked | Annotation, owner: bytes, page: int | None) -> Any:
        """Return a kid that isn't an element: an MCID on the element's page, or a dictionary."""
        import pydyf

        if isinstance(item, Annotation):
            item.dictionary["StructParent"] = self.next_key
            self.annotations.append((self.next_key, owner))
            self.next_key += 1
            return pydyf.Dictionary(
                {"Type": "/OBJR", "Obj": item.dictionary.reference, "Pg": self.pages[item.page]}
            )
        self.owners[item] = owner
        if item.page == page:
            return item.mcid
        return pydyf.Dictionary({"Type": "/MCR", "Pg": self.pages[item.page], "MCID": item.mcid})

    def parent_tree(self, shown: Shown) -> bytes:
        """Write the parent tree and return its reference (ISO 32000-1, 14.7.4.4).

        It maps sequences and annotations to elements.
        """
        import pydyf

        numbers = pydyf.Array()
        for page, (claimed, artifacts) in enumerate(
            zip(shown.claimed, shown.artifacts, strict=True)
        ):
            count = max([*claimed, *artifacts], default=-1) + 1
            owners = [
                self.owners[claimed[mcid]] if mcid in claimed else b"null" for mcid in range(count)
            ]
            numbers.extend([page, pydyf.Array(owners)])
        for key, owner in self.annotations:
            numbers.extend([key, owner])
        tree = pydyf.Dictionary({"Nums": numbers})
        self.pdf.add_object(tree)
        reference: bytes = tree.reference
        return reference


def _first_page(node: Node) -> int | None:
    """Return the page on which ``node``'s own content begins, or on which it was drawn."""
    for kid in node.kids:
        if isinstance(kid, Slot):
            for item in kid.items:
                if isinstance(item, Marked):
                    return item.page
    return node.box[0] if node.box is not None else None
