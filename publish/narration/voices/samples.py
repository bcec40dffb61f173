"""Cut, resample and join the sound of any engine (PCM: 16-bit little-endian, mono)."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable, Sequence
from itertools import groupby

from msgspec.structs import replace

from publish.narration.synthesis import SAMPLE_BYTES, Part, Speech, Voice, Word
from publish.runtime.pcm import resample

#: The silence between two voices in one sentence, in ms.
BETWEEN = 60

#: Samples up to this value count as silence at the ends of a sound (-50 dBFS).  This much of it
#: stays, in ms, so that no soft consonant is cut.
_SILENT, _MARGIN = 103, 10


def trim(pcm: bytes, rate: int) -> tuple[bytes, int]:
    """Return ``pcm`` without silence at its ends, and the number of samples cut off before.

    The sound is empty if all of it is silence.
    """
    samples = array("h", pcm)
    if sys.byteorder == "big":
        samples.byteswap()
    loud = (place for place, sample in enumerate(samples) if abs(sample) > _SILENT)
    first = next(loud, None)
    if first is None:
        return b"", 0
    last = next(p for p in range(len(samples) - 1, -1, -1) if abs(samples[p]) > _SILENT)
    margin = rate * _MARGIN // 1000
    start, end = max(0, first - margin), min(len(samples), last + 1 + margin)
    return pcm[start * SAMPLE_BYTES : end * SAMPLE_BYTES], start


def shifted(words: Sequence[Word], lead: int, length: int) -> tuple[Word, ...]:
    """Return ``words`` after :func:`trim` cut off ``lead`` samples and left ``length``."""
    moved = (
        replace(
            word,
            start=min(max(0, word.start - lead), length),
            end=min(max(0, word.end - lead), length),
        )
        for word in words
    )
    return tuple(word for word in moved if word.start < word.end)


def at_rate(speech: Speech, rate: int) -> Speech:
    """Return ``speech`` with its words at ``rate`` Hz."""
    if speech.rate == rate:
        return speech
    pcm = resample(speech.pcm, speech.rate, rate)
    words = (
        replace(
            word,
            start=word.start * rate // speech.rate,
            end=word.end * rate // speech.rate,
        )
        for word in speech.words
    )
    length = len(pcm) // SAMPLE_BYTES
    return replace(speech, pcm=pcm, rate=rate, words=shifted(tuple(words), 0, length))


def spoken_by_voice(
    parts: Sequence[Part], rate: int, speak: Callable[[Voice, Sequence[Part]], Speech]
) -> Speech:
    """Return ``parts`` as one sound at ``rate`` Hz; ``speak`` says neighbours with one voice."""
    spoken: list[tuple[Speech, int]] = []
    offset = 0
    for voice, run in groupby(parts, key=lambda part: part.voice):
        group = tuple(run)
        spoken.append((speak(voice, group), offset))
        offset += sum(len(part.text) for part in group)
    return joined(spoken, rate)


def joined(speeches: Sequence[tuple[Speech, int]], rate: int) -> Speech:
    """Return ``speeches`` as one at ``rate`` Hz; each comes with the offset of its text."""
    sound, words = bytearray(), list[Word]()
    for speech, offset in speeches:
        one = at_rate(speech, rate)
        if sound and one.pcm:
            sound += bytes(rate * BETWEEN // 1000 * SAMPLE_BYTES)
        start = len(sound) // SAMPLE_BYTES
        words += [
            Word(word.first + offset, word.last + offset, word.start + start, word.end + start)
            for word in one.words
        ]
        sound += one.pcm
    warnings = dict.fromkeys(warning for speech, _ in speeches for warning in speech.warnings)
    return Speech(bytes(sound), rate, tuple(words), tuple(warnings))
