"""The structure tree before it is written: nodes, and places in them for what is drawn.

A node is a structure element (ISO 32000-1, 14.7.2).  Its kids are other nodes, or slots: a slot is
the place between two child elements where an element's own text goes.  Slots are made with the
tree, in document order, and filled while the pages are walked; so the order of the tree never
depends on where on a page something was drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct, field

#: Structure types that group others and never hold content themselves (ISO 32000-1, table 333).
#: ``Aside`` is ours, role-mapped to ``Div``.
GROUPING = frozenset({"Document", "Part", "Art", "Sect", "Div", "Aside", "BlockQuote"})

#: Structure types that stand in a line of text (ISO 32000-1, table 338, and those mapped to Span).
INLINE = frozenset(
    {"Span", "Em", "Strong", "Sup", "Sub", "Code", "Quote", "Link", "Reference", "Formula"}
)

#: Types that PDF 1.7 does not have and the type each stands for (ISO 32000-1, 14.7.3).
ROLES = {"Em": "Span", "Strong": "Span", "Sup": "Span", "Sub": "Span", "Aside": "Div"}


class DrawnGlyph(Struct, frozen=True):
    """A glyph in the order of drawing: its number, what it says, its place in the text.

    ``order`` sorts glyphs into the order in which the text is read.  Of several glyphs that stand
    for one cluster of characters the first says as many as it can.
    """

    glyph: int
    text: str
    order: tuple[int, int]


class Marked(Struct, eq=False):
    """A marked-content sequence: its page (from 0), its number there, what it says if not itself.

    ``text`` is what was drawn, ``actual`` replaces it for whoever extracts text (``ActualText``);
    ``generated`` says that the style sheet wrote it, not the document, ``space`` that a space
    follows which is not drawn, since a line ends there.  ``glyphs`` are what is drawn where that is
    not one glyph a character in the order of the text.  ``divided`` says that a hyphen was added at
    its end.
    """

    page: int
    mcid: int
    text: str = ""
    actual: str | None = None
    generated: bool = False
    space: bool = False
    glyphs: tuple[DrawnGlyph, ...] = ()
    divided: bool = False

    @property
    def said(self) -> str:
        """What text extracts as."""
        return self.text if self.actual is None else self.actual


class Artifact(Struct, frozen=True):
    """A marked-content sequence that is no content: its property list, and ``glyphs`` as above."""

    properties: dict[str, str]
    glyphs: tuple[DrawnGlyph, ...] = ()


class Annotation(Struct, eq=False):
    """A link annotation (a ``pydyf.Dictionary``) on a page (from 0)."""

    page: int
    dictionary: Any


class Slot(Struct, eq=False):
    """What one element draws between two of its children."""

    items: list[Marked | Annotation] = field(default_factory=list)


class Node(Struct, eq=False):
    """One structure element.

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
        """A new last kid."""
        kid = Node(type_, self, element)
        self.kids.append(kid)
        return kid

    def slot(self) -> Slot:
        """A new slot after the kids so far."""
        slot = Slot()
        self.kids.append(slot)
        return slot

    def nodes(self) -> Iterator[Node]:
        """This node and all below it, in document order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.nodes()

    @property
    def inline(self) -> bool:
        """Whether it stands in a line: a picture or formula does if its parent holds text."""
        if self.type in ("Formula", "Figure"):
            return self.parent is not None and self.parent.type not in GROUPING
        return self.type in INLINE
