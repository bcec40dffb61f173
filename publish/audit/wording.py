"""The words of blocks and runs, as an inventory takes them down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from publish.article import (
    Article,
    Aside,
    Block,
    CodeBlock,
    DefinitionList,
    Figure,
    Inline,
    List,
    MathBlock,
    Paragraph,
    Quotation,
    Section,
    Sentence,
    Table,
    ThematicBreak,
)
from publish.audit.item import Part
from publish.walk import all_blocks, blocks_in, content_of, text_of


def parts_of(content: tuple[Inline, ...], own: str) -> Iterator[Part]:
    """The sentences of ``content`` that say something; what stands loose, with the id ``own``."""
    for sentence, home in sentences_of(content, own):
        if text_of(sentence).strip():
            yield Part(home, text_of(sentence))


def sentences_of(content: tuple[Inline, ...], own: str) -> Iterator[tuple[tuple[Inline, ...], str]]:
    """The sentences of ``content``, each with the id of its element; what stands loose, with
    ``own``.
    """
    loose: list[Inline] = []
    for inline in content:
        if isinstance(inline, Sentence):
            yield inline.content, inline.id
        else:
            loose.append(inline)
    if loose:
        yield tuple(loose), own


def ids_of(article: Article) -> Iterator[str]:
    """What a link inside the article can lead to."""
    yield "title"
    yield from (note.id for note in article.notes)
    for block in all_blocks(article):
        yield block.id
        match block:
            case List(items=items) | DefinitionList(items=items):
                yield from (item.id for item in items)
            case Table(head=head, body=body):
                for row in head + body:
                    yield from (row.id, *(cell.id for cell in row.cells))
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
                pass
            case _:
                assert_never(block)


def words_of(blocks: Iterable[Block]) -> str:
    """All words of ``blocks``."""
    out: list[str] = []
    for block in blocks_in(blocks):
        out += [text_of(run) for run in content_of(block)]
        match block:
            case CodeBlock(text=text):
                out.append(text)
            case MathBlock(tex=tex, alt=alt):
                out.append(alt or tex)
            case (
                Section()
                | Paragraph()
                | Quotation()
                | List()
                | DefinitionList()
                | Table()
                | ThematicBreak()
                | Aside()
                | Figure()
            ):
                pass
            case _:
                assert_never(block)
    return " ".join(" ".join(out).split())


def first_words(block: Block | object) -> str:
    """The words with which ``block`` begins, for a person."""
    blocks = getattr(block, "blocks", None)
    if isinstance(block, Section):
        return text_of(block.title)
    if blocks is not None:
        return words_of(blocks)
    if isinstance(block, Figure):
        return block.image.alt or ""
    runs = getattr(block, "content", None) or getattr(block, "caption", None) or ()
    return text_of(runs) if runs else str(getattr(block, "text", ""))
