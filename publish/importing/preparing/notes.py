"""Notes of HTML and EPUB: calls and notes, wherever they stand, in one form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from publish.importing.preparing.trees import remove
from publish.importing.preparing.untrusted import local, words

if TYPE_CHECKING:
    from lxml import etree

_TYPE = "{http://www.idpf.org/2007/ops}type"
_CALLS = frozenset({"footnote-ref", "noteref", "footnoteref", "fnref", "note-ref"})
_NOTES = frozenset({"footnotes", "endnotes", "notes", "footnote-definitions", "footdef"})
_BACK = frozenset({"footnote-back", "reversefootnote", "backlink", "footnote-backref", "fn-back"})


def with_notes(body: etree._Element) -> None:
    """Put each note of ``body`` at its start, in a division, and a span where it is called.

    A call says so by its role (DPUB-ARIA ``doc-noteref``), ``epub:type`` or a usual class, and
    leads to its note by its ``href``.
    """
    by_id = {element.get("id"): element for element in body.iter() if element.get("id")}
    numbers: dict[str, int] = {}
    divisions = []
    for call in [one for one in body.iter() if _is_call(one)]:
        target = (call.get("href") or "").partition("#")[2]
        note = by_id.get(target)
        if note is None or note is body or call in note.iter():
            continue
        if target not in numbers:
            numbers[target] = len(numbers) + 1
            divisions.append(_division(note, numbers[target]))
        _called(call, numbers[target])
    for note in [by_id[target] for target in numbers]:
        _take(body, note)
    for place, division in enumerate(divisions):
        body.insert(place, division)
    if divisions and body.text:
        divisions[-1].tail, body.text = body.text, None


def epub_type(element: etree._Element) -> frozenset[str]:
    return frozenset((element.get(_TYPE) or element.get("epub:type") or "").split())


def classes(element: etree._Element) -> frozenset[str]:
    return frozenset((element.get("class") or "").split())


def _is_call(element: etree._Element) -> bool:
    if local(element) != "a" or "#" not in (element.get("href") or ""):
        return False
    parent = element.getparent()
    raised = parent is not None and local(parent) == "sup"
    return (
        element.get("role") == "doc-noteref"
        or "noteref" in epub_type(element)
        or bool(classes(element) & _CALLS)
        or (raised and parent is not None and bool(classes(parent) & _CALLS))
        or (raised and words(element).strip("[]()*†").isdigit())
    )


def _is_back(element: etree._Element) -> bool:
    return local(element) == "a" and (
        element.get("role") == "doc-backlink"
        or bool(classes(element) & _BACK)
        or words(element) in ("↩", "↩︎", "^", "↑")
    )


def _division(note: etree._Element, number: int) -> etree._Element:
    """What a note says, without its number and its way back."""
    for inner in list(note.iter()):
        number_of = "note-number" in classes(inner)
        if inner is not note and (_is_back(inner) or number_of):
            remove(inner)
    division = note.makeelement("div", {"data-note": str(number)})
    holds = any(local(child) in ("p", "div", "ul", "ol", "blockquote", "pre") for child in note)
    target = division
    if not holds:
        target = note.makeelement("p", {})
        division.append(target)
    target.text = note.text
    for child in list(note):
        target.append(child)
    return division


def _called(call: etree._Element, number: int) -> None:
    """A span instead of the call, and of the superscript that holds nothing else."""
    place = call
    parent = call.getparent()
    if parent is not None and local(parent) == "sup" and words(parent) == words(call):
        place = parent
    span = call.makeelement("span", {"data-note": str(number)})
    span.tail = place.tail
    around = place.getparent()
    if around is not None:
        around.replace(place, span)


def _take(body: etree._Element, note: etree._Element) -> None:
    """Remove an emptied note, with the list and the section that held nothing but notes."""
    parent = note.getparent()
    remove(note)
    while parent is not None and parent is not body:
        above = parent.getparent()
        named = bool(classes(parent) & _NOTES) or parent.get("role") == "doc-endnotes"
        named = named or bool(epub_type(parent) & {"footnotes", "endnotes", "rearnotes"})
        left = list(_leaves(parent))
        if left and not (named and all(local(child) in ("hr", "h1", "h2", "h3") for child in left)):
            return
        if not left and words(parent) and not named:
            return
        remove(parent)
        parent = above


def _leaves(element: etree._Element) -> Iterator[etree._Element]:
    for child in element:
        if local(child):
            yield child
