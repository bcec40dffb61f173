"""The structure tree before it is written: nodes, and slots for drawn content.

A node is a structure element (ISO 32000-1, 14.7.2). Its kids are other nodes and slots; a slot is
the place between two child elements for the element's own text. The tree is built with its slots in
document order, and the slots are filled while the pages are walked, so the order of the tree never
depends on where on a page something was drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct, field

#: Structure types that group others and never hold content themselves (ISO 32000-1, table 333).
#: ``Aside`` is nonstandard, role-mapped to ``Div``.
GROUPING = frozenset({"Document", "Part", "Art", "Sect", "Div", "Aside", "BlockQuote"})

#: Types in which white space between kids is only the layout of the source.
HOLDERS = GROUPING | {"L", "LI", "TOC", "TOCI", "Table", "THead", "TBody", "TFoot", "TR"}

#: Structure types within a line of text (ISO 32000-1, table 338, and those mapped to Span).
INLINE = frozenset(
    {"Span", "Em", "Strong", "Sup", "Sub", "Code", "Quote", "Link", "Reference", "Formula"}
)

#: Types that PDF 1.7 doesn't have, and the type that each stands for (ISO 32000-1, 14.7.3).
ROLES = {"Em": "Span", "Strong": "Span", "Sup": "Span", "Sub": "Span", "Aside": "Div"}


class DrawnGlyph(Struct, frozen=True):
    """A glyph in drawing order: its number, its text, and its place in the reading order.

    Of several glyphs that stand for one cluster of characters, each takes one character, and the
    last takes the rest.
    """

    glyph: int
    text: str
    order: tuple[int, int]


class Marked(Struct, eq=False):
    """A marked-content sequence: its page (from 0) and its number there.

    ``text`` is what was drawn, ``actual`` replaces it when text is extracted (``ActualText``).
    ``generated`` says that the text comes from the style sheet, ``space`` that an undrawn space
    follows at the end of a line, ``divided`` that a hyphen was added at its end. ``glyphs`` are set
    unless there is one for each character in reading order. ``rest`` are sequences of the same
    text, after its first piece.
    """

    page: int
    mcid: int
    text: str = ""
    actual: str | None = None
    generated: bool = False
    space: bool = False
    glyphs: tuple[DrawnGlyph, ...] = ()
    divided: bool = False
    rest: list[Marked] = field(default_factory=list)

    @property
    def extracted(self) -> str:
        """The text that programs extract."""
        return self.text if self.actual is None else self.actual


class Artifact(Struct, frozen=True):
    """A marked-content sequence that isn't content: its property list, and its glyphs."""

    properties: dict[str, str]
    glyphs: tuple[DrawnGlyph, ...] = ()


class Annotation(Struct, eq=False):
    """A link annotation (a ``pydyf.Dictionary``) on a page (from 0)."""

    page: int
    dictionary: Any


class Slot(Struct, eq=False):
    """The content that one element draws between two of its children."""

    items: list[Marked | Annotation] = field(default_factory=list)

    @property
    def sequences(self) -> Iterator[Marked | Annotation]:
        """The items, each followed by the rest of its text."""
        for item in self.items:
            yield item
            yield from item.rest if isinstance(item, Marked) else ()


class Node(Struct, eq=False):
    """A structure element.

    ``entries`` are further keys of its dictionary with text values (``Alt``, ``E``, ``ID``,
    ``Lang``), ``attributes`` its attribute objects by owner: ``{"Table": {"Scope": "/Row"}}``.
    ``box`` is where it was drawn: page from 0, then x1, y1, x2, y2 in pt from the lower left.
    """

    type: str
    parent: Node | None = None
    element: Any = None
    kids: list[Node | Slot] = field(default_factory=list)
    entries: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, dict[str, Any]] = field(default_factory=dict)
    box: tuple[int, float, float, float, float] | None = None

    def add(self, type_: str, element: Any = None) -> Node:
        """Add a node after the kids so far and return it."""
        kid = Node(type_, self, element)
        self.kids.append(kid)
        return kid

    def slot(self) -> Slot:
        """Add a slot after the kids so far and return it."""
        slot = Slot()
        self.kids.append(slot)
        return slot

    def nodes(self) -> Iterator[Node]:
        """Yield this node and all below it, in document order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.nodes()

    @property
    def inline(self) -> bool:
        """Whether it is inline; a picture or formula is if its parent isn't a grouping element."""
        if self.type in ("Formula", "Figure"):
            return self.parent is not None and self.parent.type not in GROUPING
        return self.type in INLINE
