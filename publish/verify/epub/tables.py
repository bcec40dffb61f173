"""Rules for the header cells of tables (HTML, 4.9.12)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from publish.errors import Diagnostic
from publish.readers.document import XHTML, line_of, words_in
from publish.readers.epub import Document
from publish.verify.diagnostics import Rule
from publish.verify.epub.names import decorates
from publish.verify.epub.requirements import fault

_TH, _TD, _TR = f"{XHTML}th", f"{XHTML}td", f"{XHTML}tr"
_SCOPES = ("row", "col", "rowgroup", "colgroup")


def header_cells(document: Document) -> Iterator[Diagnostic]:
    """Tables have header cells, and the scopes of these are right."""
    book, name = document.book, document.name
    for table in document.root.iter(f"{XHTML}table"):
        if decorates(table):
            continue
        if next(table.iter(_TH), None) is None and _has_rows_and_columns(table):
            message = "The table has no header cells."
            fix = "Make the cells that head rows and columns th, or give it role='presentation'."
            yield fault(book, "table-headless", name, line_of(table), message, fix)
        for cell in _lost_headers(table):
            message = f"{words_in(cell)[:60]!r} is a plain cell among header cells."
            fix = "Make it th, with its scope."
            yield fault(book, "header-cell-lost", name, line_of(cell), message, fix)
        yield from _scopes(document, table)


def _scopes(document: Document, table: etree._Element) -> Iterator[Diagnostic]:
    book, name = document.book, document.name
    fix = "Give it scope='col' or 'row'."
    unscoped: list[etree._Element] = []
    for cell in table.iter(_TH):
        scope = cell.get("scope")
        if scope is not None and scope.lower() not in _SCOPES:
            message = f"{scope!r} is not a valid scope."
            yield fault(book, "scope-wrong", name, line_of(cell), message, fix)
        elif not scope:
            unscoped.append(cell)
    if not unscoped or _is_simple(table):
        return
    named = {own for cell in table.iter(_TH, _TD) for own in (cell.get("headers") or "").split()}
    for cell in unscoped:
        if cell.get("id") not in named:
            message = f"The header cell {words_in(cell)[:60]!r} has no scope."
            yield fault(book, "scope-missing", name, line_of(cell), message, fix)


def _rows(table: etree._Element) -> list[list[etree._Element]]:
    """Return the cells of each row, without those of tables in cells."""
    return [
        [cell for cell in row if cell.tag in (_TH, _TD)]
        for row in table.iter(_TR)
        if next(row.iterancestors(f"{XHTML}table"), None) is table
    ]


def _has_rows_and_columns(table: etree._Element) -> bool:
    """Return whether it may be a table of data: it has two rows, two columns, no other table."""
    rows = _rows(table)
    nested = next(table.iterdescendants(f"{XHTML}table"), None) is not None
    return not nested and len(rows) > 1 and max(map(len, rows)) > 1


def _is_simple(table: etree._Element) -> bool:
    """Return whether scopes are clear: headers are the first row, or the first cells of rows.

    Spans make a table complex (WCAG technique H63).
    """
    rows = _rows(table)
    if any(cell.get("rowspan") or cell.get("colspan") for row in rows for cell in row):
        return False
    return all(
        cell.tag != _TH or not row or not column
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
    )


def _lost_headers(table: etree._Element) -> Iterator[etree._Element]:
    """Yield td cells in the head, and at the start of rows if most rows begin with th."""
    for head in table.iterfind(f"{XHTML}thead"):
        yield from (cell for cell in head.iterfind(f"{_TR}/{_TD}") if words_in(cell))
    firsts = [
        row[0] for body in table.iterfind(f"{XHTML}tbody") for row in body.iterfind(_TR) if len(row)
    ]
    plain = [cell for cell in firsts if cell.tag == _TD]
    if not 0 < len(plain) * 2 < len(firsts):
        return
    if any(cell.get("rowspan") for cell in table.iter(_TH, _TD)):
        return  # the first cell of a row may be in another column
    yield from (cell for cell in plain if words_in(cell))


RULES: tuple[Rule, ...] = (header_cells,)
