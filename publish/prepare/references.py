"""Fill links without words: a figure or table is called by its number, a section by its title."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from publish.language.tags import same
from publish.language.words import own_words
from publish.model import (
    Article,
    Block,
    Figure,
    Inline,
    Link,
    Metadata,
    Paragraph,
    Phrase,
    Section,
    Table,
    Text,
)
from publish.model.rewrite import map_in_language, map_inlines, map_runs
from publish.model.walk import all_blocks, is_plain, text_of


def fill_references(article: Article) -> Article:
    """Return ``article`` with words in each link to a numbered block or a section that has none.

    The checker reports links that can't be filled.
    """
    names = {
        block.id: name for block in all_blocks(article) if (name := _name(block, article.metadata))
    }

    def change(block: Block, language: str) -> Block:
        if isinstance(block, Paragraph) and is_plain(block.content):
            return block

        def filled(inline: Inline) -> Inline:
            if not isinstance(inline, Link) or text_of(inline.content).strip():
                return inline
            name = names.get(inline.target.removeprefix("#"))
            return replace(inline, content=(name(language),)) if name else inline

        return map_runs(block, lambda run: map_inlines(run, filled))

    language = article.metadata.language
    notes = tuple(
        replace(note, blocks=map_in_language(note.blocks, note.language or language, change))
        for note in article.notes
    )
    blocks = map_in_language(article.blocks, language, change)
    return replace(article, blocks=blocks, notes=notes)


def _name(block: Block, about: Metadata) -> Callable[[str], Inline] | None:
    """Return a function from a language to what a reference calls ``block``, if it has a name."""
    match block:
        case Section(title=title):
            return lambda _language: Text(" ".join(text_of(title).split()))
        case Figure(number=number) if number:
            return lambda language: _numbered("figure", number, language, about)
        case Table(number=number) if number:
            return lambda language: _numbered("table", number, language, about)
        case _:
            return None


def _numbered(kind: str, number: int, language: str, about: Metadata) -> Inline:
    words = own_words(language, about.words if same(language, about.language) else ())
    text = Text(f"{words.figure if kind == 'figure' else words.table} {number}")
    return text if same(words.language, language) else Phrase((text,), words.language)
