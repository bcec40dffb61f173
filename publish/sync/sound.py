"""The sound of one document: the clips of its passages, in the order of the document.

So a reading system can read on, jump or skip without seeking backwards.  For highlighting word by
word, each word gets a span with an id, and its time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from publish.encoding.codecs import Codec
from publish.encoding.encoder import Mastering, encode
from publish.language.announcements import announcements
from publish.model.ids import word_id
from publish.narration.script import Chapter, ChapterKind, Utterance
from publish.narration.timeline import Clip, Narration, excerpt
from publish.sync.passages import Passage
from publish.xhtml.tree import Content, Element, Node, element, elements


class TimedWord(Struct, frozen=True):
    """A word as it is written, and where it begins in the sound, in ms."""

    text: str
    begin: int


class TimedElement(Struct, frozen=True):
    """The element with the id ``target``, and where its sound begins and ends, in ms.

    ``words`` are the words of the element itself, without announcements.  ``parts`` are its words
    as elements, if it is highlighted word by word.
    """

    target: str
    begin: int
    end: int
    words: tuple[TimedWord, ...] = ()
    parts: tuple[TimedElement, ...] = ()


class DocumentSound(Struct, frozen=True):
    """The sound of one document as a separate narration; ``elements`` follow without gaps."""

    narration: Narration
    elements: tuple[TimedElement, ...]

    @property
    def duration(self) -> int:
        """The length of the sound in ms."""
        return sum(one.end - one.begin for one in self.elements)

    def encoded(self, codec: Codec, mastering: Mastering, folder: Path) -> bytes:
        """Return the sound file; ``folder`` is for temporary files.

        Raises what :func:`~publish.encoding.encoder.encode` raises.
        """
        file = folder / "sound"
        encode(self.narration, codec, file, mastering)
        return file.read_bytes()


def sound_of(passages: Sequence[Passage], narration: Narration) -> DocumentSound:
    """Return the sound of ``passages``, one after the other."""
    clips = [clip for passage in passages for clip in passage.clips]
    sound = excerpt(narration, [_chapter(clips)], clips)
    (chapter,) = sound.chapters
    begins, words, first = [], [], 0
    for passage in passages:
        timed = chapter.clips[first : first + len(passage.clips)]
        begins.append(timed[0].start if first else 0)
        words.append(tuple(_words(passage.target, timed, sound)))
        first += len(passage.clips)
    ends = [*begins[1:], chapter.end]
    return DocumentSound(
        sound,
        tuple(
            TimedElement(passage.target, sound.ms(begin), sound.ms(end), spoken)
            for passage, begin, end, spoken in zip(passages, begins, ends, words, strict=True)
        ),
    )


def _words(target: str, clips: Sequence[Clip], narration: Narration) -> Iterator[TimedWord]:
    for clip in clips:
        if clip.utterance.target == target:
            text, added = clip.utterance.text, tuple(_added(clip.utterance))
            for word in clip.words:
                if not any(word.first in one for one in added):
                    yield TimedWord(text[word.first : word.last], narration.ms(word.start))


def _added(utterance: Utterance) -> Iterator[range]:
    """Yield the offsets of words that aren't written: a label, and the calls of notes."""
    yield range(len(utterance.label))
    for language in {span.language for span in utterance.spans}:
        call = re.escape(announcements(language).note_call).replace(r"\{number\}", r"\d+")
        for found in re.finditer(f", {call}", utterance.text) if call else ():
            yield range(*found.span())


def _chapter(clips: Sequence[Clip]) -> Chapter:
    return Chapter(
        kind=ChapterKind.SECTION,
        title="",
        level=1,
        target="",
        utterances=tuple(clip.utterance for clip in clips),
    )


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


#: A word: where it begins in the sound, in ms, and its offsets in the text (the last exclusive).
WordPlace = tuple[int, int, int]


def word_places(
    root: Content, timed: Sequence[TimedElement]
) -> Iterator[tuple[str, list[WordPlace]]]:
    """Yield the words of each element with two and more, with its id.

    Offsets count UTF-16 code units in all of the element's text, as scripts of a page do (DOM,
    4.4, ``textContent``).
    """
    by_id = {one.id: one for one in elements(root)}
    for one in timed:
        shown = by_id.get(one.target)
        if shown is None or not one.words:
            continue
        runs = list(_runs(shown))
        found = list(_with_times(_places(runs, one.words), one))
        if len(found) < 2:
            continue
        yield (
            one.target,
            [
                (
                    word.begin,
                    first := start + _units(run.text[: word.first - run.begin]),
                    first + _units(run.text[word.first - run.begin : word.last - run.begin]),
                )
                for run, start in zip(runs, _begins(shown), strict=True)
                for word in found
                if run.begin <= word.first < run.begin + len(run.text)
            ],
        )


def _begins(shown: Element) -> Iterator[int]:
    """Yield where each string in ``shown`` that is read out begins."""
    units = 0
    for _, _, text, read in _strings(shown):
        if read:
            yield units
        units += _units(text)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


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
    for parent, place, text, read in _strings(shown):
        if read:
            yield _Run(parent, place, begin, text)
            begin += len(text)


def _strings(parent: Element, read: bool = True) -> Iterator[tuple[Element, int, str, bool]]:
    """Yield each string in ``parent``: whose child it is, its place, and whether it is read out."""
    for place, child in enumerate(parent.children):
        if isinstance(child, str):
            yield parent, place, child, read
        else:
            spoken = child.name != "math" and child.get("role") != "doc-noteref"
            yield from _strings(child, read and spoken)


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
