"""Paragraphs that only their styles tell apart: code, terms and their meanings, quotations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from publish.importing.reading.quotations import quotation
from publish.model import Block, CodeBlock, Definition, DefinitionList, Paragraph, Quotation
from publish.source.sections import Heading

if TYPE_CHECKING:
    from publish.importing.reading.context import Context


def styled(context: Context, blocks: Sequence[Block | Heading]) -> list[Block | Heading]:
    """``blocks`` with neighbours of one style made the block that they are together."""
    found: list[Block | Heading] = []
    for block in blocks:
        role = _role(context, block)
        last = found[-1] if found else None
        if role == "code" and isinstance(block, CodeBlock):
            if isinstance(last, CodeBlock) and _follows(last, block):
                found[-1] = replace(last, text=f"{last.text}\n{block.text}")
            else:
                found.append(block)
        elif role == "term" and isinstance(block, Paragraph):
            item = Definition(terms=(block.content,), meanings=(), line=block.line)
            if isinstance(last, DefinitionList):
                found[-1] = replace(last, items=(*last.items, item))
            else:
                found.append(DefinitionList(items=(item,), line=block.line, id=block.id))
        elif role == "meaning" and isinstance(last, DefinitionList):
            inside = block.blocks if isinstance(block, Quotation) else (block,)
            found[-1] = _meant(last, inside)
        elif context.unlike and isinstance(block, Quotation) and isinstance(last, Quotation):
            found[-1] = _as_one(last, block)
        else:
            found.append(block)
    return found


def _role(context: Context, block: Block | Heading) -> str:
    if isinstance(block, Quotation) and block.blocks:  # an indented paragraph is one for pandoc
        block = block.blocks[0]
    return context.styles.get(block.line, "")


def _follows(last: CodeBlock, block: CodeBlock) -> bool:
    """Whether nothing stands between two lines of code."""
    return block.line - last.line <= last.text.count("\n") + 1


def _meant(last: DefinitionList, blocks: Sequence[Block | Heading]) -> DefinitionList:
    item = last.items[-1]
    inside = tuple(block for block in blocks if not isinstance(block, Heading))
    meaning = (*(item.meanings[0] if item.meanings else ()), *inside)
    return replace(last, items=(*last.items[:-1], replace(item, meanings=(meaning,))))


def _as_one(one: Quotation, two: Quotation) -> Quotation:
    """ODT has no quotations, only paragraphs that are indented."""
    if one.attribution:
        return one if not two.blocks else two
    languages = {one.language, two.language}
    blocks = (*one.blocks, *two.blocks)
    language = languages.pop() if len(languages) == 1 else None
    made = quotation(blocks, {"line": one.line, "id": one.id, "language": language})
    return made or one
