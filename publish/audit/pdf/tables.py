"""The tables of a PDF, tied to those of the article by what is in their cells."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from publish.audit.items import Item, Kind, letters
from publish.audit.pdf.tree import Node

_CELLS = ("TD", "TH")


class Tables(Struct):
    """``tables`` is the table of each table item, ``cells`` the cell of each cell item, by id."""

    tables: dict[str, Node]
    cells: dict[str, Node]
    named: dict[Node, dict[str, Node]]

    @classmethod
    def of(cls, document: Node, items: Sequence[Item]) -> Tables:
        waiting = [node for node in document.nodes() if node.type == "Table"]
        made = cls({}, {}, {node: {one.id: one for one in cells_of(node)} for node in waiting})
        wanted = [item for item in items if item.kind is Kind.TABLE and not item.noted]
        inside: dict[str, list[Item]] = {item.id: [] for item in wanted}
        for item in items:
            if item.kind is Kind.CELL and item.owner in inside:
                inside[item.owner].append(item)
        for exactly in (True, False):
            for table in wanted:
                if table.id not in made.tables:
                    made._tie(table.id, inside[table.id], waiting, exactly=exactly)
        return made

    def _tie(self, own: str, cells: list[Item], waiting: list[Node], *, exactly: bool) -> None:
        """Tie the table ``own`` to the one of those ``waiting`` that is most like it."""
        said = [letters(cell.text) for cell in cells]
        best, likeness = None, 0.0
        for node in waiting:
            words = [one.all for one in cells_of(node)]
            common = sum(one in words for one in said if one)
            alike = common / (len([one for one in said if one]) or 1)
            if alike > likeness and (not exactly or (alike == 1 and len(words) == len(said))):
                best, likeness = node, alike
        if best is None or likeness < 0.3:
            return
        waiting.remove(best)
        self.tables[own] = best
        there = cells_of(best)
        if len(there) == len(cells):
            self.cells |= {item.id: node for item, node in zip(cells, there, strict=True)}
            return
        left = list(there)
        for item, own_words in zip(cells, said, strict=True):
            same = next((one for one in left if own_words and one.all == own_words), None)
            if same is not None:
                left.remove(same)
                self.cells[item.id] = same

    def headers(self, table: Node, cell: Node) -> frozenset[str]:
        """The letters of the header cells of ``cell``."""
        named = self.named[table]
        return frozenset(named[own].all for own in cell.headers if own in named)


def cells_of(table: Node) -> list[Node]:
    """The cells of ``table`` in order, without those of tables inside it."""
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
    """How many rows ``table`` has."""
    return len({id(cell.parent) for cell in cells_of(table)})
