"""Find where the text of a page is drawn (ISO 32000-1, 8.3 and 9.4.4).

Artifacts don't count.  Text in forms isn't read: an article's text is in the page itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from publish.readers import MalformedError
from publish.readers.pdf.content import BYTES_UNIT, MOST_OPEN
from publish.readers.pdf.fonts import Fonts
from publish.readers.pdf.objects import entry, work
from publish.readers.pdf.operators import Operand, String, operators
from publish.readers.pdf.records import Font, TextRun

#: a, b, c, d, e, f of a transformation (8.3.3).
_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

#: How far letters reach above and below the baseline, of the size of the font: those of small
#: letters, since lines may be set so tightly that accents touch descenders.
_ABOVE, _BELOW = 0.5, 0.0

#: What stands for the number of text in an artifact, and of text in no sequence with a number.
_ARTIFACT, _UNMARKED = -2, -1


def text_runs(content: bytes, resources: Any, fonts: Fonts, number: int) -> list[TextRun]:
    """Return the runs of text in the ``content`` of a page, in the units of its boxes.

    ``number`` is that of the page; its fonts are added to ``fonts``.

    Raises:
        MalformedError: It isn't a content stream.
    """
    work(len(content) // BYTES_UNIT)
    reader = _Reader(entry(resources, "/Font"), fonts, number)
    for operator, operands in operators(content, places=True):
        with suppress(LookupError, TypeError, ValueError):  # operands that are absent or wrong
            reader.take(operator, operands)
        if len(reader.saved) > MOST_OPEN or len(reader.sequences) > MOST_OPEN:
            raise MalformedError(f"a page opens more than {MOST_OPEN} states or sequences")
    return reader.runs


#: The text of a code, its width as a part of the size of the font, and whether it is visible.
_Glyph: TypeAlias = "tuple[str, float, bool]"


class _State(Struct, frozen=True):
    """The parameters that ``q`` saves (8.4.1, 9.3.1)."""

    matrix: _Matrix = _IDENTITY
    font: Font | None = None
    size: float = 0.0
    character_space: float = 0.0
    word_space: float = 0.0
    scale: float = 1.0
    leading: float = 0.0
    rise: float = 0.0


class _Reader(Struct):
    resources: Any
    fonts: Fonts
    page: int
    runs: list[TextRun] = field(default_factory=list)
    state: _State = _State()
    saved: list[_State] = field(default_factory=list)
    line: _Matrix = _IDENTITY
    text: _Matrix = _IDENTITY
    sequences: list[int] = field(default_factory=list)
    known: dict[int, dict[bytes, list[_Glyph]]] = field(default_factory=dict)

    def take(self, operator: bytes, operands: list[Operand]) -> None:
        """Follow one operator."""
        match operator:
            case b"q":
                self.saved.append(self.state)
            case b"Q":
                self.state = self.saved.pop() if self.saved else _State()
            case b"cm":
                self.change(matrix=_product(_matrix(operands), self.state.matrix))
            case b"BDC" | b"BMC":
                tag, *properties = operands[-2:] if operator == b"BDC" else operands[-1:]
                self.sequences.append(self.sequence(tag, *properties))
            case b"EMC":
                self.sequences = self.sequences[:-1]
            case b"BT":
                self.line = self.text = _IDENTITY
            case b"Tm":
                self.line = self.text = _matrix(operands)
            case b"Td" | b"TD":
                x, y = map(_number, operands[-2:])
                if operator == b"TD":
                    self.change(leading=-y)
                self.move(x, y)
            case b"T*":
                self.move(0.0, -self.state.leading)
            case b"Tf":
                font = entry(self.resources, "/" + str(operands[-2]))
                known = self.fonts.of(font, self.page) if font is not None else None
                self.change(font=known, size=_number(operands[-1]))
            case b"Tj" | b"TJ" | b"'" | b'"':
                if operator in (b"'", b'"'):
                    self.move(0.0, -self.state.leading)
                self.show(operands[-1])
            case _:
                value = _number(operands[-1]) * _UNITS.get(operator, 1.0)
                self.change(**{_NAMES[operator]: value})

    def change(self, **values: Any) -> None:
        self.state = replace(self.state, **values)

    def move(self, x: float, y: float) -> None:
        self.line = self.text = _product((1.0, 0.0, 0.0, 1.0, x, y), self.line)

    def sequence(self, tag: Operand, properties: Operand = b"") -> int:
        """Return the number (MCID) of a sequence, or of the one around it."""
        if tag == "Artifact":
            return _ARTIFACT
        around = self.sequences[-1] if self.sequences else _UNMARKED
        number = properties.get("MCID") if isinstance(properties, dict) else None
        return int(number[:9]) if isinstance(number, bytes) and number.isdigit() else around

    def show(self, shown: Operand) -> None:
        """Add a run for a string, or an array of strings and moves."""
        state, font = self.state, self.state.font
        if font is None:
            return
        pieces: Iterable[Operand] = shown if isinstance(shown, list) else (shown,)
        number = self.sequences[-1] if self.sequences else _UNMARKED
        known = self.known.setdefault(id(font), {})
        words, x, left, right = list[str](), 0.0, math.inf, -math.inf
        size, scale, space = state.size, state.scale, state.character_space
        wide = space + state.word_space
        for piece in pieces:
            if not isinstance(piece, String):
                x -= _number(piece) / 1000 * size * scale
                continue
            drawn = known.get(piece)
            if drawn is None:
                drawn = known[piece] = [_glyph(font, code) for code in font.codes(piece)]
            for written, width, visible in drawn:
                words.append(written)
                end = x + (width * size + (wide if written == " " else space)) * scale
                if visible:
                    low, high = (x, end) if x <= end else (end, x)
                    left, right = (low if low < left else left), (high if high > right else right)
                x = end
        if left <= right and number != _ARTIFACT:
            matrix = _product(self.text, state.matrix)
            above, below = state.rise + _ABOVE * state.size, state.rise - _BELOW * state.size
            corners = [_point(matrix, at, y) for at in (left, right) for y in (below, above)]
            xs, ys = zip(*corners, strict=True)
            self.runs.append(TextRun(number, min(xs), min(ys), max(xs), max(ys), "".join(words)))
        self.text = _product((1.0, 0.0, 0.0, 1.0, x, 0.0), self.text)


#: The fields that the other operators set, and the factors of their operands (9.3).
_NAMES = {
    b"TL": "leading",
    b"Tc": "character_space",
    b"Tw": "word_space",
    b"Tz": "scale",
    b"Ts": "rise",
}
_UNITS = {b"Tz": 0.01}


def _glyph(font: Font, code: int) -> _Glyph:
    written = font.to_unicode[code] if font.to_unicode is not None else "\ufffd"
    width = font.widths.get(code, font.default_width or 0.0) / 1000
    return written, width, bool(written.strip())


def _number(operand: Operand) -> float:
    if not isinstance(operand, bytes):
        raise TypeError
    return float(operand)


def _matrix(operands: list[Operand]) -> _Matrix:
    a, b, c, d, e, f = map(_number, operands[-6:])
    return a, b, c, d, e, f


def _product(first: _Matrix, second: _Matrix) -> _Matrix:
    """Return the transformation of ``first``, then ``second``."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return (
        *(a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s),
        *(e * p + f * r + t, e * q + f * s + u),
    )


def _point(matrix: _Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
