"""WebVTT: the spoken words with their times as captions, and the chapters.

Source: https://www.w3.org/TR/webvtt1/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from publish.editions.audio.chapter_marks import clock, marks_of
from publish.editions.built import Made
from publish.model import Article
from publish.narration.script import Utterance
from publish.narration.timeline import Clip, Narration, Word
from publish.runtime.atomic import atomic

#: The longest caption, in characters: two lines of 42, as subtitles have it.
_LONGEST = 84


def export_vtt(article: Article, narration: Narration | None, output: Path) -> Made:  # noqa: ARG001
    """Write the captions of ``narration`` as ``output``.  Raises :class:`OutputError`."""
    assert narration is not None  # noqa: S101 - the table of exporters says `spoken`
    text, count = captions(narration)
    with atomic(output) as file:
        file.write_text(text, encoding="utf-8")
    return Made(f"{count} captions")


def captions(narration: Narration) -> tuple[str, int]:
    """The captions as a WebVTT file, and how many there are.

    In each, every word but the first has the time at which it is said before it.
    """
    cues = [
        cue
        for timed in narration.chapters
        for clip in timed.clips
        for cue in _cues(narration, clip)
    ]
    return _file("captions", narration.language, cues), len(cues)


def chapters(narration: Narration) -> str:
    """The chapters as a WebVTT file."""
    cues = [_cue(mark.start, mark.end, _escaped(mark.title)) for mark in marks_of(narration)]
    return _file("chapters", narration.language, cues)


def _file(kind: str, language: str, cues: list[str]) -> str:
    return "\n\n".join([f"WEBVTT\nKind: {kind}\nLanguage: {language}", *cues]) + "\n"


def _cue(start: int, end: int, text: str) -> str:
    return f"{clock(start)} --> {clock(end)}\n{text}"


def _cues(narration: Narration, clip: Clip) -> Iterator[str]:
    """The captions of one clip; a long one is cut between words.

    What is recorded has no times for its words, and may have no words.
    """
    utterance, language = clip.utterance, narration.language
    if not clip.words:
        if utterance.text.strip():
            text = _marked(utterance, 0, len(utterance.text), language)
            yield _cue(narration.ms(clip.start), narration.ms(clip.end), text)
        return
    groups = list(_groups(clip.words))
    cuts = [0, *(_between(utterance.text, *pair) for pair in pairwise(clip.words))]
    ends = [*cuts[1:], len(utterance.text)]
    place = 0
    for number, group in enumerate(groups):
        start = narration.ms(group[0].start if number else clip.start)
        last = number == len(groups) - 1
        end = narration.ms(clip.end if last else groups[number + 1][0].start)
        said, now = "", start
        for word in group:
            time = narration.ms(word.start)
            if word is not group[0] and now < time < end:
                said, now = f"{said}<{clock(time)}>", time
            said += _marked(utterance, cuts[place], ends[place], language)
            place += 1
        yield _cue(start, end, said.strip())


def _groups(words: tuple[Word, ...]) -> Iterator[tuple[Word, ...]]:
    """``words`` in runs of at most 84 characters."""
    begin = 0
    for place, word in enumerate(words):
        if place > begin and word.last - words[begin].first > _LONGEST:
            yield words[begin:place]
            begin = place
    yield words[begin:]


def _between(text: str, before: Word, after: Word) -> int:
    """Where to cut between two words: what stands before the last space belongs to the first."""
    space = text.rfind(" ", before.last, after.first)
    return after.first if space < 0 else space + 1


def _marked(utterance: Utterance, first: int, last: int, language: str) -> str:
    """A part of an utterance, its other languages marked (WebVTT, 5.1: the lang span)."""
    out, at = "", 0
    for span in utterance.spans:
        text = _escaped(span.text[max(0, first - at) : max(0, last - at)])
        at += len(span.text)
        foreign = text.strip() and span.language.lower() != language.lower()
        out += f"<lang {span.language}>{text}</lang>" if foreign else text
    return out


def _escaped(text: str) -> str:
    """Source: WebVTT, 6.4; an empty line would end the cue."""
    text = re.sub(r"\s", " ", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
