"""Lay a document out until no table is wider than the text, and no row leaves a hole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from publish.editions.pdf import elements

#: The classes that are tried in turn for a table that is too wide (``styles/pdf/tables.css``).
STEPS = ("tight", "tight wide", "tight wider", "tight wider squeezed")

#: The same for a table inside another block, which can't get its own page.
STEPS_INSIDE = ("tight", "tight tiny", "tight tiny squeezed")

#: How much wider than the text (CSS px) a table may be: the difference is invisible.
_TOLERANCE = 1.0


def with_tables_uncut(root: Any, render: Callable[[], Any]) -> Any:
    """Call ``render`` until no table is wider than the text, and return its last document.

    Rows that are too high to be whole may break then. ``root`` is the ``html`` element, whose
    tables and rows get classes; ``render`` returns a ``weasyprint.Document``. The loop ends, since
    each round moves a table on to its next step, or marks further rows.
    """
    tables = {str(table.get("id")): table for table in root.iter("table") if table.get("id")}
    if not tables:
        return render()
    inside = {table for holder in _holders(root) for table in holder.iter("table")}
    while True:
        document = render()
        cut = {tables[name] for page in document.pages for name in _cut(page, tables)}
        moved = [_move_on(t, STEPS_INSIDE if t in inside else STEPS) for t in cut]
        if not any(moved) and not _mark_tall_rows(document.pages):
            return document


#: A row that is higher than this part of a page breaks inside; in landscape no text fills holes.
_TALL, _TALL_ALONE = 1 / 8, 1 / 2


def _mark_tall_rows(pages: list[Any]) -> bool:
    """Give tall rows the class ``tall`` (``styles/pdf/tables.css``); return whether there are any.

    A row that is drawn on several pages breaks already.
    """
    tall = {
        box.element
        for page in pages
        for box in page._page_box.descendants()
        if box.element_tag == "tr"
        and box.height / page._page_box.height > (_TALL, _TALL_ALONE)[page.width > page.height]
        and "tall" not in elements.classes(box.element)
    }
    for row in tall:
        row.set("class", f"{row.get('class', '')} tall".strip())
    return bool(tall)


def _holders(root: Any) -> Iterator[Any]:
    for name in ("aside", "li", "dd", "td", "th", "blockquote", "figure"):
        yield from root.iter(name)


def _move_on(table: Any, steps: tuple[str, ...]) -> bool:
    """Give ``table`` the classes of its next step; return whether there is one."""
    now = " ".join(sorted(elements.classes(table)))
    known = [" ".join(sorted(step.split())) for step in steps]
    place = known.index(now) + 1 if now in known else 0
    if place < len(steps):
        table.set("class", steps[place])
    return place < len(steps)


def _cut(page: Any, tables: dict[str, Any]) -> Iterator[str]:
    """Yield the ids of the tables on ``page`` that are wider than the text."""
    if not any(name in tables for name in page.anchors):
        return
    sheet = page._page_box
    left = sheet.content_box_x() - _TOLERANCE
    right = sheet.content_box_x() + sheet.width + _TOLERANCE
    for box in sheet.descendants():
        if getattr(box, "is_table_wrapper", False) and elements.name(box.element) == "table":
            begin = box.border_box_x()
            if begin < left or begin + box.border_width() > right:
                yield str(box.element.get("id"))
