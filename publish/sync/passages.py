"""Map the clips of a narration to the elements that are shown while they sound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, takewhile

from msgspec import Struct
from msgspec.structs import replace

from publish.model.ids import title_id
from publish.narration.script import ChapterKind, Role
from publish.narration.timeline import Clip, Narration, TimedChapter
from publish.xhtml.tree import Content, Element, elements

#: The longest silence after an entry of the table of contents, in ms.
_LONGEST_PAUSE = 400


class Outline:
    """The ids in documents: ``place`` numbers them in order, ``ancestors`` has the ids around."""

    def __init__(self, roots: Iterable[Content]) -> None:
        self.place: dict[str, int] = {}
        self.ancestors: dict[str, tuple[str, ...]] = {}
        for root in roots:
            self._add(root, ())

    def _add(self, content: Content, ancestors: tuple[str, ...]) -> None:
        if isinstance(content, str):
            return
        if isinstance(content, Element):
            if content.id:
                self.place[content.id] = len(self.place)
                self.ancestors[content.id] = ancestors
                ancestors = (*ancestors, content.id)
            content = content.children
        for child in content:
            self._add(child, ancestors)

    def holds(self, outer: str, inner: str) -> bool:
        """Return whether the element ``inner`` is the element ``outer``, or is inside it."""
        return outer == inner or outer in self.ancestors.get(inner, ())


class Passage(Struct, frozen=True):
    """``clips``, at least one, sound while the element with the id ``target`` is shown."""

    target: str
    clips: tuple[Clip, ...]


def text_passages(roots: Sequence[Content], narration: Narration) -> Iterator[list[Passage]]:
    """Yield the passages of each of ``roots``, in the order of the document.

    ``roots`` are the documents of the text.  Together the passages have all of the narration: words
    that are only spoken belong to the element that they announce, "Figure 2." to the picture, "End
    of table." to the last cell.  The link to a description and its heading have the same words.
    """
    outline = Outline(roots)
    clips = [clip for chapter in narration.chapters for clip in chapter.clips]
    shown = zip(_targets(clips, outline), clips, strict=True)
    passages = [
        Passage(target, tuple(clip for _, clip in group))
        for target, group in groupby(shown, key=lambda one: one[0])
        if target
    ]
    passages += [
        Passage(heading, timed.clips[:1])
        for timed in narration.chapters
        if timed.chapter.kind is ChapterKind.DESCRIPTION and timed.clips
        if (heading := title_id(timed.chapter.target)) in outline.place
    ]
    passages += [
        Passage(clip.utterance.target, (clip,))
        for clip in narration.labels
        if clip.utterance.target in outline.place
    ]
    for root in roots:
        ids = {one.id for one in elements(root)}
        own = (passage for passage in passages if passage.target in ids)
        yield sorted(own, key=lambda passage: outline.place[passage.target])


def contents_passages(root: Content, narration: Narration) -> list[Passage]:
    """Return a passage for each link of a table of contents: the first words of its chapter.

    A link with words of its own, such as "Title page", has a label of the narration.
    """
    chapters = {
        timed.chapter.target: timed
        for timed in reversed(narration.chapters)
        if timed.chapter.kind is not ChapterKind.CONTINUATION
    }
    labels = {clip.utterance.target: clip for clip in narration.labels}
    passages = []
    for link in elements(root):
        target = link.get("href").rpartition("#")[2]
        if link.name != "a" or not link.id:
            continue
        # A listening profile may leave out the headings.
        if title_id(target) in labels:
            passages.append(Passage(link.id, (_shortened(labels[title_id(target)]),)))
        elif target in chapters and (title := _title(chapters[target])):
            passages.append(Passage(link.id, tuple(map(_shortened, title))))
    return passages


def _title(timed: TimedChapter) -> list[Clip]:
    """Return the clips that name a chapter."""
    clips = list(timed.clips)
    match timed.chapter.kind:
        case ChapterKind.FIGURE:
            captions = [clip for clip in clips if clip.utterance.role is Role.CAPTION]
            alts = [clip for clip in clips if clip.utterance.role is Role.ALT]
            return [*clips[:1], *(captions or alts)[:1]]
        case ChapterKind.SECTION:
            return list(takewhile(lambda clip: clip.utterance.role is Role.HEADING, clips))
        case _:
            return clips[:1]


def _shortened(clip: Clip) -> Clip:
    """Return ``clip`` with a short silence after it."""
    pause = min(clip.utterance.pause, _LONGEST_PAUSE)
    return replace(clip, utterance=replace(clip.utterance, pause=pause))


def _targets(clips: list[Clip], outline: Outline) -> list[str]:
    """Return the id of each clip's element; all are empty if the documents have none of them."""
    own = [
        clip.utterance.target if clip.utterance.target in outline.place else "" for clip in clips
    ]
    before = _carried(own)
    after = _carried(own[::-1])[::-1]
    last_in: dict[str, str] = {}  # the last target in each element
    out = []
    for clip, target, previous, coming in zip(clips, own, before, after, strict=True):
        block = clip.utterance.block
        out.append(target or _nearest(block, last_in.get(block, previous), coming, outline))
        if target:
            last_in |= dict.fromkeys((target, *outline.ancestors[target]), target)
    return out


def _carried(targets: list[str]) -> list[str]:
    """Return ``targets`` with each empty one replaced by the one before it."""
    last, carried = "", []
    for target in targets:
        last = target or last
        carried.append(last)
    return carried


def _nearest(block: str, previous: str, coming: str, outline: Outline) -> str:
    """Return the element, before or after, of an announcement about ``block``."""
    if block and previous and outline.holds(block, previous) and not outline.holds(block, coming):
        return previous
    return coming or previous
