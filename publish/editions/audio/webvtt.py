"""Write WebVTT: captions with the time of each spoken word, and chapters.

Source: https://www.w3.org/TR/webvtt1/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from publish.editions.audio.chapter_marks import chapter_marks, clock
from publish.editions.edition import BuiltEdition, SpokenContext
from publish.narration.script import Utterance
from publish.narration.synthesis import Word
from publish.narration.timeline import Clip, Narration

#: The longest caption, in characters: two lines of 42, as is usual for subtitles.
_LONGEST = 84


def build_vtt(context: SpokenContext) -> BuiltEdition:
    """Write the captions of the narration."""
    text, count = captions(context.narration)
    context.output.write_text(text, encoding="utf-8")
    return BuiltEdition(summary=f"{count} captions")


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
    return _file("captions", narration.language, cues), len(cues)


def chapters_vtt(narration: Narration) -> str:
    """Return the chapters as a WebVTT file."""
    cues = [_cue(mark.start, mark.end, _escaped(mark.title)) for mark in chapter_marks(narration)]
    return _file("chapters", narration.language, cues)


def _file(kind: str, language: str, cues: list[str]) -> str:
    return "\n\n".join([f"WEBVTT\nKind: {kind}\nLanguage: {language}", *cues]) + "\n"


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
    groups = list(_groups(clip.words))
    cuts = [0, *(_between(utterance.text, *pair) for pair in pairwise(clip.words))]
    ends = [*cuts[1:], len(utterance.text)]
    place = 0
    for number, group in enumerate(groups):
        start = narration.ms(group[0].start if number else clip.start)
        last = number == len(groups) - 1
        end = narration.ms(clip.end if last else groups[number + 1][0].start)
        text, now = "", start
        for word in group:
            time = narration.ms(word.start)
            if word is not group[0] and now < time < end:
                text, now = f"{text}<{clock(time)}>", time
            text += _marked(utterance, cuts[place], ends[place], language)
            place += 1
        yield _cue(start, end, text.strip())


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
    space = text.rfind(" ", before.last, after.first)
    return after.first if space < 0 else space + 1


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
