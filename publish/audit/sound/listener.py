"""Find each item in a finished sound file: read its chapters, and compare its sound.

A sound file is audited against the narration that it was made from; see
:mod:`publish.audit.sound.timeline_index` for what that proves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from publish.audit.addresses import same_address
from publish.audit.items import NOWHERE, Item, Kind, Result, found, left_out, letters, lost, short
from publish.audit.sound.curve import SILENT, STEPS, Curve, alike
from publish.audit.sound.timeline_index import TimelineIndex, clock, item_of
from publish.narration.script import Chapter
from publish.narration.timeline import Clip
from publish.readers.sound import ChapterMark

#: Two sounds with at least this likeness are the same: other sentences reach 0.7, and the weakest
#: codec that we use keeps 0.94.
ALIKE = 0.85

#: The same for sounds shorter than a second, which depend on where their frames begin.
ALIKE_SHORT, SHORT = 0.7, STEPS

#: Sounds with fewer values of a curve aren't compared: they must only not be silent.
FEW = 8


class Format(Struct, frozen=True):
    """What the chapters of a format can hold besides a title.

    ``read`` reads them.  ``most`` is how many links a chapter can have (0: any number);
    ``silent``: there is no sound.
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


class Marks(Struct, frozen=True):
    """The chapters of one file."""

    marks: tuple[ChapterMark, ...]

    def at(self, start: int, chapter: Chapter) -> ChapterMark | None:
        """Return the chapter that begins at ``start`` (ms) and has the title of ``chapter``."""
        wanted = letters(chapter.title)
        return next(
            (
                mark
                for mark in self.marks
                if abs(mark.start - start) <= _NEAR and letters(mark.title) == wanted
            ),
            None,
        )

    def own_picture(self, mark: ChapterMark, *, cover: bool) -> bool:
        """Return whether ``mark`` has a picture that isn't the one of the first chapter.

        ``cover``: it must show the same picture as the first one.
        """
        first = self.marks[0]
        return bool(mark.picture) and (cover or mark is first or mark.picture != first.picture)


class Segment(Struct, frozen=True):
    """A file, or the part of it that holds the samples ``first`` to ``last`` of the narration.

    A time in the narration plus ``shift`` (s) is the time in the file.  ``curve`` is ``None`` if
    the file wasn't decoded; then ``seconds`` is the length that it claims.
    """

    first: int
    last: int
    shift: float = 0.0
    curve: Curve | None = None
    seconds: float = 0.0


class Sound(Struct, frozen=True):
    """A finished audio edition: its chapters (``None`` if it has none) and its files.

    ``expected`` is the curve of the narration, for files that were decoded.
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
    """Return the first link with the same words in each chapter: ID3 keeps no other."""
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

    @property
    def edition(self) -> str:
        return self.sound.format.name

    def find(self, item: Item) -> Result:
        """Return where ``item`` is in the sound, or what of it is lost."""
        if item.kind is Kind.FRONT and item.text.startswith(("http://", "https://")):
            return left_out(item, self.edition, "an address is not read")
        clips, why = self.index.clips_of(item)
        if not clips:
            if why:
                return left_out(item, self.edition, why)
            return lost(item, self.edition, f"“{short(item.text)}” is not read")
        at = clock(min(clip.start for clip in clips) / self.index.narration.rate)
        for clip in clips:
            if wrong := self.wrong(clip):
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
        if wrong := self.chapter(item):
            return lost(item, self.edition, wrong, at)
        return found(item, self.edition, at)

    # ------------------------------------------------------------------- sound

    def wrong(self, clip: Clip) -> str:
        """Return what is wrong with the sound at the time of ``clip``; empty if nothing is."""
        rate = self.index.narration.rate
        start, end = clip.start / rate, clip.end / rate
        words = short(clip.utterance.text, 40)
        segments = self.sound.segments
        segment = next((one for one in segments if one.first <= clip.start < one.last), None)
        if segment is None:
            return f"the file of “{words}” is not there"
        if segment.curve is None:
            beyond = end + segment.shift > segment.seconds + 0.25
            return f"the file ends before “{words}”" if beyond else ""
        if self.sound.expected is None:
            return ""
        from statistics import median  # most builds do not listen

        said = self.sound.expected.between(start, end)
        there = segment.curve.between(start + segment.shift, end + segment.shift)
        if max(said, default=0) < 4 * SILENT:  # a recording may be silent
            return ""
        if len(there) < len(said) - 2:
            return f"the file ends before “{words}”"
        if median(there) < min(SILENT, median(said) / 4):
            return f"there is silence where “{words}” should be"
        if len(said) < FEW:
            return ""
        least = ALIKE if len(said) >= SHORT else ALIKE_SHORT
        if alike(said, segment.curve, start + segment.shift) < least:
            return f"something else is spoken where “{words}” should be"
        return ""

    # ------------------------------------------------------------------- chapters

    def chapter(self, item: Item) -> str:
        """Return what is wrong with the chapter of a heading or figure, or its alt text there."""
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
        if (
            item.kind is Kind.FIGURE
            and self.sound.format.pictures
            and not self.sound.marks.own_picture(mark, cover=self._is_cover(timed.chapter))
        ):
            return f"the chapter “{short(timed.chapter.title, 40)}” does not show it"
        return ""

    def _is_cover(self, chapter: Chapter) -> bool:
        """Return whether ``chapter`` shows the picture that the first one shows."""
        opening = self.index.chapters.get("title")
        cover = opening.chapter.image if opening else None
        return bool(cover and chapter.image and cover.digest == chapter.image.digest)

    def mark(self, own: str) -> ChapterMark | None:
        """Return the chapter of the file for the item ``own``."""
        timed = self.index.chapters.get(own)
        if timed is None or self.sound.marks is None:
            return None
        return self.sound.marks.at(self.index.narration.ms(timed.start), timed.chapter)

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
        if any(same_address(item.target, link) for link in mark.links):
            return found(item, self.edition, at)
        if self.links.get((timed.start, letters(item.text))) != item.target:
            reason = "a chapter has one link with the same words, and it is another one"
            return left_out(item, self.edition, reason, at)
        if self.sound.format.most == 1 and mark.links:
            return left_out(item, self.edition, "a chapter has one link, and it is another one", at)
        return lost(item, self.edition, f"its chapter does not lead to {short(item.target)}", at)
