"""Reorder and mark the glyphs that a text shows, in its operations.

The operations are those that ``pydyf`` is about to write, so they are read here with regular
expressions; a tokenizer, such as pikepdf's, would need a finished file. WeasyPrint always writes
text in the same form, which ``test_seam.py`` checks.
"""

from __future__ import annotations

import re
from typing import Any

from msgspec import Struct, field

from publish.editions.pdf.tree.codes import FontCodes
from publish.editions.pdf.tree.nodes import DrawnGlyph, Marked

#: The operations of a text as WeasyPrint writes them: font, rise, glyphs and moves.
_FONT = re.compile(rb"/(\S+) (\S+) Tf")
_RISE = re.compile(rb"(\S+) Ts")
_SHOW = re.compile(rb"\[(.*)\] TJ")
_PIECE = re.compile(rb"<([0-9a-f]*)>|([-+0-9.e]+)")


class _Glyph(Struct, frozen=True):
    """A glyph at ``x``; ``size`` is that of its font, ``rise`` its offset, in text units."""

    number: int
    font: bytes
    size: float
    x: float
    rise: bytes


def in_reading_order(
    operations: list[Any], glyphs: tuple[DrawnGlyph, ...], fonts: dict[bytes, FontCodes]
) -> list[Any] | None:
    """Return the operations that follow a text matrix (``Tm``), with glyphs in reading order.

    ``glyphs`` are those that the operations draw. Return ``None`` if they draw anything else.
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

    for glyph, drawn_glyph in pairs:
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
        pieces.append(f"<{fonts[font].code(glyph.number, drawn_glyph.text):04x}>")
        x = glyph.x + fonts[font].width(glyph.number) * size / 1000
    if rise != b"0":
        close()
        written.append(b"0 Ts")
    if pairs and abs(end - x) > 1e-6 * size and pairs[-1][0] is placed[-1]:
        pieces.append(_number((x - end) * 1000 / size).decode())
    close()
    return written


def _read(
    operations: list[Any], fonts: dict[bytes, FontCodes]
) -> tuple[list[_Glyph], float] | None:
    """Return the glyphs that ``operations`` show, and where the text ends."""
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


class Segment(Struct):
    """A piece of a text: its operations, where it begins (text units), and its ``ActualText``."""

    x: float = 0.0
    actual: str | None = None
    operations: list[bytes] = field(default_factory=list)


def divide(
    operations: list[Any], current: Marked, codes: dict[bytes, FontCodes]
) -> list[Segment] | None:
    """Return ``operations`` in segments, so that pieces of divided words have their own.

    Return ``None`` if they don't show the text of ``current`` glyph by glyph.
    """
    lead, tail, word = _changed(current.text, current.extracted)
    if lead is None:
        return None
    ends: list[tuple[int, str | None]] = [(lead, "")] if lead else []
    ends += [(tail, None)] if lead < tail else []
    ends += [(len(current.text), word)] if tail < len(current.text) else []
    segments = [Segment(actual=ends[0][1])]
    shown, font, size, x = 0, b"", 0.0, 0.0
    for operation in operations:
        if not isinstance(operation, bytes):
            return None
        if found := _FONT.fullmatch(operation):
            font, size = found[1], float(found[2])
        found = _SHOW.fullmatch(operation)
        if found is None or font not in codes:
            segments[-1].operations.append(operation)
            continue
        pieces: list[str] = []
        for shown_codes, move in _PIECE.findall(found[1]):
            if move:
                pieces.append(move.decode())
                x -= float(move) * size / 1000
            for place in range(0, len(shown_codes), 4):
                if len(segments) < len(ends) and shown == ends[len(segments) - 1][0]:
                    segments[-1].operations.append(f"[{' '.join(pieces)}] TJ".encode())
                    pieces.clear()
                    segments.append(Segment(x, ends[len(segments)][1]))
                code = int(shown_codes[place : place + 4], 16)
                pieces.append(f"<{code:04x}>")
                glyph, text = codes[font].meaning(code)
                shown += len(text)
                x += codes[font].width(glyph) * size / 1000
        segments[-1].operations.append(f"[{' '.join(pieces)}] TJ".encode())
    complete = shown >= len(current.text) and len(segments) == len(ends)
    return segments if complete else None


def _changed(text: str, actual: str) -> tuple[int | None, int, str]:
    """Return where the first word ends and the last begins that differ, and the last as it is read.

    The first word was read on the line before. Return ``None`` if others differ, too.
    """
    lead = len(text.partition(" ")[0]) if not actual[:1].strip() and text[:1].strip() else 0
    tail, word = len(text), ""
    if text[lead:] != actual:
        tail, word = text.rfind(" ") + 1, actual[actual.rfind(" ") + 1 :]
    same = text[lead:tail] == actual[: len(actual) - len(word)]
    return lead if same else None, tail, word
