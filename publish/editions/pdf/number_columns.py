"""Set columns of tables: those of short words at their own width, decimal marks under each other.

WeasyPrint has no ``text-align: "."`` (CSS Text 4), so a number with fewer decimals than others in
its column gets space after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from publish.editions.pdf import elements

#: The most letters of the longest row of a table that isn't as wide as the text.
_NARROW = 48

#: Letters that the space between two columns takes.
_GAP = 3

#: The widths (em) of a figure and a decimal mark in tables: those of Source Sans 3.
_FIGURE, _MARK = 0.497, 0.249

#: A number with what may stand before it (a sign or currency) and after it (a unit).
_NUMBER = re.compile(r"[^\w.,]*(\d[\d.,\u00a0\u202f\u2009 ’]*?)(\s?[^\d\s.,]{0,3})")

#: A decimal mark: fewer or more than three figures follow, or only a zero stands before it.
_DECIMAL = re.compile(r"([.,])(?:\d{1,2}|\d{4,})$|^0([.,])\d+$")

#: What is neither words nor figures, beside which a table isn't narrow.
_BLOCKS = frozenset({"img", "svg", "pre", "table", "aside"})


def set_numbers(root: Any) -> None:
    """Mark narrow tables and inner cells, and align the numbers in each column, in place.

    An inner cell is the last of its row, but not in the last column.
    """
    for table in list(root.iter("table")):
        columns, spanning = _columns(table)
        _mark_inner(table, columns, spanning)
        if any(elements.name(one) in _BLOCKS for one in table.iter() if one is not table):
            continue
        widths = [max(map(_letters, column), default=0) for column in columns]
        for cell, first, count in spanning:
            lacking = _letters(cell) - sum(widths[first : first + count])
            widths[first] += max(lacking, 0)
        if sum(widths) <= _NARROW:
            table.set("class", f"{table.get('class') or ''} narrow".strip())
        for column in columns[1:]:
            _align(column)


def _columns(table: Any) -> tuple[list[list[Any]], list[tuple[Any, int, int]]]:
    """Return the cells of each column, and cells of several columns: the first, and how many."""
    columns: list[list[Any]] = []
    spanning: list[tuple[Any, int, int]] = []
    below: list[int] = []  # of each column, in how many rows a cell from above still is
    for cells in _rows(table):
        place = 0
        for cell in cells:
            while place < len(below) and below[place]:
                place += 1
            count, rows = int(cell.get("colspan") or 1), int(cell.get("rowspan") or 1)
            while len(columns) < place + count:
                columns.append([])
                below.append(0)
            below[place : place + count] = [rows] * count
            if count == 1:
                columns[place].append(cell)
            else:
                spanning.append((cell, place, count))
            place += count
        below = [max(rows - 1, 0) for rows in below]
    return columns, spanning


def _rows(table: Any) -> Iterator[list[Any]]:
    """Yield the cells of each row of ``table``, without those of tables in it."""
    for row in (*table.findall("tr"), *table.findall("*/tr")):
        yield [one for one in row if elements.name(one) in ("td", "th")]


def _mark_inner(table: Any, columns: list[list[Any]], spanning: list[tuple[Any, int, int]]) -> None:
    """Mark the last cell of each row after which a cell from above follows, or none."""
    ends = {cell for cell, first, count in spanning if first + count == len(columns)}
    ends.update(*columns[-1:])
    for cells in _rows(table):
        if cells and cells[-1] not in ends:
            cells[-1].set("class", f"{cells[-1].get('class') or ''} inner".strip())


def _letters(cell: Any) -> int:
    """Return the number of letters of the longest line of a cell, with the space after it."""
    lines = cell.findall("p") or [cell]
    return max(len(elements.title_of(line)) for line in lines) + _GAP


def _align(column: list[Any]) -> None:
    """Align the numbers of a column, unless it holds something else."""
    cells = [one for one in column if elements.name(one) == "td" and elements.text_of(one)]
    found = [_NUMBER.fullmatch(elements.text_of(cell)) for cell in cells]
    numbers = [one[1] for one in found if one]
    if len(cells) < 2 or len(numbers) < len(cells):
        return
    if elements.classes(cells[0]).isdisjoint(("left", "center", "right")):
        for cell in column:
            cell.set("class", f"{cell.get('class') or ''} right".strip())
    marks = {one[1] or one[2] for one in map(_DECIMAL.search, numbers) if one}
    units = {one[2] for one in found if one}
    if "right" not in elements.classes(cells[0]) or len(marks) != 1 or len(units) > 1:
        return
    decimals = [_decimals(number, *marks) for number in numbers]
    for cell, own in zip(cells, decimals, strict=True):
        space = _width(max(decimals)) - _width(own)
        if space:
            holder = cell[-1] if len(cell) and elements.name(cell[-1]) == "p" else cell
            style = f"padding-inline-end: {space:.3f}em"
            holder.append(cell.makeelement("span", {"class": "decimals", "style": style}))


def _decimals(number: str, mark: str) -> int:
    """Return the number of figures after the decimal ``mark``."""
    return len(number.rpartition(mark)[2]) if mark in number else 0


def _width(decimals: int) -> float:
    return _MARK + _FIGURE * decimals if decimals else 0.0
