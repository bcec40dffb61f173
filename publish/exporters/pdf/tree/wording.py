"""What text extracts as where that differs from what is drawn (``ActualText``)."""

from __future__ import annotations

import re
from typing import Any

from publish.exporters.pdf.tree.nodes import Marked

#: Hebrew, Arabic and their neighbours: glyphs are stored from left to right as they are seen.
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def say_whole_words(texts: list[tuple[Any, Marked]]) -> None:
    """Give ``texts`` (text boxes and their sequences in reading order) their ``actual`` text.

    A word that was divided at the end of a line is said whole there, without its hyphen, and left
    out where the next line begins; a line from right to left is said in logical order
    (ISO 32000-1, 14.9.4).
    """
    following: dict[Any, list[Marked]] = {}
    for box, marked in texts:
        following.setdefault(box.element, []).append(marked)
    places = {marked: place for run in following.values() for place, marked in enumerate(run)}
    for box, marked in texts:
        hyphen = box.style["hyphenate_character"]
        if box.style["hyphens"] == "auto" and marked.text.endswith(hyphen):
            run = following[box.element]
            place = places[marked] + 1
            if place < len(run) and _divided(box, marked.text):
                _join(marked, run[place], hyphen)
        if marked.actual is None and _RIGHT_TO_LEFT.search(marked.text):
            marked.actual = marked.text


def _divided(box: Any, text: str) -> bool:
    """Whether the hyphen that ``text`` ends with was added and is not the element's own."""
    source = "".join([box.element.text or "", *(child.tail or "" for child in box.element)])
    return " ".join(text.split()) not in " ".join(source.split())


def _join(first: Marked, second: Marked, hyphen: str) -> None:
    """Move the rest of the word from ``second`` to ``first``."""
    start = first.text if first.actual is None else first.actual
    rest, space, others = second.text.partition(" ")
    first.actual = start.removesuffix(hyphen) + rest
    second.actual = space + others
