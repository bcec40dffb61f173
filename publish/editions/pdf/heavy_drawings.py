"""Find drawings that WeasyPrint would draw for too long, or with too many or too deep groups.

They have passed a trial within limits (``runtime.raster.try_drawing``), but WeasyPrint needs many
times more than resvg for an element, and its time grows with the square of some amounts.
"""

from __future__ import annotations

import re
from typing import Any

from publish.runtime.picture_conversion import MOST_PIXELS
from publish.runtime.pictures import pixels_of
from publish.runtime.svg import Drawing

_SVG = "{http://www.w3.org/2000/svg}"

#: The most processor seconds of one drawing, and of all places where it is, as estimated: it is
#: drawn again at each of them, and pixels are in a PDF once.
_SECONDS, _ALL_SECONDS = 2.5, 10

#: Seconds, as measured, for an element, for a byte of its path, and for a letter.
_ELEMENT, _BYTE, _LETTER = 1.3e-4, 4.5e-6, 6e-5

#: Numbers in a row, without a command between them: each is cut off from all that follow.
_RUN, _RUN_SQUARED = re.compile(r"[-+.,\d\seE]{20000,}+"), 2e-11

#: Seconds for an element and a rule of a style sheet, and for two elements and a sign in a rule
#: that compares elements with each other.
_RULE, _SIBLINGS = 4e-6, 2e-7
_SIBLINGS_OF = re.compile(r"~|:has\(|:nth-|:is\(|:not\(|:where\(")

#: The most elements with opacity, a mask or a pattern, and the most within each other: each is a
#: form in the PDF.
_FORMS, _NESTED_FORMS = 500, 20
_FORM = re.compile(r"(?<![-\w])(?:opacity|mask|filter)\s*+:")


def is_heavy(drawing: Drawing, content: bytes, times: int = 1) -> bool:
    """Return whether WeasyPrint should get ``drawing``, with that ``content``, as pixels.

    It is in the document so many ``times``.
    """
    from lxml import etree

    if sum(map(pixels_of, drawing.pictures)) > MOST_PIXELS:
        return True
    parser = etree.XMLParser(
        resolve_entities=False, huge_tree=True, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(content, parser)
    most = min(_SECONDS, _ALL_SECONDS / times)
    return _seconds(root, drawing.elements) > most or _has_many_forms(root)


def _seconds(root: Any, elements: int) -> float:
    """Return the estimated processor seconds; ``elements`` are drawn, also by reference."""
    seconds = elements * _ELEMENT
    vertices = own = 0
    for one in root.iter():
        own += 1
        for name in ("d", "points", "transform", "x", "y", "dx", "dy", "rotate"):
            written = one.get(name, "")
            seconds += len(written) * _BYTE
            vertices += len(written) // 4
            seconds += sum(len(run) ** 2 * _RUN_SQUARED for run in _RUN.findall(written))
    letters = sum(len(str(part)) for text in root.iter(f"{_SVG}text") for part in text.itertext())
    seconds += letters * _LETTER
    markers = sum(len(marker) for marker in root.iter(f"{_SVG}marker"))
    seconds += vertices * _ELEMENT * markers
    stops = sum(1 for _ in root.iter(f"{_SVG}stop"))
    seconds += stops * (own - stops) * _RULE
    for style in root.iter(f"{_SVG}style"):
        sheet = "".join(style.itertext())
        seconds += sheet.count("{") * own * _RULE
        seconds += len(_SIBLINGS_OF.findall(sheet)) * own**2 * _SIBLINGS
    return seconds


def _has_many_forms(root: Any) -> bool:
    depths: dict[Any, int] = {}
    forms = 0
    for one in root.iter():
        is_form = any(one.get(name) for name in ("opacity", "mask", "filter"))
        is_form = is_form or _FORM.search(one.get("style", "")) is not None
        depths[one] = depths.get(one.getparent(), 0) + is_form
        forms += is_form
    return forms > _FORMS or max(depths.values()) > _NESTED_FORMS
