"""Find where the text of a page is drawn (ISO 32000-1, 8.3 and 9.4.4).

Artifacts don't count.  Text in forms isn't read: an article's text is in the page itself.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pikepdf
from msgspec import Struct, field

from publish.readers.pdf.fonts import Fonts
from publish.readers.pdf.objects import entry, integer
from publish.readers.pdf.records import Font, TextRun

#: a, b, c, d, e, f of a transformation (8.3.3).
_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

#: How far letters reach above and below the baseline, of the size of the font: those of small
#: letters, since lines may be set so tightly that accents touch descenders.
_ABOVE, _BELOW = 0.5, 0.0

#: What stands for the number of text in an artifact, and of text in no sequence with a number.
_ARTIFACT, _UNMARKED = -2, -1

_WANTED = "q Q cm BT Tf Td TD Tm T* TL Tc Tw Tz Ts Tj TJ ' \" BDC BMC EMC"


def text_runs(page: Any, resources: Any, fonts: Fonts, number: int) -> list[TextRun]:
    """Return the runs of text of a page dictionary, in the units of its boxes.

    ``number`` is that of the page; its fonts are added to ``fonts``.
    """
    reader = _Reader(entry(resources, "/Font"), fonts, number)
    for one in pikepdf.parse_content_stream(page, _WANTED):
        with suppress(LookupError, TypeError, ValueError):  # operands that are absent or wrong
            reader.take(str(one.operator), list(one.operands))
    return reader.runs


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

    def take(self, operator: str, operands: list[Any]) -> None:
        """Follow one operator."""
        match operator:
            case "q":
                self.saved.append(self.state)
            case "Q":
                self.state = self.saved.pop() if self.saved else _State()
            case "cm":
                self.change(matrix=_product(_matrix(operands), self.state.matrix))
            case "BDC" | "BMC":
                self.sequences.append(self.sequence(operator, operands))
            case "EMC":
                self.sequences = self.sequences[:-1]
            case "BT":
                self.line = self.text = _IDENTITY
            case "Tm":
                self.line = self.text = _matrix(operands)
            case "Td" | "TD":
                x, y = map(float, operands)
                if operator == "TD":
                    self.change(leading=-y)
                self.move(x, y)
            case "T*":
                self.move(0.0, -self.state.leading)
            case "Tf":
                font = entry(self.resources, str(operands[0]))
                known = self.fonts.of(font, self.page) if font is not None else None
                self.change(font=known, size=float(operands[1]))
            case "Tj" | "TJ" | "'" | '"':
                if operator in ("'", '"'):
                    self.move(0.0, -self.state.leading)
                self.show(operands[-1])
            case _:
                self.change(**{_NAMES[operator]: float(operands[0]) * _UNITS.get(operator, 1.0)})

    def change(self, **values: Any) -> None:
        from msgspec.structs import replace

        self.state = replace(self.state, **values)

    def move(self, x: float, y: float) -> None:
        self.line = self.text = _product((1.0, 0.0, 0.0, 1.0, x, y), self.line)

    def sequence(self, operator: str, operands: list[Any]) -> int:
        """Return the number (MCID) of a sequence, or of the one around it."""
        if str(operands[0]) == "/Artifact":
            return _ARTIFACT
        around = self.sequences[-1] if self.sequences else _UNMARKED
        given = operands[-1] if operator == "BDC" else None
        return integer(entry(given, "/MCID"), around)

    def show(self, shown: Any) -> None:
        """Add a run for a string, or an array of strings and moves."""
        state, font = self.state, self.state.font
        if font is None:
            return
        pieces = shown if isinstance(shown, pikepdf.Array) else (shown,)
        words, x, edges = "", 0.0, list[float]()
        for piece in pieces:
            if not isinstance(piece, pikepdf.String):
                x -= float(piece) / 1000 * state.size * state.scale
                continue
            for code in font.codes(bytes(piece)):
                written = font.to_unicode[code] if font.to_unicode is not None else "\ufffd"
                words += written
                width = font.widths.get(code, font.default_width or 0.0) / 1000 * state.size
                width += state.character_space + (state.word_space if written == " " else 0.0)
                if written.strip():
                    edges += [x, x + width * state.scale]
                x += width * state.scale
        number = self.sequences[-1] if self.sequences else _UNMARKED
        if edges and number != _ARTIFACT:
            matrix = _product(self.text, state.matrix)
            above, below = state.rise + _ABOVE * state.size, state.rise - _BELOW * state.size
            corners = [
                _point(matrix, at, y) for at in (min(edges), max(edges)) for y in (below, above)
            ]
            xs, ys = zip(*corners, strict=True)
            self.runs.append(TextRun(number, min(xs), min(ys), max(xs), max(ys), words))
        self.text = _product((1.0, 0.0, 0.0, 1.0, x, 0.0), self.text)


#: The fields that the other operators set, and the factors of their operands (9.3).
_NAMES = {"TL": "leading", "Tc": "character_space", "Tw": "word_space", "Tz": "scale", "Ts": "rise"}
_UNITS = {"Tz": 0.01}


def _matrix(operands: list[Any]) -> _Matrix:
    a, b, c, d, e, f = map(float, operands)
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
