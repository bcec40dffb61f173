"""The sound of the pages: one file a page, with captions, chapters, and the times of its elements.

A page has the passages of its elements in the order of the document, as the overlays of an EPUB.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from msgspec import Struct

from publish.encoding.codecs import codec_named
from publish.encoding.mastering import master
from publish.model import Article
from publish.model.captions import plain
from publish.model.ids import COVER_IMAGE
from publish.model.walk import figures_in
from publish.narration.script import ChapterKind, Role
from publish.narration.timeline import Narration, TimedChapter
from publish.runtime.temporary import temporary_folder
from publish.sync.chapter_marks import ChapterMark
from publish.sync.passages import Passage, text_passages
from publish.sync.sound import DocumentSound, TimedElement, WordPlace, sound_of, word_places
from publish.sync.webvtt import captions, chapters_vtt
from publish.xhtml.tree import Node, element

#: The chapters that the player skips if its reader wishes, by the name of the switch.
_SKIPPED = {
    ChapterKind.NOTE: "notes",
    ChapterKind.NOTES: "notes",
    ChapterKind.TABLE: "tables",
    ChapterKind.DESCRIPTION: "descriptions",
}
_SKIPPED_ROLES = {
    Role.NOTE: "notes",
    Role.TABLE: "tables",
    Role.DESCRIPTION: "descriptions",
}


class PageChapter(Struct, frozen=True):
    """A chapter of a page's sound; ``target`` is the id of what it reads, ``kind`` that of
    :class:`~publish.narration.script.ChapterKind`.  ``caption`` is the caption of a figure in
    words; ``None`` for other chapters.
    """

    mark: ChapterMark
    target: str
    kind: str
    caption: str | None


class PageSound(Struct, frozen=True, kw_only=True):
    """The sound of a page: the addresses of its files, and its times in ms.

    ``timed`` follow without gaps; ``skips`` are the stretches of notes, tables and descriptions.
    ``spoken`` are the words of each element, by its id; empty if only sentences are highlighted.
    ``inside``: they stand in the data of the player, not in a script.
    """

    stem: str
    sound: DocumentSound
    chapters: tuple[PageChapter, ...]
    skips: Mapping[str, list[tuple[int, int]]]
    spoken: Sequence[tuple[str, list[WordPlace]]] = ()
    inside: bool = False

    @property
    def timed(self) -> tuple[TimedElement, ...]:
        return self.sound.elements

    @property
    def duration(self) -> int:
        return self.sound.duration

    @property
    def file(self) -> str:
        return f"sound/{self.stem}.m4a"

    @property
    def words(self) -> str:
        """The address of the script with the times of words, or empty."""
        return f"words/{self.stem}.js" if self.spoken else ""

    @property
    def captions(self) -> str:
        return f"sound/{self.stem}.captions.vtt"

    @property
    def chapters_file(self) -> str:
        return f"sound/{self.stem}.chapters.vtt"


def sounds_of(
    article: Article,
    bodies: Mapping[str, Sequence[Node]],
    narration: Narration,
) -> dict[str, PageSound]:
    """Return the sound of each page that is spoken, by its name without a suffix.

    ``bodies`` are the contents of the pages in reading order, by that name.
    """
    roots = [element("main", list(body)) for body in bodies.values()]
    owners = {id(clip): timed for timed in narration.chapters for clip in timed.clips}
    words = {figure.id: plain(figure.caption) for figure in figures_in(article)}
    found: dict[str, PageSound] = {}
    by_word = article.metadata.narration.highlight == "word"
    for stem, root, passages in zip(bodies, roots, text_passages(roots, narration), strict=True):
        if not passages:
            continue
        sound = sound_of(passages, narration)
        placed = list(zip(passages, sound.elements, strict=True))
        found[stem] = PageSound(
            stem=stem,
            sound=sound,
            chapters=tuple(_chapters(placed, owners, words)),
            skips=_skips(placed, owners),
            spoken=list(word_places(root, sound.elements)) if by_word else (),
        )
    return found


def _chapters(
    placed: Sequence[tuple[Passage, TimedElement]],
    owners: Mapping[int, TimedChapter],
    captions_of: Mapping[str, str],
) -> Iterator[PageChapter]:
    """Yield the chapters of a page; labels that are only in the page belong to the one before.

    The cover belongs to the title after it, though the narration reads it at the end.
    """
    found = [
        None if passage.target == COVER_IMAGE else owners.get(id(passage.clips[0]))
        for passage, _ in placed
    ]
    last = next(filter(None, found), None)
    groups: list[tuple[TimedChapter | None, int, int]] = []
    for (_, timed), own in zip(placed, found, strict=True):
        owner = own or last
        if groups and owner is last:
            groups[-1] = (owner, groups[-1][1], timed.end)
        else:
            groups.append((owner, timed.begin, timed.end))
        last = owner
    for owner, begin, end in groups:
        if owner is None:
            continue
        chapter = owner.chapter
        yield PageChapter(
            ChapterMark(
                title=chapter.title,
                start=begin,
                end=end,
                image=chapter.image,
                alt=chapter.alt,
                level=chapter.level,
                listed=chapter.listed,
            ),
            chapter.target,
            str(chapter.kind),
            captions_of.get(chapter.target, "") if chapter.kind is ChapterKind.FIGURE else None,
        )


def _skips(
    placed: Iterable[tuple[Passage, TimedElement]], owners: Mapping[int, TimedChapter]
) -> dict[str, list[tuple[int, int]]]:
    """Return the stretches of each kind that can be skipped, in order."""
    skips: dict[str, list[tuple[int, int]]] = {"notes": [], "tables": [], "descriptions": []}
    for kind, group in groupby(placed, key=lambda one: _kind(one[0], owners)):
        stretch = [timed for _, timed in group]
        if kind:
            skips[kind].append((stretch[0].begin, stretch[-1].end))
    return skips


def _kind(passage: Passage, owners: Mapping[int, TimedChapter]) -> str:
    """Return the switch that skips ``passage``, or an empty string."""
    owner = owners.get(id(passage.clips[0]))
    roles = {clip.utterance.role for clip in passage.clips}
    own = {_SKIPPED_ROLES.get(role, "") for role in roles}
    if len(own) == 1 and (name := own.pop()):
        return name
    return _SKIPPED.get(owner.chapter.kind, "") if owner else ""


def sound_files(
    article: Article, narration: Narration, sounds: Iterable[PageSound], kbps: int = 0
) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each file of ``sounds``; ``kbps`` 0 means a fixed quality.

    Raises what :func:`publish.encoding.encoder.encode` raises.
    """
    codec, mastering = codec_named("aac", narration.rate, kbps), master(article, narration)
    with temporary_folder() as folder:
        for one in sounds:
            yield one.file, one.sound.encoded(codec, mastering, Path(folder))
            yield one.captions, captions(one.sound.narration)[0].encode()
            yield one.chapters_file, chapters_vtt(two.mark for two in one.chapters).encode()
