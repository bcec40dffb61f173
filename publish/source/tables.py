"""Read pipe tables and list tables; every row of a :class:`Table` covers the same columns."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from publish.model import MAX_COLUMNS, Align, Cell, Inline, Paragraph, Place, Row, Scope, Table
from publish.source.inlines import inlines_of
from publish.source.parser import Node, cells_of
from publish.source.reader import Reader

MAX_SPAN = 1_000
_TOO_WIDE = f"The row covers more than {MAX_COLUMNS} columns."


def pipe_table(
    reader: Reader,
    node: Node,
    place: Place,
    caption: tuple[Inline, ...] = (),
    stub: int = 0,
) -> Table:
    """Return a pipe table (GFM 4.10); its first row is the head, unless all of it is empty.

    Short rows are filled with empty cells, as in GFM.  The first ``stub`` columns of the body are
    row headers.

    Raises:
        SourceError: A row has too many cells, which GFM would drop.
    """
    rows = [row for part in node.children for row in part.children]
    width = len(rows[0].children)
    if width > MAX_COLUMNS:
        raise _ragged(reader, Row(cells=(), line=rows[0].line), _TOO_WIDE)
    _check_stub(reader, node, stub, width)
    for row in rows[1:]:
        found = cells_of(reader.parser.source_line(row.line).lstrip(" \t>"))
        if found > width:
            message = f"The row has {found} cells, the head of the table has {width}."
            fix = "Delete a cell, or write \\| for a bar that belongs to the text."
            raise reader.error(row, "table-ragged", message, fix)
    head = tuple(replace(_pipe_cell(reader, cell), scope=Scope.COLUMN) for cell in rows[0].children)
    body = []
    for row in rows[1:]:
        cells = [_pipe_cell(reader, cell) for cell in row.children]
        cells[:stub] = [replace(cell, scope=Scope.ROW) for cell in cells[:stub]]
        body.append(Row(cells=tuple(cells), line=row.line))
    has_head = any(cell.blocks for cell in head)
    return Table(
        head=(Row(cells=head, line=rows[0].line),) if has_head else (),
        body=tuple(body),
        caption=caption,
        **place,
    )


def _pipe_cell(reader: Reader, node: Node) -> Cell:
    content = inlines_of(reader, node)
    side = node.attributes.get("style", "").removeprefix("text-align:")
    return Cell(
        blocks=(Paragraph(content=content, line=node.line),) if content else (),
        align=Align(side) if side else None,
        line=node.line,
    )


def list_table(
    reader: Reader,
    node: Node,
    place: Place,
    caption: tuple[Inline, ...],
    header_rows: int,
    stub: int,
) -> Table:
    """Return the table of a list of lists, whose cells may have spans (MyST ``list-table``).

    The first ``stub`` columns of the body are row headers.
    """
    lists = node.children
    if len(lists) != 1 or lists[0].kind != "bullet_list":
        fix = "Write a list of rows (* -), each with a list of cells (-), and nothing else."
        raise reader.error(node, "table", "{list-table} must hold nothing but rows.", fix)
    rows = [_list_row(reader, item) for item in lists[0].children]
    if header_rows > len(rows):
        message = f"The table has {len(rows)} rows, not {header_rows} header rows."
        raise reader.error(node, "table", message, "Correct “:header-rows:”.")
    starts, width = _columns(reader, rows[:header_rows])
    more, width = _columns(reader, rows[header_rows:], width)
    _check_stub(reader, node, stub, width)
    scoped = []
    for index, (row, columns) in enumerate(zip(rows, starts + more, strict=True)):
        cells = []
        for cell, column in zip(row.cells, columns, strict=True):
            if index < header_rows:
                cells.append(replace(cell, scope=Scope.COLUMN))
            elif column < stub:
                cells.append(replace(cell, scope=Scope.ROW))
            else:
                cells.append(cell)
        scoped.append(replace(row, cells=tuple(cells)))
    return Table(
        head=tuple(scoped[:header_rows]),
        body=tuple(scoped[header_rows:]),
        caption=caption,
        **place,
    )


def html_table(reader: Reader, node: Node, place: Place) -> Table:
    """Return the table of an HTML ``<table>``.

    The first rows are the head if they are in ``<thead>``, or all their cells are ``<th>``.
    """
    caption: tuple[Inline, ...] = ()
    head: list[Row] = []
    body: list[Row] = []
    if "id" in node.attributes:
        place["id"] = reader.name(node, node.attributes["id"])
    for child in node.children:
        if child.kind == "caption":
            caption = inlines_of(reader, child)
        elif child.kind == "html_row":
            headers = ["header" in cell.attributes for cell in child.children]
            is_head = not body and ("head" in child.attributes or all(headers))
            cells = tuple(_html_cell(reader, cell, is_head) for cell in child.children)
            (head if is_head else body).append(Row(cells=cells, line=child.line))
        else:
            message = "Words stand outside the cells of the table."
            raise reader.error(child, "table", message, "Write them in <td>, <th> or <caption>.")
    _, width = _columns(reader, head)
    _columns(reader, body, width)
    return Table(head=tuple(head), body=tuple(body), caption=caption, **place)


def _html_cell(reader: Reader, node: Node, is_head: bool) -> Cell:
    if node.kind != "html_cell":
        message = "Words stand outside the cells of the table."
        raise reader.error(node, "table", message, "Write them in <td> or <th>.")
    scope = Scope.COLUMN if is_head else Scope.ROW if "header" in node.attributes else None
    spans = []
    for name in ("colspan", "rowspan"):
        written = node.attributes.get(name, "1")
        if not (written.isascii() and written.isdigit() and 0 < int(written[:9]) < MAX_SPAN):
            message = f"The attribute {name} is “{written[:40]}”, not a number of cells."
            raise reader.error(node, "table", message, "Write a number such as 2.")
        spans.append(int(written))
    return Cell(
        blocks=reader.blocks(node.children),
        scope=scope,
        colspan=spans[0],
        rowspan=spans[1],
        line=node.line,
    )


def _check_stub(reader: Reader, node: Node, stub: int, width: int) -> None:
    if stub >= width and stub:
        message = f"The table has {width} columns, so {stub} of them can't be headers of rows."
        raise reader.error(node, "table", message, "Correct “:stub-columns:”.")


def _list_row(reader: Reader, item: Node) -> Row:
    if len(item.children) != 1 or item.children[0].kind != "bullet_list":
        message = "The row isn't a list of cells."
        fix = "Write its first cell as “* - words” and the next ones as “  - words”."
        raise reader.error(item, "table", message, fix)
    cells = tuple(_list_cell(reader, cell) for cell in item.children[0].children)
    return Row(cells=cells, line=item.line)


def _list_cell(reader: Reader, item: Node) -> Cell:
    spans = {"cspan": 1, "rspan": 1}
    if item.children and item.children[0].kind == "paragraph":
        inlines = item.children[0].children[0].children
        while inlines and (_is_span(inlines[0]) or not inlines[0].text.strip()):
            if _is_span(inlines[0]):
                spans[inlines[0].name] = 1 + _further_cells(reader, inlines[0])
            elif inlines[0].kind not in ("text", "softbreak"):
                break
            del inlines[0]
    return Cell(
        blocks=reader.blocks(item.children),
        colspan=spans["cspan"],
        rowspan=spans["rspan"],
        line=item.line,
    )


def _is_span(node: Node) -> bool:
    return node.kind == "myst_role" and node.name in ("cspan", "rspan")


def _further_cells(reader: Reader, node: Node) -> int:
    """Return the number of further columns or rows that a cell covers."""
    written = node.text.strip()
    if not (written.isascii() and written.isdigit() and 0 < int(written[:9]) < MAX_SPAN):
        message = f"{{{node.name}}} is “{written[:40]}”, not a number of further cells."
        fix = f"Write {{{node.name}}}`1` to cover one more."
        raise reader.error(node, "table", message, fix)
    return int(written)


def _columns(reader: Reader, rows: Sequence[Row], width: int = 0) -> tuple[list[list[int]], int]:
    """Return the start columns of the cells of each row, and the number of columns.

    Raises:
        SourceError: A row has another number of columns than the first (or than ``width``, if
            given), cells overlap, or cells span rows that don't exist.  HTML 4.9.12.1 would leave
            holes, which screen readers read as empty cells.
    """
    starts: list[list[int]] = []
    covered: dict[int, int] = {}  # column -> the number of rows that it is still covered
    for row in rows:
        columns, column = [], 0
        begun: dict[int, int] = {}
        for cell in row.cells:
            while column in covered:
                column += 1
            columns.append(column)
            if column + cell.colspan > MAX_COLUMNS:
                raise _ragged(reader, row, _TOO_WIDE)
            for reached in range(column, column + cell.colspan):
                if reached in covered:
                    raise _ragged(reader, row, "A cell covers another that spans rows.")
                begun[reached] = cell.rowspan
            column += cell.colspan
        covered |= begun
        found = max(covered, default=-1) + 1
        width = width or found
        if found != width or len(covered) != width:
            message = f"The row covers {len(covered)} columns, the table has {width}."
            raise _ragged(reader, row, message)
        covered = {column: left - 1 for column, left in covered.items() if left > 1}
        starts.append(columns)
    if covered:
        raise _ragged(reader, rows[-1], "A cell spans rows below the last one here.")
    return starts, width


def _ragged(reader: Reader, row: Row, message: str) -> Exception:
    node = Node("tr", row.line, row.line + 1)
    fix = "Give every row the same columns; {cspan}`1` and {rspan}`1` count as one more."
    return reader.error(node, "table-ragged", message, fix)
