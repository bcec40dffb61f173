"""Let WeasyPrint end lines where ``total_fit`` says, and justify them exactly.

WeasyPrint fills lines one by one.  The functions here take the place of some of its own
(``weasyprint_patches.PATCHES``): the first text of a line finds the breaks of its whole paragraph,
each text is cut where the line ends, and spaces may be shrunk as well as stretched.  The paragraph
is planned again from a line on whose width isn't the expected one, for example beside a float on
another page.

A line that fits as it is, and a text whose white space doesn't collapse, are left to WeasyPrint.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from publish.editions.pdf.lines.drawing import scale_of, share_layout, text_box, widen_spaces
from publish.editions.pdf.lines.measuring import Paragraph, letter_widths, read_paragraph
from publish.editions.pdf.lines.opportunities import breaks_of
from publish.editions.pdf.lines.total_fit import Break, Setting, best_breaks

#: How far a space of justified text may be stretched and shrunk, in its own width, before it costs
#: as much as TeX's; the part of their width by which letters may be, which nobody sees (as pdfTeX's
#: font expansion); and the slack of a line of ragged text, in its type size.
STRETCH, SHRINK, EXPAND, SLACK = 0.5, 0.2, 0.02, 3.5

#: Differences of widths (px) for which no other breaks are chosen.
_CLOSE = 0.5

#: A width that no line has.
_ENDLESS = 1e6

#: Errors of sums of widths (px).
_ROUNDING = 1e-6

#: How exactly (px) a line is justified, and how often it is tried.
_EXACT, _ROUNDS = 0.1, 3

#: The ratio (see :class:`Setting`) from which a line is left too long, with a margin for error.
_TOO_LONG = -1.3

#: The attribute of a line box for its plan.
_ATTRIBUTE = "publish_plan"


class Plan(Struct):
    """The line breaks of ``line_box``; each of ``lines`` by its start: its break, and its width.

    ``may_change`` says that some of its texts are added by style rules: page numbers become known
    later.
    """

    line_box: Any
    paragraph: Paragraph
    bases: dict[int, int]
    breaks: list[Break]
    setting: Setting
    lines: dict[int, tuple[Break, float]]
    may_change: bool

    def is_current(self) -> bool:
        """Return whether its texts are those of the line box."""
        if not self.may_change:
            return True
        texts = {id(box) for box in self.line_box.descendants()}
        return all(id(piece.box) in texts for piece in self.paragraph.pieces)


class Line(Struct):
    """The line that is being laid out, ``width`` wide at most.

    ``end`` is its break, known once its first text is reached: a float before it, such as a drop
    cap, makes the line shorter. Its spaces are widened by ``spacing``, and its letters scaled.
    ``depth`` counts the inline boxes that are open. Without a plan WeasyPrint breaks the line.
    """

    plan: Plan | None
    containing_block: Any
    width: float
    end: Break | None = None
    spacing: float = 0.0
    scale: float = 1.0
    depth: int = 0


class LineBreaker:
    """The functions that take the place of those of the module ``weasyprint.layout.inline``."""

    def __init__(self, inline: Any) -> None:
        self._inline = inline
        self._split_inline_box = inline.split_inline_box
        self._split_text_box = inline.split_text_box
        self._text_align = inline.text_align
        self._lines: list[Line] = []
        self._widths: dict[Any, list[float]] = {}
        self._known: dict[Any, tuple[list[Break], Setting, dict[int, tuple[Break, float]]]] = {}

    def split_inline_box(
        self,
        context: Any,
        box: Any,
        position_x: float,
        max_x: float,
        bottom_space: float,
        skip_stack: Any,
        containing_block: Any,
        *lists: Any,
    ) -> Any:
        """Lay out a line, or a part of one; a line with a plan may be as wide as it gets."""
        if not isinstance(box, self._inline.boxes.LineBox):
            return self._split_part(
                context, box, position_x, max_x, bottom_space, skip_stack, containing_block, *lists
            )
        plan = self._plan(context, box, containing_block)
        self._lines.append(Line(plan, containing_block, max_x - position_x))
        try:
            line, *rest = self._split_inline_box(
                context,
                box,
                position_x,
                max_x if plan is None else position_x + _ENDLESS,
                bottom_space,
                skip_stack,
                containing_block,
                *lists,
            )
        finally:
            self._lines.pop()
        surplus = line.position_x + line.width - max_x
        if plan is not None and 0 < surplus < 2 * _CLOSE:
            self.justify_line(context, line, -surplus)
            # beside a float, WeasyPrint takes any wider line for one below it
            line.width = max_x - line.position_x - _ROUNDING
        return line, *rest

    def _plan(self, context: Any, box: Any, containing_block: Any) -> Plan | None:
        """Return the plan of a line box, which keeps it; ``None`` if WeasyPrint has to break it.

        A document is laid out several times: what is known from the last layout is used again.
        """
        known: Plan | None = getattr(box, _ATTRIBUTE, None)
        if known is not None and known.line_box is box and known.is_current():
            return known
        if hasattr(box, _ATTRIBUTE) and known is None:
            return None
        paragraph = read_paragraph(context, box, containing_block, self._widths)
        plan = None
        if paragraph is not None:
            style = box.style
            key = box.element, paragraph.text, paragraph.widths[-1], style["text_align_all"]
            if key not in self._known:
                breaks = breaks_of(paragraph, style["lang"], context.dictionaries)
                self._known[key] = breaks, _setting(paragraph, style, box.element), {}
            bases = {id(piece.box): piece.begin for piece in paragraph.pieces if piece.collapses}
            added = (str(piece.box.element_tag).partition("::") for piece in paragraph.pieces)
            may_change = any(part and name != "br" for name, part, _ in added)
            plan = Plan(box, paragraph, bases, *self._known[key], may_change)
        setattr(box, _ATTRIBUTE, plan)
        return plan

    def _split_part(self, context: Any, box: Any, *arguments: Any) -> Any:
        """Lay out an inline box.

        Around a float, WeasyPrint 70 moves the text of each inline box, one in another, too. So the
        inner one is moved back.
        """
        line = self._lines[-1] if self._lines else None
        if line is not None:
            line.depth += 1
        found = self._split_inline_box(context, box, *arguments)
        if line is not None:
            line.depth -= 1
            moved = found[-1]["left"]
            if line.depth and moved:
                found[0].translate(dx=-moved, ignore_floats=True)
        return found

    def split_text_box(
        self, context: Any, box: Any, available_width: float | None, skip: int, **options: Any
    ) -> Any:
        """Return the part of ``box`` that belongs to the line, and where its rest begins."""
        line = self._lines[-1] if self._lines else None
        plan = line.plan if line is not None else None
        if line is None or plan is None or available_width is None or id(box) not in plan.bases:
            found = self._split_text_box(context, box, available_width, skip, **options)
            if found[0] is not None and box.style["white_space"] == "pre":
                share_layout(found[0])
            elif box.style["white_space"] == "pre-wrap" and available_width is not None:
                return self._with_hanging_space(
                    found, context, box, available_width, skip, **options
                )
            return found
        base, encoded = plan.bases[id(box)], box.text.encode()
        start = base + len(encoded[:skip].decode())
        if line.end is None:
            _begin(context, plan, line, plan.paragraph.start_of_line(start))
        end = line.end
        assert end is not None  # noqa: S101 - narrows the type
        stop = end.position - base
        ends = plan.paragraph.ends_at(end.position)
        if stop > len(box.text) or ends:
            piece, resume = box.text[start - base :], None
            if ends and stop == len(box.text) and line.spacing:
                piece = piece.rstrip(" ")  # else WeasyPrint takes it off, but draws it for readers
        else:
            piece, resume = box.text[start - base : stop].rstrip(" "), len(box.text[:stop].encode())
            if end.hyphen:
                piece += box.style["hyphenate_character"]
        return (text_box(box, piece, line.spacing, line.scale) if piece else None), resume, False

    def _with_hanging_space(
        self, found: Any, context: Any, box: Any, available_width: float, skip: int, **options: Any
    ) -> Any:
        """Return ``found``, a part of code, or a longer one whose last space is outside the line.

        WeasyPrint 70 takes that space for width, and ends the line before the whole text or at the
        last span before it (CSS Text 3, 4.1.3: the space hangs).
        """
        if found[1] is None and found[0] is not None and found[0].width <= available_width:
            return found
        (space,) = letter_widths(box.copy_with_text(" "))
        longer = self._split_text_box(context, box, available_width + space, skip, **options)
        new = longer[0]
        if new is None or not new.text.endswith(" ") or new.width - space > available_width:
            return found
        new.width = min(new.width, available_width)
        return longer

    def text_align(self, context: Any, line: Any, available_width: float, last: bool) -> float:
        """Return the offset of ``line``, and indent it.

        WeasyPrint 70 indents lines from the left only, so a line from right to left is moved.
        """
        offset: float = self._text_align(context, line, available_width, last)
        if line.style["direction"] == "rtl" and line.text_indent:
            for child in line.children:
                if child.is_in_normal_flow():
                    child.translate(dx=-line.text_indent)
        return offset

    def justify_line(self, _context: Any, line: Any, extra_width: float) -> None:
        """Make ``line`` wider by ``extra_width``, which is negative if it has to be shrunk.

        Pango may draw a space with another width as soon as it is widened, so it is measured.
        """
        count = self._inline.count_expandable_spaces(line)
        texts = [box for box in line.descendants() if isinstance(box, self._inline.boxes.TextBox)]
        if not count or not texts or abs(extra_width) < _EXACT:
            return
        goal, scale = line.width + extra_width, scale_of(texts[0])
        spacing = texts[0].justification_spacing
        for _ in range(_ROUNDS):
            spacing += (goal - line.width) / scale / count
            widen_spaces(line, spacing, scale, 0.0)
            if abs(goal - line.width) < _EXACT:
                break


def _setting(paragraph: Paragraph, style: Any, element: Any) -> Setting:
    """Return how the lines of a paragraph are filled."""
    if style["text_align_all"] == "justify":
        space = paragraph.space_width()
        return Setting(STRETCH * space, SHRINK * space, expand=EXPAND)
    marked = element is not None and element.get("data-balanced") is not None
    balanced = marked or style["text_align_all"] == "center"
    return Setting(0.0, 0.0, SLACK * style["font_size"], balanced=balanced)


def _begin(context: Any, plan: Plan, line: Line, start: int) -> None:
    """Find the break of ``line``, whose text begins at ``start``, and how its spaces change."""
    widths = _widths(context, plan.line_box, line)
    known = plan.lines.get(start)
    if known is None or abs(known[1] - widths[0]) > _CLOSE:
        _choose(plan, start, widths)
    line.end = end = plan.lines[start][0]
    if not plan.setting.expand:
        return
    paragraph, setting, goal = plan.paragraph, plan.setting, widths[0] - _EXACT / 2
    natural = end.end - paragraph.widths[start]
    count = end.end_spaces - paragraph.spaces[start]
    ratio = setting.ratio(natural, count, goal)
    last = paragraph.ends_at(end.position)
    if count and ratio > _TOO_LONG and not (last and ratio > 0):
        line.scale = 1 + setting.expand * min(max(ratio, -1.0), 1.0)
        line.spacing = (goal / line.scale - natural) / count


def _choose(plan: Plan, start: int, widths: list[float]) -> None:
    """Plan the lines from ``start`` to the next forced break, which are as wide as ``widths``."""
    breaks = plan.paragraph.segment(plan.breaks, start)
    for number, found in enumerate(best_breaks(breaks, widths, plan.setting)):
        plan.lines[start] = found, widths[min(number, len(widths) - 1)]
        start = plan.paragraph.after_spaces(found.position)


def _widths(context: Any, box: Any, line: Line) -> list[float]:
    """Return the widths of ``line`` and of those after it, as long as they change."""
    from weasyprint.text.line_break import strut

    full = float(line.containing_block.width)
    if not context.excluded_shapes:
        return [full] if abs(line.width - full) < _CLOSE else [line.width, full]
    height, _ = strut(box.style)
    end = max(shape.position_y + shape.margin_height() for shape in context.excluded_shapes)
    widths: list[float] = []
    top = box.position_y
    while top < end and height:
        widths.append(_width_at(context, line.containing_block, top, height))
        top += height
    if not widths:
        return [line.width, full]
    widths[0] = min(line.width, widths[0] - box.text_indent)
    return [*widths, full]


def _width_at(context: Any, block: Any, top: float, height: float) -> float:
    """Return the width that floats leave to a line (``avoid_collisions`` of WeasyPrint)."""
    left, right = block.content_box_x(), block.content_box_x() + block.width
    starts = ("left", "inline-start" if block.style["direction"] == "ltr" else "inline-end")
    for shape in context.excluded_shapes:
        if shape.position_y < top + height and top < shape.position_y + shape.margin_height():
            if shape.style["float"] in starts:
                left = max(left, shape.position_x + shape.margin_width())
            else:
                right = min(right, shape.position_x)
    return float(max(right - left, 0.0))
