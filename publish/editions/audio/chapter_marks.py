"""The chapters of a narration as its editions spell them: in whole milliseconds."""

from __future__ import annotations

from urllib.parse import quote

from msgspec import Struct

from publish.model import Article, Image, Link
from publish.model.walk import all_blocks, content_of, inlines_in, text_of
from publish.narration.script import ChapterKind
from publish.narration.timeline import Narration


class Mark(Struct, frozen=True):
    """One chapter; ``start`` and ``end`` in ms, the end of one is the start of the next.

    ``level`` is 1 at the top; ``top`` says that a new part of the text begins there, not the rest
    of a part that a figure stands in.  ``links`` are words that are said and the address they lead
    to.
    """

    title: str
    start: int
    end: int
    image: Image | None
    alt: str
    level: int = 1
    top: bool = True
    links: tuple[tuple[str, str], ...] = ()


def marks_of(narration: Narration, article: Article | None = None) -> tuple[Mark, ...]:
    """The chapters of ``narration`` in time order; with their links, where ``article`` is given."""
    links = _links(article) if article else {}
    return tuple(
        Mark(
            title=timed.chapter.title,
            start=narration.ms(timed.start),
            end=narration.ms(timed.end),
            image=timed.chapter.image,
            alt=timed.chapter.alt,
            level=timed.chapter.level,
            top=timed.chapter.level == 1
            and timed.chapter.kind not in (ChapterKind.CONTINUATION, ChapterKind.FIGURE),
            links=tuple(
                link
                for block in dict.fromkeys(said.block for said in timed.chapter.utterances)
                for link in links.get(block, ())
            ),
        )
        for timed in narration.chapters
    )


def _links(article: Article) -> dict[str, tuple[tuple[str, str], ...]]:
    """The links to the web in each block, by its id."""
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
    """What is worth telling: ``12 chapters, 8 min 30 s``."""
    minutes, seconds = divmod(round(narration.length / narration.rate), 60)
    return f"{len(narration.chapters)} chapters, {minutes} min {seconds:02d} s"


def clock(ms: int) -> str:
    """``ms`` as ``00:01:02.345`` (WebVTT, 3.3; Vorbis chapters)."""
    seconds, ms = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}.{ms:03d}"


def plain(url: str) -> str:
    """``url`` in ASCII, as the tags of sound files want it (RFC 3987, 3.1)."""
    return quote(url, safe="%/:=&?~#+!$,;'@()*[]")
