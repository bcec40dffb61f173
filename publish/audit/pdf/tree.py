"""The structure tree of a finished PDF, as a screen reader meets it (ISO 32000-1, 14.7)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from publish.audit.items import letters
from publish.audit.pdf.content import Fonts, Sequence
from publish.audit.pdf.page_cache import Known
from publish.errors import Diagnostic, SourceError

#: Types that stand in a line of text.
INLINE = frozenset({"Span", "Em", "Strong", "Sup", "Sub", "Code", "Quote", "Link", "Formula"})

#: A note, in PDF 1.7 and in PDF 2.0.
NOTES = frozenset({"Note", "FENote"})

#: The deepest nesting that is followed: a hundred lists in one another take three hundred.
_DEEPEST = 400


class Lead(Struct):
    """Where a link annotation leads: an address, or the name of a place in the file."""

    address: str
    place: str


class Node(Struct, eq=False, dict=True):
    """A structure element.  ``language`` is that in force; ``page`` counts from 1 (0: unknown).

    ``kids`` are nodes and the text between them; ``painted``: something of its own is drawn.
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
    links: list[Lead] = field(default_factory=list)

    def nodes(self) -> Iterator[Node]:
        """It and all nodes below it, in order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.nodes()

    def around(self) -> Iterator[Node]:
        """The nodes around it, from the nearest."""
        above = self.parent
        while above is not None:
            yield above
            above = above.parent

    @cached_property
    def own(self) -> str:
        """The letters of its own lines: not those of blocks, calls of notes or signs inside it."""
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
        """The letters of all that it says, notes aside."""
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
        """The page that it begins on."""
        return self.page or next((one.page for one in self.nodes() if one.page), 0)


class Tree(Struct):
    """``document`` holds all; ``places`` are the names of the places that links lead to."""

    document: Node
    places: frozenset[str]


def read_tree(path: Path, known: Known) -> Tree | None:
    """The structure tree of the PDF ``path``; ``None`` where it is not tagged.

    Of the pages that are ``known`` only what they are made of is read.
    Raises :class:`SourceError` where it cannot be read as a PDF.
    """
    import pikepdf

    try:
        with pikepdf.open(path) as pdf:
            if "/StructTreeRoot" not in pdf.Root:
                return None
            fonts = Fonts()
            pages = {page.objgen: number for number, page in enumerate(pdf.pages, start=1)}
            said = {page.objgen: known.sequences(page, fonts) for page in pdf.pages}
            document = Node("Document", str(pdf.Root.get("/Lang", "")), None)
            builder = _Builder(pages, said)
            builder.kids(pdf.Root.StructTreeRoot, document, 0)
            known.keep()
            return Tree(document, frozenset(_places(pdf.Root)))
    except (OSError, pikepdf.PdfError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise SourceError(
            Diagnostic(
                code="pdf-unreadable",
                message=f"It cannot be read as a PDF: {error}.",
                fix="Build it again.",
                file=path,
            )
        ) from error


class _Builder(Struct):
    pages: dict[Any, int]
    said: dict[Any, dict[int, Sequence]]

    def node(self, source: Any, parent: Node, depth: int) -> Node:
        node = Node(
            str(source.S)[1:],
            str(source.get("/Lang", "")) or parent.language,
            parent,
            expansion=str(source.get("/E", "")),
            id=str(source.get("/ID", "")),
            headers=tuple(_headers(source)),
        )
        if "/Alt" in source:
            node.alt = str(source.Alt)
        if "/ActualText" in source:
            node.kids.append(str(source.ActualText))
        self.kids(source, node, depth + 1)
        if "/ActualText" in source:
            node.kids = [node.kids[0]]
        return node

    def kids(self, source: Any, node: Node, depth: int) -> None:
        import pikepdf

        if depth > _DEEPEST:  # or it turns in a circle
            raise ValueError("its structure is nested too deep")
        kids = source.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, int):
                self.marked(node, source.Pg.objgen, kid)
            elif kid.get("/Type") == "/OBJR":
                node.links.append(_lead(kid.Obj))
            elif kid.get("/Type") == "/MCR":
                self.marked(node, kid.get("/Pg", source.get("/Pg")).objgen, int(kid.MCID))
            else:
                node.kids.append(self.node(kid, node, depth))

    def marked(self, node: Node, page: Any, number: int) -> None:
        sequence = self.said[page].get(number)
        if sequence is not None:
            node.page = node.page or self.pages[page]
            node.painted = node.painted or sequence.painted
            node.kids.append(sequence.text)


def _headers(source: Any) -> Iterator[str]:
    import pikepdf

    owners = source.get("/A", [])
    for owner in owners if isinstance(owners, pikepdf.Array) else [owners]:
        if isinstance(owner, pikepdf.Dictionary):
            yield from map(str, owner.get("/Headers", []))


def _lead(annotation: Any) -> Lead:
    """ISO 32000-1, 12.6.4; a place may stand in the annotation itself or in its action."""
    import pikepdf

    action = annotation.get("/A", {})
    place = annotation.get("/Dest", action.get("/D", ""))
    named = isinstance(place, (str, pikepdf.String, pikepdf.Name))
    return Lead(str(action.get("/URI", "")), str(place) if named else "")


def _places(root: Any) -> Iterator[str]:
    """The names of all places (ISO 32000-1, 12.3.2.3)."""
    tree = root.get("/Names", {}).get("/Dests", {})
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        names = list(node.get("/Names", []))
        yield from map(str, names[::2])
        waiting += list(node.get("/Kids", []))
