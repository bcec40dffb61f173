"""Narrate tables: size and headers first, then the rows; two columns as pairs.

A profile may leave out the rows of large tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from publish.language.spoken.text import Span
from publish.model import Block, Cell, Row, Table
from publish.model.captions import shorten
from publish.model.walk import blocks_in, content_of, grid, text_of
from publish.narration.script import ChapterKind, Detail, Role
from publish.narration.script_builder import Pause, Place, ScriptBuilder
from publish.narration.table_summary import summarise

#: Narrates the blocks of a cell.
NarrateBlocks = Callable[[ScriptBuilder, Iterable[Block], Place], None]

#: The words of each header cell above a column of a table.
_Headers = dict[int, tuple[tuple[Span, ...], ...]]

#: The most letters of a cell that is said again in each of its rows.
_SHORT = 60

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
        told = {} if columns == 2 or profile.detail is Detail.TERSE else headers
        _narrate_rows(builder, table, place, told, narrate_blocks, columns)
    if large:
        labels = {one: _before(headers, range(one, one + 1), place.language) for one in headers}
        summarise(builder, table, place, labels)
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
            spans = _cell_words(builder, cell, inner.language)
            for column in columns if spans else ():
                headers[column] = (*headers.get(column, ()), spans)
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

    A cell that spans columns gets the headers of all of them, each once.  Rows are numbered if the
    profile is detailed, and they have more than a pair of cells (of ``count`` columns).
    """
    numbered = builder.profile.detail is Detail.FULL and count > 2
    for number, (row, cells) in enumerate(_with_those_above(table.body), start=1):
        if numbered:
            builder.announce(
                builder.announced.row.format(number=number), block=row.id, line=table.line
            )
        for cell, columns, again in cells:
            inner = replace(
                place, role=Role.TABLE, language=cell.language or row.language or place.language
            )
            if again:
                _say_again(builder, table, cell, inner, _before(headers, columns, place.language))
                continue
            builder.before = _before(headers, columns, place.language)
            said = len(builder.said)
            narrate_blocks(builder, cell.blocks, inner)
            if len(builder.said) == said and not builder.skips(Role.TABLE):
                blank = builder.own(builder.words.blank)
                builder.say(Role.TABLE, blank, pause=Pause.CELL, block=table.id, line=table.line)
            builder.before = ()
            builder.set_pause(Pause.CELL)
        builder.set_pause(Pause.ROW)


def _with_those_above(rows: Iterable[Row]) -> Iterator[tuple[Row, list[tuple[Cell, range, bool]]]]:
    """Yield each row with its cells, the columns that each covers, and whether it was said before.

    Those are cells of the rows above that reach into it.
    """
    above: list[tuple[Cell, range, int]] = []
    for row, cells in grid(rows):
        found = [(cell, columns, False) for cell, columns in cells]
        found += [(cell, columns, True) for cell, columns, _left in above]
        yield row, sorted(found, key=lambda one: one[1].start)
        above += [(cell, columns, cell.rowspan) for cell, columns in cells]
        above = [(cell, columns, left - 1) for cell, columns, left in above if left > 1]


def _say_again(
    builder: ScriptBuilder, table: Table, cell: Cell, place: Place, before: tuple[Span, ...]
) -> None:
    """Say a short cell in another of its rows, without a target: text editions have it once."""
    spans = _cell_words(builder, cell, place.language)
    if spans and sum(len(one.text) for one in spans) <= _SHORT and not builder.muted:
        builder.say(
            Role.TABLE, (*before, *spans), pause=Pause.CELL, block=table.id, line=table.line
        )


def _before(headers: _Headers, columns: range, language: str) -> tuple[Span, ...]:
    """Return the headers of ``columns``, as they are spoken before a cell."""
    found = list(dict.fromkeys(one for column in columns for one in headers.get(column, ())))
    out: list[Span] = []
    for place, spans in enumerate(found):
        out += [*spans, Span(": " if place == len(found) - 1 else ", ", language)]
    return tuple(out)


def _cell_words(builder: ScriptBuilder, cell: Cell, language: str) -> tuple[Span, ...]:
    """Return the words of a cell that are said with others, or again, without calls of notes."""
    phraser = replace(builder.phraser, calls=False, references=None)
    spans: list[Span] = []
    for block in blocks_in(cell.blocks):
        for run in content_of(block):
            spans += [Span(" ", language)] if spans else []
            spans += phraser.spans(run, block.language or language)
    return tuple(spans)
