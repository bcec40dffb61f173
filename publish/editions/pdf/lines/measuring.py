"""Read the text of a paragraph that is laid out, and the width of each of its letters.

Pango measures each text with the fonts and features that draw it.  Boxes are those of
``weasyprint.formatting_structure.boxes``, lengths CSS px.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import Any

from msgspec import Struct, field

from publish.editions.pdf.lines.total_fit import Break

#: What stands for a picture or formula in the text (WeasyPrint takes it for an ideograph).
ATOMIC = "\u2e80"

#: What stands for a forced line break.
FORCED = "\n"

_SPACES = (" ", "\u00a0")


class Piece(Struct, frozen=True):
    """A text box, and where its text begins in that of the paragraph."""

    box: Any
    begin: int

    @property
    def collapses(self) -> bool:
        """Whether its white space collapses: it isn't a forced break."""
        return self.box.style["white_space"] in ("normal", "nowrap")


class Paragraph(Struct):
    """The text of a line box, with cumulative widths and numbers of spaces.

    ``pieces`` are in order; no line can end at the places in ``kept``.
    """

    text: str
    widths: list[float]
    spaces: list[int]
    pieces: list[Piece]
    kept: set[int]

    def after_spaces(self, place: int) -> int:
        """Return ``place`` or, if it is at a space, the place after the spaces."""
        while self.text[place : place + 1] == " ":
            place += 1
        return place

    def start_of_line(self, place: int) -> int:
        """Return where the line begins whose first text is at ``place``.

        Pictures and formulas before it belong to it, since no line ends after them.
        """
        while place and self.text[place - 1] == ATOMIC:
            place -= 1
        return place

    def before_spaces(self, place: int) -> int:
        while place and self.text[place - 1] == " ":
            place -= 1
        return place

    def ends_at(self, place: int) -> bool:
        """Return whether ``place`` is the end of the text, or a forced break."""
        return self.text[place : place + 1] in ("", FORCED)

    def space_width(self) -> float:
        """Return the mean width of a space, or that of nothing if there is none."""
        found = [
            self.widths[place + 1] - self.widths[place]
            for place, letter in enumerate(self.text)
            if letter in _SPACES
        ]
        return sum(found) / len(found) if found else 0.0

    def segment(self, breaks: list[Break], start: int) -> list[Break]:
        """Return those of ``breaks`` from ``start`` to the next forced break, or to the end."""
        end = self.text.find(FORCED, start)
        end = len(self.text) if end < 0 else end
        stop = self.before_spaces(end)
        first = bisect_right(breaks, start, key=_position_of)
        inner = breaks[first : bisect_left(breaks, stop, lo=first, key=_position_of)]
        return [self._edge(start, start), *inner, self._edge(end, stop)]

    def _edge(self, position: int, stop: int) -> Break:
        width, spaces = self.widths[stop], self.spaces[stop]
        return Break(position, width, width, spaces, spaces)


def _position_of(one: Break) -> int:
    return one.position


class _Reader(Struct):
    """Collects what a line box holds.

    ``leader`` is the place of the first dots: they and what follows stand on one line with the word
    before them.
    """

    context: Any
    containing_block: Any
    known: dict[Any, list[float]]
    text: list[str] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    kept: set[int] = field(default_factory=set)
    leader: int | None = None
    added: float = 0.0

    def read(self, parent: Any) -> None:
        from weasyprint.formatting_structure import boxes

        for box in parent.children:
            if not box.is_in_normal_flow():
                self.kept.add(len(self.widths))
            elif isinstance(box, boxes.TextBox):
                self._text(box)
            elif isinstance(box, boxes.InlineBox):
                if box.footnote is not None:  # it has to stay on the page of its call
                    self.kept.add(len(self.widths))
                if box.is_leader and self.leader is None:
                    self.leader = len(self.widths)
                self.added += self._spacing(box, "left")
                self.read(box)
                self._close(self._spacing(box, "right"))
            else:
                self._atomic(box)

    def _text(self, box: Any) -> None:
        if not box.text or not box.style["font_size"]:
            return
        self.pieces.append(Piece(box, len(self.widths)))
        first = len(self.widths)
        measured = box.text != FORCED and box.style["white_space"] in ("normal", "nowrap", "pre")
        self.widths += self._letters(box) if measured else [0.0] * len(box.text)
        self.widths[first] += self.added
        self.added = 0.0
        self.text.append(box.text)

    def _letters(self, box: Any) -> list[float]:
        """Return the width of each letter, from the last layout if there was one."""
        key = box.element, box.element_tag, box.text, box.style["font_size"]
        if key not in self.known:
            self.known[key] = letter_widths(box)
        return self.known[key]

    def _spacing(self, box: Any, side: str) -> float:
        """Return the width of margin, border and padding on a side of an inline box."""
        from weasyprint.layout.percent import percentage

        margin, padding = box.style[f"margin_{side}"], box.style[f"padding_{side}"]
        width = float(box.style[f"border_{side}_width"])
        for value in (margin, padding):
            if value != "auto":
                width += percentage(value, box.style, self.containing_block.width)
        return width

    def _close(self, width: float) -> None:
        if self.widths and not self.added:
            self.widths[-1] += width
        else:
            self.added += width

    def _atomic(self, box: Any) -> None:
        from weasyprint.layout.inline import atomic_box
        from weasyprint.layout.percent import resolve_percentages

        resolve_percentages(box, self.containing_block)
        copy = atomic_box(self.context, box, 0, None, self.containing_block, [], [])
        self.text.append(ATOMIC)
        self.widths.append(copy.margin_width() + self.added)
        self.added = 0.0


def read_paragraph(
    context: Any, line_box: Any, containing_block: Any, known: dict[Any, list[float]]
) -> Paragraph | None:
    """Return the paragraph of ``line_box``, or ``None`` if WeasyPrint has to break it.

    ``known`` keeps the widths of letters for the next layout of the same document.
    """
    reader = _Reader(context, containing_block, known)
    reader.read(line_box)
    text = "".join(reader.text)
    if not text.strip() or not _is_plain(reader, line_box):
        return None
    if reader.leader is not None:
        reader.kept |= set(range(reader.leader, len(text)))
    return Paragraph(
        text,
        list(accumulate(reader.widths, initial=0.0)),
        list(accumulate((letter in _SPACES for letter in text), initial=0)),
        reader.pieces,
        reader.kept,
    )


def _is_plain(reader: _Reader, line_box: Any) -> bool:
    """Return whether white space collapses, but for forced breaks and what a leader begins.

    Forced breaks are boxes of their own.
    """
    if line_box.style["white_space"] not in ("normal", "pre-line"):
        return False
    return all(
        piece.box.text == FORCED
        or (reader.leader is not None and piece.begin >= reader.leader)
        or (piece.collapses and FORCED not in piece.box.text)
        for piece in reader.pieces
    )


def letter_widths(box: Any) -> list[float]:
    """Return the width of each character of a text box, in the order of the text."""
    from weasyprint.text.ffi import FROM_UNITS, ffi, pango
    from weasyprint.text.line_break import create_layout

    layout = create_layout(box.text, box.style, None, None, 0)
    line, _ = layout.get_first_line()
    encoded = layout.text.encode()
    buffer = ffi.new("char[]", encoded)
    found: list[tuple[int, list[int]]] = []
    run = line.runs[0]
    while run != ffi.NULL:
        item = run.data.item
        widths = ffi.new("int[]", item.num_chars)
        pango.pango_glyph_item_get_logical_widths(run.data, buffer, widths)
        found.append((item.offset, ffi.unpack(widths, item.num_chars)))
        run = run.next
    found.sort()
    return [width * FROM_UNITS for _, widths in found for width in widths][: len(box.text)]
