"""Read tables of pandoc's tree; every row of a table covers the same columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec.structs import replace

from publish.importing.markers import HEADER_ROWS, number_of, unmarked
from publish.importing.reading.context import Context
from publish.importing.reading.inlines import plain_words, run_of
from publish.importing.reading.nodes import attributes, own_ids
from publish.importing.reading.paragraphs import without_label
from publish.model import (
    MAX_COLUMNS,
    Align,
    Block,
    Cell,
    Paragraph,
    Place,
    Row,
    Scope,
    Table,
    Text,
)

_ALIGNS = {"AlignLeft": Align.LEFT, "AlignRight": Align.RIGHT, "AlignCenter": Align.CENTRE}


def table(context: Context, content: list[Any], place: Place) -> Iterator[Block]:
    """Yield a table, or the content of its only cell."""
    written, caption, columns, head, bodies, foot = content
    width = len(columns)
    aligns = [_ALIGNS.get(column[0][0]) for column in columns]
    heads = [*head[1]]
    rows: list[tuple[Any, int]] = []
    for body in bodies:
        if not rows and not heads:
            heads = list(body[2])
            rows += [(row, body[1]) for row in body[3]]
        else:
            rows += [(row, body[1]) for row in (*body[2], *body[3])]
    rows += [(row, bodies[-1][1] if bodies else 0) for row in foot[1]]
    many = _header_rows(context, (heads or [one for one, _ in rows])[:1])
    if many:
        every = [*((row, 0) for row in heads), *rows]
        heads, rows = [row for row, _ in every[:many]], every[many:]
    bold = not any(_filled(row) for row in heads) and len(rows) > 1 and _is_bold(rows[0][0])
    if bold:
        heads = [_unbolded(rows.pop(0)[0])]
    above = _caption(context, caption[1])
    if not place["id"]:
        place["id"] = context.name([one for node in caption[1] for one in own_ids(node)])
    context.here = place["line"]
    if len(heads) + len(rows) == 1 and width == 1:
        cell = (heads or [rows[0][0]])[0][1][0]
        yield from context.blocks(cell[4])
        return
    if len(rows) == 1 and not (heads or above or rows[0][1]):
        message = "A table of one row without headers became paragraphs."
        context.warn("import-table", message, "Make it a table if its columns have names.")
        for cell in rows[0][0][1]:
            yield from context.blocks(cell[4])
        return
    if width > MAX_COLUMNS:
        message = f"A table of {width} columns was left out; at most {MAX_COLUMNS} are allowed."
        context.warn("import-table", message, "Divide it.")
        return
    read_head = _rows(context, [(row, 0) for row in heads], aligns, Scope.COLUMN)
    read_body = _rows(context, rows, aligns, None)
    if read_head and not any(cell.blocks for row in read_head for cell in row.cells):
        read_head = ()
    if not (read_head or read_body):
        return
    context.here = place["line"]
    language = context.language_of(attributes(written))
    place["language"] = language
    if bold:
        message = "The first row is in bold, so it was taken for the header row."
        context.warn(
            "import-table-head", message, "Check it, and correct the table if the row is no header."
        )
    elif not read_head:
        fix = "Write :header-rows: 1, or :stub-columns: 1, if one row or column names the others."
        context.warn("import-table-head", "The table has no header row.", fix)
    yield Table(head=read_head, body=read_body, caption=above, **place)


def _header_rows(context: Context, first: list[Any]) -> int:
    """Return how many header rows a mark in the first cell states, and remove the mark."""
    for row in first:
        for cell in row[1][:1]:
            for kind, run in cell[4][:1]:
                mark = run[0] if kind in ("Plain", "Para") and run else ("", "")
                number = number_of(mark[1]) if mark[0] == "Str" else None
                role = context.roles.get(number or 0, "")
                if role.startswith(HEADER_ROWS):
                    rest = unmarked(mark[1])
                    run[:1] = [("Str", rest)] if rest else []
                    return int(role.removeprefix(HEADER_ROWS))
    return 0


def _filled(row: Any) -> bool:
    """Return whether a cell of ``row`` has words: pandoc's head may be empty."""
    return any(cell[4] for cell in row[1])


def _is_bold(row: Any) -> bool:
    """Return whether all words of a row are in strong type, so that it is a header."""
    filled = [cell for cell in row[1] if cell[4]]
    whole = all(
        len(cell[4]) == 1
        and cell[4][0][0] in ("Plain", "Para")
        and all(node[0] in ("Strong", "Space", "SoftBreak") for node in cell[4][0][1])
        and cell[2] == 1
        for cell in filled
    )
    return len(filled) > 1 and whole


def _unbolded(row: Any) -> Any:
    """Return ``row`` without the strong type, which header cells have anyway."""

    def plain(cell: Any) -> Any:
        if not cell[4]:
            return cell
        kind, run = cell[4][0]
        words = [inner for node in run for inner in (node[1] if node[0] == "Strong" else [node])]
        return [*cell[:4], [(kind, words)]]

    return [row[0], [plain(cell) for cell in row[1]]]


def _caption(context: Context, nodes: list[Any]) -> tuple[Any, ...]:
    return without_label(run_of(context, nodes))


def _rows(
    context: Context,
    rows: Sequence[tuple[Any, int]],
    aligns: Sequence[Align | None],
    scope: Scope | None,
) -> tuple[Row, ...]:
    """Return ``rows`` on a grid: cells beyond it are truncated, and holes filled."""
    width = len(aligns)
    left = [0] * width  # for how many rows each column is still covered
    read = []
    for number, (row, stub) in enumerate(rows):
        line = context.next()
        cells: list[Cell] = []
        column = 0
        written = list(row[1])
        while column < width:
            if left[column]:
                left[column] -= 1
                column += 1
                continue
            cell = written.pop(0) if written else None
            free = next((n for n in range(column, width) if left[n]), width) - column
            colspan = min(cell[3], free) if cell else 1
            rowspan = min(cell[2], len(rows) - number) if cell else 1
            cells.append(
                _cell(
                    context,
                    cell,
                    aligns[column],
                    scope or (Scope.ROW if column < stub else None),
                    (colspan, rowspan),
                )
            )
            for covered in range(column, column + colspan):
                left[covered] = rowspan - 1
            column += colspan
        read.append(Row(cells=tuple(cells), line=line))
    return tuple(read)


def _cell(
    context: Context,
    written: Any,
    align: Align | None,
    scope: Scope | None,
    spans: tuple[int, int],
) -> Cell:
    line = context.next()
    inside = written[4] if written else []
    plain = len(inside) == 1 and inside[0][0] == "Plain"
    words = plain_words(inside[0][1]) if plain else ""
    if words[:1].isalnum():  # as in most cells
        blocks: tuple[Block, ...] = (Paragraph(content=(Text(words),), line=line),)
    else:
        blocks = context.blocks(inside)
        if len(blocks) == 1 and isinstance(blocks[0], Paragraph):
            blocks = (replace(blocks[0], line=line),)
    own = _ALIGNS.get(written[1][0]) if written else None
    return Cell(
        blocks=blocks,
        scope=scope,
        colspan=spans[0],
        rowspan=spans[1],
        align=own or align,
        line=line,
    )
