"""Utterances whose length is known -> where each stands.

Which chapters of a narration go into one file, where each chapter has a file of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from publish.model import Article, SectionKind
from publish.model.walk import chapters_in, sections_in
from publish.narration.script import Chapter, ChapterKind, Script, Utterance
from publish.narration.script_builder import HEAD, TAIL
from publish.narration.sounds import Timing
from publish.narration.timeline import GRID, Clip, Narration, Stretch, TimedChapter, Word
from publish.runtime.cache import digest

#: A stretch ends in a pause of so many ms at least: codecs have forgotten then what was before.
_PAUSE = 250

#: A stretch that is shorter than so many seconds goes on, unless a section begins; then it ends
#: after one utterance in so many, chosen by what is said.
_SHORTEST, _ONE_IN = 120, 8

#: Chapters that are encoded by themselves, so that they can be files of their own.
_OWN = (ChapterKind.SECTION, ChapterKind.NOTES, ChapterKind.CLOSING)

#: An utterance, the address of its sound, and its timing.
Heard = tuple[Utterance, str, Timing]


def placed(
    script: Script, heard: Sequence[Heard], rate: int
) -> tuple[tuple[TimedChapter, ...], tuple[Stretch, ...]]:
    """The chapters of ``script`` in time, and how they are divided for encoding.

    ``heard`` are its utterances in order, at ``rate`` samples a second.
    """
    track = _Track(rate, heard)
    following = (*script.chapters[1:], None)
    chapters = tuple(map(track.chapter, script.chapters, following))
    return chapters, tuple(track.stretches)


class _Track:
    """The narration as it grows: ``position`` is where we are, in samples."""

    def __init__(self, rate: int, heard: Sequence[Heard]) -> None:
        self._rate = rate
        self._heard = iter(heard)
        self._clips: list[Clip] = []
        self._begun = 0
        self.position = 0
        self.stretches: list[Stretch] = []

    def chapter(self, chapter: Chapter, following: Chapter | None) -> TimedChapter:
        start = self.position
        if not start:
            self.position = self._samples(HEAD)
        clips = []
        for number, said in enumerate(chapter.utterances, start=1):
            clip = self._clip()
            clips.append(clip)
            ended = number == len(chapter.utterances)
            last = ended and following is None
            self.position += self._samples(TAIL if last else said.pause)
            section = ended and following is not None and following.kind in _OWN
            if last or (said.pause >= _PAUSE and (section or self._ends(clip))):
                self._end()
        return TimedChapter(chapter, start, self.position, tuple(clips))

    def _clip(self) -> Clip:
        utterance, key, timing = next(self._heard)
        start, end = self.position, self.position + timing.samples
        words = tuple(
            Word(word.first, word.last, word.start + start, word.end + start)
            for word in timing.words
        )
        self.position = end
        self._clips.append(Clip(utterance, start, end, words, key))
        return self._clips[-1]

    def _ends(self, clip: Clip) -> bool:
        """Whether a stretch ends after ``clip``, by what it says.

        Never by the address of its sound: that is another one where the engine was installed on
        another day, and the same source must be as long on every machine.
        """
        long = self.position - self._begun >= _SHORTEST * self._rate
        return long and digest(clip.utterance.text.encode())[0] % _ONE_IN == 0

    def _end(self) -> None:
        self.position = -(-self.position // GRID) * GRID
        self.stretches.append(Stretch(self._begun, self.position, tuple(self._clips)))
        self._begun, self._clips = self.position, []

    def _samples(self, ms: int) -> int:
        return ms * self._rate // 1000


def files_of(article: Article, narration: Narration) -> tuple[tuple[TimedChapter, ...], ...]:
    """The chapters of each file: one; of a book, all of what is a chapter there.

    The title of a part is heard at the beginning of its first chapter.
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
    """The ids of the parts of a book."""
    sections = sections_in(article.blocks)
    return frozenset(one.id for one in sections if one.kind is SectionKind.PART)
