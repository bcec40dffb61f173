"""Let WeasyPrint draw each note once, and measure it once.

:data:`PATCHES` lists every name of WeasyPrint that is replaced here, with the reason, as
``weasyprint_patches`` does for the others; the same tests watch over both.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from publish.editions.pdf.weasyprint_patches import Patch

PATCHES = (
    Patch(
        "weasyprint.layout.block._linebox_layout",
        "kept_notes",
        "a line that fits since notes before it are put off never gets its own note",
    ),
    Patch(
        "weasyprint.layout.page.remake_page",
        "kept_notes",
        "notes that a page puts off are drawn on the next page that is made again, maybe twice",
    ),
    Patch(
        "weasyprint.layout.LayoutContext._update_footnote_area",
        "known_notes",
        "it lays all notes of a page out again for each further one, and with each layout",
    ),
)


@contextmanager
def kept_notes() -> Iterator[None]:
    """Let WeasyPrint put off the notes of a line as those before them, within the block.

    If only some pages are made again, each begins with the notes that the page before it puts off;
    WeasyPrint 70 takes those of the last page that was made again.  Not thread-safe.
    """
    from weasyprint.layout import block, page

    layout_lines, make_page = block._linebox_layout, page.remake_page

    def lay_out(context: Any, box: Any, index: int, child: Any, kept: list[Any], *rest: Any) -> Any:
        made = layout_lines(context, box, index, child, kept, *rest)
        _abort, stop, _resume_at, _position_y, new_notes, _max_lines = made
        if stop and kept and context.footnotes:
            for inner in kept[-1].descendants():
                if inner.footnote in context.footnotes:
                    context.layout_footnote(inner.footnote)
                    context.report_footnote(inner.footnote)
                    new_notes.append(inner.footnote)
        return made

    def remake(index: int, context: Any, root_box: Any, html: Any) -> Any:
        put_off = context.__dict__.setdefault("publish_put_off", {})
        before = put_off.get(index)
        context.reported_footnotes = list(put_off.get(index - 1, ()))
        made, resume_at = make_page(index, context, root_box, html)
        put_off[index] = list(context.reported_footnotes)
        if before not in (None, put_off[index]):
            context.page_maker[index + 1][-1]["pages_wanted"] = True
        if put_off[index] and resume_at is None:  # or the page after, of notes alone, is dropped
            context.page_maker[index][-1]["pages_wanted"] = True
        return made, resume_at

    block._linebox_layout, page.remake_page = lay_out, remake
    try:
        yield
    finally:
        block._linebox_layout, page.remake_page = layout_lines, make_page


@contextmanager
def known_notes() -> Iterator[None]:
    """Let each note at the foot of a page be measured once within the block.

    The height of notes without margins is the sum of theirs; the same note, with the same text, has
    the same height in areas of the same width.  A note with a call of another note isn't known,
    since that one is added to the page.  Not thread-safe.
    """
    from weasyprint.layout import LayoutContext

    original = LayoutContext._update_footnote_area

    def height_of(context: Any, note: Any, boxes: list[Any]) -> float:
        area = context.current_footnote_area
        texts = (getattr(box, "text", "") for box in boxes)  # page numbers in them may change
        key = (area.position_x, area.page.width, id(area.style), id(note), *texts)
        known = context.__dict__.setdefault("publish_notes", {})
        if key not in known:
            bottom, notes = context.page_bottom, context.current_page_footnotes
            context.current_page_footnotes = [note]
            original(context)
            known[key] = area.height, area.style, note
            context.page_bottom, context.current_page_footnotes = bottom, notes
            area.height = "auto"
        return float(known[key][0])

    def update(context: Any) -> bool:
        area, notes = context.current_footnote_area, context.current_page_footnotes
        boxes = [list(note.descendants()) for note in notes]
        if (
            not notes
            or context.in_column
            or not _grows(area.style)
            or not _are_stacked(notes, boxes)
            or any(box.footnote for inner in boxes for box in inner)
        ):
            return bool(original(context))
        if area.height != "auto":
            context.page_bottom += area.margin_height()
            area.height = "auto"
        height = sum(map(partial(height_of, context), notes, boxes))
        area.children, area.height = notes, height
        context.page_bottom -= area.margin_height()
        return False

    LayoutContext._update_footnote_area = update
    try:
        yield
    finally:
        LayoutContext._update_footnote_area = original


def _grows(area: Any) -> bool:
    """Return whether an area with that style is as high as what is in it."""
    sizes = (getattr(area[name], "value", area[name]) for name in ("min_height", "max_height"))
    return area["height"] == "auto" and tuple(sizes) in (("auto", math.inf), (0, math.inf))


def _are_stacked(notes: list[Any], boxes: list[list[Any]]) -> bool:
    """Return whether ``notes`` are blocks, no margins collapse, and no page break is forced.

    ``boxes`` are all boxes in each of them, and the note itself.
    """
    from weasyprint.formatting_structure.boxes import BlockBox, BlockLevelBox

    blocks = (box for inner in boxes for box in inner if isinstance(box, BlockLevelBox))
    values = ("margin_top", "margin_bottom", "break_before", "break_after")
    return (
        all(isinstance(note, BlockBox) for note in notes)
        and len({note.style["page"] for note in notes}) == 1
        and all(
            getattr(box.style[name], "value", box.style[name]) in (0, "auto")
            for box in blocks
            for name in values
        )
    )
