"""A table -> its header rows once, then row by row with the column headers before each cell."""

from __future__ import annotations

from publish.article import Cell, Table
from publish.narration.figures import Tell
from publish.narration.pauses import Pause
from publish.narration.script import Role, Span
from publish.narration.telling import Telling
from publish.walk import blocks_in, content_of, grid

Headers = dict[int, tuple[Span, ...]]


def tell_table(telling: Telling, table: Table, language: str, tell: Tell) -> None:
    """Tell ``table``: announcement, caption, header rows, rows, and where it ends.

    "1990: 900." is one utterance; its target is the cell's own sentence.  A cell that spans
    columns bears the headers of all of them.
    """
    words, own, line = telling.words, table.id, table.line
    name = f"{words.table} {table.number}" if table.number else words.table
    telling.announce(name, block=own, line=line)
    telling.tell(
        Role.CAPTION, table.caption, language,
        pause=Pause.PARAGRAPH, target=own, block=own, line=line,
    )  # fmt: skip
    headers: Headers = {}
    for row, placed in grid(table.head):
        for cell, columns in placed:
            tell(cell.blocks, Role.TABLE, cell.language or row.language or language)
            telling.rest(Pause.CELL)
            spans = _header(telling, cell, cell.language or row.language or language)
            for column in columns if spans else ():
                comma = (Span(", ", language),) if column in headers else ()
                headers[column] = (*headers.get(column, ()), *comma, *spans)
        telling.rest(Pause.ROW)
    for row, placed in grid(table.body):
        for cell, columns in placed:
            inner = cell.language or row.language or language
            telling.before = _before(headers, columns, language)
            tell(cell.blocks, Role.TABLE, inner)
            telling.before = ()
            telling.rest(Pause.CELL)
        telling.rest(Pause.ROW)
    telling.announce(words.end_of_table, block=own, line=line)
    telling.lengthen(Pause.BLOCK)


def _before(headers: Headers, columns: range, language: str) -> tuple[Span, ...]:
    """The headers of ``columns``, as they are said before a cell."""
    found = list(dict.fromkeys(headers[column] for column in columns if column in headers))
    out: list[Span] = []
    for place, spans in enumerate(found):
        out += [*spans, Span(": " if place == len(found) - 1 else ", ", language)]
    return tuple(out)


def _header(telling: Telling, cell: Cell, language: str) -> tuple[Span, ...]:
    """The words of a header cell."""
    spans: list[Span] = []
    for block in blocks_in(cell.blocks):
        for run in content_of(block):
            spans += telling.phraser.spans(run, block.language or language)
    return tuple(spans)
