"""Take tables of words alone out of a page: pandoc needs most of its time and memory for cells.

A table that holds anything else, or has aligned or merged cells, is left for pandoc.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from publish.importing.preparing.xml import local, replaced
from publish.importing.records import TABLE_PLACE, PlainTable

if TYPE_CHECKING:
    from lxml import etree

_SPACE = re.compile(r"[ \t\n\r\f]+")
"""What HTML takes for a space (13.1.3), as pandoc does."""
_WORDS = re.compile(r"(?:[^\s\\\U000f0000-\U0010ffff]++(?: |\Z))*")
"""Words without marks of an import, and without formulas."""
_PLAIN = frozenset({"id", "class", "scope", "headers", "valign", "width", "height", "bgcolor"})
"""Attributes of cells, rows and sections that change nothing in a source."""
_CELLS, _SECTIONS = frozenset({"td", "th"}), frozenset({"thead", "tbody"})


def take_plain_tables(body: etree._Element) -> dict[str, PlainTable]:
    """Replace tables of words by empty divisions; return them by what names them there."""
    taken: dict[str, PlainTable] = {}
    for element in [one for one in body.iter("table") if one is not body]:
        around = {local(one) for one in element.iterancestors() if one is not body}
        if around <= {"div", "body", "html"} and (found := _plain_table(element)):
            name = str(len(taken))
            taken[name] = found
            replaced(element, element.makeelement("div", {TABLE_PLACE: name}))
    return taken


def _plain_table(table: etree._Element) -> PlainTable | None:
    """Return the words of ``table``, if it holds nothing else."""
    if table.keys() and not set(table.keys()) <= {"id", "class", "border", "summary"}:
        return None
    caption, rows, heads = "", [], 0
    for part in table:
        name = local(part)
        if name == "caption" and part is table[0] and not len(part) and not part.keys():
            caption = _words(part)
        elif name == "tr":
            rows.append(part)
        elif name in _SECTIONS and _PLAIN.issuperset(part.keys()):
            if any(local(row) != "tr" for row in part) or (name == "thead" and rows):
                return None
            rows += part
            heads += len(part) if name == "thead" else 0
        else:
            return None
    read = [_row(row) for row in rows]
    stubs = {count for cells, count in read[heads:] if count < len(cells)}
    whole = all(count < len(cells) for cells, count in read[heads:])
    if len(stubs) != 1 or not whole or not all(cells for cells, _ in read[:heads]):
        return None
    lines = ["\n".join(cells) for cells, _ in read]
    if not all(_WORDS.fullmatch(one) for one in (caption, *" ".join(lines).split("\n"))):
        return None
    words = [cells for cells, _ in read]
    return PlainTable(table.get("id") or "", caption, words[:heads], words[heads:], stubs.pop())


def _row(row: etree._Element) -> tuple[list[str], int]:
    """Return the words of the cells, and how many cells at the start are headers of the row.

    There are no cells if one has more than words.
    """
    if not _PLAIN.issuperset(row.keys()):
        return [], 0
    names = [local(cell) for cell in row]
    stub = next((at for at, name in enumerate(names) if name != "th"), len(names))
    if not _CELLS.issuperset(names) or "th" in names[stub:]:
        return [], 0
    if any(len(cell) or (cell.keys() and not _PLAIN.issuperset(cell.keys())) for cell in row):
        return [], 0
    return [_words(cell) for cell in row], stub


def _words(element: etree._Element) -> str:
    return _SPACE.sub(" ", element.text or "").strip(" ")
