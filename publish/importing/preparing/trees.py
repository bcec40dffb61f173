"""Small changes to a tree of lxml, in which the text after an element is its tail."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree


def remove(element: etree._Element) -> None:
    """Remove an element, but not the text after it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        text_before(element, element.tail)
        element.tail = None
    parent.remove(element)


def text_before(element: etree._Element, text: str) -> None:
    """Put words before an element."""
    before, parent = element.getprevious(), element.getparent()
    if before is not None:
        before.tail = (before.tail or "") + text
    elif parent is not None:
        parent.text = (parent.text or "") + text


def replaced(element: etree._Element, new: etree._Element) -> None:
    """Put ``new`` in the place of an element."""
    new.tail = element.tail
    parent = element.getparent()
    if parent is not None:
        parent.replace(element, new)


def wrap(element: etree._Element, tag: str, given: dict[str, str]) -> None:
    """Put an element into a new one, which takes its place."""
    parent = element.getparent()
    if parent is None:
        return
    around = element.makeelement(tag, given)
    around.tail, element.tail = element.tail, None
    parent.replace(element, around)
    around.append(element)


def surround(element: etree._Element, before: str, after: str) -> None:
    """Put words at the start and at the end of an element."""
    element.text = before + (element.text or "")
    if len(element):
        element[-1].tail = (element[-1].tail or "") + after
    else:
        element.text += after
