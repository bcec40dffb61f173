"""The timeline: the time of each chapter, utterance and word of a narration.

All positions are counts of samples at ``Narration.rate``.  Every edition takes its times from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

from msgspec import Struct
from msgspec.structs import replace

from publish.model import Article, SectionKind
from publish.model.walk import chapters_in, sections_in
from publish.narration.script import Chapter, ChapterKind, Script, Skipped, Utterance
from publish.narration.synthesis import Sounds, Timing, Word
from publish.runtime.cache import digest

#: The silence before the first words and after the last, in ms.  Audiobooks have 0.5 to 1 s and 1
#: to 5 s (ACX).  All editions have the same, so that their times agree.
HEAD, TAIL = 750, 2000

#: Segments begin at multiples of this many samples: the frames of AAC (1024) and of MP3 at twice
#: the rate (576) both begin there, so that the bytes of a segment don't depend on its place.
GRID = 9216

#: A segment ends in a pause of at least this many ms, which resets the codecs.
_PAUSE = 250

#: The shortest segment in seconds, unless a section begins.  A longer one ends after one utterance
#: in ``_ONE_IN``, chosen by its text.
_SHORTEST, _ONE_IN = 120, 8

#: Chapters that begin a segment, so that they can be separate files.
_SEPARATE = (ChapterKind.SECTION, ChapterKind.NOTES, ChapterKind.CLOSING)

#: Chapters that documents have at their end, but for the heading, which is also a link beside the
#: picture: what comes before, inside and after is encoded once for the narration and for documents.
_MOVED = (ChapterKind.DESCRIPTION,)

#: An utterance, the key of its sound, and its timing.
SpokenUtterance = tuple[Utterance, str, Timing]


class Clip(Struct, frozen=True):
    """An utterance with its times.  ``end`` is the end of its sound; its pause follows.

    ``key`` is the key of its sound in the cache.
    """

    utterance: Utterance
    start: int
    end: int
    words: tuple[Word, ...]
    key: str


class TimedChapter(Struct, frozen=True):
    """A chapter with its times; the next chapter starts at ``end``."""

    chapter: Chapter
    start: int
    end: int
    clips: tuple[Clip, ...]


class Segment(Struct, frozen=True):
    """A part of the narration that is encoded separately: it begins and ends in a pause.

    ``start`` and ``end`` are multiples of :data:`GRID`.  It holds whole ``clips``.  Its end depends
    on its words only, so that a correction doesn't change the other segments.
    """

    start: int
    end: int
    clips: tuple[Clip, ...]


class Narration(Struct, frozen=True, kw_only=True):
    """The spoken article: chapters without a gap from sample 0 to ``length``.

    ``sounds`` are read by :func:`publish.narration.sounds.pcm`.  ``voice`` names the voice as the
    list of voices does, ``voice_name`` in ``language``; empty if it has no name there, ``None`` if
    it is the same.  ``warnings`` are about words that the voice can't speak well, such as a phrase
    in another language.  ``gain`` brings the sound to the level of its editions, in dB (``None``:
    not measured).  ``segments`` divide all of it for encoding.  ``labels`` are the clips of
    ``Script.labels``, which aren't on the timeline: each starts at 0.
    """

    language: str
    voice: str
    rate: int
    length: int
    chapters: tuple[TimedChapter, ...]
    segments: tuple[Segment, ...]
    labels: tuple[Clip, ...] = ()
    sounds: Sounds
    voice_name: str | None = None
    skipped: tuple[Skipped, ...] = ()
    warnings: tuple[str, ...] = ()
    gain: float | None = None

    @property
    def key(self) -> str:
        """A digest of everything that determines its sound."""
        clips = [(clip.key, clip.start) for segment in self.segments for clip in segment.clips]
        return digest(repr((self.rate, self.length, clips)).encode()).hex()

    def ms(self, samples: int) -> int:
        """Return ``samples`` in whole milliseconds, rounded half up; used for all times."""
        return (samples * 1000 * 2 + self.rate) // (2 * self.rate)


def timeline_of(
    script: Script,
    spoken: Sequence[SpokenUtterance],
    rate: int,
    ends: Set[int] = frozenset(),
) -> tuple[tuple[TimedChapter, ...], tuple[Segment, ...]]:
    """Return the chapters of ``script`` with their times, and the segments for encoding.

    ``spoken`` are its utterances in order, at ``rate`` samples a second.  After those with the
    numbers ``ends``, from 0, a segment ends besides.
    """
    track = _Track(rate, spoken, ends)
    following = (*script.chapters[1:], None)
    chapters = tuple(map(track.chapter, script.chapters, following))
    return chapters, tuple(track.segments)


def labels_of(spoken: Iterable[SpokenUtterance]) -> tuple[Clip, ...]:
    """Return the clips of ``spoken``, each from its own beginning."""
    return tuple(
        Clip(utterance, 0, timing.samples, timing.words, key) for utterance, key, timing in spoken
    )


def excerpt(narration: Narration, chapters: Sequence[Chapter], clips: Iterable[Clip]) -> Narration:
    """Return a narration of ``chapters`` alone, with the usual silence at its ends.

    ``clips`` are their clips in ``narration``.  Segments end where those of ``narration`` do, so
    that the same clips are encoded once for both.
    """
    clips = tuple(clips)
    last = {segment.clips[-1].start for segment in narration.segments}
    ends = {number for number, clip in enumerate(clips) if clip.start in last}
    script = Script(language=narration.language, chapters=tuple(chapters))
    timed, segments = timeline_of(script, [*map(_spoken, clips)], narration.rate, ends)
    return replace(narration, length=timed[-1].end, chapters=timed, segments=segments)


def _spoken(clip: Clip) -> SpokenUtterance:
    words = tuple(
        replace(word, start=word.start - clip.start, end=word.end - clip.start)
        for word in clip.words
    )
    return clip.utterance, clip.key, Timing(clip.end - clip.start, words)


class _Track:
    """Builds the timeline; ``position`` is its end so far, in samples."""

    def __init__(self, rate: int, spoken: Sequence[SpokenUtterance], ends: Set[int]) -> None:
        self._rate = rate
        self._spoken = enumerate(spoken)
        self._ends = ends
        self._clips: list[Clip] = []
        self._segment_start = 0
        self.position = 0
        self.segments: list[Segment] = []

    def chapter(self, chapter: Chapter, following: Chapter | None) -> TimedChapter:
        start = self.position
        if not start:
            self.position = self._samples(HEAD)
        clips = []
        for number, utterance in enumerate(chapter.utterances, start=1):
            clip, divided = self._clip()
            clips.append(clip)
            ended = number == len(chapter.utterances)
            last = ended and following is None
            self.position += self._samples(TAIL if last else utterance.pause)
            divided = divided or (ended and following is not None and following.kind in _SEPARATE)
            divided = divided or (chapter.kind in _MOVED and (ended or number == 1))
            divided = divided or self._ends_after(clip)
            if last or (utterance.pause >= _PAUSE and divided):
                self._end_segment()
        return TimedChapter(chapter, start, self.position, tuple(clips))

    def _clip(self) -> tuple[Clip, bool]:
        """Return the next clip, and whether its segment is to end after it."""
        number, (utterance, key, timing) = next(self._spoken)
        start, end = self.position, self.position + timing.samples
        words = tuple(
            Word(word.first, word.last, word.start + start, word.end + start)
            for word in timing.words
        )
        self.position = end
        self._clips.append(Clip(utterance, start, end, words, key))
        return self._clips[-1], number in self._ends

    def _ends_after(self, clip: Clip) -> bool:
        """Return whether a segment ends after ``clip``, by its text.

        The key of its sound depends on when the engine was installed, but the same source must give
        the same length on every machine.
        """
        long = self.position - self._segment_start >= _SHORTEST * self._rate
        return long and digest(clip.utterance.text.encode())[0] % _ONE_IN == 0

    def _end_segment(self) -> None:
        self.position = -(-self.position // GRID) * GRID
        self.segments.append(Segment(self._segment_start, self.position, tuple(self._clips)))
        self._segment_start, self._clips = self.position, []

    def _samples(self, ms: int) -> int:
        return ms * self._rate // 1000


def files_of(article: Article, narration: Narration) -> tuple[tuple[TimedChapter, ...], ...]:
    """Return the chapters of each file, for an edition with a file for each chapter.

    The file of a chapter of a book has all chapters of the narration that belong to it.  The title
    of a part goes to the beginning of its first chapter.
    """
    if not article.book:
        return tuple((timed,) for timed in narration.chapters)
    parts = parts_of(article)
    starts = {chapter.id for chapter in chapters_in(article.blocks)} | parts
    files: list[list[TimedChapter]] = []
    for timed in narration.chapters:
        kind, target = timed.chapter.kind, timed.chapter.target
        begins = kind is ChapterKind.SECTION and target in starts
        begins = begins or kind in (ChapterKind.OPENING, ChapterKind.CLOSING)
        begins = begins or (kind is ChapterKind.NOTES and timed.chapter.level == 1)
        titled = bool(files) and all(one.chapter.target in parts for one in files[-1])
        if not files or (begins and not titled):
            files.append([])
        files[-1].append(timed)
    return tuple(map(tuple, files))


def parts_of(article: Article) -> frozenset[str]:
    """Return the ids of the parts of a book."""
    sections = sections_in(article.blocks)
    return frozenset(one.id for one in sections if one.kind is SectionKind.PART)
