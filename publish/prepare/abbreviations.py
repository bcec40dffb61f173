"""Mark every occurrence of the front matter's abbreviations (WCAG 2.2, 3.1.4 Abbreviations)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from publish.article import Abbreviation, Article, Block, Inline, Note, Text
from publish.prepare.rewrite import map_blocks, map_leaves, map_runs


def expand_abbreviations(article: Article) -> Article:
    """``article`` with each whole-word occurrence of an abbreviation as an ``Abbreviation``.

    The longest wins where one contains another; code is left alone.
    """
    expansions = dict(article.metadata.abbreviations)
    if not expansions:
        return article
    longest_first = sorted(expansions, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")

    def mark(inline: Inline) -> Iterator[Inline]:
        if not isinstance(inline, Text):
            yield inline
            return
        end = 0
        for match in pattern.finditer(inline.text):
            if match.start() > end:
                yield Text(inline.text[end : match.start()])
            yield Abbreviation(match.group(), expansions[match.group()])
            end = match.end()
        if end < len(inline.text):
            yield Text(inline.text[end:])

    def change(block: Block) -> Block:
        return map_runs(block, lambda run: map_leaves(run, mark))

    notes: tuple[Note, ...] = tuple(
        replace(note, blocks=map_blocks(note.blocks, change)) for note in article.notes
    )
    return replace(article, blocks=map_blocks(article.blocks, change), notes=notes)
