"""Divide the text of an article into what is spoken at once: sentences, and their lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from publish.model import Article, Block, Inline, LineBreak, Quotation, Sentence
from publish.model.walk import children_of, content_of, text_of


def sentences_in(content: tuple[Inline, ...]) -> Iterator[tuple[tuple[Inline, ...], str]]:
    """Yield the sentences of ``content`` with their ids, and inlines outside them without id."""
    loose: list[Inline] = []
    for inline in content:
        if isinstance(inline, Sentence):
            if loose and text_of(loose).strip():
                yield tuple(loose), ""
            loose = []
            yield inline.content, inline.id
        else:
            loose.append(inline)
    if loose and text_of(loose).strip():
        yield tuple(loose), ""


def lines_in(sentence: tuple[Inline, ...]) -> Iterator[tuple[Inline, ...]]:
    """Yield the lines of ``sentence`` that have words, as it is divided by line breaks."""
    breaks = [place for place, one in enumerate(sentence) if isinstance(one, LineBreak)]
    for first, last in zip((0, *(one + 1 for one in breaks)), (*breaks, None), strict=True):
        if text_of(sentence[first:last]).strip() or not breaks:
            yield sentence[first:last]


def words_of(article: Article) -> str:
    """Return the article's paragraphs and titles as lines of text, without pull quotes."""
    notes = (text_in(note.blocks) for note in article.notes)
    return "\n".join(filter(None, (text_in(article.blocks), *notes)))


def text_in(blocks: Iterable[Block]) -> str:
    """Return the text of the paragraphs and titles in ``blocks``, as :func:`words_of` does."""
    return "\n".join(_runs_in(blocks))


def _runs_in(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if not (isinstance(block, Quotation) and block.pull):
            yield from map(text_of, content_of(block))
            yield from _runs_in(children_of(block))
