"""Headers and captions of tables, and tables used for layout.

Rows of different length aren't checked: the reader refuses them.
"""

from __future__ import annotations

from collections.abc import Iterator

from publish.check.document_index import DocumentIndex
from publish.check.pictures import ICON
from publish.check.rule import At, Family, Rule
from publish.errors import Diagnostic, Severity
from publish.model import Cell, Figure, InlineImage, Table
from publish.model.walk import blocks_in, content_of, inlines_in, text_of

TABLE_HEADERS = Rule(
    "table-headers",
    Severity.ERROR,
    "A table has header cells (techniques H51, H63).",
    "Readers who move from cell to cell hear values, and not what they are values of.",
    "Fill the first row, or give a {list-table} “:header-rows:” or “:stub-columns:”.",
    number="1.3.1",
    fixed=True,
)
TABLE_HEADER_EMPTY = Rule(
    "table-header-empty",
    Severity.WARNING,
    "A header cell has words; only the top left corner may be empty.",
    "Readers don't learn what its cells are about.",
    "Say what its column or row contains.",
    number="1.3.1",
)
TABLE_CAPTION = Rule(
    "table-caption",
    Severity.INFO,
    "A table has a caption (technique H39).",
    "Listeners have to go through the table to learn what it is about.",
    "Write the caption after :::{table}.",
    number="1.3.1",
)
TABLE_LAYOUT = Rule(
    "table-layout",
    Severity.WARNING,
    "A table isn't used for layout (failure F46).",
    "Read cell by cell, a layout makes no sense, and on a small screen it breaks.",
    "Put the texts or pictures one after the other.",
    number="1.3.1",
)

WORDY = 25
"""The mean number of words in a cell above which a table without headers is text, not data."""


def find(index: DocumentIndex) -> Iterator[Diagnostic]:
    """Find problems of the tables."""
    in_descriptions = {id(b) for at in index.figures for b in blocks_in(at.it.description)}
    for at in index.tables:
        cells = [cell for row in at.it.head + at.it.body for cell in row.cells]
        what = _layout(cells, bool(index.pictures))
        if what:
            yield TABLE_LAYOUT.found(at, what)
        if not any(cell.scope for cell in cells):
            yield TABLE_HEADERS.found(at, "The table has no header cells.")
        yield from _empty(at)
        if not at.it.caption and not what and id(at.it) not in in_descriptions:
            yield TABLE_CAPTION.found(at, "The table has no caption.")


def _layout(cells: list[Cell], pictured: bool) -> str:
    """Return why a table of ``cells`` seems to be a layout, or an empty string.

    ``pictured`` says that the article has pictures.
    """
    pictures = sum(map(_has_picture, cells)) if pictured else 0
    if pictures and pictures * 3 >= len(cells):
        return "The table puts pictures side by side."
    if any(cell.scope for cell in cells):
        return ""
    words = sum(len(_words(cell).split()) for cell in cells)
    if words > WORDY * len(cells):
        return "The table has no headers and puts paragraphs side by side."
    return ""


def _has_picture(cell: Cell) -> bool:
    """Return whether a cell has a picture that is larger than an icon."""
    return any(
        isinstance(block, Figure)
        or any(
            isinstance(inline, InlineImage) and min(inline.image.width, inline.image.height) > ICON
            for run in content_of(block)
            for inline in inlines_in(run)
        )
        for block in blocks_in(cell.blocks)
    )


def _empty(at: At[Table]) -> Iterator[Diagnostic]:
    rows = at.it.head + at.it.body
    for index, row in enumerate(rows):
        for place, cell in enumerate(row.cells):
            corner = index < len(at.it.head) and place == 0
            if cell.scope and not corner and not _words(cell):
                yield TABLE_HEADER_EMPTY.found(
                    at, "A header cell of the table is empty.", line=cell.line
                )


def _words(cell: Cell) -> str:
    return " ".join(
        text_of(run) for block in blocks_in(cell.blocks) for run in content_of(block)
    ).strip()


TABLES = Family("Tables", (TABLE_HEADERS, TABLE_HEADER_EMPTY, TABLE_CAPTION, TABLE_LAYOUT), find)
