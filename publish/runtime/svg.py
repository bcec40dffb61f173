"""Read SVG pictures: their size, and what editions hold of them.

:mod:`publish.runtime.svg_filter` makes sure that they are safe.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import Any

from msgspec import Struct

from publish.runtime.folder import FileRefusedError
from publish.runtime.svg_filter import NO_DOCTYPE, Rebuilder
from publish.runtime.svg_vocabulary import MAX_BYTES, SVG

_NUMBER = r"[+-]?(?:\d++\.?\d*+|\.\d++)(?:e[+-]?\d++)?"
_LENGTH = re.compile(rf"({_NUMBER})(px|pt|pc|mm|cm|in|em|ex)?", re.I)
_PIXELS = {
    None: 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0,
    "em": 16.0, "ex": 8.0,
}  # fmt: skip
"""CSS Values 4, 6.2 Absolute lengths; em and ex at a font size of 16."""


class Drawing(Struct, frozen=True):
    """A drawing that is safe: its bytes, its size in user units, and the pictures in it.

    ``elements`` is how many are drawn, also by reference.
    """

    content: bytes
    width: int
    height: int
    pictures: tuple[bytes, ...]
    elements: int


@lru_cache(maxsize=16)
def drawing(data: bytes, name: str) -> Drawing:
    """Return the SVG ``data`` with nothing but what is known; ``name`` is for messages.

    The bytes stay as they are if nothing had to be left out, but for a DOCTYPE without content.

    Raises:
        FileRefusedError: The picture isn't safe, isn't SVG, or has no size.
    """
    from lxml import etree

    rebuilder = Rebuilder(name)
    if len(data) > MAX_BYTES:
        what = f"is larger than {MAX_BYTES // 1_000_000} MB"
        raise rebuilder.unsafe(what, "Simplify the drawing.")
    data = _without_doctype(data)
    # Searched before parsing; UTF-16 (which has NUL bytes) could hide both, so it is refused too.
    if b"\0" in data or b"<!DOCTYPE" in data.upper() or b"<!ENTITY" in data.upper():
        raise rebuilder.unsafe("has a DOCTYPE or is not UTF-8", NO_DOCTYPE)
    root, is_same = rebuilder.tree(data)
    width, height = _size(name, root)
    content = data if is_same else etree.tostring(root, encoding="utf-8")
    return Drawing(content, width, height, tuple(rebuilder.pictures), rebuilder.drawn)


def _without_doctype(data: bytes) -> bytes:
    """Return ``data`` without a DOCTYPE that declares nothing, as Graphviz and matplotlib write."""
    head, found, rest = data[:_PROLOGUE].partition(b"<!DOCTYPE")
    declared, end, _ = rest.partition(b">")
    if not (found and end) or b"[" in declared or b"<" in declared or b"<svg" in head:
        return data
    return head + data[len(head) + len(found) + len(declared) + len(end) :]


_PROLOGUE = 20_000
"""In so many bytes a drawing begins, after comments and its DOCTYPE."""


def measure(data: bytes, name: str) -> tuple[int, int]:
    """Return width and height of the SVG ``data``.  Raises as :func:`drawing` does."""
    read = drawing(data, name)
    return read.width, read.height


def drawn_words(data: bytes) -> str:
    """Return the text that an SVG, which :func:`drawing` has taken, draws."""
    from lxml import etree

    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    return " ".join(str(text) for one in root.iter(f"{SVG}text") for text in one.itertext())


#: The longest side of a drawing in pixels.
_LONGEST = 100_000


def _size(name: str, root: Any) -> tuple[int, int]:
    """Return width and height (SVG 2, 8.2), from the viewBox if missing or a percentage."""
    box = [float(part) for part in re.findall(_NUMBER, root.get("viewBox", ""), re.I)]
    sides = []
    for index, side in enumerate(("width", "height")):
        length = _LENGTH.fullmatch(root.get(side, "").strip())
        if length:
            unit = length[2].lower() if length[2] else None
            sides.append(float(length[1]) * _PIXELS[unit])
        else:
            sides.append(box[2 + index] if len(box) == 4 else 0.0)
    if not all(math.isfinite(side) and 1 <= round(side) <= _LONGEST for side in sides):
        if all(sides):
            shown = " by ".join(f"{side:g}" for side in sides)
            fix = f"Give it a width and a height of 1 to {_LONGEST:,}."
            message = f"The picture “{name}” says that it is {shown} pixels large."
            raise FileRefusedError("picture-size", message, fix)
        fix = 'Give its first element a viewBox such as viewBox="0 0 400 300".'
        raise FileRefusedError(
            "picture-size", f"The picture “{name}” doesn't say how large it is.", fix
        )
    return round(sides[0]), round(sides[1])
