"""Find the header cells of each cell of a table, in the source or in an edition."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct


class Box(Struct, frozen=True):
    """A cell: ``scope`` is ``col``, ``row`` or empty; spans count cells."""

    text: str
    scope: str = ""
    colspan: int = 1
    rowspan: int = 1


def headers_of(rows: Sequence[Sequence[Box]]) -> list[list[tuple[str, ...]]]:
    """Return the words of the header cells of each cell, row by row.

    The column headers above it come first, then the row headers before it, the outermost first
    (HTML, 4.9.12.2, for headers with a scope).  Empty headers are left out.
    """
    placed = _placed(rows)
    cells = [cell for row in placed for cell in row]
    columns = [cell for cell in cells if cell[0].scope == "col"]
    sides = [cell for cell in cells if cell[0].scope == "row"]
    return [
        [
            tuple(
                dict.fromkeys(
                    header.text
                    for header in (
                        *(
                            box
                            for box, top, left in columns
                            if top < y and left < x + one.colspan and x < left + box.colspan
                        ),
                        *(
                            box
                            for box, top, left in sides
                            if left < x and top < y + one.rowspan and y < top + box.rowspan
                        ),
                    )
                    if header.text
                )
            )
            for one, y, x in row
        ]
        for row in placed
    ]


def width(rows: Sequence[Sequence[Box]]) -> int:
    """Return how many columns the rows cover."""
    return max((x + box.colspan for row in _placed(rows) for box, _, x in row), default=0)


def _placed(rows: Sequence[Sequence[Box]]) -> list[list[tuple[Box, int, int]]]:
    """Return each cell with its first row and column."""
    taken: set[tuple[int, int]] = set()
    out = []
    for y, row in enumerate(rows):
        x, placed = 0, []
        for box in row:
            while (y, x) in taken:
                x += 1
            placed.append((box, y, x))
            if box.rowspan > 1:
                taken.update(
                    (below, across)
                    for below in range(y + 1, min(y + box.rowspan, len(rows)))
                    for across in range(x, x + box.colspan)
                )
            x += box.colspan
        out.append(placed)
    return out
