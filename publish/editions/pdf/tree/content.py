"""Rewrite the content streams of pages so that programs extract the right text from them.

WeasyPrint draws each line box from left to right. This module asks the layout which characters each
glyph stands for, shows glyphs in reading order (ISO 32000-1, 14.8.2.3.3), gives fonts a code for
each meaning of a glyph, and writes artifacts, ``ActualText`` and the spaces at line ends.

A glyph can stand for several texts: Arabic letters share shapes and differ in dots, which are
separate glyphs. In a PDF font each code has one glyph and one text, so such a glyph gets a code for
each of its texts (ISO 32000-1, 9.7.4.2 ``CIDToGIDMap``, 9.10.3 ``ToUnicode``).

The streams are lists of operations that ``pydyf`` is about to write, so they are read here with
regular expressions; a tokenizer, such as pikepdf's, would need a finished file. WeasyPrint always
writes text in the same form, which ``test_seam.py`` checks.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from msgspec import Struct, field

from publish.editions.pdf.tree.nodes import Artifact, DrawnGlyph, Marked

#: The operations of a text as WeasyPrint writes them: last glyph, font, rise, glyphs and moves.
_LAST_GLYPH = re.compile(rb"(\[.*)([0-9a-f]{4})(>[^<>]*\] TJ)")
_FONT = re.compile(rb"/(\S+) (\S+) Tf")
_RISE = re.compile(rb"(\S+) Ts")
_SHOW = re.compile(rb"\[(.*)\] TJ")
_PIECE = re.compile(rb"<([0-9a-f]*)>|([-+0-9.e]+)")


def rewrite(
    stream: Any,
    claimed: dict[int, Marked],
    artifacts: dict[int, Artifact],
    spaces: dict[bytes, int],
    codes: dict[bytes, FontCodes],
) -> None:
    """Rewrite ``stream`` (a ``pydyf.Stream``) in place.

    A sequence in ``artifacts`` loses its number and becomes an artifact with that property list.
    One in ``claimed`` gets its ``ActualText`` (ISO 32000-1, 14.6 and 14.9.4), a space in its last
    font if one follows it, its glyphs in reading order, and a soft hyphen for the hyphen that
    divides a word.
    """
    import pydyf

    operations: list[Any] = []
    current: Marked | Artifact | None = None
    properties: Any = None
    start = 0
    for operation in stream.stream:
        if operation == b"BDC" and (mcid := operations[-1].get("MCID")) is not None:
            if mcid in artifacts:
                current = artifacts[mcid]
                operations[-2:] = ["/Artifact", pydyf.Dictionary(current.properties)]
            else:
                current, properties = claimed[mcid], operations[-1]
                if current.actual is not None:
                    _set_actual_text(properties, current)
        elif operation == b"BT" or (isinstance(operation, bytes) and operation.endswith(b" Tm")):
            start = len(operations) + 1
        elif operation == b"ET" and current is not None:
            ordered = _reorder(operations, start, current.glyphs, codes)
            if isinstance(current, Marked):
                if not ordered:
                    _set_actual_text(properties, current)
                if current.divided:
                    _soften(operations, start, codes)
                _space(operations, start, current, properties, spaces)
            current = None
        operations.append(operation)
    stream.stream[:] = operations


def _reorder(
    operations: list[Any], start: int, glyphs: tuple[DrawnGlyph, ...], codes: dict[bytes, FontCodes]
) -> bool:
    """Put the ``glyphs`` drawn from ``start`` on into reading order.

    Return whether programs that use the positions of glyphs find the text without ``ActualText``.
    They don't if it has marks above or below letters, which have their own positions.
    """
    if not glyphs:
        return True
    ordered = in_reading_order(operations[start:], glyphs, codes)
    if ordered is None:
        return False
    operations[start:] = ordered
    text = "".join(glyph.text for glyph in glyphs)
    return is_backwards(text) or not is_composed(text)


def _space(
    operations: list[Any], start: int, current: Marked, properties: Any, spaces: dict[bytes, int]
) -> None:
    """Show a space after ``current``, if one follows it, in its last font."""
    if not current.space:
        return
    font = _last_font(operations[start:])
    if font in spaces:
        operations.append(f"[<{spaces[font]:04x}>] TJ".encode())
    elif "ActualText" not in properties:  # this font has drawn no space, so it holds none
        _set_actual_text(properties, current)


def _soften(operations: list[Any], start: int, codes: dict[bytes, FontCodes]) -> None:
    """Make the hyphen at the end extract as a soft hyphen (ISO 32000-1, 14.8.2.2.3)."""
    font = codes.get(_last_font(operations[start:]))
    found = _LAST_GLYPH.fullmatch(operations[-1]) if isinstance(operations[-1], bytes) else None
    if font is not None and found:
        code = font.code(int(found[2], 16), "\u00ad")
        operations[-1] = found[1] + f"{code:04x}".encode() + found[3]


def _last_font(operations: list[Any]) -> bytes:
    for operation in reversed(operations):
        if isinstance(operation, bytes) and (found := _FONT.fullmatch(operation)):
            return found[1]
    return b""


def _set_actual_text(properties: Any, current: Marked) -> None:
    import pydyf

    properties["ActualText"] = pydyf.String(current.extracted + " " * current.space)


def spaces_of(fonts: dict[Any, Any]) -> dict[bytes, int]:
    """Return the number of the space glyph of each font that has drawn one."""
    return {
        str(font.hash).encode(): glyph
        for font in fonts.values()
        for glyph, text in font.to_unicode.items()
        if text == " "
    }


#: Scripts that are written from right to left, and characters that turn others (UAX 9, 2).
_BACKWARDS = re.compile(
    "[\u202b\u202e\u2067\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


#: Scripts whose letters change shape and order, and combining marks.
_COMPOSED = re.compile(
    "[\u0300-\u036f\u20d0-\u20ff\ufe0f\u0900-\u0dff\u0e00-\u109f\u1780-\u18af\u1a20-\u1aff\ua8e0-\ua8ff]"
)


def is_shaped(box: Any) -> bool:
    """Return whether the glyphs of a text box may be drawn in another order than they are read."""
    text = box.text
    return box.style["direction"] == "rtl" or is_backwards(text) or is_composed(text)


def is_backwards(text: str) -> bool:
    """Return whether ``text`` has letters that are written from right to left."""
    return bool(_BACKWARDS.search(text))


def is_composed(text: str) -> bool:
    """Return whether ``text`` has letters that are drawn together, from left to right."""
    return bool(_COMPOSED.search(text))


def drawn(box: Any) -> tuple[DrawnGlyph, ...]:
    """Return the glyphs of a ``weasyprint.formatting_structure.boxes.TextBox``, as drawn."""
    from weasyprint.text.ffi import ffi, pango

    layout = box.pango_layout
    layout.reactivate(box.style)
    try:
        pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
        line, _ = layout.get_first_line()
        text = layout.text.encode()
        found: list[DrawnGlyph] = []
        run = line.runs[0]
        while run != ffi.NULL:
            found += _run(run.data, text, pango.PANGO_GLYPH_EMPTY)
            run = run.next
        return tuple(found)
    finally:
        layout.deactivate()


def _run(item: Any, text: bytes, empty: int) -> list[DrawnGlyph]:
    """Return the glyphs of a ``PangoGlyphItem``; clusters are offsets in ``text`` (UTF-8)."""
    string, start, length = item.glyphs, item.item.offset, item.item.length
    backwards = bool(item.item.analysis.level % 2)
    begins = [start + string.log_clusters[place] for place in range(string.num_glyphs)]
    places: dict[int, list[int]] = {}
    for place, begin in enumerate(begins):
        if string.glyphs[place].glyph != empty:
            places.setdefault(begin, []).append(place)
    # characters without a glyph, such as joiners, belong to the cluster before them
    ends = dict(pairwise([*sorted(places), start + length]))
    found: dict[int, DrawnGlyph] = {}
    for begin, members in places.items():
        cluster = text[begin : ends[begin]].decode()
        inside = members[::-1] if backwards else members
        for turn, place in enumerate(inside):
            last = turn == len(inside) - 1
            piece = cluster[turn:] if last else cluster[turn : turn + 1]
            found[place] = DrawnGlyph(string.glyphs[place].glyph, piece, (begin, turn))
    return [found[place] for place in sorted(found)]


#: The last code of two bytes.
_LAST = 0xFFFF


class FontCodes(Struct):
    """The codes of one font (``weasyprint.pdf.fonts.Font``); ``added`` are new ones."""

    font: Any
    added: dict[tuple[int, str], int] = field(default_factory=dict)

    def code(self, glyph: int, text: str) -> int:
        """Return a code that shows ``glyph`` and extracts as ``text``.

        A font that isn't TrueType, or that is full, gets no new codes.
        """
        known: dict[int, str] = self.font.to_unicode
        if known.get(glyph) == text or self.font.type != "ttf":
            return glyph
        if (glyph, text) not in self.added:
            free = self.font.glyph_count + len(self.font.missing) + len(self.added)
            if free > _LAST:
                return glyph
            self.added[glyph, text] = free
        return self.added[glyph, text]

    def width(self, glyph: int) -> float:
        """Return the width of ``glyph`` in thousandths of the font size."""
        return float(self.font.widths[glyph])

    def write(self, pdf: Any, dictionary: Any) -> None:
        """Add the codes to the font's ``dictionary`` in ``pdf`` (a ``pydyf.PDF``)."""
        import pydyf

        if not self.added:
            return
        to_unicode = _object(pdf, dictionary["ToUnicode"])
        to_unicode.stream[-4:-4] = [
            line
            for (_, text), code in self.added.items()
            for line in (
                b"1 beginbfchar",
                f"<{code:04x}> <{text.encode('utf-16-be').hex()}>".encode(),
                b"endbfchar",
            )
        ]
        (reference,) = dictionary["DescendantFonts"]
        descendant = _object(pdf, reference)
        for (glyph, _), code in self.added.items():
            descendant["W"].extend([code, pydyf.Array([self.font.widths[glyph]])])
        glyphs = list(range(max(self.added.values()) + 1))
        for (glyph, _), code in self.added.items():
            glyphs[code] = glyph
        table = b"".join(glyph.to_bytes(2, "big") for glyph in glyphs)
        stream = pydyf.Stream([table], compress=to_unicode.compress)
        pdf.add_object(stream)
        descendant["CIDToGIDMap"] = stream.reference


def codes_of(fonts: dict[Any, Any]) -> dict[bytes, FontCodes]:
    """Return the codes of WeasyPrint's ``fonts`` (``document.fonts``), by name in the pages."""
    return {str(font.hash).encode(): FontCodes(font) for font in fonts.values()}


def write_codes(pdf: Any, codes: dict[bytes, FontCodes]) -> None:
    """Write the added codes to the fonts in ``pdf``."""
    for item in list(pdf.objects):
        if isinstance(item, dict) and item.get("Type") == "/Font" and "ToUnicode" in item:
            name = bytes(item["BaseFont"]).lstrip(b"/").partition(b"+")[0]
            if name in codes:
                codes[name].write(pdf, item)


def _object(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


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
