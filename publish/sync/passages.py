"""Join the clips of a narration to the elements that are shown while they sound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, takewhile
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from publish.narration.script import ChapterKind, Role
from publish.narration.timeline import Clip, Narration, TimedChapter
from publish.xhtml.tree import Content, Element, elements

#: The longest silence after an entry of the contents, in ms; after a title it may be longer.
_REST = 400


class Outline:
    """The ids of documents: ``place`` counts them in order, ``around`` gives their ancestors."""

    def __init__(self, roots: Iterable[Content]) -> None:
        self.place: dict[str, int] = {}
        self.around: dict[str, tuple[str, ...]] = {}
        for root in roots:
            self._add(root, ())

    def _add(self, content: Content, around: tuple[str, ...]) -> None:
        if isinstance(content, str):
            return
        if isinstance(content, Element):
            if own := content.id:
                self.place[own] = len(self.place)
                self.around[own] = around
                around = (*around, own)
            content = content.children
        for child in content:
            self._add(child, around)

    def holds(self, own: str, inner: str) -> bool:
        """Whether the element ``inner`` is the element ``own``, or is inside it."""
        return own == inner or own in self.around.get(inner, ())


class Passage(Struct, frozen=True):
    """``clips``, at least one, sound while the element with the id ``target`` is shown."""

    target: str
    clips: tuple[Clip, ...]


def text_passages(roots: Sequence[Content], narration: Narration) -> Iterator[list[Passage]]:
    """Yield the passages of each of ``roots``, in the order of the document.

    ``roots`` are the documents of the text.  Together they get all of the narration: words that
    are only spoken belong to the element that they announce, "Figure 2." to the picture, "End of
    table." to the last cell.
    """
    outline = Outline(roots)
    clips = [clip for chapter in narration.chapters for clip in chapter.clips]
    shown = zip(_targets(clips, outline), clips, strict=True)
    passages = [
        Passage(target, tuple(clip for _, clip in group))
        for target, group in groupby(shown, key=lambda one: one[0])
        if target
    ]
    for root in roots:
        ids = {one.id for one in elements(root)}
        own = (passage for passage in passages if passage.target in ids)
        yield sorted(own, key=lambda passage: outline.place[passage.target])


def contents_passages(root: Content, narration: Narration) -> list[Passage]:
    """Return a passage for each link of a table of contents: the words its chapter begins with."""
    chapters = {
        timed.chapter.target: timed
        for timed in reversed(narration.chapters)
        if timed.chapter.kind is not ChapterKind.CONTINUATION
    }
    passages = []
    for link in elements(root):
        target = link.get("href").rpartition("#")[2]
        # A listening profile may leave out the headings.
        if (
            link.name == "a"
            and link.id
            and target in chapters
            and (title := _title(chapters[target]))
        ):
            passages.append(Passage(link.id, tuple(map(_shortened, title))))
    return passages


def _title(timed: TimedChapter) -> list[Clip]:
    """The clips that name a chapter."""
    clips = list(timed.clips)
    match timed.chapter.kind:
        case ChapterKind.FIGURE:
            captions = [clip for clip in clips if clip.utterance.role is Role.CAPTION]
            alts = [clip for clip in clips if clip.utterance.role is Role.ALT]
            return [*clips[:1], *(captions or alts)]
        case ChapterKind.SECTION:
            return list(takewhile(lambda clip: clip.utterance.role is Role.HEADING, clips))
        case (
            ChapterKind.OPENING | ChapterKind.CONTINUATION | ChapterKind.NOTES | ChapterKind.CLOSING
        ):
            return clips[:1]
        case _:
            assert_never(timed.chapter.kind)


def _shortened(clip: Clip) -> Clip:
    """``clip`` with a short silence after it."""
    pause = min(clip.utterance.pause, _REST)
    return replace(clip, utterance=replace(clip.utterance, pause=pause))


def _targets(clips: list[Clip], outline: Outline) -> list[str]:
    """The element of each clip; all empty if the documents have none of them."""
    own = [
        clip.utterance.target if clip.utterance.target in outline.place else "" for clip in clips
    ]
    before = _carried(own)
    after = _carried(own[::-1])[::-1]
    return [
        target or _home(clip.utterance.block, previous, coming, outline)
        for clip, target, previous, coming in zip(clips, own, before, after, strict=True)
    ]


def _carried(targets: list[str]) -> list[str]:
    """``targets``, with each empty one replaced by the one before it."""
    last, carried = "", []
    for target in targets:
        last = target or last
        carried.append(last)
    return carried


def _home(block: str, previous: str, coming: str, outline: Outline) -> str:
    """The element, before or after, that an announcement about ``block`` belongs to."""
    if block and previous and outline.holds(block, previous) and not outline.holds(block, coming):
        return previous
    return coming or previous
