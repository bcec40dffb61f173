"""Show glyphs in the order in which their text is read.

WeasyPrint draws a line from its left end to its right.  Programs that take the text out of a PDF go
by the order of what is shown (ISO 32000-1, 14.8.2.3.3), so the glyphs of a line from right to left
are shown in its own direction, each at the place where it was.
"""

from __future__ import annotations

import re
from typing import Any

from msgspec import Struct

from publish.exporters.pdf.tree.clusters import Drawn
from publish.exporters.pdf.tree.codes import Codes

_FONT = re.compile(rb"/(\S+) (\S+) Tf")
_RISE = re.compile(rb"(\S+) Ts")
_SHOW = re.compile(rb"\[(.*)\] TJ")
_PIECE = re.compile(rb"<([0-9a-f]*)>|([-+0-9.e]+)")


class _Glyph(Struct, frozen=True):
    """``x`` is where it begins, ``size`` of its font, in the units of the text; ``rise`` too."""

    number: int
    font: bytes
    size: float
    x: float
    rise: bytes


def in_reading_order(
    operations: list[Any], glyphs: tuple[Drawn, ...], fonts: dict[bytes, Codes]
) -> list[Any] | None:
    """The operations between the matrix of a text (``Tm``) and its end, shown in reading order.

    ``glyphs`` are those that they draw.  ``None`` where the operations draw something else.
    """
    shown = _read(operations, fonts)
    if shown is None or [glyph.number for glyph in shown[0]] != [one.glyph for one in glyphs]:
        return None
    placed, end = shown
    pairs = sorted(zip(placed, glyphs, strict=True), key=lambda pair: pair[1].order)
    written: list[Any] = []
    font, size, rise, x = b"", 0.0, b"0", 0.0
    pieces: list[str] = []

    def close() -> None:
        if pieces:
            written.append(f"[{''.join(pieces)}] TJ".encode())
            pieces.clear()

    for glyph, said in pairs:
        if (glyph.font, glyph.size) != (font, size):
            close()
            font, size = glyph.font, glyph.size
            written.append(b"/" + font + b" " + _number(size) + b" Tf")
        if glyph.rise != rise:
            close()
            rise = glyph.rise
            written.append(rise + b" Ts")
        if abs(glyph.x - x) > 1e-6 * size:
            pieces.append(_number((x - glyph.x) * 1000 / size).decode())
        pieces.append(f"<{fonts[font].code(glyph.number, said.text):04x}>")
        x = glyph.x + fonts[font].width(glyph.number) * size / 1000
    if rise != b"0":
        close()
        written.append(b"0 Ts")
    if pairs and abs(end - x) > 1e-6 * size and pairs[-1][0] is placed[-1]:
        pieces.append(_number((x - end) * 1000 / size).decode())
    close()
    return written


def _read(operations: list[Any], fonts: dict[bytes, Codes]) -> tuple[list[_Glyph], float] | None:
    """The glyphs that ``operations`` show, and where the text ends."""
    glyphs: list[_Glyph] = []
    font, size, rise, x = b"", 0.0, b"0", 0.0
    for operation in operations:
        if not isinstance(operation, bytes):
            return None
        if found := _FONT.fullmatch(operation):
            font, size = found[1], float(found[2])
        elif found := _RISE.fullmatch(operation):
            rise = found[1]
        elif (found := _SHOW.fullmatch(operation)) and font in fonts:
            for codes, move in _PIECE.findall(found[1]):
                if move:
                    x -= float(move) * size / 1000
                for place in range(0, len(codes), 4):
                    number = int(codes[place : place + 4], 16)
                    glyphs.append(_Glyph(number, font, size, x, rise))
                    x += fonts[font].width(number) * size / 1000
        else:
            return None
    return glyphs, x


def _number(value: float) -> bytes:
    return f"{value:.4f}".rstrip("0").rstrip(".").encode()
