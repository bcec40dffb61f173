"""Put the spaces between phrases where they are drawn."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

#: Elements that stand in a line and look the same with a space at their edge.
_PHRASES = frozenset({"span", "em", "strong", "del", "abbr", "time", "q"})


def settle_spaces(root: Any) -> None:
    """Move a space that stands alone between two phrases into one of them, in place.

    WeasyPrint does not draw text that is only white space, and so its PDF would hold sentences
    without a space between them (ISO 32000-1, 14.8.2.5: words are parted by real spaces).
    """
    for parent in root.iter():
        children = list(parent)
        for element, follower in pairwise(children):
            tail = element.tail or ""
            if tail and not tail.strip() and (_begin(follower) or _end(element)):
                element.tail = ""


def _begin(element: Any) -> bool:
    """Let the text of ``element`` begin with a space; whether there is text that can."""
    if element.tag not in _PHRASES or "footnote" in (element.get("class") or "").split():
        return False
    if element.text:
        element.text = " " + element.text
        return True
    return bool(len(element)) and _begin(element[0])


def _end(element: Any) -> bool:
    """Let the text of ``element`` end with a space; whether there is text that can."""
    if element.tag not in _PHRASES or "footnote" in (element.get("class") or "").split():
        return False
    if len(element):
        last = element[-1]
        if last.tail and last.tail.strip():
            last.tail += " "
            return True
        return not last.tail and _end(last)
    if element.text:
        element.text += " "
        return True
    return False
