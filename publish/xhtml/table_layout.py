"""Decide how a table is shown in narrow columns, from the words of its cells.

A table of a few rows scrolls sideways.  A box that scrolls can't go on on the next page, so a
longer one becomes a list where its column is too narrow: a row is a block, and each cell has the
name of its column before it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from msgspec import Struct

from publish.model import Cell, Paragraph, Row, Table
from publish.model.walk import blocks_in, content_of, grid, text_of
from publish.xhtml.widths import word_width

#: The width (em) of a table that fits any column: a phone's with wide margins (270 px), with text
#: of 300 %.
NARROWEST = 5.4

#: The length in characters from which a word, such as an address, may break, and the width (em)
#: that its column then has.
LONGEST_WORD, _BROKEN = 28, 12.0

#: The height (em) of a table that fits any page: a phone's, with text of 300 %.
_TALLEST = 11.0

#: What a column has besides its words (em), and the size of the type of wide tables.
_PADDING, _SIZE = 1.1, 0.85

#: The classes of widths in the style sheet, in em; see ``room-24`` there.
_ROOMS = (8, 11, 15, 20, 26, 31, 36, 48, 66, 100)


class TableLayout(Struct, frozen=True):
    """How a table is shown.

    ``room`` is the width (em) of the column from which it is a table, 0 if it always is.  ``wide``
    says whether it may be too wide for a column.  ``breaking`` are the ids of the cells with a
    word, such as an address, that may break.  ``labels`` are the names of the columns of each cell
    of each body row, and ``above`` what its row shares with rows above it ("Winter: 14").
    """

    breaking: frozenset[str] = frozenset()
    wide: bool = False
    room: int = 0
    labels: tuple[tuple[str, ...], ...] = ()
    above: tuple[str, ...] = ()


def table_layout(table: Table) -> TableLayout:
    """Return the layout of ``table`` in an edition whose columns may be narrow."""
    rows = (*table.head, *table.body)
    texts = [[_text(cell) for cell in row.cells] for row in rows]
    breaking = frozenset(
        cell.id
        for row, words in zip(rows, texts, strict=True)
        for cell, text in zip(row.cells, words, strict=True)
        if len(text) > LONGEST_WORD and _has_long_word(text)
    )
    needed = _needed(rows, texts, breaking)
    if needed <= NARROWEST:
        return TableLayout(breaking)
    if _height(texts) <= _TALLEST:
        return TableLayout(breaking, wide=True)
    room = next((room for room in _ROOMS if room >= needed), _ROOMS[-1])
    columns: dict[int, list[str]] = {}
    for _, cells in grid(table.head):
        for cell, covered in cells:
            for column in covered:
                columns.setdefault(column, []).append(_text(cell))
    names = {
        column: ", ".join(filter(None, dict.fromkeys(parts))) for column, parts in columns.items()
    }
    labels: list[tuple[str, ...]] = []
    above: list[str] = []
    spans: list[tuple[int, str]] = []  # the rows that a cell still covers, and its words
    for _, cells in grid(table.body):
        above.append("; ".join(words for _, words in spans))
        spans = [(left - 1, words) for left, words in spans if left > 1]
        named = [names.get(covered.start, "") for _, covered in cells]
        labels.append(tuple(named))
        for name, (cell, _) in zip(named, cells, strict=True):
            if cell.rowspan > 1:
                words = _text(cell)
                spans.append((cell.rowspan - 1, f"{name}: {words}" if name else words))
    return TableLayout(breaking, wide=True, room=room, labels=tuple(labels), above=tuple(above))


def _has_long_word(text: str) -> bool:
    return max(map(len, text.split()), default=0) > LONGEST_WORD


def _text(cell: Cell) -> str:
    if len(cell.blocks) == 1 and isinstance(one := cell.blocks[0], Paragraph):  # as most are
        return " ".join(text_of(one.content).split())
    parts = (text_of(one) for block in blocks_in(cell.blocks) for one in content_of(block))
    return " ".join(" ".join(parts).split())


def _needed(
    rows: tuple[Row, ...], texts: Sequence[Sequence[str]], breaking: Collection[str]
) -> float:
    """Return the width (em) at which each column of a table with ``rows`` holds its longest word.

    ``texts`` are the words of each cell of each row.  The width of a cell that spans columns is
    divided among them.
    """
    widths: dict[int, float] = {}
    for (_, cells), words in zip(grid(rows), texts, strict=True):
        for (cell, columns), text in zip(cells, words, strict=True):
            width = word_width(text) * (1.0 if cell.scope else 0.88)  # bold, or not
            share = (min(width, _BROKEN) if cell.id in breaking else width) / len(columns)
            for column in columns:
                widths[column] = max(widths.get(column, 0), share)
    return _SIZE * (sum(widths.values()) + _PADDING * len(widths))


def _height(texts: Iterable[Iterable[str]]) -> float:
    """Return the height (em) of a table with such cells where each line of a cell is one word."""
    lines = (max((len(text.split()) for text in row), default=1) for row in texts)
    return _SIZE * sum(1.4 * count + 0.8 for count in lines)
