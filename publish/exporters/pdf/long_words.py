"""Words that may be longer than a line, such as addresses: they may break anywhere."""

from __future__ import annotations

import re
from typing import Any

from publish.exporters.pdf.tree import elements

#: How many characters without a space a line surely holds: in titles, and in text.
_IN_TITLES, _IN_TEXT = 16, 28

_TITLES = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt"})

#: How many characters a span has at most: Pango measures all that is left of one for each line, so
#: a word without end would take time without end.
_PIECE = 500

#: What is not text that is set in lines, or breaks anywhere already.
_OTHERS = frozenset({"head", "style", "svg", "pre", "img", ""})


def mark_long_words(root: Any) -> None:
    """Put each long word of the text into ``span.long-word``, in place.

    The style sheet lets those break anywhere; they are left whole where a line can hold them.
    """
    body = root.find("body")
    if body is not None:
        _mark(body, _IN_TEXT)


def _mark(element: Any, limit: int) -> None:
    name = elements.name(element)
    if name in _OTHERS or "}" in name:
        return
    limit = _IN_TITLES if name in _TITLES else limit
    long = re.compile(rf"\S{{{limit},{_PIECE}}}")
    children = list(element)
    for child in children:
        _mark(child, limit)
    for place in range(len(children) - 1, -1, -1):
        if long.search(children[place].tail or ""):
            children[place].tail = _part(element, children[place].tail, place + 1, long)
    if long.search(element.text or ""):
        element.text = _part(element, element.text, 0, long)


def _part(element: Any, said: str, place: int, long: re.Pattern[str]) -> str:
    """Put the long words of ``said`` into spans, from child ``place`` on; the text before them."""
    found = list(long.finditer(said))
    for number, match in enumerate(found):
        span = element.makeelement("span", {"class": "long-word"})
        end = found[number + 1].start() if number + 1 < len(found) else len(said)
        span.text, span.tail = match[0], said[match.end() : end]
        element.insert(place + number, span)
    return said[: found[0].start()]
