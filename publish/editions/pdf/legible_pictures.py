"""Draw pictures so large that the words in them can be read.

A picture whose words would be too small takes the whole width or height of the text, or a page of
its own in landscape, if need be without its caption. If nothing is known of its words
(``picture_words``), it is hardly made smaller, and takes the whole width in large print.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from msgspec import Struct

from publish.editions.pdf import elements
from publish.editions.pdf.adjustments import NARROW
from publish.editions.pdf.fetch import address
from publish.model import Image
from publish.runtime.picture_words import smallest_words

#: The classes of a figure with an enlarged picture, of one alone on a page in landscape, and of one
#: whose caption may be on the next page.
CLASS, ALONE, PARTED = "legible", "wide", "parted"

_POINTS = 0.75  # in a px

#: How much larger a picture is if turned, if that is worth a page, but not enough.
_WORTH = 1.25

#: The least part of its height that an enlarged picture is shrunk to for its caption, and px by
#: which it is smaller than the room.
_LEAST_PART, _ROUNDING = 0.8, 0.5

#: Elements that a figure alone on a page can't be in.
_HOLDERS = ("aside", "li", "dd", "td", "th", "blockquote")


class Words(Struct, frozen=True):
    """A picture of ``width`` by ``height`` px; ``size`` (px) as of :func:`smallest_words`."""

    width: int
    height: int
    size: float | None


def words_of(images: Iterable[Image]) -> dict[str, Words]:
    """Return the words of the pictures that have any, by their address in the document."""
    found = {}
    for image in images:
        size = smallest_words(image)
        if size != 0:
            found[address(image)] = Words(image.width, image.height, size)
    return found


def least_heights(root: Any, words: Mapping[str, Words], least: float) -> dict[Any, float]:
    """Return the height (px) at which the words of each figure have ``least`` points."""
    return {
        figure: known.height * least / (known.size * _POINTS)
        for figure, _, known in _figures(root, words)
        if known.size is not None
    }


def unread_pictures(root: Any, words: Mapping[str, Words], *, widen: bool) -> frozenset[Any]:
    """Return the figures of whose words nothing is known, and ``widen`` those that are narrower."""
    unread = frozenset(
        (figure, picture) for figure, picture, known in _figures(root, words) if known.size is None
    )
    for _, picture in unread if widen else ():
        kept = elements.classes(picture) - set(NARROW)
        picture.set("class", " ".join(sorted(kept)))
    return frozenset(figure for figure, _ in unread)


def _figures(root: Any, words: Mapping[str, Words]) -> Iterator[tuple[Any, Any, Words]]:
    """Yield each figure, its picture and what is known of the words."""
    for figure in root.iter("figure"):
        for picture in figure.iter("img"):
            if known := words.get(picture.get("src", "")):
                yield figure, picture, known


def enlarge_pictures(root: Any, pages: list[Any], words: Mapping[str, Words], least: float) -> bool:
    """Enlarge pictures with words of less than ``least`` points; return whether there are any.

    ``root`` is the ``html`` element, which is changed in place; ``pages`` are its layout.
    """
    if not words:
        return False
    held = {one for name in _HOLDERS for holder in root.iter(name) for one in holder.iter("figure")}
    notes = dict(_heights_of_notes(pages))
    heights = Counter[Any]()
    for page in pages:
        for box in page._page_box.descendants():
            if box.element_tag == "figure":  # one that breaks over pages has several
                heights[box.element] += box.height
    changed = _join_captions(pages)
    for page in pages:
        for figure, picture in list(_pictures(page._page_box)):
            known = words.get(picture.element.get("src", ""))
            if known is None or not known.size or CLASS in elements.classes(figure.element):
                continue
            scale = min(picture.width / known.width, picture.height / known.height)
            least_scale = least / (known.size * _POINTS)
            if scale < least_scale:
                called = (notes.get(one.get("id"), 0.0) for one in figure.element.iter())
                rest = heights[figure.element] - picture.height + sum(called)
                ways = list(_ways(page._page_box, figure.width, known, rest))
                best = _best(ways[:1] if figure.element in held else ways, least_scale)
                _enlarge(figure.element, picture.element, known, max(best, _Way(scale, "")))
                changed = True
    return changed


def _join_captions(pages: list[Any]) -> bool:
    """Make enlarged pictures smaller whose captions are on the next page; return whether any.

    Such a page has less room than the one on which the picture was measured: it has other margins,
    or notes that the page before left to it.
    """
    joined = False
    for before, after in pairwise(pages):
        page, notes = before._page_box, dict(_heights_of_notes([after]))
        captions = [one for one in after._page_box.descendants() if one.element_tag == "figcaption"]
        for figure, picture in _pictures(page):
            parts = [one.margin_height() for one in captions if one.element in list(figure.element)]
            classes = elements.classes(figure.element)
            if CLASS not in classes or PARTED in classes or not parts:
                continue
            last = figure.children[-1]
            free = page.content_box_y() + page.height - last.position_y - last.margin_height()
            free -= sum(
                area.margin_height()
                for area in page.children
                if type(area).__name__ == "FootnoteAreaBox"
            )
            called = (notes.get(one.get("id"), 0.0) for one in figure.element.iter())
            height = picture.height - (sum(parts) + sum(called) - free) - _ROUNDING
            if _LEAST_PART * picture.height < height < picture.height:
                _resize(picture.element, picture.width * height / picture.height, height)
                joined = True
    return joined


def _heights_of_notes(pages: list[Any]) -> Iterator[tuple[str, float]]:
    """Yield the id of each note and its height (px) with the rule above it."""
    for page in pages:
        for area in page._page_box.children:
            if type(area).__name__ == "FootnoteAreaBox":
                rule = area.margin_height() - area.height
                for box in area.children:
                    if box.element is not None:
                        yield str(box.element.get("id")), box.margin_height() + rule


def _pictures(box: Any, figure: Any = None) -> Iterator[tuple[Any, Any]]:
    """Yield the boxes of each figure and its picture."""
    if box.element_tag == "figure" and figure is None:
        figure = box
    if figure is not None and hasattr(box, "replacement"):
        yield figure, box
    for child in getattr(box, "children", ()):
        yield from _pictures(child, figure)


class _Way(Struct, frozen=True, order=True):
    """How large a picture can be, and the ``classes`` of its figure that make it so."""

    scale: float
    classes: str


def _ways(page: Any, width: float, known: Words, rest: float) -> Iterator[_Way]:
    """Yield the ways to enlarge a picture of a figure of that ``width``.

    The caption with its notes, ``rest`` px high, follows on the next page if need be.
    """
    turned_width = page.margin_height() - (page.margin_width() - page.width)
    turned_height = page.margin_width() - (page.margin_height() - page.height)
    for height, parted in ((rest, ""), (0.0, PARTED)):
        for room, classes in (
            ((width, page.height), ""),
            ((turned_width, turned_height), ALONE),
        ):
            scale = min(room[0] / known.width, (room[1] - height) / known.height)
            yield _Way(scale, f"{classes} {parted}".strip())


def _best(ways: list[_Way], least_scale: float) -> _Way:
    """Return the first of ``ways`` that is large enough, or one that is much larger."""
    best = ways[0]
    for way in ways[1:]:
        if best.scale < least_scale and (
            way.scale >= least_scale or way.scale > _WORTH * best.scale
        ):
            best = way
    return best


def _enlarge(figure: Any, picture: Any, known: Words, way: _Way) -> None:
    classes = (figure.get("class", ""), CLASS, way.classes)
    figure.set("class", " ".join(filter(None, classes)))
    _resize(picture, known.width * way.scale, known.height * way.scale)


def _resize(picture: Any, width: float, height: float) -> None:
    picture.set("style", f"width: {width:.1f}px; height: {height:.1f}px")
