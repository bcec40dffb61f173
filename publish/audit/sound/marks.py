"""The chapters that a finished sound file has, whatever its format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from publish.audit.letters import letters
from publish.narration.script import Chapter, ChapterKind


class Mark(Struct, frozen=True):
    """A chapter: ``start`` in ms; ``picture`` is the digest of its own picture, or empty.

    ``links`` are the addresses that it has.
    """

    start: int
    title: str
    alt: str = ""
    picture: str = ""
    links: tuple[str, ...] = ()


class Format(Struct, frozen=True):
    """What the chapters of a format can hold beside a title.

    ``most`` is how many links a chapter can have (0: any number); ``silent``: there is no sound.
    """

    name: str
    suffix: str
    read: Callable[[Path], tuple[Mark, ...]]
    pictures: bool = False
    alts: bool = False
    links: bool = False
    most: int = 0
    silent: bool = False


#: How far a chapter may begin from where it should, in ms: a frame of MP3 or AAC.
_NEAR = 60


class Marks(Struct, frozen=True):
    """The chapters of one file."""

    marks: tuple[Mark, ...]

    def at(self, start: int, chapter: Chapter) -> Mark | None:
        """The chapter that begins at ``start`` (ms) and is named as ``chapter`` is."""
        wanted = letters(chapter.title)
        return next(
            (
                mark
                for mark in self.marks
                if abs(mark.start - start) <= _NEAR and letters(mark.title) == wanted
            ),
            None,
        )

    def own_picture(self, mark: Mark, *, cover: bool) -> bool:
        """Whether ``mark`` has a picture that is not just that of the chapter it opens with.

        ``cover``: it is to show the same as that one.
        """
        first = self.marks[0]
        return bool(mark.picture) and (cover or mark is first or mark.picture != first.picture)


def item_of(chapter: Chapter) -> str:
    """The id of the item that a chapter stands for; empty where it stands for none."""
    match chapter.kind:
        case ChapterKind.OPENING:
            return "title"
        case ChapterKind.SECTION:
            return f"{chapter.target}-title"
        case ChapterKind.FIGURE:
            return chapter.target
        case ChapterKind.CONTINUATION | ChapterKind.NOTES | ChapterKind.CLOSING:
            return ""
