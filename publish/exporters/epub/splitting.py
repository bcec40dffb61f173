"""A text in pieces that are not too long for a reading system."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from publish.article import Block, Section
from publish.render.blocks import blocks
from publish.render.escape import lines
from publish.render.setting import Setting
from publish.walk import text_of


class Piece(Struct, frozen=True):
    """What one file holds, and what it is called."""

    title: str
    markup: str


def pieces_of(
    first: Piece, text: Iterable[Block], setting: Setting, longest: int
) -> Iterator[Piece]:
    """``first`` and ``text`` after it, in pieces of about ``longest`` bytes.

    A new one begins only with a section.
    """
    title, markup = first.title, [first.markup]
    size = len(first.markup.encode())
    for block in text:
        own = blocks((block,), setting)
        length = len(own.encode())
        if isinstance(block, Section) and size + length > longest:
            yield Piece(title, lines(*markup))
            title, markup, size = title_of(block), [], 0
        markup.append(own)
        size += length + 1
    yield Piece(title, lines(*markup))


def title_of(section: Section) -> str:
    """The words of its title on one line."""
    return " ".join(text_of(section.title).split())
