"""A prepared article -> everything in it that an edition must bring to its readers."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import assert_never

from msgspec import Struct, field
from msgspec.structs import replace

from publish.audit.grid import Box, headers_of, width
from publish.audit.items import Item, Kind, Part
from publish.audit.wording import (
    chapter_opening,
    first_words,
    front_matter,
    ids_of,
    parts_of,
    sentences_of,
    words_of,
)
from publish.model import (
    Abbreviation,
    Article,
    Aside,
    Block,
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
    Table,
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
from publish.model.walk import chapters_in, inlines_in, text_of


def inventory(article: Article) -> tuple[Item, ...]:
    """The items of a prepared ``article`` in reading order; the notes are last."""
    taker = _Taker(ids=frozenset(ids_of(article)))
    language = article.metadata.language
    taker.items += front_matter(article)
    taker.blocks(article.blocks, _Place(language))
    files = {chapter.id: chapter.file for chapter in chapters_in(article.blocks)}
    for note in article.notes:
        taker.note(note, _Place(language, noted=True, file=files.get(note.chapter)))
    return tuple(taker.items)


class _Place(Struct, frozen=True):
    """Where words stand; ``gathered`` takes the words of an item that holds several blocks."""

    language: str
    gathered: list[Part] | None = None
    noted: bool = False
    file: Path | None = None


class _Taker(Struct):
    """Goes through the article and takes down what there is."""

    items: list[Item] = field(default_factory=list)
    ids: frozenset[str] = frozenset()

    def blocks(self, blocks: Iterable[Block], place: _Place) -> None:
        for block in blocks:
            self.block(block, self.rules(block, block.language, place))

    def block(self, block: Block, place: _Place) -> None:
        match block:
            case Section(title=title, opening=opening, file=file):
                place = replace(place, file=file or place.file)
                self.run(Kind.HEADING, title_id(block.id), title, block.line, place)
                if opening is not None:
                    given = chapter_opening(block.id, opening, block.line, place.language)
                    self.items += (replace(item, file=place.file) for item in given)
                self.blocks(block.blocks, place)
            case Paragraph(content=content):
                self.run(Kind.TEXT, block.id, content, block.line, place)
            case Quotation():
                self.holding(Kind.QUOTATION, block.id, block.blocks, block.line, place)
                if block.attribution:
                    kind, own = Kind.ATTRIBUTION, attribution_id(block.id)
                    free = replace(place, gathered=None)
                    self.run(kind, own, block.attribution, block.line, free, owner=block.id)
            case List(items=items):
                for item in items:
                    self.blocks(item.blocks, self.rules(item, item.language, place))
            case DefinitionList(items=definitions):
                for one in definitions:
                    inner = self.rules(one, one.language, place)
                    for number, term in enumerate(one.terms, start=1):
                        own = term_id(one.id, number)
                        self.run(Kind.TEXT, own, term, one.line or block.line, inner)
                    for meaning in one.meanings:
                        self.blocks(meaning, inner)
            case Table():
                self.table(block, place)
            case CodeBlock(text=text):
                self.add(Kind.CODE, block.id, block.line, place, (Part(block.id, text),))
            case MathBlock(tex=tex, alt=alt):
                parts = (Part(block.id, alt or tex),)
                self.add(Kind.FORMULA, block.id, block.line, place, parts)
            case ThematicBreak():
                return
            case Aside(title=title):
                if title:
                    self.run(Kind.TEXT, title_id(block.id), title, block.line, place)
                self.blocks(block.blocks, place)
            case Figure():
                self.figure(block, place)
            case _:
                assert_never(block)

    def figure(self, figure: Figure, place: _Place) -> None:
        if figure.image.decorative:
            return
        own, line, free = figure.id, figure.line, replace(place, gathered=None)
        self.add(Kind.FIGURE, own, line, free, image=figure.image)
        if figure.image.alt:
            parts = (Part(image_id(own), figure.image.alt),)
            self.add(Kind.ALT, image_id(own), line, free, parts, owner=own)
        if figure.caption:
            self.holding(Kind.CAPTION, caption_id(own), figure.caption, line, free, owner=own)
        if figure.credit:
            self.run(Kind.CREDIT, credit_id(own), figure.credit, line, free, owner=own)
        if figure.description:
            name = description_id(own)
            self.holding(Kind.DESCRIPTION, name, figure.description, line, free, owner=own)

    def table(self, table: Table, place: _Place) -> None:
        free = replace(place, gathered=None)
        rows = table.head + table.body
        boxes = [
            [
                Box(words_of(cell.blocks), cell.scope or "", cell.colspan, cell.rowspan)
                for cell in row.cells
            ]
            for row in rows
        ]
        wide = width(boxes)
        self.add(Kind.TABLE, table.id, table.line, free, rows=len(rows), columns=wide)
        if table.caption:
            own = caption_id(table.id)
            self.run(Kind.CAPTION, own, table.caption, table.line, free, owner=table.id)
        for row, named in zip(rows, headers_of(boxes), strict=True):
            inner = self.rules(row, row.language, free)
            for cell, headers in zip(row.cells, named, strict=True):
                at = len(self.items)
                parts: list[Part] = []
                around = replace(self.rules(cell, cell.language, inner), gathered=parts)
                self.blocks(cell.blocks, around)
                item = Item(
                    kind=Kind.CELL,
                    id=cell.id,
                    line=cell.line or row.line or table.line,
                    language=around.language,
                    parts=tuple(parts),
                    owner=table.id,
                    headers=() if cell.scope else headers,
                    header=cell.scope is not None,
                    noted=place.noted,
                    file=place.file,
                )
                self.items.insert(at, item)

    def note(self, note: Note, place: _Place) -> None:
        place = self.rules(note, note.language, place)
        at = len(self.items)
        parts: list[Part] = []
        self.blocks(note.blocks, replace(place, gathered=parts))
        item = Item(
            kind=Kind.NOTE,
            id=note.id,
            line=note.line,
            language=place.language,
            parts=tuple(parts),
            calls=note.calls,
            file=place.file,
        )
        self.items.insert(at, item)

    def holding(
        self,
        kind: Kind,
        own: str,
        blocks: Iterable[Block],
        line: int,
        place: _Place,
        owner: str = "",
    ) -> None:
        """An item whose words are those of ``blocks``; what stands in them follows it."""
        at = len(self.items)
        parts: list[Part] = []
        self.blocks(blocks, replace(place, gathered=parts))
        self.items.insert(
            at,
            Item(
                kind=kind,
                id=own,
                line=line,
                language=place.language,
                parts=tuple(parts),
                owner=owner,
                noted=place.noted,
                file=place.file,
            ),
        )

    def run(
        self,
        kind: Kind,
        own: str,
        content: tuple[Inline, ...],
        line: int,
        place: _Place,
        owner: str = "",
    ) -> None:
        """A run of words: an item of its own, or a part of the one around it."""
        parts = tuple(parts_of(content, own))
        if place.gathered is not None and kind is Kind.TEXT:
            place.gathered.extend(parts)
        elif parts:
            self.add(kind, own, line, place, parts, owner=owner)
        for sentence, home in sentences_of(content, own):
            for inline in inlines_in(sentence):
                self.inline(inline, home, line, place)

    def inline(self, inline: Inline, home: str, line: int, place: _Place) -> None:
        """What is more than words; ``home`` is the element that it stands in."""
        match inline:
            case Link(content=content, target=target) if text_of(content).strip():
                parts = (Part(home, text_of(content)),)
                if target.startswith("#") and target[1:] not in self.ids:
                    target = ""
                self.add(Kind.LINK, home, line, place, parts, owner=home, target=target)
            case Phrase(content=content, language=language) if text_of(content).strip():
                around = replace(place, language=language)
                parts = (Part(home, text_of(content)),)
                self.add(Kind.LANGUAGE, home, line, around, parts, owner=home)
            case Abbreviation(text=text, expansion=expansion):
                parts = (Part(home, text),)
                self.add(Kind.ABBREVIATION, home, line, place, parts, owner=home, target=expansion)
            case InlineMath(tex=tex, alt=alt):
                self.add(Kind.FORMULA, home, line, place, (Part(home, alt or tex),), owner=home)
            case InlineImage(image=image) if image.alt:
                parts = (Part(home, image.alt),)
                self.add(Kind.ALT, home, line, place, parts, owner=home)
            case _:
                return

    def rules(self, block: Block | object, language: str | None, place: _Place) -> _Place:
        """The place inside ``block``; a change of language is an item."""
        if not language or language.lower() == place.language.lower():
            return place
        own, line = str(getattr(block, "id", "")), int(getattr(block, "line", 0))
        parts = (Part(own, first_words(block)),)
        inner = replace(place, language=language)
        self.add(Kind.LANGUAGE, own, line, inner, parts)
        return inner

    def add(
        self,
        kind: Kind,
        own: str,
        line: int,
        place: _Place,
        parts: tuple[Part, ...] = (),
        **more: object,
    ) -> None:
        item = Item(
            kind=kind,
            id=own,
            line=line,
            language=place.language,
            parts=parts,
            noted=place.noted,
            file=place.file,
        )
        self.items.append(replace(item, **more))
