"""Find out how small the words in pictures are, so that they can be drawn large enough to be read.

The author can state it.  Otherwise only the text of SVG pictures can be measured: outlines of
letters are shapes like others, and pixels would have to be recognised.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from publish.model import Image

_TEXT = "{http://www.w3.org/2000/svg}text"
_PICTURE = "{http://www.w3.org/2000/svg}image"
_NUMBER = r"[+-]?(?:\d++\.?\d*+|\.\d++)(?:e[+-]?\d++)?"
_SIZE = re.compile(rf"({_NUMBER})(px|pt|pc|mm|cm|in|em|rem|%)?", re.I)
_SHORTHAND = re.compile(rf"(?:^|\s)({_NUMBER}(?:px|pt|pc|mm|cm|in|em|rem|%))(?:/|\s)", re.I)
_FUNCTION = re.compile(r"(matrix|scale)\(([^()]*)\)")

#: CSS Values 4, 6.2; a number without a unit is in user units.
_PIXELS = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}

#: The initial value of ``font-size``: ``medium``.
_MEDIUM = 16.0


#: Signs of rules that compare elements with each other, and the most comparisons.
_COMPARES = re.compile(r"~|:has\(|:nth-|:is\(|:not\(|:where\(")
_MOST_COMPARED = 1_000_000

#: The fewest outlines (of letters, their counters and dots) that are drawn if they are words.
_FEWEST = 10

#: Types of photographs, whose words are seldom meant to be read.
_PHOTOS = frozenset({"image/jpeg", "image/webp", "image/avif"})


def smallest_words(image: Image) -> float | None:
    """Return the font size (px) of the smallest words in ``image``, 0 without words.

    It is ``None`` if nothing is known: a chart of pixels, a drawing whose words may be outlines, or
    a picture whose file is gone.
    """
    if image.words is not None:
        return float(image.words)
    if image.media_type in _PHOTOS:
        return 0.0
    if image.media_type != "image/svg+xml" or not image.file.exists():  # it is refused later
        return None
    return _smallest_text(image.file, image.digest, image.width, image.height)


@lru_cache(maxsize=64)  # a picture can be in a text thousands of times
def _smallest_text(file: Path, _digest: str, width: int, height: int) -> float | None:
    """Return the size of the smallest words of an SVG of ``width`` by ``height`` px."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(file.read_bytes(), parser)
    if not any((one.text or "").strip() or len(one) for one in root.iter(_TEXT)):
        drawn = (one.get("d", "") for one in root.iter("{http://www.w3.org/2000/svg}path"))
        few = sum(path.lower().count("m") for path in drawn) < _FEWEST
        return 0.0 if few and next(root.iter(_PICTURE), None) is None else None
    if _has_many_rules(root):
        return None
    rules = _font_sizes(root)
    box = [float(part) for part in re.findall(_NUMBER, root.get("viewBox", ""), re.I)]
    scale = min(width / box[2], height / box[3]) if len(box) == 4 and box[2] and box[3] else 1.0
    return min(_sizes(root, rules, _MEDIUM, scale, inside=False), default=0.0)


def _has_many_rules(root: Any) -> bool:
    """Return whether comparing elements with the rules of style sheets would take long."""
    sheets = "".join("".join(style.itertext()) for style in root.iter(f"{_TEXT[:-4]}style"))
    count = sum(1 for _ in root.iter())
    return sheets.count("{") * count + len(_COMPARES.findall(sheets)) * count**2 > _MOST_COMPARED


def _font_sizes(root: Any) -> dict[Any, str]:
    """Return the font size that style sheets and style attributes give each element."""
    import cssselect2
    import tinycss2

    found: dict[Any, str] = {}
    matcher = cssselect2.Matcher()
    for style in root.iter("{http://www.w3.org/2000/svg}style"):
        for rule in tinycss2.parse_stylesheet("".join(style.itertext()), True, True):
            if rule.type != "qualified-rule" or not (size := _declared(rule.content)):
                continue
            try:
                selectors = cssselect2.compile_selector_list(rule.prelude)
            except cssselect2.SelectorError:
                continue
            for selector in selectors:
                matcher.add_selector(selector, size)
    for element in cssselect2.ElementWrapper.from_xml_root(root).iter_subtree():
        for *_, size in sorted(matcher.match(element), key=lambda match: match[:2]):
            found[element.etree_element] = size
        if size := _declared(element.etree_element.get("style", "")):
            found[element.etree_element] = size
    return found


def _declared(declarations: Any) -> str:
    """Return the font size in CSS declarations, or an empty string."""
    import tinycss2

    size = ""
    for one in tinycss2.parse_blocks_contents(declarations, True, True):
        if one.type == "declaration" and one.lower_name in ("font-size", "font"):
            value = tinycss2.serialize(one.value).strip()
            match = _SHORTHAND.search(value) if one.lower_name == "font" else None
            size = match[1] if match else value if one.lower_name == "font-size" else size
    return size


def _sizes(
    element: Any, rules: dict[Any, str], size: float, scale: float, *, inside: bool
) -> Iterator[float]:
    """Yield the font sizes of the words in ``element``, in px of the picture."""
    size = _size(rules.get(element) or element.get("font-size", ""), size)
    for name, numbers in _FUNCTION.findall(element.get("transform", "")):
        scale *= _factor(name, [float(part) for part in re.findall(_NUMBER, numbers, re.I)])
    inside = inside or element.tag == _TEXT
    if inside and (element.text or "").strip() and size * scale > 0:
        yield size * scale
    for child in element:
        yield from _sizes(child, rules, size, scale, inside=inside)


def _size(written: str, inherited: float) -> float:
    match = _SIZE.fullmatch(written.strip())
    if match is None:
        return inherited
    number, unit = float(match[1]), (match[2] or "px").lower()
    if unit == "%":
        return inherited * number / 100
    return number * (inherited if unit == "em" else _PIXELS.get(unit, _MEDIUM))


def _factor(name: str, numbers: list[float]) -> float:
    """Return the factor by which a transformation makes letters higher."""
    if name == "matrix" and len(numbers) == 6:
        return math.hypot(numbers[2], numbers[3])
    return abs(numbers[-1]) if name == "scale" and numbers else 1.0
