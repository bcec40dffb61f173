"""Which characters each glyph of a line stands for: asked of the layout that drew it.

FontCodes of characters in the PDF's fonts, one for each thing that a glyph says.

A glyph can stand for several texts: Arabic letters share their shapes and differ in dots that are
glyphs of their own.  A font of a PDF has codes, and each code has a glyph and a text; so such a
glyph gets a code for each of its texts (ISO 32000-1, 9.7.4.2 ``CIDToGIDMap``, 9.10.3
``ToUnicode``).

Show glyphs in the order in which their text is read.

WeasyPrint draws a line from its left end to its right.  Programs that take the text out of a PDF go
by the order of what is shown (ISO 32000-1, 14.8.2.3.3), so the glyphs of a line from right to left
are shown in its own direction, each at the place where it was.

Rewrite the marked content of page streams: artifacts, text to extract, spaces at line ends.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from msgspec import Struct, field

from publish.editions.pdf.tree.nodes import Artifact, DrawnGlyph, Marked

#: Scripts that are written from right to left.
_BACKWARDS = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)

#: Scripts whose letters change their shape and order, and marks that stand on letters.
_COMPOSED = re.compile(
    "[\u0300-\u036f\u0900-\u0dff\u0e00-\u109f\u1780-\u18af\u1a20-\u1aff\ua8e0-\ua8ff]"
)


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


def drawn(box: Any) -> tuple[DrawnGlyph, ...]:
    """The glyphs of a text box (``weasyprint.formatting_structure.boxes.TextBox``), as drawn."""
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
    found: dict[int, DrawnGlyph] = {}
    for begin, members in places.items():
        said = text[begin : ends[begin]].decode()
        inside = members[::-1] if backwards else members
        for turn, place in enumerate(inside):
            last = turn == len(inside) - 1
            piece = said[turn:] if last else said[turn : turn + 1]
            found[place] = DrawnGlyph(string.glyphs[place].glyph, piece, (begin, turn))
    return [found[place] for place in sorted(found)]


#: The last code of two bytes.
_LAST = 0xFFFF


class FontCodes(Struct):
    """The codes of one font (``weasyprint.pdf.fonts.Font``)."""

    font: Any
    added: dict[tuple[int, str], int] = field(default_factory=dict)

    def code(self, glyph: int, text: str) -> int:
        """The code that shows ``glyph`` and says ``text``.

        A font whose outlines are not TrueType, or that is full, gives what it has.
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
        """In thousandths of the type's size."""
        return float(self.font.widths[glyph])

    def write(self, pdf: Any, dictionary: Any) -> None:
        """Add the codes to the font's ``dictionary`` in ``pdf`` (a ``pydyf.PDF``)."""
        import pydyf

        if not self.added:
            return
        said = _object(pdf, dictionary["ToUnicode"])
        said.stream[-4:-4] = [
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
        stream = pydyf.Stream([table], compress=said.compress)
        pdf.add_object(stream)
        descendant["CIDToGIDMap"] = stream.reference


def codes_of(fonts: dict[Any, Any]) -> dict[bytes, FontCodes]:
    """The codes of WeasyPrint's ``fonts`` (``document.fonts``), by the name in the pages."""
    return {str(font.hash).encode(): FontCodes(font) for font in fonts.values()}


def write_codes(pdf: Any, codes: dict[bytes, FontCodes]) -> None:
    """Write what was added to the fonts that ``pdf`` holds already."""
    for item in list(pdf.objects):
        if isinstance(item, dict) and item.get("Type") == "/Font" and "ToUnicode" in item:
            name = bytes(item["BaseFont"]).lstrip(b"/").partition(b"+")[0]
            if name in codes:
                codes[name].write(pdf, item)


def _object(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


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
    operations: list[Any], glyphs: tuple[DrawnGlyph, ...], fonts: dict[bytes, FontCodes]
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


def _read(
    operations: list[Any], fonts: dict[bytes, FontCodes]
) -> tuple[list[_Glyph], float] | None:
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


_FONT_streams = re.compile(rb"/(\S+) \S+ Tf")
_LAST_GLYPH = re.compile(rb"(\[.*)([0-9a-f]{4})(>[^<>]*\] TJ)")


def spaces_of(fonts: dict[Any, Any]) -> dict[bytes, int]:
    """The number of the space glyph of each of WeasyPrint's ``fonts`` that has drawn one."""
    return {
        str(font.hash).encode(): glyph
        for font in fonts.values()
        for glyph, text in font.to_unicode.items()
        if text == " "
    }


def rewrite(
    stream: Any,
    claimed: dict[int, Marked],
    artifacts: dict[int, Artifact],
    spaces: dict[bytes, int],
    codes: dict[bytes, FontCodes],
) -> None:
    """Change ``stream`` (a ``pydyf.Stream``) in place.

    A sequence in ``artifacts`` loses its number and becomes an artifact with that property list;
    one in ``claimed`` gets its ``ActualText`` (ISO 32000-1, 14.6 and 14.9.4) and, if one follows
    it, a space in its last font.  Its glyphs are shown in the order of the text, where that is
    another one, and the hyphen of a divided word says that it is none of the text's.
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
                    _say(properties, current)
        elif isinstance(operation, bytes) and operation.endswith(b" Tm"):
            start = len(operations) + 1
        elif operation == b"ET" and current is not None:
            ordered = _order(operations, start, current.glyphs, codes)
            if isinstance(current, Marked):
                if not ordered:
                    _say(properties, current)
                if current.divided:
                    _soften(operations, start, codes)
                _space(operations, start, current, properties, spaces)
            current = None
        operations.append(operation)
    stream.stream[:] = operations


def _order(
    operations: list[Any], start: int, glyphs: tuple[DrawnGlyph, ...], codes: dict[bytes, FontCodes]
) -> bool:
    """Bring the ``glyphs`` drawn from ``start`` on into the order of the text.

    Whether programs that go by the places of glyphs will find the text without being told: marks
    above and below letters have places of their own.
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
    """Show a space behind ``current``, if one follows it, in its last font."""
    if not current.space:
        return
    font = _last_font(operations[start:])
    if font in spaces:
        operations.append(f"[<{spaces[font]:04x}>] TJ".encode())
    elif "ActualText" not in properties:  # this font has drawn no space, so it holds none
        _say(properties, current)


def _soften(operations: list[Any], start: int, codes: dict[bytes, FontCodes]) -> None:
    """Let the hyphen that ends what is drawn say that it was added (ISO 32000-1, 14.8.2.2.3)."""
    font = codes.get(_last_font(operations[start:]))
    found = _LAST_GLYPH.fullmatch(operations[-1]) if isinstance(operations[-1], bytes) else None
    if font is not None and found:
        code = font.code(int(found[2], 16), "\u00ad")
        operations[-1] = found[1] + f"{code:04x}".encode() + found[3]


def _last_font(operations: list[Any]) -> bytes:
    for operation in reversed(operations):
        if isinstance(operation, bytes) and (found := _FONT_streams.fullmatch(operation)):
            return found[1]
    return b""


def _say(properties: Any, current: Marked) -> None:
    import pydyf

    properties["ActualText"] = pydyf.String(current.said + " " * current.space)
