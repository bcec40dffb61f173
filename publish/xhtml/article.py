"""The one writer of semantic XHTML, shared by every edition that has pages.

The markup is that of docs/design.md, "The XHTML of an article".  It is well-formed XML, escaped
throughout, and needs ``xmlns:epub`` declared around it in the EPUB spelling.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from publish.model import (
    Article,
    Aside,
    Block,
    CodeBlock,
    DefinitionList,
    Figure,
    List,
    MathBlock,
    NotesPlace,
    Paragraph,
    Quotation,
    Section,
    Table,
    ThematicBreak,
)
from publish.model.walk import all_blocks, chapters_in, figures_in
from publish.xhtml.blocks import blocks
from publish.xhtml.colophon import colophon
from publish.xhtml.context import Setting, Spelling, setting_for
from publish.xhtml.escape import lines
from publish.xhtml.figures import descriptions
from publish.xhtml.notes import notes_by_chapter, notes_section
from publish.xhtml.openings import opening


def body(article: Article, spelling: Spelling) -> str:
    """The whole of a prepared article: opening, text, what stands at the end, colophon.

    Raises :class:`~publish.errors.SourceError` for a formula that cannot be read.
    """
    setting = setting_for_article(article, spelling)
    return lines(
        opening(article.metadata, setting),
        blocks(article.blocks, setting),
        end_matter(article, setting),
        colophon(article.metadata, setting),
    )


def end_matter(article: Article, setting: Setting) -> str:
    """The descriptions and notes that the spelling puts at the end; empty if it puts none there.

    The notes of a book may stand in its chapters instead.
    """
    spelling, notes = setting.spelling, ""
    if spelling.notes == "end" and not article.book:
        notes = notes_section(article.notes, setting)
    elif spelling.notes == "end" and article.book and article.book.notes is NotesPlace.BOOK:
        notes = notes_by_chapter(article.notes, chapters_in(article.blocks), setting)
    return lines(
        descriptions(figures_in(article), setting, blocks)
        if spelling.descriptions == "end"
        else "",
        notes,
    )


def setting_for_article(article: Article, spelling: Spelling) -> Setting:
    """The setting that ``article`` begins in."""
    return setting_for(article, spelling, frozenset(_ids(article)))


def _ids(article: Article) -> Iterator[str]:
    """The ids that a link of the article can lead to."""
    yield "title"
    for note in article.notes:
        yield note.id
    for block in all_blocks(article):
        yield block.id
        yield from _ids_inside(block)


def _ids_inside(block: Block) -> Iterator[str]:
    match block:
        case List(items=items) | DefinitionList(items=items):
            yield from (item.id for item in items)
        case Table(head=head, body=rows):
            for row in head + rows:
                yield row.id
                yield from (cell.id for cell in row.cells)
        case (
            Section()
            | Paragraph()
            | Quotation()
            | CodeBlock()
            | MathBlock()
            | ThematicBreak()
            | Aside()
            | Figure()
        ):
            return
        case _:
            assert_never(block)
