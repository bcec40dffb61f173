"""Tables say what their cells are about: WCAG 2.2, 1.3.1 Info and Relationships.

That every row covers the same columns is certain: the reader refuses other tables.
"""

from __future__ import annotations

from collections.abc import Iterator

from publish.article import Article, Block, Cell, Table
from publish.check.finding import finding
from publish.errors import Problem, Severity
from publish.walk import all_blocks, blocks_in, content_of, text_of

CRITERION = "WCAG 2.2 1.3.1"


def _tables(article: Article) -> Iterator[Table]:
    return (block for block in all_blocks(article) if isinstance(block, Table))


def table_headers(article: Article) -> Iterator[Problem]:
    """A table has header cells (techniques H51, H63)."""
    for table in _tables(article):
        cells = [cell for row in table.head + table.body for cell in row.cells]
        if not any(cell.scope for cell in cells):
            yield finding(
                article,
                table.line,
                "table-headers",
                "the table has no header cells.",
                "Fill its first row, or give a {list-table} “:header-rows:” or “:stub-columns:”.",
                criterion=CRITERION,
            )


def table_header_empty(article: Article) -> Iterator[Problem]:
    """A header cell has words; only the corner above the row headers may be empty."""
    for table in _tables(article):
        rows = table.head + table.body
        for index, row in enumerate(rows):
            for place, cell in enumerate(row.cells):
                corner = index < len(table.head) and place == 0
                if cell.scope and not corner and not _words(cell):
                    yield finding(
                        article,
                        cell.line,
                        "table-header-empty",
                        "a header cell of the table is empty.",
                        "Name what its column or row holds.",
                        severity=Severity.WARNING,
                        criterion=CRITERION,
                    )


def _words(cell: Cell) -> str:
    blocks: Iterator[Block] = blocks_in(cell.blocks)
    return " ".join(text_of(run) for block in blocks for run in content_of(block)).strip()


def table_caption(article: Article) -> Iterator[Problem]:
    """A caption says what a table is about before one enters it (technique H39)."""
    for table in _tables(article):
        if not table.caption:
            yield finding(
                article,
                table.line,
                "table-caption",
                "the table has no caption.",
                "Write it in a :::{table} Caption.",
                severity=Severity.INFO,
                criterion=CRITERION,
            )
