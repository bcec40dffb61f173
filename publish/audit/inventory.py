"""List everything in a prepared article that an edition must contain."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import assert_never

from msgspec import Struct, field
from msgspec.structs import replace

from publish.audit.grid import Box, headers_of, width
from publish.audit.items import Item, Kind, Part
from publish.audit.wording import (
    DONE,
    OPEN,
    chapter_opening,
    first_part,
    first_words,
    front_matter,
    parts_of,
    sentences_of,
    words_of,
)
from publish.model import (
    UNTITLED,
    Abbreviation,
    Article,
    Aside,
    Block,
    Cell,
    CodeBlock,
    DefinitionList,
    Figure,
    Inline,
    InlineImage,
    InlineMath,
    Link,
    List,
    MathBlock,
    Note,
    Paragraph,
    Phrase,
    Quotation,
    Section,
    Speech,
    Table,
    Text,
    ThematicBreak,
)
from publish.model.ids import (
    attribution_id,
    caption_id,
    credit_id,
    description_id,
    image_id,
    term_id,
    title_id,
)
from publish.model.walk import chapters_in, ids_in, inlines_in, text_of


def inventory(article: Article) -> tuple[Item, ...]:
    """Return the items of a prepared ``article`` in reading order; the notes come last."""
    builder = _InventoryBuilder(cache(lambda: frozenset(("title", *ids_in(article)))))
    language = article.metadata.language
    builder.items += front_matter(article)
    builder.walk(article.blocks, _Context(language))
    files = {chapter.id: chapter.file for chapter in chapters_in(article.blocks)}
    for note in article.notes:
        builder.add_note(note, _Context(language, noted=True, file=files.get(note.chapter)))
    return tuple(builder.items)


def _header_words(cell: Cell) -> str:
    """Return the words of a header cell; those of other cells name nothing."""
    return words_of(cell.blocks) if cell.scope else ""


class _Context(Struct, frozen=True):
    """The context of a block: its language, its file, and whether it is in a note or pull quote.

    ``gathered`` collects the words of an item that holds several blocks.
    """

    language: str
    gathered: list[Part] | None = None
    noted: bool = False
    pulled: bool = False
    file: Path | None = None


class _InventoryBuilder(Struct):
    """Walks the article and collects its items; ``ids`` returns those that links can lead to."""

    ids: Callable[[], frozenset[str]]
    items: list[Item] = field(default_factory=list)

    def walk(self, blocks: Iterable[Block], context: _Context) -> None:
        for block in blocks:
            self.add_block(block, self.inside(block, block.language, context))

    def add_block(self, block: Block, context: _Context) -> None:
        if isinstance(block, Paragraph):  # the most frequent: this saves trying the others
            self.add_run(Kind.TEXT, block.id, block.content, block.line, context)
            return
        match block:
            case Section(title=title, opening=opening, file=file):
                context = replace(context, file=file or context.file)
                owner = block.id if block.kind in UNTITLED else ""
                own = title_id(block.id)
                self.add_run(Kind.HEADING, own, title, block.line, context, owner)
                if opening is not None:
                    given = chapter_opening(block.id, opening, block.line, context.language)
                    self.items += (replace(item, file=context.file) for item in given)
                self.walk(block.blocks, context)
            case Quotation():
                context = replace(context, pulled=context.pulled or block.pull)
                self.add_blocks(Kind.QUOTATION, block.id, block.blocks, block.line, context)
                if block.attribution:
                    kind, own = Kind.ATTRIBUTION, attribution_id(block.id)
                    free = replace(context, gathered=None)
                    self.add_run(kind, own, block.attribution, block.line, free, owner=block.id)
            case List(items=items):
                for number, item in enumerate(items, start=block.start):
                    inner = self.inside(item, item.language, context)
                    marker = str(number) if block.ordered else ""
                    if item.checked is not None:
                        marker = DONE if item.checked else OPEN
                    first = first_part(item.blocks) if marker else None
                    if first is not None:
                        line = item.line or block.line
                        self.add(Kind.MARKER, item.id, line, inner, (first,), target=marker)
                    self.walk(item.blocks, inner)
            case DefinitionList(items=definitions):
                for one in definitions:
                    inner = self.inside(one, one.language, context)
                    for number, term in enumerate(one.terms, start=1):
                        own = term_id(one.id, number)
                        self.add_run(Kind.TEXT, own, term, one.line or block.line, inner)
                    for meaning in one.meanings:
                        self.walk(meaning, inner)
            case Table():
                self.add_table(block, context)
            case CodeBlock(text=text):
                self.add(Kind.CODE, block.id, block.line, context, (Part(block.id, text),))
            case MathBlock(words=words):
                parts = (Part(block.id, words),)
                self.add(Kind.FORMULA, block.id, block.line, context, parts)
            case ThematicBreak():
                return
            case Aside(title=title):
                if title:
                    self.add_run(Kind.TEXT, title_id(block.id), title, block.line, context)
                self.walk(block.blocks, context)
            case Speech(speaker=speaker):
                self.add_run(Kind.TEXT, title_id(block.id), speaker, block.line, context)
                self.walk(block.blocks, context)
            case Figure():
                self.add_figure(block, context)
            case _:
                assert_never(block)

    def add_figure(self, figure: Figure, context: _Context) -> None:
        if figure.image.decorative:
            return
        own, line, free = figure.id, figure.line, replace(context, gathered=None)
        self.add(Kind.FIGURE, own, line, free, image=figure.image)
        if figure.image.alt:
            parts = (Part(image_id(own), figure.image.alt),)
            self.add(Kind.ALT, image_id(own), line, free, parts, owner=own)
        if figure.caption:
            self.add_blocks(Kind.CAPTION, caption_id(own), figure.caption, line, free, owner=own)
        if figure.credit:
            self.add_run(Kind.CREDIT, credit_id(own), figure.credit, line, free, owner=own)
        if figure.description:
            name = description_id(own)
            self.add_blocks(Kind.DESCRIPTION, name, figure.description, line, free, owner=own)

    def add_table(self, table: Table, context: _Context) -> None:
        free = replace(context, gathered=None)
        rows = table.head + table.body
        boxes = [
            [
                Box(_header_words(cell), cell.scope or "", cell.colspan, cell.rowspan)
                for cell in row.cells
            ]
            for row in rows
        ]
        wide = width(boxes)
        self.add(Kind.TABLE, table.id, table.line, free, rows=len(rows), columns=wide)
        if table.caption:
            own = caption_id(table.id)
            self.add_run(Kind.CAPTION, own, table.caption, table.line, free, owner=table.id)
        for row, named in zip(rows, headers_of(boxes), strict=True):
            inner = self.inside(row, row.language, free)
            for cell, headers in zip(row.cells, named, strict=True):
                around = self.inside(cell, cell.language, inner)
                self.add_blocks(
                    Kind.CELL,
                    cell.id,
                    cell.blocks,
                    cell.line or row.line or table.line,
                    around,
                    owner=table.id,
                    headers=() if cell.scope else headers,
                    header=cell.scope is not None,
                )

    def add_note(self, note: Note, context: _Context) -> None:
        context = self.inside(note, note.language, context)
        self.add_blocks(Kind.NOTE, note.id, note.blocks, note.line, context, calls=note.calls)

    def add_blocks(
        self,
        kind: Kind,
        own: str,
        blocks: Iterable[Block],
        line: int,
        context: _Context,
        **more: object,
    ) -> None:
        """Add an item with the words of ``blocks``; the items in them follow it."""
        at = len(self.items)
        parts: list[Part] = []
        self.walk(blocks, replace(context, gathered=parts))
        self.add(kind, own, line, context, tuple(parts), **more)
        self.items.insert(at, self.items.pop())

    def add_run(
        self,
        kind: Kind,
        own: str,
        content: tuple[Inline, ...],
        line: int,
        context: _Context,
        owner: str = "",
    ) -> None:
        """Add a run of words, as an item or as a part of the item around it."""
        parts = tuple(parts_of(content, own))
        if context.gathered is not None and kind is Kind.TEXT:
            context.gathered.extend(parts)
        elif parts:
            self.add(kind, own, line, context, parts, owner=owner)
        for sentence, home in sentences_of(content, own):
            for inline in inlines_in(sentence):
                if not isinstance(inline, Text):  # as most are
                    self.add_inline(inline, home, line, context)

    def add_inline(self, inline: Inline, home: str, line: int, context: _Context) -> None:
        """Add the item for an inline element; ``home`` is the id of the element around it."""
        match inline:
            case Link(content=content, target=target) if text_of(content).strip():
                parts = (Part(home, text_of(content)),)
                if target.startswith("#") and target[1:] not in self.ids():
                    target = ""
                self.add(Kind.LINK, home, line, context, parts, owner=home, target=target)
            case Phrase(content=content, language=language) if text_of(content).strip():
                around = replace(context, language=language)
                parts = (Part(home, text_of(content)),)
                self.add(Kind.LANGUAGE, home, line, around, parts, owner=home)
            case Abbreviation(text=text, expansion=expansion):
                parts = (Part(home, text),)
                self.add(
                    Kind.ABBREVIATION, home, line, context, parts, owner=home, target=expansion
                )
            case InlineMath(words=words):
                self.add(Kind.FORMULA, home, line, context, (Part(home, words),), owner=home)
            case InlineImage(image=image) if image.alt:
                parts = (Part(home, image.alt),)
                self.add(Kind.ALT, home, line, context, parts, owner=home)
            case _:
                return

    def inside(self, block: Block | object, language: str | None, context: _Context) -> _Context:
        """Return the context inside ``block``, and add an item if the language changes."""
        if not language or language.lower() == context.language.lower():
            return context
        own, line = str(getattr(block, "id", "")), int(getattr(block, "line", 0))
        parts = (Part(own, first_words(block)),)
        inner = replace(context, language=language)
        self.add(Kind.LANGUAGE, own, line, inner, parts)
        return inner

    def add(  # ``more`` are other fields of the item
        self,
        kind: Kind,
        own: str,
        line: int,
        context: _Context,
        parts: tuple[Part, ...] = (),
        **more: object,
    ) -> None:
        item = Item(
            kind=kind,
            id=own,
            line=line,
            language=context.language,
            parts=parts,
            noted=context.noted,
            pulled=context.pulled,
            file=context.file,
            **more,  # type: ignore[arg-type]  # fields of several types
        )
        self.items.append(item)
