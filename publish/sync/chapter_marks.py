"""The chapter marks of a narration, in whole milliseconds, for all audio editions."""

from __future__ import annotations

from msgspec import Struct

from publish.model import Article, Image, Link
from publish.model.walk import all_blocks, content_of, inlines_in, text_of
from publish.narration.script import ChapterKind
from publish.narration.timeline import Narration


class ChapterMark(Struct, frozen=True):
    """One chapter, from ``start`` to ``end`` in ms; it ends where the next one starts.

    ``level`` is 1 at the top.  ``top`` is true where a new part of the text begins, and false for
    the rest of a part after a figure.  ``listed`` is false for chapters that only can be skipped.
    ``links`` are pairs of spoken words and web address.
    """

    title: str
    start: int
    end: int
    image: Image | None
    alt: str
    level: int = 1
    top: bool = True
    listed: bool = True
    links: tuple[tuple[str, str], ...] = ()


def chapter_marks(narration: Narration, article: Article | None = None) -> tuple[ChapterMark, ...]:
    """Return the chapters of ``narration`` in order; with links where ``article`` is given."""
    links = _links(article) if article else {}
    return tuple(
        ChapterMark(
            title=timed.chapter.title,
            start=narration.ms(timed.start),
            end=narration.ms(timed.end),
            image=timed.chapter.image,
            alt=timed.chapter.alt,
            level=timed.chapter.level,
            top=timed.chapter.level == 1
            and (timed.chapter.listed or timed.chapter.kind is ChapterKind.NOTES)
            and timed.chapter.kind is not ChapterKind.FIGURE,
            listed=timed.chapter.listed,
            links=tuple(
                link
                for block in dict.fromkeys(one.block for one in timed.chapter.utterances)
                for link in links.get(block, ())
            ),
        )
        for timed in narration.chapters
    )


def _links(article: Article) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return the links to the web in each block, by the block's id."""
    found: dict[str, dict[str, str]] = {}
    for block in all_blocks(article):
        for content in content_of(block):
            for inline in inlines_in(content):
                if isinstance(inline, Link) and inline.target.startswith(("https://", "http://")):
                    words = " ".join(text_of(inline.content).split())
                    found.setdefault(block.id, {}).setdefault(inline.target, words)
    return {
        block: tuple((words, target) for target, words in links.items())
        for block, links in found.items()
    }


def summary_of(narration: Narration) -> str:
    """Return the number of chapters and the length: ``12 chapters, 8 min 30 s``."""
    minutes, seconds = divmod(round(narration.length / narration.rate), 60)
    return f"{len(narration.chapters)} chapters, {minutes} min {seconds:02d} s"


def clock(ms: int) -> str:
    """Return ``ms`` as ``00:01:02.345`` (WebVTT, 3.3; Vorbis chapters)."""
    seconds, ms = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}.{ms:03d}"
