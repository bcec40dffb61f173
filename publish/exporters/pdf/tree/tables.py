"""Tables: which cell covers which columns and rows, and which header cells each data cell has."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from publish.exporters.pdf.tree.nodes import Node


class Place(Struct, frozen=True):
    """The rows and columns that a cell covers (from 0; ends are exclusive)."""

    top: int
    left: int
    bottom: int
    right: int


def finish_table(table: Node, number: int) -> None:
    """Give the cells of ``table`` their spans, scopes, ids and headers.

    ``number`` counts the tables of the document, so that no two header cells have the same id.
    ISO 32000-1, table 349; ISO 14289-1, 7.5: headers are found by Scope and, where cells span,
    by Headers.
    """
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
    for cell, place in places.items():
        if headers := [head.entries["ID"] for head in _headers(cell, place, places)]:
            cell.attributes["Table"]["Headers"] = headers
        if not cell.attributes["Table"]:
            del cell.attributes["Table"]


def _rows(table: Node) -> Iterator[tuple[Node, int]]:
    """Each row, and how many rows of its group are left from it on (a span ends with its group)."""
    for group in table.kids:
        if isinstance(group, Node) and group.type in ("THead", "TBody", "TFoot"):
            rows = [row for row in group.kids if isinstance(row, Node) and row.type == "TR"]
            for index, row in enumerate(rows):
                yield row, len(rows) - index


def _places(table: Node) -> Iterator[tuple[Node, Place]]:
    """The cells and their places (HTML, 4.9.12: forming a table)."""
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


def _headers(cell: Node, place: Place, places: dict[Node, Place]) -> Iterator[Node]:
    """The header cells of ``cell``: above it those of its columns, before it those of its rows.

    A header cell of a column has the wider headers above it as its own, so that "1990" under
    "Passengers" is heard with both.
    """
    for head, other in places.items():
        if head is cell or head.type != "TH":
            continue
        above = other.bottom <= place.top and other.left < place.right and place.left < other.right
        before = other.right <= place.left and other.top < place.bottom and place.top < other.bottom
        column = head.attributes["Table"]["Scope"] == "/Column"
        if (
            cell.type == "TH"
            and cell.attributes["Table"].get("Scope") != head.attributes["Table"]["Scope"]
        ):
            continue
        if (above and column) or (before and not column):
            yield head
