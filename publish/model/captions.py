"""The short form of a caption, for titles of chapters and lists of illustrations."""

from __future__ import annotations

from collections.abc import Iterable

from publish.model import Block, Figure, Inline, Sentence
from publish.model.walk import blocks_in, content_of, text_of

#: The longest caption or title in a menu or list, in characters: players show no more.
LONGEST = 60


def shorten(text: str) -> str:
    """Return a caption without its final full stop, cut after a word if it is longer."""
    return shortened_title(" ".join(text.split()).rstrip("."))


def shortened_title(title: str, suffix: str = "") -> str:
    """Return ``title`` and ``suffix``, with the title cut after a word if both are longer."""
    room = LONGEST - len(suffix)
    if len(title) <= room:
        return title + suffix
    cut = title[:room].rsplit(" ", 1)[0][: room - 1]
    return f"{cut.rstrip(' ,;:.–—-…')}…{suffix}"


def plain(blocks: Iterable[Block]) -> str:
    """Return the words of a caption on one line."""
    return " ".join(
        " ".join(text_of(run).split()) for block in blocks_in(blocks) for run in content_of(block)
    )


def first_sentence(blocks: Iterable[Block]) -> tuple[Inline, ...]:
    """Return the first sentence of a prepared caption; without sentences, its first words."""
    for block in blocks_in(blocks):
        for run in content_of(block):
            found = next((one.content for one in run if isinstance(one, Sentence)), run)
            if text_of(found).strip():
                return found
    return ()


def short_caption(figure: Figure) -> str:
    """Return the first sentence of the caption of ``figure``, or its alt text, shortened."""
    words = text_of(first_sentence(figure.caption)) or figure.image.alt or ""
    return shorten(words)
