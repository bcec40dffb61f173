"""How much room a table needs at least, so that its words and numbers stay whole."""

from __future__ import annotations

from publish.article import Cell, Table
from publish.walk import blocks_in, content_of, grid, text_of

#: The room (characters) that every screen has: a phone of 360 CSS px with letters twice as large.
NARROWEST = 20

#: A word of more characters than this, such as an address, may break.
LONGEST_WORD = 28

#: What stands between two columns, in characters.
_BETWEEN = 2


def longest_word(cell: Cell) -> int:
    """The length of the longest piece of ``cell`` without a space (characters)."""
    words = (
        word
        for block in blocks_in(cell.blocks)
        for content in content_of(block)
        for word in text_of(content).split()
    )
    return max(map(len, words), default=0)


def is_wide(table: Table) -> bool:
    """Whether the words of ``table`` may need more room than a small screen with large letters.

    Each column is as wide as its longest word; a cell that spans columns is spread over them.
    """
    widths: dict[int, float] = {}
    for _, cells in grid((*table.head, *table.body)):
        for cell, columns in cells:
            share = min(longest_word(cell), LONGEST_WORD) / cell.colspan
            for column in columns:
                widths[column] = max(widths.get(column, 0), share)
    return sum(widths.values()) + _BETWEEN * len(widths) > NARROWEST
