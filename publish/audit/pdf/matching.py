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
    """All units in the order of the tree; by context and words, by cell, and by words."""

    units: list[Unit]
    exact: dict[tuple[str, str], list[Unit]] = field(default_factory=dict)
    cells: dict[Node, list[Unit]] = field(default_factory=dict)
    same: dict[str, list[Node]] = field(default_factory=dict)

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
        """Claim ``wanted`` in, and return, the first unit in one of ``contexts`` with it."""
        for context in contexts:
            for unit in self.units:
                if unit.context == context and unit.claim(wanted):
                    return unit
        return None


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


class Tables(Struct):
    """The nodes of table items and cell items by id; ``named`` are the cells of a table by ID."""

    tables: dict[str, Node]
    cells: dict[str, Node]
    named: dict[Node, dict[str, Node]]

    @classmethod
    def of(cls, document: Node, items: Sequence[Item]) -> Tables:
        waiting = [node for node in document.nodes() if node.type == "Table"]
        found = cls({}, {}, {node: {one.id: one for one in cells_of(node)} for node in waiting})
        wanted = [item for item in items if item.kind is Kind.TABLE and not item.noted]
        inside: dict[str, list[Item]] = {item.id: [] for item in wanted}
        for item in items:
            if item.kind is Kind.CELL and item.owner in inside:
                inside[item.owner].append(item)
        told = {own: sum(len(one.text) for one in cells) for own, cells in inside.items()}
        wanted.sort(key=lambda table: -told[table.id])  # those that say least fit anywhere
        for exactly in (True, False):
            for table in wanted:
                if table.id not in found.tables:
                    found._match(table.id, inside[table.id], waiting, exactly=exactly)
        return found

    def _match(self, own: str, cells: list[Item], waiting: list[Node], *, exactly: bool) -> None:
        """Match the table item ``own`` with the most similar of the nodes ``waiting``."""
        wanted = [letters(cell.text) for cell in cells]
        best, likeness = None, (0.0, 0.0)
        for node in waiting:
            words = [one.all for one in cells_of(node)]
            if exactly and words != wanted:
                continue
            alike = _likeness(cells, words)
            if alike > likeness:
                best, likeness = node, alike
        if best is None or likeness[0] < 0.3:
            return
        waiting.remove(best)
        self.tables[own] = best
        there = cells_of(best)
        if len(there) == len(cells):
            self.cells |= {item.id: node for item, node in zip(cells, there, strict=True)}
            return
        left = list(there)
        for item, own_words in zip(cells, wanted, strict=True):
            same = next((one for one in left if own_words and one.all == own_words), None)
            if same is not None:
                left.remove(same)
                self.cells[item.id] = same

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
        for node in document.nodes():
            if node.type == "LI":
                for label in _labels(node):
                    waiting.setdefault(label, []).append(node)
        self._waiting = waiting
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


def _labels(item: Node) -> Iterator[str]:
    """Yield the number of the item of a list, and the sign of its check box."""
    for kid in item.kids:
        if isinstance(kid, Node) and kid.type == "Lbl":
            yield kid.all.strip(".")
        elif isinstance(kid, Node):
            texts = (text for node in kid.nodes() for text in node.kids if isinstance(text, str))
            yield from (text.strip() for text in texts if text.strip() in (DONE, OPEN))


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
        wanted = [item for item in items if item.kind is Kind.ALT]
        wanted.sort(key=lambda item: item.owner == "cover")  # a figure can have its picture, too
        for item in wanted:
            alt = letters(item.text)
            same = next((one for one in waiting if letters(one.alt or "") == alt), None)
            if same is not None:
                waiting.remove(same)
                self._matched[_key(item)] = same
        blocks = [node for node in waiting if node.parent is None or node.parent.type != "P"]
        for item in items:  # pictures without their alt text are in the order of the article
            if item.kind is Kind.FIGURE and item.id not in self._matched and blocks:
                self._matched[item.id] = blocks.pop(0)

    def node(self, item: Item) -> Node | None:
        return self._matched.get(_key(item))


def _key(item: Item) -> str:
    """Return a key for a picture: its figure, or the sentence and the alt text if it is inline."""
    if item.kind is Kind.FIGURE:
        return item.id
    return item.owner if item.id == image_id(item.owner) else f"{item.owner} {item.text}"
