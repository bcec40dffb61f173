"""How much room a table needs at least, so that its words and numbers stay whole."""

from __future__ import annotations

from publish.article import Cell, Table
from publish.walk import blocks_in, content_of, text_of

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
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate((*table.head, *table.body)):
        column = 0
        for cell in row.cells:
            while (number, column) in taken:
                column += 1
            share = min(longest_word(cell), LONGEST_WORD) / cell.colspan
            for place in range(column, column + cell.colspan):
                widths[place] = max(widths.get(place, 0), share)
                taken.update((number + below, place) for below in range(1, cell.rowspan))
            column += cell.colspan
    return sum(widths.values()) + _BETWEEN * len(widths) > NARROWEST
