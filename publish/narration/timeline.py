"""The one timeline: where each chapter, utterance and word stands in the narration.

All positions are counts of samples at ``Narration.rate``; every edition spells these and computes
no time of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from publish.narration.script import Chapter, Skipped, Utterance

#: Bytes of one sample: signed 16-bit little-endian, one channel.
SAMPLE_BYTES = 2


@dataclass(frozen=True, slots=True)
class Word:
    """A spoken word: ``first`` and ``last`` are offsets into ``Utterance.text``, end exclusive."""

    first: int
    last: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Clip:
    """An utterance in time.  ``end`` is where its sound ends; its pause follows."""

    utterance: Utterance
    start: int
    end: int
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class TimedChapter:
    """A chapter in time; the next chapter starts at ``end``."""

    chapter: Chapter
    start: int
    end: int
    clips: tuple[Clip, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Narration:
    """The spoken article: chapters without a gap from sample 0 to ``length``, and their sound.

    ``audio`` is a file of raw PCM (signed 16-bit little-endian, mono, ``rate`` samples a second)
    that lives as long as the build.  ``voice`` names the voice for metadata; ``warnings`` say what
    the voice could not do (a phrase in a language that it lacks).
    """

    language: str
    voice: str
    rate: int
    length: int
    chapters: tuple[TimedChapter, ...]
    audio: Path
    skipped: tuple[Skipped, ...] = ()
    warnings: tuple[str, ...] = ()

    def ms(self, samples: int) -> int:
        """``samples`` as whole milliseconds, rounded half up; the only place that rounds times."""
        return (samples * 1000 * 2 + self.rate) // (2 * self.rate)

    def pcm(self, start: int = 0, end: int | None = None, chunk: int = 1 << 20) -> Iterator[bytes]:
        """The samples ``start`` to ``end`` (exclusive) as pieces of at most ``chunk`` bytes."""
        left = ((self.length if end is None else end) - start) * SAMPLE_BYTES
        with self.audio.open("rb") as file:
            file.seek(start * SAMPLE_BYTES)
            while left > 0 and (piece := file.read(min(chunk, left))):
                left -= len(piece)
                yield piece
