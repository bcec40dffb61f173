"""Rules for tables: they are regular, and each data cell has its headers."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from publish.readers.pdf.records import Element, PdfFile
from publish.verify.diagnostics import PageDiagnostic, PdfRule, on_page

#: The largest span that counts, and the most grid positions of a table.
_WIDEST, _MOST = 1_000, 1_000_000


class _Cell(Struct, frozen=True):
    element: Element
    row: int
    column: int
    height: int
    width: int


def regular(file: PdfFile) -> Iterator[PageDiagnostic]:
    """All rows have the same width, and no cells overlap."""
    for table in _tables(file):
        cells, widths, overlaps = _laid_out(table)
        if cells and (len(set(widths)) > 1 or overlaps):
            counts = " or ".join(map(str, sorted(set(widths))))
            message = f"The rows of a table have {counts} columns."
            if overlaps:
                message = "Cells of a table overlap."
            fix = "Correct ColSpan and RowSpan, or add the missing cells."
            yield on_page("table-irregular", "7.2", "09-004", table.page, message, fix)


def headers(file: PdfFile) -> Iterator[PageDiagnostic]:
    """Header cells have a Scope, or data cells name them in Headers."""
    for table in _tables(file):
        cells = [e for e in table.walk() if e.role in ("TH", "TD")]
        heads = [cell for cell in cells if cell.role == "TH"]
        ids = {head.entries["ID"] for head in heads if head.entries.get("ID")}
        if not heads and len(cells) > 1:
            message, fix = "A table has no header cells.", "Make its headers TH."
            yield on_page("table-headless", "7.5", "15-003", table.page, message, fix)
            continue
        by_headers = any(cell.attributes.get("Headers") for cell in cells)
        for head in heads:
            if not by_headers and "Scope" not in head.attributes:
                message = "A header cell does not say whether it heads a row or a column."
                fix = "Give it a Scope, or the data cells Headers."
                yield on_page("scope-missing", "7.5", "15-003", head.page, message, fix)
        for cell in cells:
            lost = [name for name in cell.attributes.get("Headers", ()) if name not in ids]
            if lost:
                message = f"A cell names the header {lost[0]!r}, which the table does not have."
                fix = "Name the ID of one of its header cells."
                yield on_page("header-lost", "7.5", "", cell.page, message, fix)


def headed(file: PdfFile) -> Iterator[PageDiagnostic]:
    """Each data cell has a header cell, and only headers of its row or column."""
    for table in _tables(file):
        cells, _, _ = _laid_out(table)
        heads = {c.element.entries.get("ID", ""): c for c in cells if c.element.role == "TH"}
        if not heads:
            continue
        for cell in cells:
            named = cell.element.attributes.get("Headers", ())
            if cell.element.role != "TD":
                continue
            if not named and not any(_over(head, cell) for head in heads.values()):
                message, fix = "A data cell has no header cell.", "Give it Headers."
                yield on_page("cell-unheaded", "7.5", "15-003", cell.element.page, message, fix)
            for name in named:
                head = heads.get(name)
                if head is not None and not _over(head, cell):
                    message = f"A cell names the header {name!r} of another row and column."
                    fix = "Name the headers of its column and row."
                    yield on_page("header-wrong", "7.5", "", cell.element.page, message, fix)


def _over(head: _Cell, cell: _Cell) -> bool:
    """Return whether ``head`` shares a row or a column with ``cell``."""
    columns = head.column < cell.column + cell.width and cell.column < head.column + head.width
    rows = head.row < cell.row + cell.height and cell.row < head.row + head.height
    return columns or rows


def _tables(file: PdfFile) -> Iterator[Element]:
    return (element for element in file.elements() if element.role == "Table")


def _rows(table: Element) -> Iterator[Element]:
    for kid in table.elements:
        if kid.role == "TR":
            yield kid
        elif kid.role in ("THead", "TBody", "TFoot"):
            yield from (row for row in kid.elements if row.role == "TR")


def _laid_out(table: Element) -> tuple[list[_Cell], list[int], bool]:
    """Return the cells in the grid, the width of each row, and whether cells overlap."""
    taken: set[tuple[int, int]] = set()
    cells: list[_Cell] = []
    overlaps, count = False, 0
    for row, element in enumerate(_rows(table)):
        count, column = row + 1, 0
        for cell in element.elements:
            while (row, column) in taken:
                column += 1
            width, height = _span(cell, "ColSpan"), _span(cell, "RowSpan")
            if len(taken) + width * height > _MOST:  # such spans can't be intended
                width = height = 1
            own = {(row + y, column + x) for y in range(height) for x in range(width)}
            overlaps = overlaps or bool(own & taken)
            taken |= own
            cells.append(_Cell(cell, row, column, height, width))
    widths = [0] * count
    for row, column in taken:
        if row < count:
            widths[row] = max(widths[row], column + 1)
    return cells, widths, overlaps


def _span(cell: Element, name: str) -> int:
    value = cell.attributes.get(name, 1)
    return int(min(max(value, 1), _WIDEST)) if isinstance(value, int | float) else 1


RULES: tuple[PdfRule, ...] = (regular, headers, headed)
