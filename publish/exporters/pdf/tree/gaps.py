"""Spaces that the end of a line swallowed.

Words are parted by spaces in the text that a PDF holds, also where a line ends between them
(ISO 32000-1, 14.8.2.5); a layout engine draws none there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from publish.exporters.pdf.tree import elements
from publish.exporters.pdf.tree.nodes import GROUPING, Marked, Slot
from publish.exporters.pdf.tree.outline import Outline

#: Elements whose white space between children is only the source's layout.
_HOLDERS = GROUPING | {"L", "LI", "Table", "THead", "TBody", "TFoot", "TR"}


def keep_spaces(outline: Outline) -> None:
    """Set ``space`` on each sequence that the document has white space behind, but not the page."""
    before: Marked | None = None
    for element, text, slot in _runs(outline, outline.document.element):
        if text[:1].isspace() and outline.nodes[element].type not in _HOLDERS:
            first = next(iter(_drawn(slot)), None)
            if before is not None and not (first and first.said[:1].isspace()):
                before.space = True
        place = 0
        for marked in _drawn(slot):
            place = _behind(marked.said, text, place)
            marked.space = text[place : place + 1].isspace() and not marked.said[-1:].isspace()
            if before is not None and marked.said[:1].isspace():
                before.space = False
            before = marked


def _runs(outline: Outline, element: Any) -> Iterator[tuple[Any, str, Slot]]:
    """The pieces of text of ``element`` and all inside it, in document order, with their slots.

    A forced line break counts as white space.
    """
    slots = outline.slots.get(element)
    if slots is None:
        return
    children = list(element)
    texts = [element.text or "", *(child.tail or "" for child in children)]
    for place, (text, slot) in enumerate(zip(texts, slots, strict=True)):
        broken = place < len(children) and elements.name(children[place]) == "br"
        yield element, text + "\n" if broken else text, slot
        if place < len(children):
            yield from _runs(outline, children[place])


def _drawn(slot: Slot) -> list[Marked]:
    return [
        item
        for item in slot.items
        if isinstance(item, Marked) and item.said.strip() and not item.generated
    ]


def _behind(said: str, text: str, place: int) -> int:
    """Where in ``text`` the letters of ``said`` end, if they begin at ``place`` or behind it."""
    for letter in said:
        if not letter.isspace():
            found = text.find(letter, place)
            place = found + 1 if found >= 0 else place
    return place
