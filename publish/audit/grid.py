"""Find the header cells of each cell of a table, in the source or in an edition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct


class Box(Struct, frozen=True, gc=False):
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
    above: dict[int, list[_Header]] = {}  # the headers of the rows before, by their columns
    beside: dict[int, list[_Header]] = {}  # by their rows
    for box, y, x in (cell for row in placed for cell in row):
        if box.scope == "row" and box.text:
            for line in range(y, min(y + box.rowspan, len(placed))):
                beside.setdefault(line, []).append((y, x, box.text))
    out = []
    known: dict[tuple[int, int], tuple[str, ...]] = {}  # of the columns, where rows have no headers
    for y, row in enumerate(placed):
        named = []
        for cell in row:
            box, _, x = cell
            place = (x, box.colspan)
            if box.rowspan > 1 or y in beside:
                named.append(_headers(cell, above, beside))
                continue
            if place not in known:
                known[place] = _headers(cell, above, beside)
            named.append(known[place])
        out.append(named)
        for box, y, x in row:
            if box.scope == "col" and box.text:
                known.clear()
                for column in range(x, x + box.colspan):
                    above.setdefault(column, []).append((y, x, box.text))
    return out


#: The first row and column of a header cell, and its words.
_Header: TypeAlias = tuple[int, int, str]


def _headers(
    cell: tuple[Box, int, int],
    above: Mapping[int, Sequence[_Header]],
    beside: Mapping[int, Sequence[_Header]],
) -> tuple[str, ...]:
    box, y, x = cell
    columns = {one for column in range(x, x + box.colspan) for one in above.get(column, ())}
    lines = range(y, y + box.rowspan)
    sides = {one for line in lines for one in beside.get(line, ()) if one[1] < x}
    return tuple(dict.fromkeys(text for _, _, text in (*sorted(columns), *sorted(sides))))


def width(rows: Sequence[Sequence[Box]]) -> int:
    """Return how many columns the rows cover."""
    if all(box.rowspan == 1 for row in rows for box in row):
        return max((sum(box.colspan for box in row) for row in rows), default=0)
    return max((x + box.colspan for row in _placed(rows) for box, _, x in row), default=0)


def _placed(rows: Sequence[Sequence[Box]]) -> list[list[tuple[Box, int, int]]]:
    """Return each cell with its first row and column."""
    taken: set[tuple[int, int]] = set()
    out = []
    for y, row in enumerate(rows):
        x, placed = 0, []
        for box in row:
            while taken and (y, x) in taken:
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
