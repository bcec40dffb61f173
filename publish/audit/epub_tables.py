"""The tables of an EPUB: their cells, and the header cells that each has."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from lxml import etree
from msgspec import Struct

from publish.audit.epub_text import Page, said
from publish.audit.grid import Box, headers_of, width
from publish.verify.book import XHTML

_ROWS = frozenset({f"{XHTML}thead", f"{XHTML}tbody", f"{XHTML}tfoot"})


class Read(Struct, frozen=True):
    """A cell as it is read: ``headers`` are the letters of its header cells."""

    header: bool
    headers: tuple[str, ...]


class TableRead(Struct, frozen=True):
    """``cells`` are by their ids."""

    rows: int
    columns: int
    cells: Mapping[str, Read]


@lru_cache(maxsize=1)  # its cells are asked for one after the other
def headers_in(page: Page, own: str) -> TableRead:
    """The table with the id ``own``."""
    rows = list(_rows(page.ids[own]))
    boxes = [[_box(cell) for cell in row] for row in rows]
    cells = {
        cell.get("id") or "": Read(bool(box.scope), () if box.scope else headers)
        for row, line, named in zip(rows, boxes, headers_of(boxes), strict=True)
        for cell, box, headers in zip(row, line, named, strict=True)
    }
    return TableRead(len(rows), width(boxes), cells)


def _rows(table: etree._Element) -> list[list[etree._Element]]:
    """The cells of each row of ``table``, without those of tables inside it."""
    found = []
    for part in table:
        for row in part if part.tag in _ROWS else (part,):
            if row.tag == f"{XHTML}tr":
                found.append([one for one in row if one.tag in (f"{XHTML}td", f"{XHTML}th")])
    return found


def _box(cell: etree._Element) -> Box:
    scope = cell.get("scope") or "" if cell.tag == f"{XHTML}th" else ""
    return Box(said(cell), scope, _span(cell, "colspan"), _span(cell, "rowspan"))


def _span(cell: etree._Element, name: str) -> int:
    value = cell.get(name) or "1"
    return min(int(value), 1000) if value.isdecimal() and int(value) else 1
