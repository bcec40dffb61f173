"""Lay a document out without the elements around its sentences.

They are invisible, but would take a third of the time of a layout.  :class:`Sentences` counts the
letters that are drawn on each page to find the page on which each sentence begins.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct, field

from publish.editions.pdf import elements


class _Holder(Struct):
    """An element that holds sentences.

    ``letters`` is its text without white space, ``begins`` how many letters precede each sentence,
    ``drawn`` the text that was drawn on each page, in order.
    """

    element: Any
    letters: str = ""
    begins: list[tuple[str, int]] = field(default_factory=list)
    drawn: list[tuple[int, str]] = field(default_factory=list)


class Sentences:
    """The sentences of a parsed document (its ``html`` element), unwrapped in place."""

    def __init__(self, root: Any) -> None:
        self._holders = [holder for element in list(root.iter()) if (holder := _unwrap(element))]
        self._holder_of: dict[Any, _Holder] = {}

    def index(self) -> None:
        """Assign elements to their holders; call it after the last change to the document."""
        for holder in self._holders:
            self._holder_of |= dict.fromkeys(_without_notes(holder.element), holder)

    def record(self, box: Any, page: int) -> None:
        """Record what ``box`` on ``page`` draws; boxes come in document order."""
        holder = self._holder_of.get(box.element)
        if holder is not None and getattr(box, "text", None) and "::" not in str(box.element_tag):
            holder.drawn.append((page, box.text))

    def pages(self) -> Iterator[tuple[str, int]]:
        """Yield each sentence that was drawn, with the page on which it begins."""
        for holder in self._holders:
            if not holder.drawn:
                continue
            ends = list(_ends(holder))
            for name, begin in holder.begins:
                yield name, next((page for page, end in ends if end > begin), ends[-1][0])


def _ends(holder: _Holder) -> Iterator[tuple[int, int]]:
    """Yield the page of each drawn run of ``holder``, and the number of letters up to its end.

    Hyphens that the layout added at the ends of lines aren't counted.
    """
    place = 0
    for page, text in holder.drawn:
        for letter in text:
            if place < len(holder.letters) and letter == holder.letters[place]:
                place += 1
        yield page, place


def _unwrap(parent: Any) -> _Holder | None:
    """Replace the sentences in ``parent`` by their content; return ``None`` if it has none."""
    if not any(map(_is_sentence, parent)):
        return None
    holder = _Holder(parent, _letters(parent.text or ""))
    for child in parent:
        if _is_sentence(child):
            holder.begins.append((child.get("id"), len(holder.letters)))
        if not elements.is_footnote(child):
            holder.letters += _letters("".join(_texts(child)))
        holder.letters += _letters(child.tail or "")
    elements.unwrap(parent, _is_sentence)
    return holder


def _is_sentence(element: Any) -> bool:
    return (
        element.tag == "span"
        and dict(element.attrib).keys() == {"class", "id"}
        and (element.get("class") == "s")
    )


def _texts(element: Any) -> Iterator[str]:
    """Yield the text of ``element`` without its notes, which are drawn elsewhere."""
    yield element.text or ""
    for child in element:
        if not elements.is_footnote(child):
            yield from _texts(child)
        yield child.tail or ""


def _without_notes(element: Any) -> Iterator[Any]:
    """Yield ``element`` and all elements in it, except those of its notes."""
    yield element
    for child in element:
        if not elements.is_footnote(child):
            yield from _without_notes(child)


def _letters(text: str) -> str:
    """Return ``text`` without white space and soft hyphens."""
    return "".join(text.split()).replace("\u00ad", "")
