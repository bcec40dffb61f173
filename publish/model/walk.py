"""Iterate over parts of the model, and get their plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import assert_never

from msgspec.structs import replace

from publish.model import (
    Abbreviation,
    Article,
    Aside,
    Block,
    Cell,
    CodeBlock,
    DefinitionList,
    Figure,
    Holder,
    Image,
    Inline,
    InlineCode,
    InlineImage,
    InlineMath,
    LineBreak,
    List,
    MathBlock,
    Note,
    NoteReference,
    Paragraph,
    Quotation,
    Row,
    Section,
    SectionKind,
    Speech,
    Table,
    Text,
    ThematicBreak,
)


def text_of(content: Iterable[Inline]) -> str:
    """Return the text that a reader sees: alt texts, words of formulas, no note calls."""
    return "".join([one.text if isinstance(one, Text) else _inline_text(one) for one in content])


def is_plain(content: tuple[Inline, ...]) -> bool:
    """Return whether a run is one text without markup, as in most cells of tables."""
    return len(content) == 1 and isinstance(content[0], Text)


def _inline_text(inline: Inline) -> str:
    if isinstance(inline, Holder):
        return text_of(inline.content)
    match inline:
        case Text(text):
            return text
        case InlineCode(text) | Abbreviation(text, _):
            return text
        case InlineMath():
            return inline.words
        case InlineImage(image):
            return image.alt or ""
        case NoteReference():
            return ""
        case LineBreak():
            return "\n"
        case _:
            assert_never(inline)


def content_in(inline: Inline) -> tuple[Inline, ...] | None:
    """Return the inlines inside ``inline``; ``None`` if its kind can't hold any."""
    if isinstance(inline, Text):  # the most frequent: this saves trying the others
        return None
    return inline.content if isinstance(inline, Holder) else None


def inlines_in(content: Iterable[Inline]) -> list[Inline]:
    """Return every inline of ``content``, parents before their children, in reading order."""
    out: list[Inline] = []
    _collect(content, out)
    return out


def _collect(content: Iterable[Inline], out: list[Inline]) -> None:
    for inline in content:
        out.append(inline)
        if not isinstance(inline, Text) and isinstance(inline, Holder):
            _collect(inline.content, out)


def content_of(block: Block) -> Iterator[tuple[Inline, ...]]:
    """Yield the runs of inlines of ``block`` itself, without those of the blocks inside it."""
    if isinstance(block, Paragraph):  # the most frequent: this saves trying the others
        yield block.content
        return
    match block:
        case Section(title=run):
            yield run
        case (
            Quotation(attribution=run) | Table(caption=run) | Aside(title=run) | Speech(speaker=run)
        ):
            if run:
                yield run
        case Figure(credit=run):
            if run:
                yield run
        case DefinitionList(items=items):
            for item in items:
                yield from item.terms
        case List() | CodeBlock() | MathBlock() | ThematicBreak():
            return
        case _:
            assert_never(block)


def children_of(block: Block) -> Iterator[Block]:
    """Yield the blocks directly inside ``block``, in reading order."""
    if isinstance(block, Paragraph):  # the most frequent: this saves trying the others
        return
    match block:
        case (
            Section(blocks=blocks)
            | Quotation(blocks=blocks)
            | Aside(blocks=blocks)
            | Speech(blocks=blocks)
        ):
            yield from blocks
        case List(items=items):
            for item in items:
                yield from item.blocks
        case DefinitionList(items=definitions):
            for definition in definitions:
                for meaning in definition.meanings:
                    yield from meaning
        case Table(head=head, body=body):
            rows = (*head, *body)
            yield from [one for row in rows for cell in row.cells for one in cell.blocks]
        case Figure(caption=caption, description=description):
            yield from caption
            yield from description
        case CodeBlock() | MathBlock() | ThematicBreak():
            return
        case _:
            assert_never(block)


def runs_in(blocks: Iterable[Block]) -> Iterator[tuple[Inline, ...]]:
    """Yield the runs of inlines of ``blocks``, and of the blocks inside them, as they are read.

    An attribution follows its quotation, a credit its caption.  Extended descriptions come last, as
    in the editions that show them in a section of their own.
    """
    descriptions: list[Block] = []
    yield from _runs(blocks, descriptions)
    if descriptions:
        yield from runs_in(descriptions)


def _runs(blocks: Iterable[Block], descriptions: list[Block]) -> Iterator[tuple[Inline, ...]]:
    """Yield the runs as :func:`runs_in` does; collect the extended descriptions."""
    for block in blocks:
        match block:
            case Paragraph():
                yield block.content
            case Quotation():
                yield from _runs(block.blocks, descriptions)
                yield block.attribution
            case Figure():
                yield from _runs(block.caption, descriptions)
                yield block.credit
                descriptions += block.description
            case DefinitionList():
                for item in block.items:
                    yield from item.terms
                    for meaning in item.meanings:
                        yield from _runs(meaning, descriptions)
            case _:
                yield from content_of(block)
                yield from _runs(children_of(block), descriptions)


def blocks_in(blocks: Iterable[Block]) -> list[Block]:
    """Return every block, parents before their children, in reading order."""
    out: list[Block] = []
    _gather(blocks, out)
    return out


def _gather(blocks: Iterable[Block], out: list[Block]) -> None:
    for block in blocks:
        out.append(block)
        if not isinstance(block, Paragraph):  # as most are
            _gather(children_of(block), out)


def all_blocks(article: Article) -> list[Block]:
    """Return every block of the text, then of the notes."""
    out = blocks_in(article.blocks)
    for note in article.notes:
        _gather(note.blocks, out)
    return out


def recordings_in(article: Article) -> tuple[Path, ...]:
    """Return the recordings that replace words: those of sections and of figures."""
    sections = (path for _, path in article.metadata.narration.recordings)
    blocks = all_blocks(article)
    figures = (one.recording for one in blocks if isinstance(one, Figure) and one.recording)
    return (*sections, *figures)


def ids_in(article: Article) -> Iterator[str]:
    """Yield the ids that a link can lead to: of notes, blocks, and items, rows and cells."""
    yield from (note.id for note in article.notes)
    for block in all_blocks(article):
        yield block.id
        if isinstance(block, List | DefinitionList):
            yield from (item.id for item in block.items)
        elif isinstance(block, Table):
            for row in block.head + block.body:
                yield row.id
                for cell in row.cells:
                    yield cell.id


def all_inlines(article: Article) -> Iterator[tuple[Block, Inline]]:
    """Yield every inline of the article with its block."""
    for block in all_blocks(article):
        for run in (block.content,) if isinstance(block, Paragraph) else content_of(block):
            for inline in inlines_in(run):
                yield block, inline


def figures_in(article: Article) -> Iterator[Figure]:
    """Yield the figures in reading order, each with its own or inherited ``language``."""
    yield from figures_of(article.blocks)
    yield from figures_in_notes(article.notes)


def leading_cover(article: Article) -> Image | None:
    """Return the cover of an article that leads its page on the web, as a picture under its title.

    It is wider than high: an upright one repeats the title, and stands for the article in players,
    shops and feeds.  A text that begins with a figure, or that shows the same file, has its own.
    """
    cover = article.metadata.cover
    if article.book or cover is None or cover.width <= cover.height:
        return None
    shown = {figure.image.digest for figure in figures_in(article)}
    if cover.digest in shown or isinstance(next(iter(article.blocks), None), Figure):
        return None
    return cover


def figures_in_notes(notes: Iterable[Note]) -> Iterator[Figure]:
    """Yield the figures in ``notes``, as :func:`figures_in` does."""
    for note in notes:
        yield from figures_of(note.blocks, note.language)


def figures_of(blocks: Iterable[Block], inherited: str | None = None) -> Iterator[Figure]:
    """Yield the figures in ``blocks``, as :func:`figures_in` does; ``inherited`` is the language
    around them.
    """
    for block in blocks:
        if isinstance(block, Paragraph):  # as most are
            continue
        language = block.language or inherited
        if isinstance(block, Figure):
            yield block if block.language == language else replace(block, language=language)
        yield from figures_of(children_of(block), language)


def sections_in(blocks: Iterable[Block]) -> Iterator[Section]:
    """Yield the sections at any depth, in reading order; only sections contain sections."""
    for block in blocks:
        if isinstance(block, Section):
            yield block
            yield from sections_in(block.blocks)


def chapters_in(blocks: Iterable[Block]) -> Iterator[Section]:
    """Yield the chapters of a book in reading order, with its front and back matter.

    An article has none.
    """
    for block in blocks:
        if isinstance(block, Section):
            if block.kind is SectionKind.PART:
                yield from chapters_in(block.blocks)
            elif block.kind is not SectionKind.SECTION:
                yield block


def grid(rows: Iterable[Row]) -> Iterator[tuple[Row, list[tuple[Cell, range]]]]:
    """Yield each row with its cells and the columns, from 0, that each cell covers."""
    covered: dict[int, int] = {}  # column -> the number of further rows that it is covered
    for row in rows:
        placed: list[tuple[Cell, range]] = []
        below: dict[int, int] = {}
        column = 0
        for cell in row.cells:
            while covered.get(column, 0) > 0:
                column += 1
            columns = range(column, column + cell.colspan)
            if cell.rowspan > 1:
                below |= dict.fromkeys(columns, cell.rowspan - 1)
            placed.append((cell, columns))
            column = columns.stop
        if covered or below:
            covered = {key: left - 1 for key, left in covered.items() if left > 1} | below
        yield row, placed
