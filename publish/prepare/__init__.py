"""Article -> Article: ids, numbers and sentences, decided once for every edition.

Give each formula words, where its author left none: those that every edition then has.

Mark every occurrence of the front matter's abbreviations (WCAG 2.2, 3.1.4 Abbreviations).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from msgspec.structs import replace

from publish.errors import SourceError
from publish.model import (
    Abbreviation,
    Article,
    Block,
    Inline,
    InlineMath,
    MathBlock,
    Note,
    Section,
    SectionKind,
    Text,
)
from publish.model.rewrite import map_blocks, map_leaves, map_runs
from publish.model.walk import chapters_in
from publish.prepare.identify import identify
from publish.prepare.notes import number_notes
from publish.prepare.sentences import split_sentences
from publish.xhtml.formulas import formula_words


def word_formulas(article: Article) -> Article:
    """``article`` with words in the ``alt`` of every formula: ``E = mc²`` for ``E = mc^2``.

    TeX that cannot be read stays as it is: the edition that has to show it says so, with its line.
    """

    def change(block: Block) -> Block:
        if isinstance(block, MathBlock):
            return replace(block, alt=_words(block.tex, block.alt))
        return map_runs(block, lambda run: map_leaves(run, worded))

    def worded(inline: Inline) -> Iterator[Inline]:
        if isinstance(inline, InlineMath):
            inline = replace(inline, alt=_words(inline.tex, inline.alt))
        yield inline

    notes: tuple[Note, ...] = tuple(
        replace(note, blocks=map_blocks(note.blocks, change)) for note in article.notes
    )
    return replace(article, blocks=map_blocks(article.blocks, change), notes=notes)


def _words(tex: str, alt: str) -> str:
    try:
        return formula_words(tex, alt)
    except SourceError:
        return alt


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


def prepare(article: Article) -> Article:
    """The article as every edition takes it.

    After it: each block and note has an id that is unique in the article; figures, tables and
    notes that are called have their numbers; formulas have words; abbreviations of the front
    matter are marked; the text of each paragraph, title and caption is cut into
    :class:`~publish.model.Sentence`.
    Notes stand in the order of their first call; a note that is never called is left out (the
    checker has named it).  Preparing twice changes nothing.
    """
    article = word_formulas(article)
    article = expand_abbreviations(article)
    article = number_notes(article)
    article = identify(article)
    blocks, notes = split_sentences(article)
    return replace(article, blocks=blocks, notes=notes)
