"""Rebuild a piece of the model with some parts changed; what is unchanged stays the same object."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import assert_never

from publish.article import (
    Aside,
    Block,
    CodeBlock,
    DefinitionList,
    Deletion,
    Emphasis,
    Figure,
    Inline,
    Link,
    List,
    MathBlock,
    Paragraph,
    Phrase,
    Pronounced,
    Quotation,
    Section,
    Sentence,
    Strong,
    Subscript,
    Superscript,
    Table,
    ThematicBreak,
)
from publish.walk import content_in

Change = Callable[[tuple[Inline, ...]], tuple[Inline, ...]]


def with_content(inline: Inline, content: tuple[Inline, ...]) -> Inline:
    """``inline`` with other inlines inside; one that holds none is returned as it is."""
    match inline:
        case (
            Emphasis()
            | Strong()
            | Deletion()
            | Superscript()
            | Subscript()
            | Link()
            | Phrase()
            | Pronounced()
            | Sentence()
        ):
            return replace(inline, content=content)
        case _:
            return inline


def map_blocks(blocks: tuple[Block, ...], change: Callable[[Block], Block]) -> tuple[Block, ...]:
    """Every block, from the outermost to the innermost and in reading order, through ``change``."""
    return tuple(_inside(change(block), change) for block in blocks)


def _inside(block: Block, change: Callable[[Block], Block]) -> Block:
    match block:
        case Section() | Quotation() | Aside():
            return replace(block, blocks=map_blocks(block.blocks, change))
        case List():
            return replace(
                block,
                items=tuple(
                    replace(item, blocks=map_blocks(item.blocks, change)) for item in block.items
                ),
            )
        case DefinitionList():
            return replace(
                block,
                items=tuple(
                    replace(
                        item,
                        meanings=tuple(map_blocks(meaning, change) for meaning in item.meanings),
                    )
                    for item in block.items
                ),
            )
        case Table():
            head, body = (
                tuple(
                    replace(
                        row,
                        cells=tuple(
                            replace(cell, blocks=map_blocks(cell.blocks, change))
                            for cell in row.cells
                        ),
                    )
                    for row in rows
                )
                for rows in (block.head, block.body)
            )
            return replace(block, head=head, body=body)
        case Figure():
            return replace(
                block,
                caption=map_blocks(block.caption, change),
                description=map_blocks(block.description, change),
            )
        case Paragraph() | CodeBlock() | MathBlock() | ThematicBreak():
            return block
        case _:
            assert_never(block)


def map_runs(block: Block, change: Change) -> Block:
    """``block`` with each run of inlines of its own through ``change``, in reading order."""
    match block:
        case Section() | Aside():
            return replace(block, title=change(block.title))
        case Paragraph():
            return replace(block, content=change(block.content))
        case Quotation():
            return replace(block, attribution=change(block.attribution))
        case Table():
            return replace(block, caption=change(block.caption))
        case Figure():
            return replace(block, credit=change(block.credit))
        case DefinitionList():
            return replace(
                block,
                items=tuple(
                    replace(item, terms=tuple(change(term) for term in item.terms))
                    for item in block.items
                ),
            )
        case List() | CodeBlock() | MathBlock() | ThematicBreak():
            return block
        case _:
            assert_never(block)


def map_leaves(
    content: tuple[Inline, ...], change: Callable[[Inline], Iterable[Inline]]
) -> tuple[Inline, ...]:
    """``content`` with each inline that holds no others replaced by what ``change`` makes of it."""
    out: list[Inline] = []
    for inline in content:
        inner = content_in(inline)
        if inner is None:
            out.extend(change(inline))
        else:
            out.append(with_content(inline, map_leaves(inner, change)))
    return tuple(out)
