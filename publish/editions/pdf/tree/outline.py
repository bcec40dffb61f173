"""Build the structure tree of a document: one node for each element, in document order.

Tables get spans, scopes and headers: :func:`finish_table`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from msgspec import Struct, field

from publish.editions.pdf import elements
from publish.editions.pdf.tree.nodes import Node, Slot
from publish.model.ids import note_id

_GROUPS = frozenset({"THead", "TBody", "TFoot"})


class Place(Struct, frozen=True):
    """The rows and columns that a cell covers (from 0; ends are exclusive)."""

    top: int
    left: int
    bottom: int
    right: int


def finish_table(table: Node, number: int) -> None:
    """Give the cells of ``table`` their spans, scopes, ids and headers.

    ``number`` counts the tables of the document, so that ids of header cells are unique. ISO
    32000-1, table 349; ISO 14289-1, 7.5: headers are found by Scope and, where cells span, by
    Headers.
    """
    groups = [kid for kid in table.kids if isinstance(kid, Node) and kid.type in _GROUPS]
    if groups and all(group.type == "THead" for group in groups):
        for group in groups:  # a head stands before a body (ISO 32000-1, table 337)
            group.type = "TBody"
    places = dict(_places(table))
    for cell, place in places.items():
        owner = cell.attributes.setdefault("Table", {})
        if place.right - place.left > 1:
            owner["ColSpan"] = place.right - place.left
        if place.bottom - place.top > 1:
            owner["RowSpan"] = place.bottom - place.top
        if cell.type == "TH":
            owner["Scope"] = "/Row" if cell.element.get("scope") == "row" else "/Column"
            cell.entries["ID"] = f"table-{number}-r{place.top + 1}-c{place.left + 1}"
    heads = _Heads.of(places)
    for cell, place in places.items():
        if headers := [head.entries["ID"] for head in heads.of_cell(cell, place)]:
            cell.attributes["Table"]["Headers"] = headers
        if not cell.attributes["Table"]:
            del cell.attributes["Table"]


def _rows(table: Node) -> Iterator[tuple[Node, int]]:
    """Yield each row, and the number of rows from it to the end of its group.

    A cell's span ends with its group.
    """
    for group in table.kids:
        if isinstance(group, Node) and group.type in _GROUPS:
            rows = [row for row in group.kids if isinstance(row, Node) and row.type == "TR"]
            for index, row in enumerate(rows):
                yield row, len(rows) - index


def _places(table: Node) -> Iterator[tuple[Node, Place]]:
    """Yield the cells and their places (HTML, 4.9.12: forming a table)."""
    taken: set[tuple[int, int]] = set()
    for top, (row, left_in_group) in enumerate(_rows(table)):
        column = 0
        for cell in row.kids:
            if not isinstance(cell, Node):
                continue
            while (top, column) in taken:
                column += 1
            width = int(cell.element.get("colspan") or 1)
            height = min(int(cell.element.get("rowspan") or 1), left_in_group)
            place = Place(top, column, top + height, column + width)
            taken.update(
                (y, x) for y in range(place.top, place.bottom) for x in range(column, place.right)
            )
            yield cell, place


class _Heads(Struct):
    """The header cells of a table by column, or by row, with their places and in their order."""

    columns: dict[int, dict[Node, Place]] = field(default_factory=dict)
    rows: dict[int, dict[Node, Place]] = field(default_factory=dict)
    order: dict[Node, int] = field(default_factory=dict)

    @classmethod
    def of(cls, places: dict[Node, Place]) -> _Heads:
        found = cls()
        for cell, place in places.items():
            if cell.type != "TH":
                continue
            found.order[cell] = len(found.order)
            if cell.attributes["Table"]["Scope"] == "/Column":
                for column in range(place.left, place.right):
                    found.columns.setdefault(column, {})[cell] = place
            else:
                for row in range(place.top, place.bottom):
                    found.rows.setdefault(row, {})[cell] = place
        return found

    def of_cell(self, cell: Node, place: Place) -> list[Node]:
        """Return the header cells of ``cell``: above it for its columns, before it for its rows.

        A column's header cell has the wider headers above it as its own headers, so that screen
        readers read "1990" under "Passengers" with both.
        """
        scope = cell.attributes["Table"].get("Scope")
        found: set[Node] = set()
        if scope != "/Row":
            for column in range(place.left, place.right):
                heads = self.columns.get(column, {}).items()
                found.update(head for head, other in heads if other.bottom <= place.top)
        if scope != "/Column":
            for row in range(place.top, place.bottom):
                heads = self.rows.get(row, {}).items()
                found.update(head for head, other in heads if other.right <= place.left)
        return sorted(found, key=self.order.__getitem__)


class Outline(Struct):
    """The tree of an XHTML document, with the slots for the content of each element.

    ``slots[e]`` has a slot before each child of ``e`` and one after the last; ``labels[e]`` is for
    the marker of a list item; ``nodes[e]`` is the node for the text of ``e``; ``parents[e]`` is the
    parent of ``e`` and its index there. ``artifacts`` are the pull quotes that repeat the text.
    """

    document: Node = field(default_factory=lambda: Node("Document"))
    nodes: dict[Any, Node] = field(default_factory=dict)
    slots: dict[Any, list[Slot]] = field(default_factory=dict)
    labels: dict[Any, Slot] = field(default_factory=dict)
    parents: dict[Any, tuple[Any, int]] = field(default_factory=dict)
    artifacts: frozenset[Any] = frozenset()


def outline(root: Any, list_style: Callable[[Any], str]) -> Outline:
    """Return the tree of the document whose ``html`` element is ``root``.

    ``list_style`` returns an element's computed ``list-style-type``. An element that isn't in the
    table of types gives its content to its parent.
    """
    result = Outline()
    result.document.element = root
    result.artifacts = frozenset(_repeated(root))
    _Builder(result, list_style).children(root, result.document, root.get("lang") or "")
    tables = (node for node in result.document.nodes() if node.type == "Table")
    for number, table in enumerate(tables, 1):
        finish_table(table, number)
    _place_notes(result.document)
    return result


def _repeated(root: Any) -> Iterator[Any]:
    """Yield the pull quotes whose words are in the text, and that have no links of their own.

    They are for the eye only: a screen reader would read the words twice.  One whose attribution is
    nowhere else is read.
    """
    quotes = [one for one in root.iter("aside") if "pull-quote" in elements.classes(one)]
    if not quotes:
        return
    text = _letters(_running_text(root))
    for quote in quotes:
        linked = next(quote.iter("a"), None) is not None
        said = [_letters(one.itertext()) for one in quote]
        if not linked and all(words in text for words in said):
            yield quote


def _letters(texts: Iterable[str]) -> str:
    return "".join(c for c in "".join(texts).casefold() if c.isalnum())


def _running_text(element: Any) -> Iterator[str]:
    """Yield the text in ``element`` without its notes, their calls, and pull quotes."""
    yield element.text or ""
    for child in element:
        if not (
            elements.is_footnote(child)
            or elements.role(child) == "doc-noteref"
            or "pull-quote" in elements.classes(child)
        ):
            yield from _running_text(child)
        yield child.tail or ""


class _Builder(Struct):
    outline: Outline
    list_style: Callable[[Any], str]
    #: The abbreviations that each section has expanded.
    expanded: set[tuple[Node, str, str]] = field(default_factory=set)

    def children(self, element: Any, node: Node, language: str) -> None:
        """Add the text and the children of ``element`` to ``node``."""
        self.outline.nodes[element] = node
        slots = self.outline.slots[element] = [node.slot()]
        for index, child in enumerate(element):
            self.outline.parents[child] = (element, index)
            self.element(child, node, language)
            slots.append(node.slot())

    def element(self, element: Any, parent: Node, outer: str) -> None:
        language = str(element.get("lang") or outer)
        if elements.name(element) in ("", "head", "style") or element in self.outline.artifacts:
            return
        node = self._node(element, parent)
        if language.lower() != outer.lower():
            if node is parent:
                block = elements.name(element) in ("div", "dd", "dt", "body", "main")
                node = parent.add("Div" if block else "Span", element)
            node.entries["Lang"] = language
        self.children(element, node, language)

    def _node(self, element: Any, parent: Node) -> Node:
        """Return the node for ``element``: a new kid of ``parent``, or ``parent`` itself."""
        tag = elements.name(element)
        if _in_contents(parent, element):
            return self._contents(element, parent)
        if tag == "abbr" and self._is_expanded(element, parent):
            return parent
        if tag == "li" or elements.role(element) == "listitem":
            return self._item(element, parent)
        if tag in ("dt", "dd"):
            return self._term(element, parent)
        if elements.role(element) == "doc-noteref":
            parent = parent.add("Reference", element)
        if elements.role(element) == "doc-backlink" and parent.type == "Note":
            parent = parent.add("Lbl", element)
        type_ = elements.type_of(element)
        if type_ is None:
            return parent
        if type_ == "Note":
            return _note(element, parent)
        node = parent.add(type_, element)
        _describe(node, element)
        if type_ == "L":
            node.attributes["List"] = {"ListNumbering": f"/{self._numbering(element)}"}
        return node

    def _contents(self, element: Any, parent: Node) -> Node:
        """Add the parts of a table of contents (ISO 32000-1, table 333)."""
        tag = elements.name(element)
        if tag == "a":
            return parent.add("Reference", element).add("Link", element)
        return parent.add("TOC" if tag == "ol" else "TOCI", element)

    def _is_expanded(self, element: Any, node: Node) -> bool:
        """Return whether the section of ``node`` has an expansion of this abbreviation before."""
        while node.type not in ("Sect", "Document") and node.parent is not None:
            node = node.parent
        found = (node, elements.text_of(element), str(element.get("title")))
        known = found in self.expanded
        self.expanded.add(found)
        return known

    def _item(self, element: Any, parent: Node) -> Node:
        """Add an LI with a slot for its marker, and an LBody (ISO 32000-1, table 336)."""
        item = parent.add("LI", element)
        self.outline.labels[element] = item.add("Lbl", element).slot()
        return item.add("LBody", element)

    def _term(self, element: Any, parent: Node) -> Node:
        """Add the label of an item for ``dt``, or its body; ``dt`` after ``dd`` begins an item."""
        last = parent.kids[-2] if len(parent.kids) > 1 else None
        bodies = isinstance(last, Node) and any(
            isinstance(kid, Node) and kid.type == "LBody" for kid in last.kids
        )
        term = elements.name(element) == "dt"
        item = (
            last if isinstance(last, Node) and not (term and bodies) else parent.add("LI", element)
        )
        return item.add("Lbl" if term else "LBody", element)

    def _numbering(self, element: Any) -> str:
        """Return how the labels of a list look (ISO 32000-1, table 347)."""
        styles = {
            "decimal": "Decimal", "disc": "Disc", "circle": "Circle", "square": "Square",
            "lower-roman": "LowerRoman", "upper-roman": "UpperRoman",
            "lower-alpha": "LowerAlpha", "upper-alpha": "UpperAlpha",
        }  # fmt: skip
        if elements.name(element) not in ("ul", "ol"):
            return "None"
        return styles.get(self.list_style(element), "None")


def _note(element: Any, parent: Node) -> Node:
    """Add a note after the block with its call, so that it doesn't interrupt a sentence.

    ISO 32000-1, table 338, allows a Note at block level.
    """
    while parent.inline and parent.parent is not None:
        parent = parent.parent
    block = parent
    if block.type not in ("P", "H1", "H2", "H3", "H4", "H5", "H6") or block.parent is None:
        return block.add("Note", element)
    siblings = block.parent.kids
    place = siblings.index(block) + 1
    while place < len(siblings) and getattr(siblings[place], "type", "") == "Note":
        place += 1
    note = Node("Note", block.parent, element)
    siblings.insert(place, note)
    return note


def _place_notes(document: Node) -> None:
    """Move each note behind the text around it, and number all notes.

    ISO 14289-1, 7.9: every Note has a unique ID.
    """
    for node in list(document.nodes()):
        kids, node.kids = node.kids, []
        held: list[Node | Slot] = []
        for kid in kids:
            if isinstance(kid, Node) and kid.type == "Note":
                held.append(kid)
                continue
            if isinstance(kid, Node) and not kid.inline:
                node.kids += held
                held = []
            node.kids.append(kid)
        node.kids += held
    notes = (node for node in document.nodes() if node.type == "Note")
    for number, note in enumerate(notes, 1):
        note.entries["ID"] = note_id("", number)


def _in_contents(parent: Node, element: Any) -> bool:
    """Return whether ``element`` is a list, an item or a link of a table of contents."""
    tag = elements.name(element)
    if tag in ("li", "a"):
        return parent.type == ("TOC" if tag == "li" else "TOCI")
    around = parent.element is not None and elements.name(parent.element) == "nav"
    return tag == "ol" and (around or parent.type == "TOCI")


def _describe(node: Node, element: Any) -> None:
    """Set the entries of ``node`` that describe the element in words."""
    tag = elements.name(element)
    match node.type:
        case "H1" | "H2" | "H3" | "H4" | "H5" | "H6":
            node.entries["T"] = elements.title_of(element)
        case "Sect" if elements.classes(element) & {"dedication", "epigraph"}:
            node.entries["T"] = element.get("aria-label")
        case "Figure":
            node.entries["Alt"] = element.get("alt")
        case "Formula":
            node.entries["Alt"] = element.get("aria-label") or elements.text_of(element)
        case "Span" if tag == "abbr":
            node.entries["E"] = element.get("title")
        case "Span" if tag == "del":
            node.attributes["Layout"] = {"TextDecorationType": "/LineThrough"}
        case "Span" if elements.role(element) == "img":
            node.entries["Alt"] = element.get("aria-label") or elements.text_of(element)
        case _:
            pass
