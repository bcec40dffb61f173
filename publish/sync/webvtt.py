"""Write WebVTT: captions with the time of each spoken word, and chapters.

Source: https://www.w3.org/TR/webvtt1/.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise, zip_longest

from publish.narration.script import Utterance
from publish.narration.synthesis import Word
from publish.narration.timeline import Clip, Narration
from publish.sync.chapter_marks import ChapterMark, clock

#: The longest caption, in characters: two lines of 42, as is usual for subtitles.
_LONGEST = 84


def captions(narration: Narration) -> tuple[str, int]:
    """Return the captions as a WebVTT file, and their number.

    Every word of a caption but the first has a timestamp before it.
    """
    cues = [
        cue
        for timed in narration.chapters
        for clip in timed.clips
        for cue in _cues(narration, clip)
    ]
    return _file(cues), len(cues)


def chapters_vtt(marks: Iterable[ChapterMark]) -> str:
    """Return chapters as a WebVTT file."""
    cues = [_cue(mark.start, mark.end, _escaped(mark.title)) for mark in marks]
    return _file(cues)


def _file(cues: list[str]) -> str:
    """Return a file of ``cues``; nothing but a blank line may follow the signature (4.1)."""
    return "\n\n".join(["WEBVTT", *cues]) + "\n"


def _cue(start: int, end: int, text: str) -> str:
    return f"{clock(start)} --> {clock(end)}\n{text}"


def _cues(narration: Narration, clip: Clip) -> Iterator[str]:
    """Yield the captions of one clip; a long one is divided between words.

    A recording has no word times, and may have no text.
    """
    utterance, language = clip.utterance, narration.language
    if not clip.words:
        if utterance.text.strip():
            text = _marked(utterance, 0, len(utterance.text), language)
            yield _cue(narration.ms(clip.start), narration.ms(clip.end), text)
        return
    words = tuple(_written(clip))
    groups = list(_groups(words))
    cuts = [0, *(_between(utterance.text, *pair) for pair in pairwise(words))]
    ends = [*cuts[1:], len(utterance.text)]
    place = 0
    for number, group in enumerate(groups):
        start = narration.ms(group[0].start if number else clip.start)
        last = number == len(groups) - 1
        end = narration.ms(clip.end if last else groups[number + 1][0].start)
        text, now = "", start
        for word in group:
            time = max(narration.ms(word.start), now + 1)
            if word is not group[0] and time < end:
                text, now = f"{text}<{clock(time)}>", time
            text += _marked(utterance, cuts[place], ends[place], language)
            place += 1
        yield _cue(start, end, text.strip())


def _written(clip: Clip) -> Iterator[Word]:
    """Yield the written words of a clip, each with its time.

    A voice may say several as one, such as a date or “of the”: each has a part of the time of that
    word and of what follows it without a time, by its letters.
    """
    text, words = clip.utterance.text, clip.words
    if any(map(str.isalnum, text[: words[0].first])):
        words = (Word(0, 0, clip.start, words[0].start), *words)
    for word, follower in zip_longest(words, words[1:]):
        span = text[word.first : follower.first if follower else len(text)]
        found = [one for one in re.finditer(r"\S+", span) if any(map(str.isalnum, one[0]))]
        if len(found) < 2:
            yield word
            continue
        length, done = sum(len(one[0]) for one in found), 0
        for one in found:
            start, done = done, done + len(one[0])
            times = (
                word.start + (word.end - word.start) * part // length for part in (start, done)
            )
            yield Word(word.first + one.start(), word.first + one.end(), *times)


def _groups(words: tuple[Word, ...]) -> Iterator[tuple[Word, ...]]:
    """Yield ``words`` in groups of at most :data:`_LONGEST` characters."""
    begin = 0
    for place, word in enumerate(words):
        if place > begin and word.last - words[begin].first > _LONGEST:
            yield words[begin:place]
            begin = place
    yield words[begin:]


def _between(text: str, before: Word, after: Word) -> int:
    """Return the index in ``text`` after the last space between two words."""
    places = range(after.first, before.last, -1)
    return next((place for place in places if text[place - 1].isspace()), after.first)


def _marked(utterance: Utterance, first: int, last: int, language: str) -> str:
    """Return part of an utterance, with ``lang`` spans for other languages (WebVTT, 5.1)."""
    out, at = "", 0
    for span in utterance.spans:
        text = _escaped(span.text[max(0, first - at) : max(0, last - at)])
        at += len(span.text)
        foreign = text.strip() and span.language.lower() != language.lower()
        out += f"<lang {span.language}>{text}</lang>" if foreign else text
    return out


def _escaped(text: str) -> str:
    """Return ``text`` escaped (WebVTT, 6.4) and on one line: an empty line would end the cue."""
    text = re.sub(r"\s", " ", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
