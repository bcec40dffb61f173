"""Which characters each glyph of a line stands for: asked of the layout that drew it."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from msgspec import Struct

#: Scripts that are written from right to left.
_BACKWARDS = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)

#: Scripts whose letters change their shape and order, and marks that stand on letters.
_COMPOSED = re.compile(
    "[\u0300-\u036f\u0900-\u0dff\u0e00-\u109f\u1780-\u18af\u1a20-\u1aff\ua8e0-\ua8ff]"
)


class Drawn(Struct, frozen=True):
    """A glyph in the order of drawing: its number, what it says, its place in the text.

    ``order`` sorts glyphs into the order in which the text is read.  Of several glyphs that stand
    for one cluster of characters the first says as many as it can.
    """

    glyph: int
    text: str
    order: tuple[int, int]


def is_shaped(box: Any) -> bool:
    """Whether the glyphs of a text box may be drawn in another order than it is read in."""
    text = box.text
    return box.style["direction"] == "rtl" or is_backwards(text) or is_composed(text)


def is_backwards(text: str) -> bool:
    """Whether ``text`` has letters that are written from right to left."""
    return bool(_BACKWARDS.search(text))


def is_composed(text: str) -> bool:
    """Whether ``text`` has letters that are drawn together, from left to right."""
    return bool(_COMPOSED.search(text))


def drawn(box: Any) -> tuple[Drawn, ...]:
    """The glyphs of a text box (``weasyprint.formatting_structure.boxes.TextBox``), as drawn."""
    from weasyprint.text.ffi import ffi, pango

    layout = box.pango_layout
    layout.reactivate(box.style)
    try:
        pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
        line, _ = layout.get_first_line()
        text = layout.text.encode()
        found: list[Drawn] = []
        run = line.runs[0]
        while run != ffi.NULL:
            found += _run(run.data, text, pango.PANGO_GLYPH_EMPTY)
            run = run.next
        return tuple(found)
    finally:
        layout.deactivate()


def _run(item: Any, text: bytes, empty: int) -> list[Drawn]:
    """The glyphs of a ``PangoGlyphItem``; ``text`` is UTF-8, which clusters count in."""
    string, start, length = item.glyphs, item.item.offset, item.item.length
    backwards = bool(item.item.analysis.level % 2)
    begins = [start + string.log_clusters[place] for place in range(string.num_glyphs)]
    places: dict[int, list[int]] = {}
    for place, begin in enumerate(begins):
        if string.glyphs[place].glyph != empty:
            places.setdefault(begin, []).append(place)
    # characters without a glyph, such as joiners, are said with what stands before them
    ends = dict(pairwise([*sorted(places), start + length]))
    found: dict[int, Drawn] = {}
    for begin, members in places.items():
        said = text[begin : ends[begin]].decode()
        inside = members[::-1] if backwards else members
        for turn, place in enumerate(inside):
            last = turn == len(inside) - 1
            piece = said[turn:] if last else said[turn : turn + 1]
            found[place] = Drawn(string.glyphs[place].glyph, piece, (begin, turn))
    return [found[place] for place in sorted(found)]
