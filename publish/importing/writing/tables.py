"""Tables -> pipes where these can hold them, else lists."""

from __future__ import annotations

from publish.article import Align, Cell, Inline, LineBreak, Paragraph, Row, Scope, Table
from publish.importing.writing.blocks import attributes, blocks_of, directive
from publish.importing.writing.inlines import line_of, option_of
from publish.importing.writing.lines import Lines, joined

_RULES = {None: "---", Align.LEFT: ":---", Align.CENTRE: ":---:", Align.RIGHT: "---:"}
MAX_PIPES = 200
"""Characters of a row of pipes; a longer one is easier to edit as a list."""


def table_of(table: Table) -> Lines:
    """A table of pipes, or a list table where cells span, hold several blocks or are long."""
    stub = _stub(table)
    options = {"name": table.id, "stub-columns": str(stub) if stub else ""}
    caption = option_of(table.caption)
    if _has_pipes(table):
        pipes = _pipes(table)
        if caption or stub or table.id:
            pipes = directive("table", caption, options, pipes)
        return attributes(pipes, table.language)
    options = {"header-rows": str(len(table.head)) if table.head else "", **options}
    rows = joined(_list_row(row) for row in (*table.head, *table.body))
    return attributes(directive("list-table", caption, options, rows), table.language)


def _stub(table: Table) -> int:
    """How many columns at the left are headers of rows, in every row that begins there."""
    counts = []
    covered = 0
    for row in table.body:
        if covered > 0:  # the first column is covered from above
            covered -= 1
            continue
        columns = 0
        for cell in row.cells:
            if cell.scope is not Scope.ROW:
                break
            columns += cell.colspan
        counts.append(columns)
        covered = row.cells[0].rowspan - 1 if row.cells else 0
    return min(counts, default=0)


def _has_pipes(table: Table) -> bool:
    rows = (*table.head, *table.body)
    if len(table.head) > 1 or not rows:
        return False
    for row in rows:
        width = 0
        for cell in row.cells:
            if cell.colspan > 1 or cell.rowspan > 1 or cell.language or len(cell.blocks) > 1:
                return False
            if not all(_is_line(cell) for cell in row.cells):
                return False
            width += len(_words(cell)) + 3
        if width > MAX_PIPES:
            return False
    return True


def _is_line(cell: Cell) -> bool:
    return not cell.blocks or (
        isinstance(only := cell.blocks[0], Paragraph)
        and not (only.id or only.language)
        and not any(isinstance(inline, LineBreak) for inline in only.content)
    )


def _content(cell: Cell) -> tuple[Inline, ...]:
    only = cell.blocks[0] if cell.blocks else None
    return only.content if isinstance(only, Paragraph) else ()


def _words(cell: Cell) -> str:
    return line_of(_content(cell), cell=True)


def _pipes(table: Table) -> Lines:
    rows = [table.head[0] if table.head else None, *table.body]
    width = len((table.head or table.body)[0].cells)
    written = [[_words(cell) for cell in row.cells] if row else [""] * width for row in rows]
    aligns = [cell.align for cell in (table.head or table.body)[0].cells]
    rules = [_RULES[align] for align in aligns]
    widths = [max(len(rules[n]), *(len(row[n]) for row in written)) for n in range(width)]
    lines = [_row(row, widths) for row in written]
    lines.insert(1, _row([_ruled(rule, widths[n]) for n, rule in enumerate(rules)], widths))
    marks = [(row.line, n + (n > 0)) for n, row in enumerate(rows) if row]
    return Lines(tuple(lines), tuple(marks))


def _row(cells: list[str], widths: list[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return f"| {' | '.join(padded)} |"


def _ruled(rule: str, width: int) -> str:
    """A delimiter as wide as its column."""
    return rule.replace("---", "-" * (width - len(rule) + 3))


def _list_row(row: Row) -> Lines:
    cells = [_list_cell(cell).within("- ", "  ").marked(cell.line) for cell in row.cells]
    return joined(cells).within("* ", "  ").marked(row.line)


def _list_cell(cell: Cell) -> Lines:
    spans = [f"{{cspan}}`{cell.colspan - 1}`"] if cell.colspan > 1 else []
    spans += [f"{{rspan}}`{cell.rowspan - 1}`"] if cell.rowspan > 1 else []
    inside = blocks_of(cell.blocks)
    if not spans:
        return inside if inside.lines else Lines(("",))
    first = cell.blocks[0] if cell.blocks else None
    if isinstance(first, Paragraph) and not (first.id or first.language):
        return Lines((f"{' '.join(spans)} {inside.lines[0]}", *inside.lines[1:]), inside.marks)
    roles = Lines((" ".join(spans),))
    return joined([roles, inside], between=("",)) if inside.lines else roles
