"""Header cells (WCAG 2.2, 1.3.1)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from publish.verify.book import XHTML, Document, line_of, words_in
from publish.verify.fault import Fault, Rule

_CLAUSE = "WCAG 2.2 1.3.1"
_TH, _TD = f"{XHTML}th", f"{XHTML}td"


def header_cells(document: Document) -> Iterator[Fault]:
    for table in document.root.iter(f"{XHTML}table"):
        if table.get("role") in ("presentation", "none"):
            continue
        if next(table.iter(_TH), None) is None:
            message = "The table has no header cells."
            fix = "Make the cells that head rows and columns th, with their scope."
            line = line_of(table)
            yield Fault("table-headless", _CLAUSE, document.name, line, message, fix)
        for cell in _lost(table):
            message = f"{words_in(cell)[:60]!r} stands among header cells and is none."
            fix = "Make it th, with its scope."
            line = line_of(cell)
            yield Fault("header-cell-lost", _CLAUSE, document.name, line, message, fix)
        named = {
            own for cell in table.iter(_TH, _TD) for own in (cell.get("headers") or "").split()
        }
        for cell in table.iter(_TH):
            if not cell.get("scope") and cell.get("id") not in named:
                fix = "Give it scope='col' or 'row'."
                message = f"The header cell {words_in(cell)[:60]!r} does not say of what."
                line = line_of(cell)
                yield Fault("scope-missing", _CLAUSE, document.name, line, message, fix)
            elif cell.get("scope") not in (None, "col", "row", "colgroup", "rowgroup"):
                fix = "Give it scope='col' or 'row'."
                message = f"{cell.get('scope')!r} is no scope."
                line = line_of(cell)
                yield Fault("scope-wrong", _CLAUSE, document.name, line, message, fix)


def _lost(table: etree._Element) -> Iterator[etree._Element]:
    """Plain cells in the head, and those that begin a row where most rows begin with a header."""
    for head in table.iterfind(f"{XHTML}thead"):
        yield from (cell for cell in head.iter(_TD) if words_in(cell))
    firsts = [
        row[0]
        for body in table.iterfind(f"{XHTML}tbody")
        for row in body.iterfind(f"{XHTML}tr")
        if len(row)
    ]
    if any(cell.get("rowspan") for cell in table.iter(_TH, _TD)):
        return  # the first cell of a row may stand in another column
    plain = [cell for cell in firsts if cell.tag == _TD]
    if 0 < len(plain) * 2 < len(firsts):
        yield from (cell for cell in plain if words_in(cell))


RULES: tuple[Rule, ...] = (header_cells,)
