"""Rewrite the marked content of page streams: artifacts, text to extract, spaces at line ends."""

from __future__ import annotations

import re
from typing import Any

from publish.editions.pdf.tree.glyph_text import (
    Codes,
    in_reading_order,
    is_backwards,
    is_composed,
)
from publish.editions.pdf.tree.nodes import Artifact, Drawn, Marked

_FONT = re.compile(rb"/(\S+) \S+ Tf")
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
    codes: dict[bytes, Codes],
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
    operations: list[Any], start: int, glyphs: tuple[Drawn, ...], codes: dict[bytes, Codes]
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


def _soften(operations: list[Any], start: int, codes: dict[bytes, Codes]) -> None:
    """Let the hyphen that ends what is drawn say that it was added (ISO 32000-1, 14.8.2.2.3)."""
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


def _say(properties: Any, current: Marked) -> None:
    import pydyf

    properties["ActualText"] = pydyf.String(current.said + " " * current.space)
