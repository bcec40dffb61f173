"""Tables say what their cells are about.

That every row covers the same columns is certain: the reader refuses other tables.
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
    "Who moves from cell to cell hears numbers and not what they are numbers of.",
    "Fill its first row, or give a {list-table} “:header-rows:” or “:stub-columns:”.",
    number="1.3.1",
    fixed=True,
)
TABLE_HEADER_EMPTY = Rule(
    "table-header-empty",
    Severity.WARNING,
    "A header cell has words; only the corner above the row headers may be empty.",
    "The cells under it are about nothing.",
    "Name what its column or row holds.",
    number="1.3.1",
)
TABLE_CAPTION = Rule(
    "table-caption",
    Severity.INFO,
    "A caption says what a table is about before one enters it (technique H39).",
    "Who listens has to go through the table to learn whether it is of use.",
    "Write it in a :::{table} Caption.",
    number="1.3.1",
)
TABLE_LAYOUT = Rule(
    "table-layout",
    Severity.WARNING,
    "A table holds data; it does not place things beside each other (technique failure F46).",
    "Read cell by cell, what is only placed makes no sense, and on a small screen it breaks.",
    "Write the text, the list or the pictures one after the other.",
    number="1.3.1",
)

WORDY = 25
"""Words a cell, on the average, of what is text and no data."""


def find(index: DocumentIndex) -> Iterator[Diagnostic]:
    """What is wrong with the tables."""
    told = {id(b) for at in index.figures for b in blocks_in(at.it.description)}
    for at in index.tables:
        cells = [cell for row in at.it.head + at.it.body for cell in row.cells]
        what = _layout(cells)
        if what:
            yield TABLE_LAYOUT.found(at, what)
        if not any(cell.scope for cell in cells):
            yield TABLE_HEADERS.found(at, "the table has no header cells.")
        yield from _empty(at)
        if not at.it.caption and not what and id(at.it) not in told:
            yield TABLE_CAPTION.found(at, "the table has no caption.")


def _layout(cells: list[Cell]) -> str:
    """Why a table of ``cells`` is taken for a layout, or an empty string."""
    pictures = sum(map(_shows, cells))
    if pictures and pictures * 3 >= len(cells):
        return "the table places pictures beside each other."
    headers = any(cell.scope for cell in cells)
    words = sum(len(_words(cell).split()) for cell in cells)
    if not headers and words > WORDY * len(cells):
        return "the table has no headers and places paragraphs beside each other."
    return ""


def _shows(cell: Cell) -> bool:
    """Whether a cell holds a picture that is no sign."""
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
                    at, "a header cell of the table is empty.", line=cell.line
                )


def _words(cell: Cell) -> str:
    return " ".join(
        text_of(run) for block in blocks_in(cell.blocks) for run in content_of(block)
    ).strip()


TABLES = Family("Tables", (TABLE_HEADERS, TABLE_HEADER_EMPTY, TABLE_CAPTION, TABLE_LAYOUT), find)
