"""The narration, cut where what is shown changes.

Where each id of a content document stands, and what it stands in.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from lxml import etree
from msgspec import Struct

from publish.narration.timeline import Clip, Narration


class Outline:
    """``place`` is the number of each id in the order of the document, ``around`` its ancestors."""

    def __init__(self, root: etree._Element | None = None) -> None:
        self.place: dict[str, int] = {}
        self.around: dict[str, tuple[str, ...]] = {}
        if root is not None:
            self._add(root, ())

    @classmethod
    def of_all(cls, outlines: Iterable[Outline]) -> Outline:
        """Several documents as one, in their order."""
        whole = cls()
        for one in outlines:
            first = len(whole.place)
            whole.place |= {own: first + place for own, place in one.place.items()}
            whole.around |= one.around
        return whole

    def _add(self, element: etree._Element, around: tuple[str, ...]) -> None:
        if own := element.get("id"):
            self.place[own] = len(self.place)
            self.around[own] = around
            around = (*around, own)
        for child in element:
            if isinstance(child.tag, str):
                self._add(child, around)

    def holds(self, own: str, inner: str) -> bool:
        """Whether the element ``inner`` is the element ``own``, or is inside it."""
        return own == inner or own in self.around.get(inner, ())


class Piece(Struct, frozen=True):
    """``clips`` are heard while the element ``target`` is shown; there is at least one."""

    target: str
    clips: tuple[Clip, ...]


def pieces_of(narration: Narration, outline: Outline) -> list[Piece]:
    """All of the narration, each piece with the element that it is heard at.

    Words that are only heard go with what they announce: "Figure 2." with the picture, "End of
    table." with the last cell.
    """
    clips = [clip for chapter in narration.chapters for clip in chapter.clips]
    shown = zip(_targets(clips, outline), clips, strict=True)
    return [
        Piece(target, tuple(clip for _, clip in group))
        for target, group in groupby(shown, key=lambda one: one[0])
        if target
    ]


def _targets(clips: list[Clip], outline: Outline) -> list[str]:
    """The element of each clip; all empty where the book has none of them."""
    own = [
        clip.utterance.target if clip.utterance.target in outline.place else "" for clip in clips
    ]
    before = _carried(own)
    after = _carried(own[::-1])[::-1]
    return [
        target or _home(clip.utterance.block, previous, coming, outline)
        for clip, target, previous, coming in zip(clips, own, before, after, strict=True)
    ]


def _carried(targets: list[str]) -> list[str]:
    """``targets``, where an empty one is the same as the one before."""
    last, carried = "", []
    for target in targets:
        last = target or last
        carried.append(last)
    return carried


def _home(block: str, previous: str, coming: str, outline: Outline) -> str:
    """Which of its two neighbours an announcement about ``block`` goes with."""
    if block and previous and outline.holds(block, previous) and not outline.holds(block, coming):
        return previous
    return coming or previous
