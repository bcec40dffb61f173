"""Draw ornaments in the colour of the text, so that they are seen on a page of any colour."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from publish.model import Image
from publish.runtime.folder import FileRefusedError
from publish.runtime.grounds import is_dark
from publish.runtime.svg import drawing
from publish.xhtml.tree import Element, element

_SVG = "{http://www.w3.org/2000/svg}"
_SHAPES = frozenset(
    ["svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon"]
)
_UNDRAWN = frozenset(["title", "desc", "metadata"])
_INKS = ("fill", "stroke")

#: The attributes that are kept beside the inks: numbers and keywords that draw the shapes.
_GEOMETRY = frozenset(
    ["d", "points", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "viewBox",
     "transform", "opacity", "fill-opacity", "fill-rule", "stroke-opacity", "stroke-width",
     "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-dasharray",
     "stroke-dashoffset"]
)  # fmt: skip

#: Attributes that draw nothing.
_IDLE = frozenset(
    ["id", "version", "width", "height", "role", "aria-hidden", "preserveAspectRatio"]
)


class _NotPlainError(Exception):
    """The drawing is more than plain shapes in dark ink."""


@lru_cache(maxsize=64)
def ornament_of(image: Image) -> Element | None:
    """Return a decorative SVG in dark ink as ``svg`` whose ink has the colour of the text.

    It is ``None`` for other pictures: they need a ground, or none.
    """
    if not image.decorative or image.media_type != "image/svg+xml":
        return None
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        content = drawing(image.file.read_bytes(), image.source).content
        drawn = _drawn(etree.fromstring(content, parser))
    except (_NotPlainError, FileRefusedError):  # who writes its file reports the latter
        return None
    size = {"width": str(image.width), "height": str(image.height)}
    return element(
        "svg",
        drawn.children,
        {
            "xmlns": _SVG[1:-1],
            **size,
            "viewBox": drawn.get("viewBox") or f"0 0 {image.width} {image.height}",
            "fill": drawn.get("fill") or "currentColor",  # the initial value is black
            "stroke": drawn.get("stroke") or None,
            "aria-hidden": "true",
        },
    )


def _drawn(one: Any) -> Element:
    """Return the shape ``one`` (an lxml element) and the shapes in it."""
    name = str(one.tag).removeprefix(_SVG)
    if name not in _SHAPES:
        raise _NotPlainError
    inner = [
        _drawn(each)
        for each in one
        if each.tag.startswith(_SVG) and each.tag.removeprefix(_SVG) not in _UNDRAWN
    ]
    return element(name, inner, dict(_attributes(one)))


def _attributes(one: Any) -> Iterator[tuple[str, str]]:
    """Yield the attributes and declarations that draw ``one``."""
    for declaration in filter(str.strip, one.get("style", "").split(";")):
        name, _, value = declaration.partition(":")
        yield from _kept(name.strip(), value.strip())
    for name, value in one.attrib.items():
        if name != "style":
            yield from _kept(name, value.strip())


def _kept(name: str, value: str) -> Iterator[tuple[str, str]]:
    if name in _GEOMETRY:
        yield name, value
    elif name in _INKS:
        yield name, _ink(value)
    elif name not in _IDLE and not name.startswith("{"):
        raise _NotPlainError


def _ink(value: str) -> str:
    from tinycss2.color3 import RGBA, parse_color

    if value in ("none", "currentColor"):
        return value
    colour = parse_color(value)
    if not isinstance(colour, RGBA) or not is_dark((colour.red, colour.green, colour.blue)):
        raise _NotPlainError
    return "currentColor"
