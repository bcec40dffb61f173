"""Find the utterances of the narration that say each item.

The words of a sound file can't be read from it.  What can be proved: the narration has the words;
the file is as long as the narration; and at the time of each sentence its sound rises and falls as
that of the sentence does (:mod:`publish.audit.sound.curve`).
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field

from publish.audit.items import Item, Kind, letters
from publish.model.ids import title_id
from publish.narration.script import Chapter, ChapterKind
from publish.narration.timeline import Clip, Narration, TimedChapter

#: Why words without a letter or number aren't read.
_NOTHING = "there is nothing in it to pronounce"


class TimelineIndex(Struct):
    """The narration, indexed by what it says.

    ``clips`` are the utterances by the ids of the elements that they speak, ``blocks`` by their
    block.  ``chapters`` are by the id of the item that each stands for; ``chapter_at`` is the
    chapter of each clip, by its start.  ``spans`` are the letters said in each language, with their
    clip.  ``skipped`` are the reasons by the letters of what isn't read.  ``cells`` are the cells
    of each table.
    """

    narration: Narration
    clips: dict[str, list[Clip]] = field(default_factory=dict)
    blocks: dict[str, list[Clip]] = field(default_factory=dict)
    chapters: dict[str, TimedChapter] = field(default_factory=dict)
    chapter_at: dict[int, TimedChapter] = field(default_factory=dict)
    spans: dict[str, list[tuple[str, Clip]]] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    cells: dict[str, list[Item]] = field(default_factory=dict)

    @classmethod
    def of(cls, narration: Narration, items: Sequence[Item]) -> TimelineIndex:
        made = cls(narration)
        for timed in narration.chapters:
            made.chapters.setdefault(item_of(timed.chapter), timed)
            for clip in timed.clips:
                said = clip.utterance
                made.clips.setdefault(said.target, []).append(clip)
                made.blocks.setdefault(said.block, []).append(clip)
                made.chapter_at[clip.start] = timed
                for span in said.spans:
                    words = (letters(span.text), clip)
                    made.spans.setdefault(span.language.lower(), []).append(words)
        for one in narration.skipped:
            made.skipped.setdefault(letters(one.text), one.reason)
        for item in items:
            if item.kind is Kind.CELL:
                made.cells.setdefault(item.owner, []).append(item)
        return made

    def clips_of(self, item: Item) -> tuple[list[Clip], str]:
        """Return the utterances that say ``item``, or why it isn't read; neither if it is lost."""
        match item.kind:
            case Kind.FIGURE:
                timed = self.chapters.get(item.id)
                alt = item.image.alt or "" if item.image else ""
                return ([timed.clips[0]], "") if timed else ([], self.skip_reason(alt))
            case Kind.TABLE:
                spoken = [self.words(cell) for cell in self.cells.get(item.id, []) if cell.text]
                clips = self.blocks.get(item.id) or [one for clips, _ in spoken for one in clips]
                return clips, "" if clips else next((why for _, why in spoken), _NOTHING)
            case Kind.LANGUAGE:
                return self.in_language(item)
            case _:
                return self.words(item)

    def words(self, item: Item) -> tuple[list[Clip], str]:
        """Return the utterances of all parts; a part that isn't read doesn't matter for others."""
        out: list[Clip] = []
        why = "" if item.parts else _NOTHING
        for part in item.parts:
            if clips := self.clips_saying(part.id, part.text, item):
                out += clips
            elif reason := self.skip_reason(part.text):
                why = reason
            else:
                return [], ""
        return out, "" if out else why

    def clips_saying(self, own: str, text: str, item: Item) -> list[Clip]:
        """Return the utterances of the element ``own``, if they say ``text``."""
        wanted = letters(text)
        if clips := self.clips.get(own):
            said = " ".join(clip.utterance.text for clip in clips)
            if wanted in letters(said) or _in_order(text, said):
                return clips
        for clips in (self.clips.get(item.owner), self.blocks.get(item.owner)):
            if found := [one for one in clips or () if wanted in letters(one.utterance.text)]:
                return found
        return []

    def in_language(self, item: Item) -> tuple[list[Clip], str]:
        """Return the utterances that say words of ``item`` in its language."""
        wanted = letters(item.text)
        for said, clip in self.spans.get(item.language.lower(), []):
            if said and (said in wanted or wanted in said):
                return [clip], ""
        for clips in self.clips.values():
            for clip in clips:
                for span in clip.utterance.spans:
                    if (span.say or span.ipa) and wanted in letters(span.text):
                        return [], "its author says how it is pronounced"
        return [], self.skip_reason(item.text)

    def skip_reason(self, text: str) -> str:
        """Return why ``text`` isn't read; empty if the narration gives no reason."""
        wanted = letters(text)
        if reason := self.skipped.get(wanted):
            return reason
        if not any(char.isalnum() for char in text):
            return _NOTHING
        for said, reason in self.skipped.items():
            if wanted in said or (len(said) > 3 and said in wanted):
                return reason
        most = 2 * len(text) + 40  # no more than that is added to a sentence
        near = (one for one in self.narration.skipped if len(one.text) < most)
        longer = (one for one in near if _in_order(text, one.text))
        return next((one.reason for one in longer), "")


def item_of(chapter: Chapter) -> str:
    """Return the id of the item that a chapter stands for; empty if it stands for none."""
    match chapter.kind:
        case ChapterKind.OPENING:
            return "title"
        case ChapterKind.SECTION:
            return title_id(chapter.target)
        case ChapterKind.FIGURE:
            return chapter.target
        case ChapterKind.CONTINUATION | ChapterKind.NOTES | ChapterKind.CLOSING:
            return ""


def clock(seconds: float) -> str:
    """Return ``seconds`` as ``00:01:02.345``."""
    ms = round(seconds * 1000)
    minutes, ms = divmod(ms, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{ms // 1000:02d}.{ms % 1000:03d}"


def _in_order(text: str, said: str) -> bool:
    """Return whether the letters of ``text`` are in ``said`` in their order.

    The narration adds words inside a sentence: it announces what is struck out.
    """
    rest = iter(said)
    return all(char in rest for char in text if char.isalnum())
