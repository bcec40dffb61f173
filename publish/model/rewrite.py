"""Rebuild parts of the model with changes, and nest sections; unchanged parts stay the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import is_
from typing import TypeVar, assert_never

from msgspec import Struct
from msgspec.structs import replace

from publish.model import (
    Aside,
    Block,
    Cell,
    CodeBlock,
    DefinitionList,
    Figure,
    Holder,
    Inline,
    List,
    MathBlock,
    Paragraph,
    Phrase,
    Quotation,
    Row,
    Section,
    Speech,
    Table,
    Text,
    ThematicBreak,
)
from publish.model.walk import content_in, text_of

Change = Callable[[tuple[Inline, ...]], tuple[Inline, ...]]
_ChangeBlocks = Callable[[tuple[Block, ...], str | None], tuple[Block, ...]]

_T = TypeVar("_T")

_WHITE_SPACE = re.compile(r"[ \t\n]+")


def _kept(before: tuple[_T, ...], after: Iterable[_T]) -> tuple[_T, ...]:
    """Return ``before`` if ``after`` has the same objects, else ``after``."""
    changed = after if isinstance(after, tuple) else tuple(after)
    same = len(changed) == len(before) and all(map(is_, before, changed))
    return before if same else changed


def with_content(inline: Inline, content: tuple[Inline, ...]) -> Inline:
    """Return ``inline`` with other inlines inside; one that can't hold any stays as it is."""
    if not isinstance(inline, Holder) or content is inline.content:
        return inline
    return replace(inline, content=content)


def map_blocks(blocks: tuple[Block, ...], change: Callable[[Block], Block]) -> tuple[Block, ...]:
    """Return ``blocks`` with each block changed: parents before their children, in order."""

    def inside(blocks: tuple[Block, ...], _language: str | None = None) -> tuple[Block, ...]:
        if len(blocks) == 1 and isinstance(only := blocks[0], Paragraph):  # as in most cells
            one = change(only)
            if isinstance(one, Paragraph):
                return blocks if one is only else (one,)
            return (_inside(one, inside),)
        out: list[Block] = []
        for block in blocks:
            changed = change(block)
            out.append(changed if isinstance(changed, Paragraph) else _inside(changed, inside))
        return _kept(blocks, out)

    return inside(blocks)


def map_in_language(
    blocks: tuple[Block, ...], language: str, change: Callable[[Block, str], Block]
) -> tuple[Block, ...]:
    """Return what :func:`map_blocks` does; ``change`` also gets the language of the block."""
    if len(blocks) == 1 and isinstance(only := blocks[0], Paragraph):  # as in most cells
        one = change(only, only.language or language)
        return blocks if one is only else (one,)
    out: list[Block] = []
    for block in blocks:
        own = block.language or language
        if isinstance(block, Paragraph):  # as most are
            out.append(change(block, own))
            continue

        def inside(
            blocks: tuple[Block, ...], language: str | None, own: str = own
        ) -> tuple[Block, ...]:
            return map_in_language(blocks, language or own, change)

        out.append(_inside(change(block, own), inside))
    return _kept(blocks, out)


def _inside(block: Block, change: _ChangeBlocks) -> Block:
    """Return ``block`` with its child blocks changed; ``change`` also gets their parent's language.

    A parent that isn't a block (a list item, a cell) may have a language; otherwise it is ``None``.
    """
    match block:
        case Paragraph():
            return block
        case Section() | Quotation() | Aside() | Speech():
            inner = change(block.blocks, None)
            return block if inner is block.blocks else replace(block, blocks=inner)
        case List():
            return replace(
                block,
                items=tuple(
                    replace(item, blocks=change(item.blocks, item.language)) for item in block.items
                ),
            )
        case DefinitionList():
            return replace(
                block,
                items=tuple(
                    replace(
                        item,
                        meanings=tuple(change(meaning, item.language) for meaning in item.meanings),
                    )
                    for item in block.items
                ),
            )
        case Table():
            head, body = (_inside_rows(rows, change) for rows in (block.head, block.body))
            unchanged = head is block.head and body is block.body
            return block if unchanged else replace(block, head=head, body=body)
        case Figure():
            return replace(
                block,
                caption=change(block.caption, None),
                description=change(block.description, None),
            )
        case CodeBlock() | MathBlock() | ThematicBreak():
            return block
        case _:
            assert_never(block)


def _inside_rows(rows: tuple[Row, ...], change: _ChangeBlocks) -> tuple[Row, ...]:
    """Return ``rows`` with the blocks of their cells changed."""
    out: list[Row] = []
    for row in rows:
        cells: list[Cell] = []
        for cell in row.cells:
            inner = change(cell.blocks, cell.language or row.language)
            cells.append(cell if inner is cell.blocks else replace(cell, blocks=inner))
        kept = _kept(row.cells, cells)
        out.append(row if kept is row.cells else replace(row, cells=kept))
    return _kept(rows, out)


def map_runs(block: Block, change: Change) -> Block:
    """Return ``block`` with each of its own runs of inlines changed, in reading order."""
    match block:
        case Paragraph():
            content = change(block.content)
            return block if content is block.content else replace(block, content=content)
        case Section() | Aside():
            title = change(block.title)
            return block if title is block.title else replace(block, title=title)
        case Speech():
            return replace(block, speaker=change(block.speaker))
        case Quotation():
            words = change(block.attribution)
            return block if words is block.attribution else replace(block, attribution=words)
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
    """Return ``content`` with each inline that can't hold others replaced by ``change``."""
    out: list[Inline] = []
    for inline in content:
        inner = content_in(inline)
        if inner is None:
            out.extend(change(inline))
        else:
            out.append(with_content(inline, map_leaves(inner, change)))
    return _kept(content, out)


def map_inlines(
    content: tuple[Inline, ...], change: Callable[[Inline], Inline]
) -> tuple[Inline, ...]:
    """Return ``content`` with every inline changed, parents before their children."""
    out: list[Inline] = []
    for inline in content:
        changed = change(inline)
        inner = content_in(changed)
        if inner is not None:
            changed = with_content(changed, map_inlines(inner, change))
        out.append(changed)
    return _kept(content, out)


def joined(content: Iterable[Inline]) -> Iterator[Inline]:
    """Yield ``content`` with neighbouring texts joined, and white space folded to single spaces."""
    pending = ""
    for inline in content:
        if isinstance(inline, Text):
            pending += inline.text
            continue
        if pending:
            yield Text(_WHITE_SPACE.sub(" ", pending))
            pending = ""
        yield inline
    if pending:
        yield Text(_WHITE_SPACE.sub(" ", pending))


def trimmed(content: Sequence[Inline]) -> tuple[Inline, ...]:
    """Return ``content`` without white space at its ends."""
    inlines = list(content)
    if inlines and isinstance(inlines[0], Text):
        inlines[0] = Text(inlines[0].text.lstrip(" "))
    if inlines and isinstance(inlines[-1], Text):
        inlines[-1] = Text(inlines[-1].text.rstrip(" "))
    return tuple(inline for inline in inlines if inline != Text(""))


def split_attribution(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[Inline, ...]]:
    """Split a quotation into its blocks and its attribution, if its last paragraph is one.

    An attribution begins with a dash.  A quotation of only such a paragraph is a line of dialogue.
    """
    last = blocks[-1] if len(blocks) > 1 else None
    if isinstance(last, Paragraph) and last.content and isinstance(last.content[0], Text):
        words = last.content[0].text
        for dash in ("—", "--"):
            if words.startswith(dash):
                first = Text(words.removeprefix(dash).lstrip(" -\u00a0"))
                content = trimmed((first, *last.content[1:]))
                if last.language:
                    content = (Phrase(content, last.language),)
                return tuple(blocks[:-1]), content
    return tuple(blocks), ()


class Heading(Struct, frozen=True):
    """A heading in a flat sequence of blocks, as the parser returns it."""

    line: int
    id: str
    language: str | None
    title: tuple[Inline, ...]
    level: int

    @property
    def plain(self) -> str:
        """The words of the heading."""
        return " ".join(text_of(self.title).split())


def nest_sections(blocks: Sequence[Block | Heading]) -> tuple[Block, ...]:
    """Return ``blocks`` with each heading as a section, up to the next of its level or above."""
    tops: list[Block] = []
    open_sections: list[tuple[Heading, list[Block]]] = []

    def close() -> None:
        heading, inside = open_sections.pop()
        section = Section(
            line=heading.line,
            id=heading.id,
            language=heading.language,
            title=heading.title,
            level=heading.level,
            blocks=tuple(inside),
        )
        (open_sections[-1][1] if open_sections else tops).append(section)

    for block in blocks:
        if isinstance(block, Heading):
            while open_sections and open_sections[-1][0].level >= block.level:
                close()
            open_sections.append((block, []))
        else:
            (open_sections[-1][1] if open_sections else tops).append(block)
    while open_sections:
        close()
    return tuple(tops)
