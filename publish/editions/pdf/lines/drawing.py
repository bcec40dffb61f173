"""Lay out the text boxes of planned lines: their spaces widened, their letters scaled."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

#: The attributes of a text box for the scale of its letters, and of a style for its texts.
_SCALE, _TEXTS = "publish_scale", "publish_texts"


def widen_spaces(box: Any, spacing: float, scale: float, advance: float) -> float:
    """Widen the spaces in ``box`` by ``spacing``, and move it by ``advance``.

    ``scale`` is that of its letters. Return by how much what follows it has to move.
    """
    from weasyprint.formatting_structure import boxes

    if isinstance(box, boxes.TextBox):
        box.position_x += advance
        if " " in box.text or "\u00a0" in box.text:
            drawn = _drawn(box.style, box.text, spacing)
            width = drawn.width * scale
            advance += width - box.width
            box.width, box.pango_layout, box.justification_spacing = width, drawn.layout, spacing
        return advance
    if not isinstance(box, (boxes.LineBox, boxes.InlineBox)):
        box.translate(advance, 0)
        return advance
    box.position_x += advance
    before = advance
    children = box.children if box.style["direction"] == "ltr" else box.children[::-1]
    for child in children:
        if child.is_in_normal_flow():
            advance = widen_spaces(child, spacing, scale, advance)
    box.width += advance - before
    return advance


def scale_of(box: Any) -> float:
    """Return the horizontal scale of the letters of a text box."""
    return float(getattr(box, _SCALE, 1.0))


def text_box(box: Any, piece: str, spacing: float, scale: float) -> Any:
    """Return a copy of a text box that is laid out with ``piece``, a part of its text.

    Its spaces are widened by ``spacing`` (px), and its letters scaled by ``scale``. This is what
    ``split_text_box`` of WeasyPrint does with text that fits.
    """
    from weasyprint.text.line_break import strut

    drawn = _drawn(box.style, piece, spacing)
    new = box.copy_with_text(piece)
    new.pango_layout, new.justification_spacing = drawn.layout, spacing
    new.width, new.height = drawn.width * scale, drawn.height
    setattr(new, _SCALE, scale)
    new.margin_top = new.margin_bottom = (strut(box.style)[0] - drawn.height) / 2
    new.baseline = drawn.baseline + new.margin_top
    return new


class _Drawn(Struct, frozen=True):
    """A text as it is drawn: Pango's layout, and its size and baseline (px)."""

    layout: Any
    width: float
    height: float
    baseline: float


def _drawn(style: Any, text: str, spacing: float) -> _Drawn:
    """Return ``text`` as it is drawn, from the last layout if there was one: ``style`` keeps it."""
    from weasyprint.text.ffi import FROM_UNITS, pango
    from weasyprint.text.line_break import line_size

    known: dict[tuple[str, float], _Drawn] = style.__dict__.setdefault(_TEXTS, {})
    if (text, spacing) not in known:
        layout = _drawable(style, text, spacing)
        width, height = line_size(layout.get_first_line()[0], style)
        baseline = pango.pango_layout_get_baseline(layout.layout) * FROM_UNITS
        known[text, spacing] = _Drawn(layout, width, height, baseline)
    return known[text, spacing]


def share_layout(box: Any) -> None:
    """Let the copies of ``box``, which are the dots of a leader, be drawn with one layout."""
    made = box.pango_layout
    box.pango_layout = _drawable(box.style, made.text, made.justification_spacing)
    box.pango_layout.max_width = made.max_width


def _drawable(style: Any, text: str, spacing: float) -> Any:
    """Return the layout of ``text`` with which it will be drawn.

    WeasyPrint deletes what Pango has laid out, and lays it out again to draw it.
    """
    from weasyprint.text.ffi import pango
    from weasyprint.text.line_break import Layout

    layout = Layout(style, spacing)
    pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
    layout.set_text(text, justify=True)
    layout.deactivate = layout.reactivate = lambda *_: None
    return layout
