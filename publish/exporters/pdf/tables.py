"""Tables that are wider than the page: smaller, on a page on its side, never cut off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from publish.exporters.pdf.tree import elements

#: What a table that is too wide becomes, step by step: classes of ``styles/pdf/tables.css``.
STEPS = ("tight", "tight wide", "tight wider", "tight wider squeezed")

#: The same for a table inside other matter, which has no page of its own.
STEPS_INSIDE = ("tight", "tight tiny", "tight tiny squeezed")

#: By how much (CSS px) a table may be wider: no eye sees it.
_BEARABLE = 1.0


def with_tables_uncut(root: Any, render: Callable[[], Any]) -> Any:
    """Call ``render`` until no table leaves the area of the text; the document that it gave last.

    ``root`` is the ``html`` element, whose tables get classes; ``render`` gives a
    ``weasyprint.Document``.  Ends, since each round moves a table on to its next step.
    """
    tables = {str(table.get("id")): table for table in root.iter("table") if table.get("id")}
    if not tables:
        return render()
    inside = {table for holder in _holders(root) for table in holder.iter("table")}
    while True:
        document = render()
        cut = {tables[name] for page in document.pages for name in _cut(page, tables)}
        moved = [_move_on(t, STEPS_INSIDE if t in inside else STEPS) for t in cut]
        if not any(moved):
            return document


def _holders(root: Any) -> Iterator[Any]:
    for name in ("aside", "li", "dd", "td", "th", "blockquote", "figure"):
        yield from root.iter(name)


def _move_on(table: Any, steps: tuple[str, ...]) -> bool:
    """Give ``table`` the classes of its next step; whether there is one."""
    now = " ".join(sorted(elements.classes(table)))
    known = [" ".join(sorted(step.split())) for step in steps]
    place = known.index(now) + 1 if now in known else 0
    if place < len(steps):
        table.set("class", steps[place])
    return place < len(steps)


def _cut(page: Any, tables: dict[str, Any]) -> Iterator[str]:
    """The ids of the tables that leave the area of the text of ``page``."""
    if not any(name in tables for name in page.anchors):
        return
    sheet = page._page_box
    left = sheet.content_box_x() - _BEARABLE
    right = sheet.content_box_x() + sheet.width + _BEARABLE
    for box in sheet.descendants():
        if getattr(box, "is_table_wrapper", False):
            begin = box.border_box_x()
            if begin < left or begin + box.border_width() > right:
                yield str(box.element.get("id"))
