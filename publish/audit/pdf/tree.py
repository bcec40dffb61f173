"""Read the structure tree of a finished PDF with its text, as a screen reader does."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct, field

from publish.audit.items import letters
from publish.readers.pdf.records import (
    Annotation,
    ContentReference,
    Element,
    ObjectReference,
    Page,
    PdfFile,
)

#: Types of elements within a line of text.
INLINE = frozenset({"Span", "Em", "Strong", "Sup", "Sub", "Code", "Quote", "Link", "Formula"})

#: A note, in PDF 1.7 and in PDF 2.0.
NOTES = frozenset({"Note", "FENote"})


class Node(Struct, eq=False, dict=True):
    """A structure element with its text.

    ``language`` may be inherited; ``page`` counts from 1 (0: unknown).  ``kids`` are nodes and the
    text between them, ``links`` the annotations that it holds; ``painted`` says that it draws
    content outside its child elements.  ``sequences`` are its own, by page and number;
    ``box`` is where a picture or formula is drawn: left, bottom, right, top; ``mathml`` says that a
    formula has MathML, too.
    """

    type: str
    language: str
    parent: Node | None
    alt: str | None = None
    expansion: str = ""
    id: str = ""
    headers: tuple[str, ...] = ()
    page: int = 0
    painted: bool = False
    kids: list[Node | str] = field(default_factory=list)
    links: list[Annotation] = field(default_factory=list)
    sequences: list[tuple[int, int]] = field(default_factory=list)
    box: tuple[float, ...] = ()
    mathml: bool = False

    def nodes(self) -> Iterator[Node]:
        """Yield the node and all nodes below it, in order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.nodes()

    def ancestors(self) -> Iterator[Node]:
        """Yield the nodes around it, the nearest first."""
        above = self.parent
        while above is not None:
            yield above
            above = above.parent

    @cached_property
    def own(self) -> str:
        """The letters directly in the element, without those of blocks, note calls and symbols."""
        return letters("".join(self._own()))

    def _own(self) -> Iterator[str]:
        for kid in self.kids:
            if isinstance(kid, str):
                yield kid
            elif kid.alt is not None:
                yield "" if kid.type == "Span" else kid.alt
            elif kid.type in INLINE:
                yield from kid._own()

    @cached_property
    def all(self) -> str:
        """The letters of everything inside it except notes."""
        return letters("".join(self._all()))

    def _all(self) -> Iterator[str]:
        if self.alt is not None:
            yield "" if self.type == "Span" else self.alt
            return
        for kid in self.kids:
            if isinstance(kid, str):
                yield kid
            elif kid.type != "Reference" and kid.type not in NOTES:
                yield from kid._all()

    @cached_property
    def where(self) -> int:
        """The page that it begins on (0: unknown)."""
        return self.page or next((one.page for one in self.nodes() if one.page), 0)


class Tree(Struct):
    """A structure tree; ``destinations`` are the names that links can refer to.

    ``pages`` have the places of the text, ``owners`` the node of each sequence, by page and number,
    ``bookmarks`` the titles in the outline.  ``part`` is that of PDF/UA.
    """

    document: Node
    destinations: frozenset[str]
    pages: list[Page] = field(default_factory=list)
    owners: dict[tuple[int, int], Node] = field(default_factory=dict)
    bookmarks: frozenset[str] = frozenset()
    part: int = 0


def tree_of(file: PdfFile) -> Tree:
    """Return the structure tree of a PDF that has one."""
    document = Node("Document", file.language, None)
    annotations = {one.number: one for page in file.pages for one in page.annotations}
    for root in file.roots:
        document.kids.append(_node(root, document, file, annotations))
    owners = {(page, number): node for node in document.nodes() for page, number in node.sequences}
    marks = frozenset(map(letters, file.bookmarks))
    return Tree(document, file.destinations, file.pages, owners, marks, file.part)


def _node(element: Element, parent: Node, file: PdfFile, links: dict[int, Annotation]) -> Node:
    texts = element.entries
    node = Node(
        element.type,
        texts.get("Lang") or parent.language,
        parent,
        alt=texts.get("Alt"),
        expansion=texts.get("E", ""),
        id=texts.get("ID", ""),
        headers=tuple(map(str, element.attributes.get("Headers", ()))),
        box=tuple(map(float, element.attributes.get("BBox", ()))),
        mathml=element.mathml is not None,
    )
    for kid in element.kids:
        match kid:
            case Element():
                node.kids.append(_node(kid, node, file, links))
            case ContentReference(page=page, number=number) if 0 < page <= len(file.pages):
                content = file.pages[page - 1].content.sequences.get(number)
                if content is not None:
                    node.page = node.page or page
                    node.painted = node.painted or content.painted
                    node.kids.append(content.text)
                    node.sequences.append((page, number))
            case ObjectReference(number=number) if number in links:
                node.links.append(links[number])
            case _:  # its target isn't in the file
                continue
    if "ActualText" in texts:
        node.kids = [texts["ActualText"]]
    return node
