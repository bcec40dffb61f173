"""The one timeline: where each chapter, utterance and word stands in the narration.

All positions are counts of samples at ``Narration.rate``; every edition spells these and computes
no time of its own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from publish.narration.script import Chapter, Skipped, Utterance
from publish.runtime.cache import digest

if TYPE_CHECKING:
    from publish.narration.sounds import Sounds

#: Bytes of one sample: signed 16-bit little-endian, one channel.
SAMPLE_BYTES = 2


#: Stretches begin at multiples of so many samples: the frames of AAC (1024) and of MP3 at twice
#: the rate (576) both begin there, so that a stretch keeps its bytes wherever it stands.
GRID = 9216


class Word(Struct, frozen=True):
    """A spoken word: ``first`` and ``last`` are offsets into ``Utterance.text``, end exclusive."""

    first: int
    last: int
    start: int
    end: int


class Clip(Struct, frozen=True):
    """An utterance in time.  ``end`` is where its sound ends; its pause follows.

    ``key`` is the address of its sound.
    """

    utterance: Utterance
    start: int
    end: int
    words: tuple[Word, ...]
    key: str


class TimedChapter(Struct, frozen=True):
    """A chapter in time; the next chapter starts at ``end``."""

    chapter: Chapter
    start: int
    end: int
    clips: tuple[Clip, ...]


class Stretch(Struct, frozen=True):
    """A part of the narration that is encoded by itself: it begins and ends in a pause.

    ``start`` and ``end`` are multiples of :data:`GRID`.  It holds whole ``clips``; where it ends
    depends on what is said in it, so that a correction leaves the other stretches as they are.
    """

    start: int
    end: int
    clips: tuple[Clip, ...]


class Narration(Struct, frozen=True, kw_only=True):
    """The spoken article: chapters without a gap from sample 0 to ``length``, and their sound.

    ``sounds`` holds the sound of each clip as raw PCM (signed 16-bit little-endian, mono, ``rate``
    samples a second); it lives as long as the build.  ``voice`` names the voice for metadata;
    ``warnings`` say what the voice could not do (a phrase in a language that it lacks).  ``gain``
    is how many dB bring the sound to the level that its editions have, where that was measured.
    ``stretches`` divide all of it for encoding.
    """

    language: str
    voice: str
    rate: int
    length: int
    chapters: tuple[TimedChapter, ...]
    stretches: tuple[Stretch, ...]
    sounds: Sounds
    skipped: tuple[Skipped, ...] = ()
    warnings: tuple[str, ...] = ()
    gain: float | None = None

    @property
    def key(self) -> str:
        """The address of all of its sound."""
        clips = [(clip.key, clip.start) for stretch in self.stretches for clip in stretch.clips]
        return digest(repr((self.rate, self.length, clips)).encode()).hex()

    def ms(self, samples: int) -> int:
        """``samples`` as whole milliseconds, rounded half up; the only place that rounds times."""
        return (samples * 1000 * 2 + self.rate) // (2 * self.rate)

    def pcm(self, start: int = 0, end: int | None = None, chunk: int = 1 << 20) -> Iterator[bytes]:
        """The samples ``start`` to ``end`` (exclusive) as pieces of at most ``chunk`` bytes."""
        end = self.length if end is None else min(end, self.length)
        first = max(0, bisect_right(self.stretches, start, key=lambda one: one.start) - 1)
        position = start
        for stretch in self.stretches[first:]:
            if stretch.start >= end:
                break
            self.sounds.restore(
                clip.key for clip in stretch.clips if clip.end > start and clip.start < end
            )
            for clip in stretch.clips:
                if clip.end <= position:
                    continue
                if clip.start >= end:
                    break
                yield from _pieces(bytes(max(0, clip.start - position) * SAMPLE_BYTES), chunk)
                position = max(position, clip.start)
                sound = self.sounds.pcm(clip.key)
                first_byte = (position - clip.start) * SAMPLE_BYTES
                last = min(clip.end, end)
                yield from _pieces(sound[first_byte : (last - clip.start) * SAMPLE_BYTES], chunk)
                position = last
        yield from _pieces(bytes((end - position) * SAMPLE_BYTES), chunk)


def _pieces(pcm: bytes, chunk: int) -> Iterator[bytes]:
    for start in range(0, len(pcm), chunk):
        yield pcm[start : start + chunk]
