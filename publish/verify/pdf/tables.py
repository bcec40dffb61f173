"""Rules for tables: they are regular, and each data cell has its headers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from publish.errors import Severity
from publish.readers.pdf.records import Element, PdfFile
from publish.verify.pdf.clauses import Clause, PdfFault, PdfRule, part_of
from publish.verify.pdf.structure import significant

#: The largest span that counts, and the most grid positions of a table for each of its cells,
#: besides those that any table may have.
_WIDEST, _EACH, _ANY = 1_000, 10, 100_000

_SCOPES = ("Row", "Column", "Both")

_HEADED = Clause("7.5", "15-003", "8.2.5.26")


class _Cell(Struct, frozen=True):
    element: Element
    row: int
    column: int
    height: int
    width: int

    def scope(self, part: int) -> str:
        """Return the ``Scope`` of a header cell; in PDF 2.0 its place gives one (14.8.5.7)."""
        scope = self.element.attributes.get("Scope")
        if scope is not None or part != 2:
            return str(scope) if scope in _SCOPES else "" if part == 2 else "Both"
        return "Both" if (self.row == 0) == (self.column == 0) else "Row" if self.row else "Column"


def regular(file: PdfFile) -> Iterator[PdfFault]:
    """All rows have the same width, all columns the same height, and no cells overlap."""
    for table in _tables(file):
        cells, widths, overlaps, too_tall = _laid_out(table)
        if cells and (len(set(widths)) > 1 or overlaps or too_tall):
            counts = " or ".join(map(str, sorted(set(widths))))
            message = f"The rows of a table have {counts} columns."
            if overlaps:
                message = "Cells of a table overlap."
            elif too_tall:
                message = "A cell of a table reaches below its last row."
            fix = "Correct ColSpan and RowSpan, or add the missing cells."
            clause = Clause("7.2", "09-004", "8.2.5.26")
            yield PdfFault("table-irregular", clause, table.page, message, fix)


def headers(file: PdfFile) -> Iterator[PdfFault]:
    """Header cells have a Scope, or data cells name them in Headers."""
    part = part_of(file)
    for table in _tables(file):
        cells = [e for e in table.walk() if e.role in ("TH", "TD")]
        heads = [cell for cell in cells if cell.role == "TH"]
        ids = {head.entries["ID"] for head in heads if head.entries.get("ID")}
        if not heads and len(cells) > 1:
            message, fix = "A table has no header cells.", "Make its headers TH."
            yield PdfFault("table-headless", _HEADED, table.page, message, fix, Severity.WARNING)
            continue
        for cell in cells:
            lost = [name for name in _headers(cell) if name not in ids]
            if lost:
                message = f"A cell names the header {lost[0]!r}, which the table does not have."
                fix = "Name the ID of one of its header cells."
                severity = Severity.ERROR if cell.role == "TD" else Severity.WARNING
                clause = Clause("7.5", "", "8.2.5.26")
                yield PdfFault("header-lost", clause, cell.page, message, fix, severity)
        unscoped = [head for head in heads if head.attributes.get("Scope") not in _SCOPES]
        if part == 1 and unscoped and not all(map(_headers, _data_cells(cells))):
            message = "A header cell does not say whether it heads a row or a column."
            fix = "Give it a Scope, or the data cells Headers."
            for head in unscoped:
                yield PdfFault("scope-missing", _HEADED, head.page, message, fix)


def headed(file: PdfFile) -> Iterator[PdfFault]:
    """Each data cell has a header cell, and only headers of its row or column."""
    part = part_of(file)
    for table in _tables(file):
        cells, *_ = _laid_out(table)
        heads = [cell for cell in cells if cell.element.role == "TH"]
        by_id = {head.element.entries.get("ID", ""): head for head in heads}
        columns = _covered(
            heads, part, "Row", lambda one: range(one.column, one.column + one.width)
        )
        rows = _covered(heads, part, "Column", lambda one: range(one.row, one.row + one.height))
        # With a Scope in each header the cells without one are corners and gaps.
        scoped = all(head.element.attributes.get("Scope") in _SCOPES for head in heads)
        severity = Severity.ERROR if part == 2 and not scoped else Severity.WARNING
        for cell in cells if heads else ():
            named = _headers(cell.element)
            if cell.element.role != "TD":
                continue
            is_headed = any(cell.column + place in columns for place in range(cell.width)) or any(
                cell.row + place in rows for place in range(cell.height)
            )
            if not named and not is_headed:
                message, fix = "A data cell has no header cell.", "Give it Headers."
                page = cell.element.page
                yield PdfFault("cell-unheaded", _HEADED, page, message, fix, severity)
            for name in named:
                head = by_id.get(name)
                if head is not None and not _over(head, cell):
                    message = f"A cell names the header {name!r} of another row and column."
                    fix, clause = (
                        "Name the headers of its column and row.",
                        Clause("7.5", "", "8.2.5.26"),
                    )
                    page = cell.element.page
                    yield PdfFault("header-wrong", clause, page, message, fix, Severity.WARNING)


def _data_cells(cells: list[Element]) -> list[Element]:
    return [cell for cell in cells if cell.role == "TD"]


def _headers(cell: Element) -> list[str]:
    """Return the IDs in the ``Headers`` of a cell."""
    named = cell.attributes.get("Headers", ())
    return [str(one) for one in named] if isinstance(named, list) else []


def _covered(
    heads: list[_Cell], part: int, other: str, places: Callable[[_Cell], range]
) -> frozenset[int]:
    """Return the ``places`` (columns or rows) of the header cells whose scope isn't ``other``."""
    scoped = (head for head in heads if head.scope(part) not in ("", other))
    return frozenset(place for head in scoped for place in places(head))


def _over(head: _Cell, cell: _Cell) -> bool:
    """Return whether ``head`` shares a row or a column with ``cell``."""
    columns = head.column < cell.column + cell.width and cell.column < head.column + head.width
    rows = head.row < cell.row + cell.height and cell.row < head.row + head.height
    return columns or rows


def _tables(file: PdfFile) -> Iterator[Element]:
    return (element for element in file.elements() if element.role == "Table")


def _rows(table: Element) -> Iterator[Element]:
    for kid in significant(table):
        if kid.role == "TR":
            yield kid
        elif kid.role in ("THead", "TBody", "TFoot"):
            yield from (row for row in significant(kid) if row.role == "TR")


def _laid_out(table: Element) -> tuple[list[_Cell], list[int], bool, bool]:
    """Return the cells in the grid, and the width of each row.

    The last two results say whether cells overlap, and whether one reaches below the last row.
    """
    taken: set[tuple[int, int]] = set()
    cells: list[_Cell] = []
    overlaps, count = False, 0
    for row, element in enumerate(_rows(table)):
        count, column = row + 1, 0
        for cell in significant(element):
            if cell.role not in ("TH", "TD"):
                continue
            while (row, column) in taken:
                column += 1
            width, height = _span(cell, "ColSpan"), _span(cell, "RowSpan")
            if len(taken) + width * height > _ANY + _EACH * len(
                cells
            ):  # such spans can't be intended
                width = height = 1
            own = {(row + y, column + x) for y in range(height) for x in range(width)}
            overlaps = overlaps or bool(own & taken)
            taken |= own
            cells.append(_Cell(cell, row, column, height, width))
    widths = [0] * count
    for row, column in taken:
        if row < count:
            widths[row] = max(widths[row], column + 1)
    too_tall = any(row >= count for row, _ in taken)
    return cells, widths, overlaps, too_tall


def _span(cell: Element, name: str) -> int:
    value = cell.attributes.get(name, 1)
    return int(min(max(value, 1), _WIDEST)) if isinstance(value, int | float) else 1


RULES: tuple[PdfRule, ...] = (regular, headers, headed)
