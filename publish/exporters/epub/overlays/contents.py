"""The navigation document, spoken: each entry in the words that its chapter begins with."""

from __future__ import annotations

from itertools import takewhile

from lxml import etree
from msgspec.structs import replace

from publish.exporters.epub.overlays.pieces import Piece
from publish.narration.script import ChapterKind, Role
from publish.narration.timeline import Clip, Narration, TimedChapter

_XHTML = "{http://www.w3.org/1999/xhtml}"

#: The longest silence after an entry, in ms; the narration rests longer after a title.
_REST = 400


def contents_pieces(root: etree._Element, narration: Narration) -> list[Piece]:
    """What is heard of each link of the contents and the list of illustrations, in their order."""
    chapters = {
        timed.chapter.target: timed
        for timed in reversed(narration.chapters)
        if timed.chapter.kind is not ChapterKind.CONTINUATION
    }
    pieces = []
    for link in root.iter(f"{_XHTML}a"):
        own, target = link.get("id"), (link.get("href") or "").rpartition("#")[2]
        # A listening profile may leave out the headings.
        if own and target in chapters and (title := _title(chapters[target])):
            pieces.append(Piece(own, tuple(map(_brisk, title))))
    return pieces


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
        case _:
            return clips[:1]


def _brisk(clip: Clip) -> Clip:
    pause = min(clip.utterance.pause, _REST)
    return replace(clip, utterance=replace(clip.utterance, pause=pause))
