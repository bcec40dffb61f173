"""Find the header rows of tables in HTML, and the tables that only arrange a page.

pandoc takes one header row, and cuts what spans into the next; it takes every table for data.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from publish.importing.preparing.notes import epub_type
from publish.importing.preparing.xml import local, words

if TYPE_CHECKING:
    from lxml import etree

_BEFORE = frozenset(["caption", "colgroup", "col"])
_PERSONA = "z3998:persona"


def take_speeches(body: etree._Element) -> None:
    """Make the rows of a play, and the speeches of our own editions, divisions with a speaker.

    Plays are tables whose first cells have the ``epub:type`` ``z3998:persona`` (Z39.98, as Standard
    Ebooks uses it); rows without a persona are stage directions.
    """
    for table in [one for one in body.iter() if local(one) == "table"]:
        rows = [row for row in table.iter() if local(row) == "tr"]
        spoken = [row for row in rows if len(row) > 1 and _PERSONA in epub_type(row[0])]
        if not spoken or any(local(one) == "table" for one in table.iterdescendants()):
            continue
        for row in spoken:
            _speak(row, row[0])
        sections = [one for one in table if local(one) == "tbody"]
        _make_divisions((table, *sections, *rows, *(cell for row in rows for cell in row)))
    for speech in [one for one in body.iter() if local(one) == "div"]:
        if speech.get("class") == "speech" and len(speech) and speech[0].get("class") == "speaker":
            _speak(speech, speech[0])


def _speak(speech: etree._Element, named: etree._Element) -> None:
    """Move the words of ``named`` to an attribute, unless they are all, or have a link."""
    if words(speech) == words(named) or any(local(one) == "a" for one in named.iter()):
        return
    speech.set("class", "speech")
    speech.set("speaker", words(named))
    speech.text = (speech.text or "") + (named.tail or "")
    speech.remove(named)


def _make_divisions(elements: Iterable[etree._Element]) -> None:
    for one in elements:
        one.tag = str(one.tag)[: -len(local(one))] + "div"


_BLOCKS = frozenset(
    ["p", "div", "ul", "ol", "table", "img", "blockquote", "center", "pre", "h1", "h2", "h3", "h4"]
)


def flatten_layouts(body: etree._Element) -> None:
    """Make each table that arranges a page, and holds no data, a sequence of its cells.

    HTML, 4.9.1, says which tables probably are such: those with the role ``presentation``, or with
    neither borders nor spaces around cells.  Many tables of data have none either, so that at most
    one row may have two cells that aren't empty, and some cell must hold blocks.
    """
    for table in [one for one in body.iter() if local(one) == "table"]:
        sections = [one for one in table if local(one) in ("tbody", "thead", "tfoot")]
        rows = [row for part in (table, *sections) for row in part if local(row) == "tr"]
        cells = [[cell for cell in row if local(cell) in ("td", "th")] for row in rows]
        if _is_layout(table, cells):
            parts = (table, *sections, *rows, *(cell for row in cells for cell in row))
            _make_divisions(parts)
            for one in parts:
                for name in set(one.keys()) - {"id", "lang", "dir"}:
                    del one.attrib[name]


def _is_layout(table: etree._Element, rows: list[list[etree._Element]]) -> bool:
    if table.get("role") in ("presentation", "none"):
        return True
    cells = [cell for row in rows for cell in row]
    return (
        table.get("border") == "0"
        and "0" in (table.get("cellspacing"), table.get("cellpadding"))
        and not table.get("summary")
        and all(local(one) in ("tbody", "tr") for one in table if isinstance(one.tag, str))
        and all(local(one) == "td" and one.get("headers") is None for one in cells)
        and any(local(one) in _BLOCKS for cell in cells for one in cell.iterdescendants())
        and sum(sum(map(_filled_with_words, row)) > 1 for row in rows) <= 1
    )


def _filled_with_words(cell: etree._Element) -> bool:
    return bool("".join(map(str, cell.itertext())).strip()) or any(
        local(one) == "img" for one in cell.iterdescendants()
    )


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
