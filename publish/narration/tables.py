"""Narrate tables: size and headers first, then the rows; two columns as pairs.

A profile may leave out the rows of large tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from publish.language.spoken.text import Span
from publish.model import Block, Cell, Table
from publish.model.captions import shorten
from publish.model.walk import blocks_in, content_of, grid, text_of
from publish.narration.script import ChapterKind, Detail, Role
from publish.narration.script_builder import Pause, Place, ScriptBuilder

#: Narrates the blocks of a cell.
NarrateBlocks = Callable[[ScriptBuilder, Iterable[Block], Place], None]

#: The header cells above each column of a table.
_Headers = dict[int, tuple[Span, ...]]

#: The most cells of a table whose rows are read in a terse narration.
_LARGE = 24


def narrate_table(
    builder: ScriptBuilder, table: Table, place: Place, narrate_blocks: NarrateBlocks
) -> None:
    """Narrate ``table``, as a chapter: name, caption, size, header rows, rows, and its end."""
    words, own, line = builder.words, table.id, table.line
    name = f"{words.table} {table.number}" if table.number else words.table
    short = shorten(text_of(table.caption))
    apart = builder.in_text  # not in another table, nor in a description
    if apart:
        title = f"{name}: {short}" if short else name
        builder.begin(ChapterKind.TABLE, title, place.level + 1, own)
    builder.announce(name, block=own, line=line)
    builder.narrate(
        Role.CAPTION, table.caption, place.language,
        pause=Pause.PARAGRAPH, target=own, block=own, line=line,
    )  # fmt: skip
    columns = sum(cell.colspan for cell in next(iter((*table.head, *table.body))).cells)
    _announce_size(builder, table, columns)
    headers = _narrate_head(builder, table, place, narrate_blocks)
    profile = builder.profile
    large = profile.detail is Detail.TERSE and columns * len(table.body) > _LARGE
    with builder.silent(profile.leaves_out("rows of large tables") if large else ""):
        if columns == 2 or profile.detail is Detail.TERSE:
            headers = {}
        _narrate_rows(builder, table, place, headers, narrate_blocks, columns)
    if large:
        builder.announce(builder.announced.rows_left_out, block=own, line=line)
    builder.announce(words.end_of_table, block=own, line=line)
    builder.lengthen(Pause.BLOCK)
    if apart:
        builder.close()


def _announce_size(builder: ScriptBuilder, table: Table, columns: int) -> None:
    """Say how many rows (without the headers) and columns there are."""
    added = builder.announced
    counts = (added.counted(added.rows, len(table.body)), added.counted(added.columns, columns))
    builder.announce(", ".join(filter(None, counts)), block=table.id, line=table.line)


def _narrate_head(
    builder: ScriptBuilder, table: Table, place: Place, narrate_blocks: NarrateBlocks
) -> _Headers:
    """Narrate the header rows; return the headers of each column.

    A cell that spans columns belongs to all of them.
    """
    headers: _Headers = {}
    language = place.language
    if table.head and builder.announced.headers and not builder.skips(Role.TABLE):
        builder.before = builder.own(f"{builder.announced.headers}: ")
    for row, cells in grid(table.head):
        for cell, columns in cells:
            inner = replace(
                place, role=Role.TABLE, language=cell.language or row.language or language
            )
            narrate_blocks(builder, cell.blocks, inner)
            builder.set_pause(Pause.CELL)
            spans = _header(builder, cell, inner.language)
            for column in columns if spans else ():
                comma = (Span(", ", language),) if column in headers else ()
                headers[column] = (*headers.get(column, ()), *comma, *spans)
        builder.set_pause(Pause.ROW)
    builder.before = ()
    return headers


def _narrate_rows(
    builder: ScriptBuilder,
    table: Table,
    place: Place,
    headers: _Headers,
    narrate_blocks: NarrateBlocks,
    count: int,
) -> None:
    """Narrate the rows.  "1990: 900." is one utterance; its target is the cell's own sentence.

    A cell that spans columns gets the headers of all of them.  Rows are numbered if the profile is
    detailed, and they have more than a pair of cells (of ``count`` columns).
    """
    numbered = builder.profile.detail is Detail.FULL and count > 2
    for number, (row, cells) in enumerate(grid(table.body), start=1):
        if numbered:
            builder.announce(
                builder.announced.row.format(number=number), block=row.id, line=table.line
            )
        for cell, columns in cells:
            inner = replace(
                place, role=Role.TABLE, language=cell.language or row.language or place.language
            )
            builder.before = _before(headers, columns, place.language)
            said = len(builder.said)
            narrate_blocks(builder, cell.blocks, inner)
            if len(builder.said) == said and not builder.skips(Role.TABLE):
                blank = builder.own(builder.words.blank)
                builder.say(Role.TABLE, blank, pause=Pause.CELL, block=table.id, line=table.line)
            builder.before = ()
            builder.set_pause(Pause.CELL)
        builder.set_pause(Pause.ROW)


def _before(headers: _Headers, columns: range, language: str) -> tuple[Span, ...]:
    """Return the headers of ``columns``, as they are spoken before a cell."""
    found = list(dict.fromkeys(headers[column] for column in columns if column in headers))
    out: list[Span] = []
    for place, spans in enumerate(found):
        out += [*spans, Span(": " if place == len(found) - 1 else ", ", language)]
    return tuple(out)


def _header(builder: ScriptBuilder, cell: Cell, language: str) -> tuple[Span, ...]:
    """Return the words of a header cell, without calls of notes."""
    phraser = replace(builder.phraser, calls=False, references=None)
    spans: list[Span] = []
    for block in blocks_in(cell.blocks):
        for run in content_of(block):
            spans += phraser.spans(run, block.language or language)
    return tuple(spans)
