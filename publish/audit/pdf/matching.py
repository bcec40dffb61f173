"""Match the items of an article with the nodes of a PDF: words, tables, pictures, calls of notes.

A PDF doesn't keep the ids of the source, so words are found by their letters, tables by their
cells, and pictures by their alt texts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct, field

from publish.audit.items import Item, Kind, letters
from publish.audit.pdf.tree import INLINE, NOTES, Node
from publish.audit.wording import DONE, OPEN
from publish.model.ids import image_id

_HEADINGS = frozenset({"H", "Title", *(f"H{level}" for level in range(1, 7))})


class Unit(Struct, eq=False):
    """A block with its own words; ``free`` are those that no item has claimed.

    ``context`` is the kind of the element around the words: ``heading``, ``caption``, ``note``,
    ``cell``, ``quotation``, or empty.
    """

    node: Node
    context: str
    free: str

    def claim(self, wanted: str) -> bool:
        """Claim ``wanted``; return whether it was among the free words."""
        at = self.free.find(wanted)
        if at < 0:
            return False
        self.free = self.free[:at] + "\0" * len(wanted) + self.free[at + len(wanted) :]
        return True


class Units(Struct):
    """All units in the order of the tree; by context and words, by cell, and by words.

    ``begun`` and ``ended`` are those with the first or the last letters of the words that
    :meth:`expect` names, by context and letters; ``passed`` counts those that lack some words.
    """

    units: list[Unit]
    exact: dict[tuple[str, str], list[Unit]] = field(default_factory=dict)
    cells: dict[Node, list[Unit]] = field(default_factory=dict)
    same: dict[str, list[Node]] = field(default_factory=dict)
    begun: dict[tuple[str, str], list[Unit]] = field(default_factory=dict)
    ended: dict[tuple[str, str], list[Unit]] = field(default_factory=dict)
    passed: dict[tuple[str, str], int] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Node) -> Units:
        found = cls(list(_units(document)))
        for unit in reversed(found.units):
            found.exact.setdefault((unit.context, unit.free), []).append(unit)
        return found

    def inside(self, cell: Node) -> Iterator[Unit]:
        """Yield the units of words directly in ``cell``."""
        if not self.cells:
            for unit in self.units:
                if unit.context == "cell":
                    around = (unit.node, *unit.node.ancestors())
                    own = next(one for one in around if one.type in _CELLS)
                    self.cells.setdefault(own, []).append(unit)
        yield from self.cells.get(cell, ())

    def like(self, home: Node, words: str) -> Iterator[Node]:
        """Yield the other blocks with the words of ``home``, or with ``words``."""
        if not self.same:
            for unit in self.units:
                self.same.setdefault(unit.node.own, []).append(unit.node)
        for own in dict.fromkeys((home.own, words)):
            yield from (node for node in self.same.get(own, ()) if node is not home)

    def claim_whole(self, wanted: str, contexts: Iterable[str]) -> Unit | None:
        """Claim and return the first unit in one of ``contexts`` whose words are ``wanted``."""
        for context in contexts:
            waiting = self.exact.get((context, wanted), [])
            while waiting:
                unit = waiting.pop()
                if unit.claim(wanted):
                    return unit
        return None

    def claim_part(self, wanted: str, contexts: Iterable[str]) -> Unit | None:
        """Claim ``wanted`` in, and return, the first unit in one of ``contexts`` with it.

        :meth:`expect` has to name ``wanted`` before.
        """
        for context in contexts:
            key = context, wanted
            first, last = _ends(wanted)
            units = min(
                self.begun.get((context, first), []), self.ended.get((context, last), []), key=len
            )
            start = self.passed.get(key, 0)
            for place in range(start, len(units)):  # what is free never grows
                self.passed[key] = place
                if units[place].claim(wanted):
                    return units[place]
            self.passed[key] = len(units)
        return None

    def expect(self, wanted: Iterable[str]) -> None:
        """Find the units that can hold the words ``wanted`` in part."""
        ends = [_ends(words) for words in wanted]
        first, last = {one for one, _ in ends}, {one for _, one in ends}
        sizes = sorted({len(one) for one in first})
        for unit in self.units if sizes else ():
            words = unit.free
            pieces = {
                words[at : at + size] for size in sizes for at in range(len(words) - size + 1)
            }
            for piece in pieces & first:
                self.begun.setdefault((unit.context, piece), []).append(unit)
            for piece in pieces & last:
                self.ended.setdefault((unit.context, piece), []).append(unit)


def _ends(words: str) -> tuple[str, str]:
    """Return the first and the last letters of ``words``: 16, or 4, or one."""
    size = next((one for one in (16, 4) if one <= len(words)), 1)
    return words[:size], words[-size:]


def _units(document: Node) -> Iterator[Unit]:
    for node in document.nodes():
        if node.type in INLINE and not _alone(node):
            continue
        words = node.own
        if node.type == "Formula" and node.alt is not None:
            words = node.all
        if words:
            yield Unit(node, _context(node), words)


def _alone(node: Node) -> bool:
    """Return whether an inline element is directly among blocks."""
    return node.parent is not None and node.parent.type in (
        *("Document", "Sect", "Div", "Aside", "BlockQuote", "Art"),
    )


def _context(node: Node) -> str:
    for one in (node, *node.ancestors()):
        if one.type in _HEADINGS:
            return "heading"
        if one.type == "Caption":
            return "caption"
        if one.type in NOTES:
            return "note"
        if one.type in ("TD", "TH"):
            return "cell"
        if one.type == "BlockQuote":
            return "quotation"
    return ""


_CELLS = ("TD", "TH")

#: The least part of the words of a table that the one for it in the PDF has.
_ALIKE = 0.3


class Tables(Struct):
    """The nodes of table items and cell items by id; ``named`` are the cells of a table by ID."""

    tables: dict[str, Node]
    cells: dict[str, Node]
    named: dict[Node, dict[str, Node]]

    @classmethod
    def of(cls, document: Node, items: Sequence[Item]) -> Tables:
        waiting = {node: cells_of(node) for node in document.nodes() if node.type == "Table"}
        named = {node: {one.id: one for one in cells} for node, cells in waiting.items()}
        words = {node: [one.all for one in cells] for node, cells in waiting.items()}
        same: dict[tuple[str, ...], list[Node]] = {}
        for node in waiting:
            same.setdefault(tuple(words[node]), []).append(node)
        found = cls({}, {}, named)
        wanted = [item for item in items if item.kind is Kind.TABLE and not item.noted]
        inside: dict[str, list[Item]] = {item.id: [] for item in wanted}
        for item in items:
            if item.kind is Kind.CELL and item.owner in inside:
                inside[item.owner].append(item)
        told = {own: sum(len(one.text) for one in cells) for own, cells in inside.items()}
        wanted.sort(key=lambda table: -told[table.id])  # those that say least fit anywhere
        for table in wanted:  # those with the same words first
            cells = inside[table.id]
            key = tuple(letters(cell.text) for cell in cells)
            alike = [node for node in same.get(key, ())[:1] if _likeness(cells, key)[0] >= _ALIKE]
            if alike:
                del same[key][0]
                found._set(table.id, cells, alike[0], waiting.pop(alike[0]))
        for table in wanted:
            if table.id not in found.tables:
                cells = inside[table.id]
                likeness = {node: _likeness(cells, words[node]) for node in waiting}
                best = max(likeness, key=likeness.__getitem__, default=None)
                if best is not None and likeness[best][0] >= _ALIKE:
                    found._set(table.id, cells, best, waiting.pop(best))
        return found

    def _set(self, own: str, cells: list[Item], node: Node, there: list[Node]) -> None:
        """Match the table item ``own`` with ``node``, and ``cells`` with the nodes ``there``."""
        self.tables[own] = node
        if len(there) == len(cells):
            self.cells |= {item.id: one for item, one in zip(cells, there, strict=True)}
            return
        left: dict[str, list[Node]] = {}
        for one in reversed(there):
            left.setdefault(one.all, []).append(one)
        for item in cells:
            words = letters(item.text)
            if words and (same := left.get(words)):
                self.cells[item.id] = same.pop()

    def headers(self, table: Node, cell: Node) -> frozenset[str]:
        """Return the letters of the header cells of ``cell``, without empty ones."""
        named = self.named[table]
        return frozenset(named[own].all for own in cell.headers if own in named) - {""}


def _likeness(cells: Sequence[Item], words: Sequence[str]) -> tuple[float, float]:
    """Return how many parts of ``cells`` are in the cells ``words`` (0 to 1), then their letters.

    Editions put the markers of lists, and code, into cells whose items don't have them, and tables
    can have the same headers.
    """
    places = words if len(words) == len(cells) else ["\0".join(words)] * len(cells)
    parts = [
        letters(part.text) in there
        for cell, there in zip(cells, places, strict=True)
        for part in cell.parts
        if letters(part.text)
    ]
    own = Counter("".join(letters(part.text) for cell in cells for part in cell.parts))
    there = Counter("".join(words))
    common = 2 * (own & there).total() / ((own.total() + there.total()) or 1)
    if not parts:  # it holds only other tables, or nothing
        return float(len(words) == len(cells)), common
    return sum(parts) / len(parts), common


def cells_of(table: Node) -> list[Node]:
    """Return the cells of ``table`` in order, without those of tables inside it."""
    found: list[Node] = []

    def take(node: Node) -> None:
        for kid in node.kids:
            if isinstance(kid, Node):
                if kid.type in _CELLS:
                    found.append(kid)
                elif kid.type != "Table":
                    take(kid)

    take(table)
    return found


def rows_of(table: Node) -> int:
    """Return how many rows ``table`` has."""
    return len({id(cell.parent) for cell in cells_of(table)})


_MOVES = 50
"""How many items of lists are tried in another place, to make room for one."""


class Labels:
    """The items of lists with the number or sign of each marker, by their words."""

    def __init__(self, document: Node, items: Sequence[Item]) -> None:
        waiting: dict[str, list[Node]] = {}
        exact: dict[tuple[str, str], list[Node]] = {}
        for node in document.nodes():
            if node.type == "LI":
                words = node.all
                for label, shown in _labels(node):
                    words = words.removeprefix(shown)
                    waiting.setdefault(label, []).append(node)
                    exact.setdefault((label, words), []).append(node)
        self._waiting, self._exact = waiting, exact
        for nodes in exact.values():
            nodes.reverse()
        self._owners: dict[Node, Item] = {}
        markers = [item for item in items if item.kind is Kind.MARKER]
        for item in sorted(markers, key=lambda item: -len(item.text)):  # the longest first
            self._place(item, set())
        self._matched = {item.id: node for node, item in self._owners.items()}

    def _place(self, item: Item, tried: set[Node]) -> bool:
        """Give ``item`` the shortest free node with its words, moving others if none is free.

        An item with a list inside holds the words of that, too (augmenting paths: Kuhn 1955).
        """
        wanted = letters(item.text)
        exact = self._exact.get((item.target, wanted), [])
        while exact:
            if (node := exact.pop()) not in self._owners:
                self._owners[node] = item
                return True
        holding = [
            node
            for node in self._waiting.get(item.target, [])
            if node not in tried and wanted in node.all
        ]
        holding.sort(key=lambda node: len(node.all))
        free = next((node for node in holding if node not in self._owners), None)
        if free is not None:
            self._owners[free] = item
            return True
        for node in holding if len(tried) < _MOVES else ():
            tried.add(node)
            if self._place(self._owners[node], tried):
                self._owners[node] = item
                return True
        return False

    def node(self, item: Item) -> Node | None:
        return self._matched.get(item.id)


def _labels(item: Node) -> Iterator[tuple[str, str]]:
    """Yield the number of the item of a list, and the sign of its check box, and their letters."""
    for kid in item.kids:
        if isinstance(kid, Node) and kid.type == "Lbl":
            yield kid.all.strip("."), kid.all
        elif isinstance(kid, Node):
            texts = (text for node in kid.nodes() for text in node.kids if isinstance(text, str))
            signs = (text.strip() for text in texts if text.strip() in (DONE, OPEN))
            yield from ((sign, letters(sign)) for sign in signs)


class Pictures:
    """The pictures of the tree, matched with those of the article by their alt texts, in order.

    ``calls`` counts the links to each note.
    """

    def __init__(self, document: Node, items: Sequence[Item]) -> None:
        self.calls: dict[str, int] = {}
        waiting: list[Node] = []
        for node in document.nodes():
            if node.type == "Figure":
                waiting.append(node)
            elif node.type == "Reference":
                for link in node.nodes():
                    for one in link.links[:1]:
                        self.calls[one.destination] = self.calls.get(one.destination, 0) + 1
        self._matched: dict[str, Node] = {}
        same: dict[str, list[Node]] = {}
        for node in reversed(waiting):
            same.setdefault(letters(node.alt or ""), []).append(node)
        wanted = [item for item in items if item.kind is Kind.ALT]
        wanted.sort(key=lambda item: item.owner == "cover")  # a figure can have its picture, too
        for item in wanted:
            if alike := same.get(letters(item.text)):
                self._matched[_key(item)] = alike.pop()
        left = {node for nodes in same.values() for node in nodes}
        blocks = (
            node
            for node in waiting
            if node in left and (node.parent is None or node.parent.type != "P")
        )
        for item in items:  # pictures without their alt text are in the order of the article
            if item.kind is Kind.FIGURE and item.id not in self._matched:
                block = next(blocks, None)
                if block is None:
                    break
                self._matched[item.id] = block

    def node(self, item: Item) -> Node | None:
        return self._matched.get(_key(item))


def _key(item: Item) -> str:
    """Return a key for a picture: its figure, or the sentence and the alt text if it is inline."""
    if item.kind is Kind.FIGURE:
        return item.id
    return item.owner if item.id == image_id(item.owner) else f"{item.owner} {item.text}"
