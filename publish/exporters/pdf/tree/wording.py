"""What text extracts as where that differs from what is drawn (``ActualText``)."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from publish.exporters.pdf.tree.nodes import Marked

#: What programs that take text out of a PDF leave out at the end of a line.
_HYPHENS = ("-", "\u2010")


def say_whole_words(texts: list[tuple[Any, Marked]]) -> None:
    """Give ``texts`` (text boxes and their sequences in reading order) their ``actual`` text.

    A word that was divided at the end of a line is said whole there, without the hyphen if that was
    added, and left out where the next line begins (ISO 32000-1, 14.9.4).
    """
    following: dict[Any, list[Marked]] = {}
    for box, marked in texts:
        following.setdefault(box.element, []).append(marked)
    places = {marked: place for run in following.values() for place, marked in enumerate(run)}
    behind = {id(marked): other for (_, marked), (_, other) in pairwise(texts)}
    for box, marked in reversed(texts):  # so that a word over three lines is joined from its end
        hyphen = box.style["hyphenate_character"]
        if not marked.text.endswith((hyphen, *_HYPHENS)):
            continue
        rest = next(iter(following[box.element][places[marked] + 1 :]), None)
        added = box.style["hyphens"] == "auto" and marked.text.endswith(hyphen)
        if rest is not None and added and _divided(box, marked.text):
            marked.divided = True
            _join(marked, rest, hyphen)
        elif rest is not None and rest is behind[id(marked)] and _ends_in_a_word(marked.text):
            _join(marked, rest, "")


def _ends_in_a_word(text: str) -> bool:
    """Whether the last character, a hyphen, stands at a word and not between spaces."""
    return bool(text[-2:-1].strip())


def _divided(box: Any, text: str) -> bool:
    """Whether the hyphen that ``text`` ends with was added and is not the element's own."""
    source = "".join([box.element.text or "", *(child.tail or "" for child in box.element)])
    return " ".join(text.split()) not in " ".join(source.split())


def _join(first: Marked, second: Marked, hyphen: str) -> None:
    """Move the rest of the word from ``second`` to ``first``; ``hyphen`` is no part of it."""
    start = first.text if first.actual is None else first.actual
    rest, space, others = second.said.partition(" ")
    first.actual = start.removesuffix(hyphen) + rest
    second.actual = space + others
