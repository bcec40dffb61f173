"""Divide elements into words: a span with an id around each, and the time of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from publish.model.ids import word_id
from publish.sync.sound import TimedElement, TimedWord
from publish.xhtml.tree import Content, Element, Node, element, elements

#: The largest distance between two words in the text, in characters: brackets, dashes or a formula.
#: A spoken word that isn't written must not be found much later in the text.
_NEAR = 40


class _Run(Struct, frozen=True):
    """Characters without markup between them: a string among the children of ``parent``.

    ``begin`` is its offset in the text of the whole element.
    """

    parent: Element
    place: int
    begin: int
    text: str


class _Found(Struct, frozen=True):
    """A word of the text: its offsets ``first`` and ``last`` (exclusive), the id of its span, and
    where it begins in the sound, in ms.
    """

    first: int
    last: int
    id: str
    begin: int


def by_words(root: Content, timed: Sequence[TimedElement]) -> tuple[TimedElement, ...]:
    """Return ``timed`` with a part for each word, and put spans around the words in ``root``.

    A word that isn't spoken as it is written (a formula) belongs to the word before it.  An
    element with fewer than two words stays whole.
    """
    by_id = {one.id: one for one in elements(root)}
    return tuple(_divided(by_id.get(one.target), one) for one in timed)


def _divided(shown: Element | None, timed: TimedElement) -> TimedElement:
    if shown is None or not timed.words:
        return timed
    runs = list(_runs(shown))
    found = list(_with_times(_places(runs, timed.words), timed))
    if len(found) < 2:
        return timed
    for run in reversed(runs):
        inside = [one for one in found if run.begin <= one.first < run.begin + len(run.text)]
        before, after = run.parent.children[: run.place], run.parent.children[run.place + 1 :]
        run.parent.children = (*before, *_wrapped(run, inside), *after)
    begins = [timed.begin, *(one.begin for one in found[1:]), timed.end]
    return replace(
        timed,
        parts=tuple(
            TimedElement(one.id, begin, end)
            for one, (begin, end) in zip(found, pairwise(begins), strict=True)
        ),
    )


def _runs(shown: Element) -> Iterator[_Run]:
    """Yield the runs of characters in ``shown`` that are read out, in order."""
    begin = 0
    for parent, place, text in _texts(shown):
        yield _Run(parent, place, begin, text)
        begin += len(text)


def _texts(parent: Element) -> Iterator[tuple[Element, int, str]]:
    for place, child in enumerate(parent.children):
        if isinstance(child, str):
            yield parent, place, child
        elif child.name != "math" and child.get("role") != "doc-noteref":
            yield from _texts(child)


def _places(runs: Sequence[_Run], words: Sequence[TimedWord]) -> Iterator[tuple[int, int, int]]:
    """Yield each of ``words`` in the text: first and last offset (exclusive), and begin in ms.

    A word with markup inside it is shown up to the end of its first run.
    """
    text = "".join(run.text for run in runs)
    ends = [run.begin + len(run.text) for run in runs]
    cursor = 0
    for word in words:
        length = len(word.text)
        place = text.find(word.text, cursor, cursor + _NEAR + length) if length else -1
        if place >= 0:
            cursor = place + length
            end = next(one for one in ends if one > place)
            yield place, min(cursor, end), word.begin


def _with_times(places: Iterator[tuple[int, int, int]], timed: TimedElement) -> Iterator[_Found]:
    """Yield the words that take time, each with its id."""
    last, number = timed.begin - 1, 0
    for first, end, begin in places:
        begin = max(begin, timed.begin)
        if last < begin < timed.end:
            number += 1
            yield _Found(first, end, word_id(timed.target, number), begin)
            last = begin


def _wrapped(run: _Run, words: Sequence[_Found]) -> list[Node]:
    """Return the text of ``run``, with a span around each of ``words``."""
    out: list[Node] = []
    done = 0
    for word in words:
        first, last = word.first - run.begin, word.last - run.begin
        out.append(run.text[done:first])
        out.append(element("span", run.text[first:last], {"id": word.id, "class": "w"}))
        done = last
    out.append(run.text[done:])
    return [node for node in out if node]
