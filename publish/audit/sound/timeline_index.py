"""Find the utterances of each item in the narration.

The words in a sound file can't be read back.  The audit checks instead that the narration has the
words, that the file is as long as the narration, and that the loudness of its sound at the time of
each sentence is that of the sentence (:mod:`publish.audit.sound.curve`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import chain

from msgspec import Struct, field

from publish.audit.items import Item, Kind, letters
from publish.model.ids import title_id
from publish.narration.script import Chapter, ChapterKind, Skipped
from publish.narration.timeline import Clip, Narration, TimedChapter

#: The reason why words without a letter or number aren't read.
_NOTHING = "there is nothing in it to pronounce"


_WORD = re.compile(r"\w+")


class TimelineIndex(Struct):
    """The narration, indexed by the elements and words that are spoken.

    ``clips`` are the utterances by the id of the spoken element, ``blocks`` by the id of its block.
    ``chapters`` are by the id of their item; ``chapter_at`` is the chapter of each clip, by its
    start.  ``spans`` are the letters spoken in each language, with their first clip, ``said`` those
    whose pronunciation the author gives.  ``skipped`` are the reasons why words aren't read, by
    their letters, ``skipped_with`` the texts that aren't, by each word in them, ``skipped_from`` by
    their first word.  ``cells`` are the cells of each table.  ``near`` are the letters spoken in
    each language in one element, and ``whole`` its words, with its id: items of an element follow
    each other, and a sentence can hold thousands.
    """

    narration: Narration
    clips: dict[str, list[Clip]] = field(default_factory=dict)
    blocks: dict[str, list[Clip]] = field(default_factory=dict)
    chapters: dict[str, TimedChapter] = field(default_factory=dict)
    chapter_at: dict[int, TimedChapter] = field(default_factory=dict)
    spans: dict[str, dict[str, Clip]] = field(default_factory=dict)
    said: dict[str, None] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    skipped_with: dict[str, list[Skipped]] = field(default_factory=dict)
    skipped_from: dict[str, list[Skipped]] = field(default_factory=dict)
    cells: dict[str, list[Item]] = field(default_factory=dict)
    near: tuple[str | None, dict[str, dict[str, Clip]]] = (None, {})
    whole: tuple[str | None, str, str] = (None, "", "")

    @classmethod
    def of(cls, narration: Narration, items: Sequence[Item]) -> TimelineIndex:
        index = cls(narration)
        for timed in narration.chapters:
            index.chapters.setdefault(item_of(timed.chapter), timed)
            for clip in timed.clips:
                utterance = clip.utterance
                index.clips.setdefault(utterance.target, []).append(clip)
                index.blocks.setdefault(utterance.block, []).append(clip)
                index.chapter_at[clip.start] = timed
                _add_spans(index.spans, clip)
                said = (span for span in utterance.spans if span.say or span.ipa)
                index.said |= dict.fromkeys(letters(span.text) for span in said)
        for one in narration.skipped:
            index.skipped.setdefault(letters(one.text), one.reason)
            written = _WORD.findall(one.text)
            for word in set(written):
                index.skipped_with.setdefault(word, []).append(one)
            if written:
                index.skipped_from.setdefault(written[0], []).append(one)
        for item in items:
            if item.kind is Kind.CELL:
                index.cells.setdefault(item.owner, []).append(item)
        return index

    def clips_of(self, item: Item) -> tuple[list[Clip], str]:
        """Return the utterances of ``item``, or the reason why it isn't read; none if it's lost."""
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
            case Kind.MARKER:
                return self.numbered(item)
            case _:
                return self.words(item)

    def numbered(self, item: Item) -> tuple[list[Clip], str]:
        """Return the utterances of an item of a list if its number is read, with it or before."""
        clips, why = self.words(item)
        if not clips or not item.target.isdecimal():
            return clips, why or "it is read with the words around it"
        chapter = self.chapter_at[clips[0].start].clips
        place = bisect_left(chapter, clips[0].start, key=lambda clip: clip.start)
        near = (one.utterance.text for one in chapter[max(0, place - 1) : place + 1])
        return (clips, "") if any(item.target in text for text in near) else ([], "")

    def words(self, item: Item) -> tuple[list[Clip], str]:
        """Return the utterances of all parts that are read, or the reason why none is."""
        out: list[Clip] = []
        why = "" if item.parts else _NOTHING
        for part in item.parts:
            if clips := self.clips_with(part.id, part.text, item):
                out += clips
            elif reason := self.skip_reason(part.text):
                why = reason
            else:
                return [], ""
        return out, "" if out else why

    def clips_with(self, own: str, text: str, item: Item) -> list[Clip]:
        """Return the utterances of the element ``own`` if they contain ``text``."""
        wanted = letters(text)
        if clips := self.clips.get(own):
            if self.whole[0] != own:
                spoken = " ".join(clip.utterance.text for clip in clips)
                self.whole = own, spoken, letters(spoken)
            if wanted in self.whole[2] or _in_order(text, self.whole[1]):
                return clips
        if not any(char.isalnum() for char in text):  # a full stop is in every sentence
            return []
        for clips in (self.clips.get(item.owner), self.blocks.get(item.owner)):
            if found := [one for one in clips or () if wanted in letters(one.utterance.text)]:
                return found
        return []

    def in_language(self, item: Item) -> tuple[list[Clip], str]:
        """Return an utterance of words of ``item`` in its language, or the reason for none.

        The utterances of its own element come first, so that others are rarely looked through.
        """
        wanted, language = letters(item.text), item.language.lower()
        if self.near[0] != item.id:
            self.near = item.id, {}
            for clip in (*self.clips.get(item.id, ()), *self.blocks.get(item.id, ())):
                _add_spans(self.near[1], clip)
        own, every = self.near[1].get(language, {}), self.spans.get(language, {})
        if wanted in own:
            return [own[wanted]], ""
        for spoken, clip in chain(own.items(), every.items()):
            if spoken and (spoken in wanted or wanted in spoken):
                return [clip], ""
        if any(wanted in spoken for spoken in self.said):
            return [], "its author says how it is pronounced"
        return [], self.skip_reason(item.text)

    def skip_reason(self, text: str) -> str:
        """Return the reason why ``text`` isn't read; empty if the narration has none."""
        wanted = letters(text)
        if reason := self.skipped.get(wanted):
            return reason
        if not any(char.isalnum() for char in text):
            return _NOTHING
        whole, parts = self._skipped_near(text)
        for one in (*whole, *parts):
            skipped = letters(one.text)
            if wanted in skipped or (len(skipped) > 3 and skipped in wanted):
                return one.reason
        most = 2 * len(text) + 40  # the narration adds at most so much to a sentence
        near = (one for one in whole if len(one.text) < most)
        longer = (one for one in near if _in_order(text, one.text))
        return next((one.reason for one in longer), "")

    def _skipped_near(self, text: str) -> tuple[Sequence[Skipped], Sequence[Skipped]]:
        """Return the texts that aren't read that may hold ``text``, and those that may be in it.

        They share a word with it; where no word is known, as without spaces, all may hold it.
        """
        words = set(_WORD.findall(text))
        with_word = (self.skipped_with.get(word) for word in words)
        rarest = min(filter(None, with_word), key=len, default=self.narration.skipped)
        return rarest, [one for word in words for one in self.skipped_from.get(word, ())]


def _add_spans(found: dict[str, dict[str, Clip]], clip: Clip) -> None:
    """Add the letters of each span of ``clip`` to those in its language."""
    for span in clip.utterance.spans:
        found.setdefault(span.language.lower(), {}).setdefault(letters(span.text), clip)


def item_of(chapter: Chapter) -> str:
    """Return the id of the item that ``chapter`` belongs to; empty if there is none."""
    match chapter.kind:
        case ChapterKind.OPENING:
            return "title"
        case ChapterKind.SECTION:
            return title_id(chapter.target)
        case ChapterKind.FIGURE:
            return chapter.target
        case _:
            return ""


def clock(seconds: float) -> str:
    """Return ``seconds`` as ``00:01:02.345``."""
    ms = round(seconds * 1000)
    minutes, ms = divmod(ms, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{ms // 1000:02d}.{ms % 1000:03d}"


def _in_order(text: str, spoken: str) -> bool:
    """Return whether the letters of ``text`` are in ``spoken``, in order.

    The narration adds words inside a sentence, for example to announce deleted text.
    """
    rest = iter(spoken)
    return all(char in rest for char in text if char.isalnum())
