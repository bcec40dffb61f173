"""Find the header rows of tables in HTML: pandoc takes one, and cuts what spans into the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publish.importing.preparing.xml import local

if TYPE_CHECKING:
    from lxml import etree

_BEFORE = frozenset(["caption", "colgroup", "col"])


def set_heads(body: etree._Element) -> None:
    """Put the header rows of each table without ``<thead>`` into one (HTML, 4.9.12.1)."""
    for table in [one for one in body.iter() if local(one) == "table"]:
        parts = [local(one) for one in table]
        if "thead" in parts:
            continue
        rows = [one for one in table if local(one) == "tr"]
        sections = [one for one in table if local(one) == "tbody"]
        rows = rows or [one for section in sections[:1] for one in section if local(one) == "tr"]
        count = _heads(rows)
        if 0 < count < len(rows):
            head = table.makeelement("thead", {})
            table.insert(sum(part in _BEFORE for part in parts), head)
            head.extend(rows[:count])


def _heads(rows: list[etree._Element]) -> int:
    """Return how many rows at the top name columns: the first, and those that it spans into.

    A cell over several columns has names below it.
    """
    wanted = number = 0
    for row in rows:
        cells = [one for one in row if local(one) in ("td", "th")]
        names = [one for one in cells if local(one) == "th"]
        corner = cells[:1] if len(cells) > 1 and not _filled(cells[0]) else []
        if number > wanted or not names or any(one not in (*names, *corner) for one in cells):
            break
        wanted = max(wanted, number + max(_span(one, "rowspan") for one in cells) - 1)
        if len(cells) > 1 and any(_span(one, "colspan") > 1 for one in cells):
            wanted = max(wanted, number + 1)
        number += 1
    return number


def _filled(cell: etree._Element) -> bool:
    return bool("".join(map(str, cell.itertext())).strip()) or len(cell) > 0


def _span(cell: etree._Element, name: str) -> int:
    written = (cell.get(name) or "").strip()
    return min(int(written[:9]), 100) if written.isdecimal() and int(written[:9]) else 1
