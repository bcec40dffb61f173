"""Abbreviations that a document expands each time -> one entry in the front matter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from publish.article import Abbreviation, Block, Inline, Note, Text
from publish.rewrite import map_blocks, map_leaves, map_runs
from publish.walk import blocks_in, content_of, inlines_in

Content = tuple[tuple[Block, ...], tuple[Note, ...], tuple[tuple[str, str], ...]]


def gathered(blocks: tuple[Block, ...], notes: tuple[Note, ...]) -> Content:
    """``blocks`` and ``notes`` without the abbreviations that they expand repeatedly, and these.

    One that stands for two things, or once, stays where it is.
    """
    found = Counter(_pairs((*blocks, *(block for note in notes for block in note.blocks))))
    texts = Counter(text for text, _ in found)
    known = {
        text: expansion
        for (text, expansion), count in found.items()
        if count > 1 and texts[text] == 1
    }
    if not known:
        return blocks, notes, ()

    def plain(inline: Inline) -> Iterator[Inline]:
        gone = isinstance(inline, Abbreviation) and inline.text in known
        yield Text(inline.text) if gone and isinstance(inline, Abbreviation) else inline

    def change(block: Block) -> Block:
        return map_runs(block, lambda run: _joined(map_leaves(run, plain)))

    changed = tuple(replace(note, blocks=map_blocks(note.blocks, change)) for note in notes)
    return map_blocks(blocks, change), changed, tuple(known.items())


def _joined(run: tuple[Inline, ...]) -> tuple[Inline, ...]:
    from publish.source.inlines import joined

    return tuple(joined(run))


def _pairs(blocks: Iterable[Block]) -> Iterator[tuple[str, str]]:
    for block in blocks_in(blocks):
        for run in content_of(block):
            for inline in inlines_in(run):
                if isinstance(inline, Abbreviation):
                    yield inline.text, inline.expansion
