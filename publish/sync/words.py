"""Word by word: a span for each word that is spoken, and the time of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from lxml import etree
from msgspec import Struct
from msgspec.structs import replace

from publish.model.ids import word_id
from publish.sync.clips import Said, Stretch

_XHTML = "{http://www.w3.org/1999/xhtml}"

#: How far from the end of one word the next may begin, in characters: what stands between them
#: (brackets, dashes, a formula) is shorter, and a word that is said but not written is not sought
#: in the rest of a long text.
_NEAR = 40


class _Run(Struct, frozen=True):
    """Characters without markup between them: the text of ``owner``, or (``tail``) behind it.

    ``begin`` is their place in the text of the whole element.
    """

    owner: etree._Element
    tail: bool
    begin: int
    text: str


class _Found(Struct, frozen=True):
    """A word of the text: ``first`` and ``last`` (exclusive) are its place, ``id`` its span's."""

    first: int
    last: int
    id: str
    begin: int


def by_words(root: etree._Element, stretches: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """``stretches`` in parts, a word each; ``root`` gets a span with an id around each word.

    A word that is said otherwise than it is written (a formula) is part of the one before it.  What
    has fewer than two words to show stays whole.
    """
    elements = {one.get("id"): one for one in root.iter() if isinstance(one.tag, str)}
    return tuple(_divided(elements.get(one.target), one) for one in stretches)


def _divided(element: etree._Element | None, stretch: Stretch) -> Stretch:
    if element is None or not stretch.words:
        return stretch
    runs = list(_runs(element))
    found = list(_timed(_places(runs, stretch.words), stretch))
    if len(found) < 2:
        return stretch
    for run in reversed(runs):
        inside = [one for one in found if run.begin <= one.first < run.begin + len(run.text)]
        _wrap(run, inside)
    begins = [stretch.begin, *(one.begin for one in found[1:]), stretch.end]
    return replace(
        stretch,
        parts=tuple(
            Stretch(one.id, begin, end)
            for one, (begin, end) in zip(found, pairwise(begins), strict=True)
        ),
    )


def _runs(element: etree._Element) -> Iterator[_Run]:
    """The characters inside ``element`` that are read out, in order."""
    place = 0
    for owner, tail, text in _texts(element):
        yield _Run(owner, tail, place, text)
        place += len(text)


def _texts(element: etree._Element) -> Iterator[tuple[etree._Element, bool, str]]:
    if element.text:
        yield element, False, element.text
    for child in element:
        own = isinstance(child.tag, str) and child.tag.startswith(_XHTML)
        if own and child.get("role") != "doc-noteref":
            yield from _texts(child)
        if child.tail:
            yield child, True, child.tail


def _places(runs: Sequence[_Run], words: Sequence[Said]) -> Iterator[tuple[int, int, int]]:
    """Where each of ``words`` stands in the text: first, last (exclusive), and when it begins.

    A word with markup inside it is shown as far as its first run goes.
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


def _timed(places: Iterator[tuple[int, int, int]], stretch: Stretch) -> Iterator[_Found]:
    """The words whose sound has a length, each with its id."""
    last, number = stretch.begin - 1, 0
    for first, end, begin in places:
        begin = max(begin, stretch.begin)
        if last < begin < stretch.end:
            number += 1
            yield _Found(first, end, word_id(stretch.target, number), begin)
            last = begin


def _wrap(run: _Run, words: Sequence[_Found]) -> None:
    """Put a span around each of ``words`` in the markup."""
    if not words:
        return
    cut = [one.first - run.begin for one in words]
    ends = [one.last - run.begin for one in words]
    spans = []
    for one, first, last, until in zip(words, cut, ends, [*cut[1:], len(run.text)], strict=True):
        span = etree.Element(f"{_XHTML}span", {"id": one.id, "class": "w"})
        span.text, span.tail = run.text[first:last], run.text[last:until]
        spans.append(span)
    parent = run.owner.getparent() if run.tail else run.owner
    assert parent is not None  # noqa: S101 - what has a tail stands in something
    place = parent.index(run.owner) + 1 if run.tail else 0
    if run.tail:
        run.owner.tail = run.text[: cut[0]]
    else:
        run.owner.text = run.text[: cut[0]]
    parent[place:place] = spans
