"""Rewrite the content streams of pages so that programs extract the right text from them.

WeasyPrint draws each line box from left to right. This module asks the layout which characters each
glyph stands for, shows glyphs in reading order (``glyphs``; ISO 32000-1, 14.8.2.3.3), and writes
artifacts, ``ActualText`` and the spaces at line ends.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from publish.editions.pdf.tree.codes import FontCodes
from publish.editions.pdf.tree.glyphs import divide, in_reading_order
from publish.editions.pdf.tree.nodes import Artifact, DrawnGlyph, Marked

#: The last glyph of a text, and its font, as WeasyPrint writes them.
_LAST_GLYPH = re.compile(rb"(\[.*)([0-9a-f]{4})(>[^<>]*\] TJ)")
_FONT = re.compile(rb"/(\S+) (\S+) Tf")
_MATRIX = re.compile(rb"(\S+) (\S+) (\S+) (\S+) (\S+) (\S+) Tm")


def rewrite(
    stream: Any,
    claimed: dict[int, Marked],
    artifacts: dict[int, Artifact],
    spaces: dict[bytes, int],
    codes: dict[bytes, FontCodes],
) -> None:
    """Rewrite ``stream`` (a ``pydyf.Stream``) in place.

    A sequence in ``artifacts`` loses its number and becomes an artifact with that property list.
    One in ``claimed`` gets an ``ActualText`` for each divided word (ISO 32000-1, 14.6 and 14.9.4),
    a space in its last font if one follows it, its glyphs in reading order, and a soft hyphen for
    the hyphen that divides a word.
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
                if current.actual is not None and "ActualText" not in properties:
                    free = max([*claimed, *artifacts]) + 1
                    _divide_words(operations, start, current, properties, codes, free)
                    claimed |= {one.mcid: one for one in current.rest}
            current = None
        operations.append(operation)
    stream.stream[:] = map(_without_zeros, operations)


def _without_zeros(operation: Any) -> Any:
    """Take the moves by nothing out of a text, which WeasyPrint writes after every other glyph."""
    if isinstance(operation, bytes) and operation.endswith(b"] TJ"):
        return operation.replace(b">0<", b"")
    return operation


def _divide_words(
    operations: list[Any],
    start: int,
    current: Marked,
    properties: Any,
    codes: dict[bytes, FontCodes],
    free: int,
) -> None:
    """Give each piece of a divided word in ``current`` a sequence with an ``ActualText``.

    New sequences, ``current.rest``, are numbered from ``free`` on.
    """
    import pydyf

    matrix = _MATRIX.fullmatch(operations[start - 1])
    segments = divide(operations[start:], current, codes) if matrix else None
    if matrix is None or segments is None:
        _set_actual_text(properties, current)
        return
    del operations[start:]
    a, b, c, d, e, f = map(float, matrix.groups())
    backwards = reversed(operations)
    tag = next(tag for one, tag in pairwise(backwards) if one is properties)
    for place, segment in enumerate(segments):
        if place:
            current.rest.append(Marked(current.page, free))
            properties = pydyf.Dictionary({"MCID": free})
            begin = f"{a:g} {b:g} {c:g} {d:g} {e + a * segment.x:.6f} {f + b * segment.x:.6f} Tm"
            operations += [b"ET", b"EMC", tag, properties, b"BDC", b"BT", begin.encode()]
            free += 1
        if segment.actual is not None:
            properties["ActualText"] = pydyf.String(segment.actual)
        operations += segment.operations


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
        glyph, _ = font.meaning(int(found[2], 16))
        code = font.code(glyph, "\u00ad")
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


#: Signs that are drawn with each other's glyphs from right to left (UAX 9, L4), and ligatures that
#: are characters, with the letters that fonts draw with the same glyphs.
_MIRRORED = r"[()\[\]{}<>«»‹›≤≥⟨⟩]"
_LIGATURES, _LIGATED = "[\ufb00-\ufb06]", "f[fil]|[s\u017f]t|[\ufb00-\ufb06]"

#: The decomposition of a character that looks like another, such as the no-break hyphen.
_SAME = re.compile("(?:<(?:compat|noBreak)> )?([0-9A-F]{4,5})")


def shared_glyphs(text: str) -> re.Pattern[str] | None:
    """Return what may be drawn with a glyph that stands for something else in ``text``."""
    found = [_MIRRORED] * is_backwards(text) + [_LIGATED] * bool(re.search(_LIGATURES, text))
    if twins := "".join(_twins(frozenset(text))):
        found.append(f"[{re.escape(twins)}]")
    return re.compile("|".join(found)) if found else None


def _twins(used: frozenset[str]) -> Iterator[str]:
    """Yield each two characters of ``used`` that look the same: ``µ`` and ``μ``."""
    for one in used:
        if one.isascii() or one.isspace():
            continue
        same = _SAME.fullmatch(unicodedata.decomposition(one))
        other = chr(int(same[1], 16)) if same else one
        other = "-" if other == "\u2010" else other
        if other != one and other in used:
            yield one + other


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
