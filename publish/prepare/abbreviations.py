"""Mark every occurrence of the front matter's abbreviations (WCAG 2.2, 3.1.4 Abbreviations)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from msgspec.structs import replace

from publish.article import Abbreviation, Article, Block, Inline, Section, SectionKind, Text
from publish.rewrite import map_blocks, map_leaves, map_runs
from publish.walk import chapters_in


def expand_abbreviations(article: Article) -> Article:
    """``article`` with each whole-word occurrence of an abbreviation as an ``Abbreviation``.

    The longest wins where one contains another; code is left alone.  A chapter of a book has its
    own beside those of the book, and they go before these.
    """
    common = dict(article.metadata.abbreviations)
    own = {chapter.id: dict(chapter.abbreviations) for chapter in chapters_in(article.blocks)}
    if not common and not any(own.values()):
        return article
    usual = _marking(common)
    marking = {name: _marking({**common, **more}) if more else usual for name, more in own.items()}

    def expand(block: Block) -> Block:
        if isinstance(block, Section) and block.kind is SectionKind.PART:
            return usual(replace(block, blocks=tuple(map(expand, block.blocks))))
        return map_blocks((block,), marking.get(block.id, usual))[0]

    notes = tuple(
        replace(note, blocks=map_blocks(note.blocks, marking.get(note.chapter, usual)))
        for note in article.notes
    )
    return replace(article, blocks=tuple(map(expand, article.blocks)), notes=notes)


def _marking(expansions: Mapping[str, str]) -> Callable[[Block], Block]:
    """What marks the abbreviations in the words of one block itself."""
    if not expansions:
        return lambda block: block
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

    return lambda block: map_runs(block, lambda run: map_leaves(run, mark))
