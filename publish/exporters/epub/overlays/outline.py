"""Where each id of a content document stands, and what it stands in."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree


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
