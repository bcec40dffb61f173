"""Calls of notes stay with the word that they are about."""

from __future__ import annotations

from typing import Any

from publish.exporters.pdf.tree import elements

#: A word that is longer is left alone: it may have to break.
_LONGEST = 24


def keep_calls(root: Any) -> None:
    """Put each call of a note and the word before it into ``span.together``, in place.

    WeasyPrint 70 ends lines between them; the style sheet forbids it inside that span.
    """
    parents = {child: parent for parent in root.iter() for child in parent}
    for call in list(root.iter("a")):
        if elements.role(call) == "doc-noteref":
            _keep(call, parents[call])


def _keep(call: Any, parent: Any) -> None:
    place = list(parent).index(call)
    before = parent[place - 1] if place else None
    said = (parent.text if before is None else before.tail) or ""
    word = "" if said[-1:].isspace() else (said.split() or [""])[-1]
    if not 0 < len(word) <= _LONGEST:
        return
    rest = said[: -len(word)]
    if before is None:
        parent.text = rest
    else:
        before.tail = rest
    together = parent.makeelement("span", {"class": "together"})
    together.text, together.tail, call.tail = word, call.tail, None
    parent.remove(call)
    together.append(call)
    parent.insert(place, together)
