"""Give every formula without the author's words those that the rules make."""

from __future__ import annotations

from operator import is_
from typing import TypeVar

from msgspec.structs import replace

from publish.errors import SourceError
from publish.model import Article, Block, Inline, InlineMath, MathBlock, Phrase
from publish.model.rewrite import map_in_language, map_runs, with_content
from publish.model.walk import content_in, is_plain
from publish.xhtml.formulas import formula_words


def word_formulas(article: Article) -> Article:
    """Return ``article`` with words by rule for every formula without the author's.

    TeX that can't be read stays as it is: the edition that shows it raises an error with its line.
    """
    language = article.metadata.language
    notes = tuple(
        replace(note, blocks=map_in_language(note.blocks, note.language or language, _block))
        for note in article.notes
    )
    return replace(article, blocks=map_in_language(article.blocks, language, _block), notes=notes)


def _block(block: Block, language: str) -> Block:
    if isinstance(block, MathBlock):
        return _worded(block, language)
    return map_runs(block, lambda run: _inlines(run, language))


def _inlines(content: tuple[Inline, ...], language: str) -> tuple[Inline, ...]:
    """Return ``content`` with words for its formulas; the same object if it has none."""
    if is_plain(content):
        return content
    out = tuple(_inline(inline, language) for inline in content)
    return content if all(map(is_, out, content)) else out


def _inline(inline: Inline, language: str) -> Inline:
    if isinstance(inline, InlineMath):
        return _worded(inline, language)
    inner = content_in(inline)
    if inner is None:
        return inline
    own = inline.language if isinstance(inline, Phrase) else language
    return with_content(inline, _inlines(inner, own))


_Formula = TypeVar("_Formula", InlineMath, MathBlock)


def _worded(formula: _Formula, language: str) -> _Formula:
    if formula.alt or formula.spoken:
        return formula
    try:
        return replace(formula, spoken=formula_words(formula.tex, language))
    except SourceError:
        return formula
