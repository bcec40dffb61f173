"""Find each item in a finished sound file: read its chapters, and compare its sound.

A sound file is compared with the narration that it was encoded from; see
:mod:`publish.audit.sound.timeline_index` for the limits of this comparison.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

from msgspec import Struct, field

from publish.audit.addresses import normal_address
from publish.audit.items import NOWHERE, Item, Kind, Result, found, left_out, letters, lost, short
from publish.audit.sound.curve import SILENT, STEPS, Curve, alike
from publish.audit.sound.timeline_index import TimelineIndex, clock, item_of
from publish.narration.script import Chapter
from publish.narration.timeline import Clip
from publish.readers.sound import ChapterMark

#: Two sounds with at least this likeness are the same: different sentences reach 0.7, and the worst
#: codec in use keeps 0.94.
ALIKE = 0.85

#: The same for sounds shorter than a second, where the start of frames matters more.
ALIKE_SHORT, SHORT = 0.7, STEPS

#: Sounds with fewer values of a curve aren't compared, only checked for silence.
FEW = 8


class Format(Struct, frozen=True):
    """An audio format, and what its chapters can hold besides a title.

    ``read`` reads the chapters.  ``most`` is how many links a chapter can have (0: any number);
    ``silent`` says that there is no sound.
    """

    name: str
    suffix: str
    read: Callable[[Path], tuple[ChapterMark, ...]]
    pictures: bool = False
    alts: bool = False
    links: bool = False
    most: int = 0
    silent: bool = False


#: How far from its time a chapter may begin, in ms: a frame of MP3 or AAC.
_NEAR = 60


class Marks(Struct, frozen=True, dict=True):
    """The chapters of one file."""

    marks: tuple[ChapterMark, ...]

    @cached_property
    def _titled(self) -> dict[str, list[tuple[int, int]]]:
        """The starts of the chapters with each title, in order, and their places."""
        found: dict[str, list[tuple[int, int]]] = {}
        for place, mark in enumerate(self.marks):
            found.setdefault(letters(mark.title), []).append((mark.start, place))
        for starts in found.values():
            starts.sort()
        return found

    def at(self, start: int, chapter: Chapter) -> ChapterMark | None:
        """Return the chapter that begins at ``start`` (ms) and has the title of ``chapter``."""
        starts = self._titled.get(letters(chapter.title), [])
        near = starts[bisect_left(starts, (start - _NEAR, 0)) :][:1]
        return self.marks[near[0][1]] if near and near[0][0] <= start + _NEAR else None

    def own_picture(self, mark: ChapterMark, *, cover: bool) -> bool:
        """Return whether ``mark`` has a picture that isn't the one of the first chapter.

        With ``cover`` it may be the same picture.
        """
        first = self.marks[0]
        return bool(mark.picture) and (cover or mark is first or mark.picture != first.picture)


class Segment(Struct, frozen=True):
    """A file, or the part of it that holds the samples ``first`` to ``last`` of the narration.

    A time in the narration plus ``shift`` (s) is the time in the file.  ``curve`` is ``None`` if
    the file wasn't decoded; then ``seconds`` is its declared length.
    """

    first: int
    last: int
    shift: float = 0.0
    curve: Curve | None = None
    seconds: float = 0.0


class Sound(Struct, frozen=True):
    """A finished audio edition: its chapters (``None`` if it has none) and its files.

    The files are in the order of the narration.  ``expected`` is the curve of the narration, for
    files that were decoded.
    """

    format: Format
    marks: Marks | None
    segments: Sequence[Segment]
    expected: Curve | None = None


def audit_sound(sound: Sound, items: Sequence[Item], index: TimelineIndex) -> Iterator[Result]:
    """Yield the result of each of ``items`` in ``sound``."""
    listener = _Listener(sound, index, _link_words(items, index))
    for item in items:
        yield listener.find(item)


def _link_words(items: Sequence[Item], index: TimelineIndex) -> dict[tuple[int, str], str]:
    """Return the first link with given words in each chapter: ID3 keeps only that one."""
    found_first: dict[tuple[int, str], str] = {}
    for item in items:
        if item.kind is Kind.LINK:
            clips, _ = index.clips_of(item)
            for clip in clips[:1]:
                key = (index.chapter_at[clip.start].start, letters(item.text))
                found_first.setdefault(key, item.target)
    return found_first


class _Listener(Struct):
    sound: Sound
    index: TimelineIndex
    links: dict[tuple[int, str], str]
    addresses: dict[int, frozenset[str]] = field(default_factory=dict)

    @property
    def edition(self) -> str:
        return self.sound.format.name

    def find(self, item: Item) -> Result:
        """Return the result for ``item``."""
        if item.kind is Kind.FRONT and item.text.startswith(("http://", "https://")):
            return left_out(item, self.edition, "an address is not read")
        clips, why = self.index.clips_of(item)
        if not clips:
            if why:
                return left_out(item, self.edition, why)
            return lost(item, self.edition, f"“{short(item.text)}” is not read")
        at = clock(min(clip.start for clip in clips) / self.index.narration.rate)
        for clip in clips:
            if wrong := self.sound_error(clip):
                return lost(item, self.edition, wrong, at)
        if self.sound.format.silent and not (
            item.kind in (Kind.HEADING, Kind.FIGURE, Kind.LINK) or item.id == "title"
        ):
            return left_out(item, self.edition, "it has chapters only: titles, pictures, links")
        if item.kind is Kind.ABBREVIATION:
            reason = "it is read as it is written, without its expansion"
            return left_out(item, self.edition, reason, at)
        if item.kind is Kind.LINK:
            return self.link(item, clips[0], at)
        if wrong := self.chapter_error(item):
            return lost(item, self.edition, wrong, at)
        return found(item, self.edition, at)

    # ------------------------------------------------------------------- sound

    def sound_error(self, clip: Clip) -> str:
        """Return a description of what is wrong with the sound of ``clip``, or an empty string."""
        rate = self.index.narration.rate
        start, end = clip.start / rate, clip.end / rate
        words = short(clip.utterance.text, 40)
        segments = self.sound.segments
        place = bisect_right(segments, clip.start, key=lambda one: one.first) - 1
        segment = segments[place] if place >= 0 else None
        if segment is None or clip.start >= segment.last:
            return f"the file of “{words}” is not there"
        if segment.curve is None:
            beyond = end + segment.shift > segment.seconds + 0.25
            return f"the file ends before “{words}”" if beyond else ""
        if self.sound.expected is None:
            return ""
        from statistics import median  # most builds do not listen

        expected = self.sound.expected.between(start, end)
        actual = segment.curve.between(start + segment.shift, end + segment.shift)
        if max(expected, default=0) < 4 * SILENT:  # a recording may be silent
            return ""
        if len(actual) < len(expected) - 2:
            return f"the file ends before “{words}”"
        if median(actual) < min(SILENT, median(expected) / 4):
            return f"there is silence where “{words}” should be"
        if len(expected) < FEW:
            return ""
        least = ALIKE if len(expected) >= SHORT else ALIKE_SHORT
        if alike(expected, segment.curve, start + segment.shift) < least:
            return f"something else is spoken where “{words}” should be"
        return ""

    # ------------------------------------------------------------------- chapters

    def chapter_error(self, item: Item) -> str:
        """Return what is wrong with the chapter of a heading, figure or alt text, if anything."""
        if self.sound.marks is None:
            return ""
        if item.kind is Kind.ALT:
            mark = self.mark(item.owner) if self.sound.format.alts else None
            wrong = mark is not None and letters(mark.alt) != letters(item.text)
            return "its chapter does not say it" if wrong else ""
        if item.kind not in (Kind.HEADING, Kind.FIGURE) and item.id != "title":
            return ""
        timed = self.index.chapters.get(item.id)
        if timed is None or item_of(timed.chapter) != item.id:
            return ""
        mark = self.mark(item.id)
        if mark is None:
            return f"there is no chapter “{short(timed.chapter.title, 40)}” where it is said"
        if not mark.listed:
            return f"the chapter “{short(timed.chapter.title, 40)}” is in no menu"
        if (
            item.kind is Kind.FIGURE
            and self.sound.format.pictures
            and not self.sound.marks.own_picture(mark, cover=self._is_cover(timed.chapter))
        ):
            return f"the chapter “{short(timed.chapter.title, 40)}” does not show it"
        return ""

    def _is_cover(self, chapter: Chapter) -> bool:
        """Return whether ``chapter`` has the same picture as the first chapter."""
        opening = self.index.chapters.get("title")
        cover = opening.chapter.image if opening else None
        return bool(cover and chapter.image and cover.digest == chapter.image.digest)

    def mark(self, own: str) -> ChapterMark | None:
        """Return the chapter of the file for the item ``own``."""
        timed = self.index.chapters.get(own)
        if timed is None or self.sound.marks is None:
            return None
        return self.sound.marks.at(self.index.narration.ms(timed.start), timed.chapter)

    def _addresses(self, mark: ChapterMark) -> frozenset[str]:
        """Return the links of a chapter, as :func:`normal_address` writes them."""
        found = self.addresses.get(id(mark))
        if found is None:
            found = self.addresses[id(mark)] = frozenset(map(normal_address, mark.links))
        return found

    def link(self, item: Item, clip: Clip, at: str) -> Result:
        """Find the link in the chapter around its words, if chapters can hold links."""
        if not item.target:
            return left_out(item, self.edition, NOWHERE, at)
        if not self.sound.format.links or self.sound.marks is None:
            return left_out(item, self.edition, "its words are spoken; the file has no links", at)
        if not item.target.startswith(("http://", "https://")):
            return left_out(item, self.edition, "its words are spoken; it leads into the text", at)
        timed = self.index.chapter_at[clip.start]
        mark = self.sound.marks.at(self.index.narration.ms(timed.start), timed.chapter)
        if mark is None:
            return lost(item, self.edition, "its chapter is not there", at)
        if normal_address(item.target) in self._addresses(mark):
            return found(item, self.edition, at)
        if self.links.get((timed.start, letters(item.text))) != item.target:
            reason = "a chapter has one link with the same words, and it is another one"
            return left_out(item, self.edition, reason, at)
        if self.sound.format.most == 1 and mark.links:
            return left_out(item, self.edition, "a chapter has one link, and it is another one", at)
        return lost(item, self.edition, f"its chapter does not lead to {short(item.target)}", at)
