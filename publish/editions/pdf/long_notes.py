"""Put notes that are too long for the foot of a page at the end of their section.

:func:`missing_notes` finds those that a layout has nowhere, or where they don't belong.
WeasyPrint 70 never breaks a note over pages: a long one leaves the page, or is drawn over the text.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from typing import Any

from publish.editions.pdf import elements

#: How much of the height of a page one note may take, and all its notes together.
MOST_OF_ONE, MOST = 1 / 3, 0.75

#: The class of the block at the end of a section (``styles/pdf/notes.css``).
CLASS = "long-notes"

_SECTIONS = frozenset({"section", "article", "main", "body"})


def move_long_notes(root: Any, pages: list[Any]) -> bool:
    """Move notes that are too long, or fill their page; return whether there are any.

    ``root`` is the ``html`` element, which is changed in place; ``pages`` are its layout.
    """
    return move_notes(root, {name for page in pages for name in _too_long(page._page_box)})


def move_notes(root: Any, names: Collection[str]) -> bool:
    """Move the notes with the ids ``names`` to the ends of their sections; return if there are any.

    They stand there in the order of their calls.
    """
    notes = [
        one
        for one in (root.iter("span") if names else ())
        if elements.is_footnote(one) and one.get("id") in names
    ]
    parents = {child: parent for parent in root.iter() for child in parent} if notes else {}
    for note in notes:
        _move(note, parents)
    places: dict[str, int] = {}
    for place, one in enumerate(root.iter("a") if notes else ()):
        if elements.role(one) == "doc-noteref":
            places.setdefault(str(one.get("href"))[1:], place)
    for block in {parents[note] for note in notes}:
        block[:] = sorted(block, key=lambda one: places.get(str(one.get("id")), math.inf))
    return bool(notes)


def missing_notes(root: Any, document: Any) -> frozenset[str]:
    """Return the ids of the notes that ``document`` lacks, or has twice or out of order."""
    shown = {name for page in document.pages for name in page.anchors}
    lost = {note for note, _ in blocks_of_notes(root, None) if note not in shown}
    return misplaced_notes(root, document.pages) | lost


def blocks_of_notes(element: Any, block: str | None) -> Iterator[tuple[str, str | None]]:
    """Yield the id of each note, and that of the block around its call, if it has one."""
    if elements.name(element) in ("p", "li", "td", "th", "figcaption", "dd"):
        block = element.get("id")
    if elements.is_footnote(element):
        yield element.get("id"), block
    for child in element:
        yield from blocks_of_notes(child, block)


def misplaced_notes(root: Any, pages: list[Any]) -> frozenset[str]:
    """Return the ids of the notes that are drawn twice, or below later ones.

    WeasyPrint 70 does that to some notes that may be on the next page (``footnote-policy: auto``).
    """
    notes = (one for one in root.iter("span") if elements.is_footnote(one))
    places = {str(note.get("id")): place for place, note in enumerate(notes)}
    found: set[str] = set()
    last = -1
    for page in pages:
        for note in _notes_on(page._page_box):
            name = str(note.element.get("id"))
            place = places.get(name, last + 1)
            if place <= last:
                found.add(name)
            last = max(last, place)
    return frozenset(found)


def _notes_on(page: Any) -> list[Any]:
    """Return the boxes of the notes at the foot of a page."""
    return [
        note
        for area in page.children
        if type(area).__name__ == "FootnoteAreaBox"
        for note in area.children
        if note.element is not None
    ]


def _too_long(page: Any) -> Iterator[str]:
    """Yield the ids of long notes on a page, the longest first, until the others leave enough."""
    notes = _notes_on(page)
    left = sum(note.margin_height() for note in notes)
    for note in sorted(notes, key=lambda note: -note.margin_height()):
        if left <= MOST * page.height and note.margin_height() <= MOST_OF_ONE * page.height:
            return
        left -= note.margin_height()
        yield str(note.element.get("id"))


def _move(note: Any, parents: dict[Any, Any]) -> None:
    """Move ``note`` to the end of the text of its section, before the sections inside it."""
    block, section = note, parents[note]
    while elements.name(section) not in _SECTIONS:
        block, section = section, parents[section]
    _remove(note, parents[note])
    children = list(section)
    place = children.index(block) + 1
    while place < len(children) and elements.name(children[place]) not in ("section", "footer"):
        place += 1
    last = children[place - 1]
    if CLASS not in elements.classes(last):
        last = section.makeelement("div", {"class": CLASS})
        section.insert(place, last)
        parents[last] = section
    last.append(note)
    parents[note] = last


def _remove(element: Any, parent: Any) -> None:
    """Take ``element`` out of ``parent``; the text after it stays."""
    place = list(parent).index(element)
    if element.tail:
        if place:
            before = parent[place - 1]
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    element.tail = None
    parent.remove(element)
