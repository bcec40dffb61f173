"""Article -> Article: ids, numbers and sentences, decided once for every edition."""

from __future__ import annotations

from msgspec.structs import replace

from publish.article import Article
from publish.prepare.abbreviations import expand_abbreviations
from publish.prepare.formulas import word_formulas
from publish.prepare.identify import identify
from publish.prepare.notes import number_notes
from publish.prepare.sentences import split_sentences


def prepare(article: Article) -> Article:
    """The article as every edition takes it.

    After it: each block and note has an id that is unique in the article; figures, tables and
    notes that are called have their numbers; formulas have words; abbreviations of the front
    matter are marked; the text of each paragraph, title and caption is cut into
    :class:`~publish.article.Sentence`.
    Notes stand in the order of their first call; a note that is never called is left out (the
    checker has named it).  Preparing twice changes nothing.
    """
    article = word_formulas(article)
    article = expand_abbreviations(article)
    article = number_notes(article)
    article = identify(article)
    blocks, notes = split_sentences(article)
    return replace(article, blocks=blocks, notes=notes)
