"""Restore lists and titles of pages that word processors save as HTML.

Word writes the items of a list as paragraphs, with ``mso-list`` in their style and the marker as
text; Google Docs writes each level of a nested list as a list of its own, with the level in the
name of its class.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from publish.importing.preparing.notes import classes
from publish.importing.preparing.xml import local, remove, text_before, unwrap, words

if TYPE_CHECKING:
    from lxml import etree

_LEVEL = re.compile(r"mso-list\s*:\s*l\d+\s+level(\d)\b")
_MARKER = re.compile(r"mso-list\s*:\s*ignore", re.I)
_NUMBER = re.compile(r"\(?(\d{1,9}|[A-Za-z]|[ivxlcdmIVXLCDM]{2,9})[.)]")
"""A marker of an ordered list; others, such as “·” and “o”, are bullets."""
_GOOGLE = re.compile(r"(lst-\S{1,80})-(\d)")
_TITLES = {"MsoTitle": "title", "MsoSubtitle": "subtitle"}
_CONTINUED = ("MsoListParagraph", "MsoListContinue")


class _Item(Struct, frozen=True):
    """A paragraph of a list, its level (from 1) and its marker; without one it continues."""

    element: etree._Element
    level: int
    marker: str


def restore_saved(body: etree._Element) -> None:
    """Turn the paragraphs and lists of word processors in ``body`` into lists, and mark titles."""
    for element in list(body.iter()):
        named = classes(element)
        if local(element) == "div" and any(one.startswith("WordSection") for one in named):
            unwrap(element)
        elif known := [_TITLES[one] for one in named if one in _TITLES]:
            element.set("class", known[0])
    for parent in [one for one in body.iter() if len(one)]:
        for run in list(_runs(parent)):
            _set_list(parent, run)
        _nest(parent)


def _runs(parent: etree._Element) -> Iterator[list[_Item]]:
    """Yield the paragraphs of each list among the children of ``parent``."""
    run: list[_Item] = []
    for child in parent:
        item = _item(child, run)
        if item is not None:
            run.append(item)
        if run and (item is None or (child.tail or "").strip()):
            yield run
            run = []
    if run:
        yield run


def _item(element: etree._Element, before: Sequence[_Item]) -> _Item | None:
    if local(element) != "p":
        return None
    found = _LEVEL.search(element.get("style") or "")
    if found:
        marker = next(
            (one for one in element.iter() if _MARKER.search(one.get("style") or "")), None
        )
        return _Item(element, int(found[1]), words(marker) if marker is not None else "·")
    if before and any(one.startswith(_CONTINUED) for one in classes(element)):
        return _Item(element, before[-1].level, "")
    return None


def _set_list(parent: etree._Element, run: Sequence[_Item]) -> None:
    """Put a list in the place of the paragraphs ``run`` of ``parent``."""
    place = parent.index(run[0].element)
    tail = run[-1].element.tail
    open_lists: list[tuple[int, etree._Element]] = []
    outer: list[etree._Element] = []
    for item in run:
        parent.remove(item.element)
        item.element.tail = None
        if not item.marker:
            open_lists[-1][1][-1].append(item.element)
            continue
        while open_lists and open_lists[-1][0] > item.level:
            open_lists.pop()
        kind = "ol" if _NUMBER.fullmatch(item.marker) else "ul"
        if open_lists and open_lists[-1][0] == item.level and open_lists[-1][1].tag != kind:
            open_lists.pop()
        if not open_lists or open_lists[-1][0] < item.level:
            new = parent.makeelement(kind, {})
            if kind == "ol" and item.marker.strip("(.)").isdigit():
                new.set("start", item.marker.strip("(.)"))
            if open_lists:
                open_lists[-1][1][-1].append(new)
            else:
                outer.append(new)
            open_lists.append((item.level, new))
        _drop_marker(item.element)
        entry = parent.makeelement("li", {})
        entry.append(item.element)
        open_lists[-1][1].append(entry)
    for number, new in enumerate(outer):
        for entry in list(new.iter("li")):
            if sum(local(one) == "p" for one in entry) == 1:
                unwrap(entry[0])
        parent.insert(place + number, new)
    outer[-1].tail = tail


def _drop_marker(paragraph: etree._Element) -> None:
    for marker in list(_markers(paragraph)):
        remove(marker)
    for attribute in ("style", "class"):
        paragraph.attrib.pop(attribute, "")
    _trim(paragraph)


def _markers(paragraph: etree._Element) -> Iterator[etree._Element]:
    return (one for one in paragraph.iter() if _MARKER.search(one.get("style") or ""))


def _trim(element: etree._Element) -> None:
    """Drop the spaces and empty spans at the start, where the marker was."""
    while not (element.text or "").strip() and len(element):
        first = element[0]
        if local(first) == "span" and not len(first) and not (first.text or "").strip():
            element.text = None
            remove(first)
            continue
        break
    element.text = (element.text or "").lstrip() or None


def _nest(parent: etree._Element) -> None:
    """Put each list of Google Docs into the last item of the level above, if one precedes it."""
    lists: list[tuple[str, int, etree._Element]] = []
    for child in list(parent):
        named = (_GOOGLE.fullmatch(one) for one in classes(child))
        found = next(filter(None, named), None)
        if local(child) not in ("ul", "ol") or found is None:
            lists = []
            continue
        name, level = found[1], int(found[2])
        while lists and lists[-1][1] > level:
            lists.pop()
        above = lists[-1][2] if lists and lists[-1][0] == name else None
        if above is None or not len(above):
            lists = [(name, level, child)]
        elif lists[-1][1] == level:
            _continue_list(above, child)
        else:
            if child.tail:
                text_before(child, child.tail)
                child.tail = None
            above[-1].append(child)
            lists.append((name, level, child))


def _continue_list(before: etree._Element, after: etree._Element) -> None:
    """Move the items of a list to the one before it, of which it is the rest."""
    for item in list(after):
        before.append(item)
    remove(after)
