"""Give each block an id, and chapters, figures and tables their numbers.

Ids are as stable as possible.  An author's id stays.  A section is named after its title, any
other block after its section and its place there, so a change in one section doesn't change the
ids in another.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable
from functools import cached_property, partial

from msgspec.structs import replace

from publish.language.words import own_words
from publish.model import (
    Article,
    Aside,
    Block,
    Cell,
    CodeBlock,
    DefinitionList,
    Figure,
    Link,
    List,
    MathBlock,
    Matter,
    Paragraph,
    Quotation,
    Row,
    Section,
    SectionKind,
    Speech,
    Table,
    ThematicBreak,
)
from publish.model.ids import (
    RESERVED,
    block_id,
    body_row_id,
    caption_id,
    cell_id,
    description_id,
    descriptions_id,
    head_row_id,
    item_id,
    notes_id,
    numbered_id,
    scoped,
    slug,
)
from publish.model.walk import all_blocks, all_inlines, chapters_in, text_of

_KIND: dict[type, str] = {
    Paragraph: "p",
    Quotation: "quote",
    List: "list",
    DefinitionList: "terms",
    CodeBlock: "code",
    MathBlock: "formula",
    ThematicBreak: "break",
    Aside: "aside",
    Speech: "speech",
}


def identify(article: Article) -> Article:
    """Return ``article`` with an id for every block, and numbers for chapters, figures and tables.

    Decorative figures and tables without a caption have no number; other figures have one if they
    have a caption or a description, or if a link leads to them: “Figure 1.” alone says nothing.
    """
    namer = _Namer(article)
    article = _number_chapters(article)
    blocks = namer.name_all(article.blocks, "text")
    notes = tuple(
        replace(note, blocks=namer.within(note.chapter).name_all(note.blocks, note.id))
        for note in article.notes
    )
    return replace(article, blocks=blocks, notes=notes)


#: A title that already has a number: "1. The lamp", "IV".
_NUMBERED = re.compile(r"\s*(\d{1,3}|[IVXLC]+)\s*([.:)–—]|$)")


def _number_chapters(article: Article) -> Article:
    """Return ``article`` with numbers for the parts and the chapters of the body.

    None get a number if the titles of the book already have numbers, or if it has one chapter.
    """
    titles = [
        text_of(section.title) for section in chapters_in(article.blocks) if _is_counted(section)
    ]
    numerals = article.metadata.chapter_numbers
    counted = numerals != "none" and len(titles) > 1
    words = own_words(article.metadata.language, article.metadata.words)
    word = words.chapter.replace("{number}", "").strip().casefold()
    if not counted or any(
        _NUMBERED.match(title) or title.casefold().startswith(word) for title in titles
    ):
        return article
    chapters, parts = itertools.count(1), itertools.count(1)

    def number(block: Block) -> Block:
        if not isinstance(block, Section):
            return block
        if block.kind is SectionKind.PART:
            inner = tuple(map(number, block.blocks))
            return replace(block, number=next(parts), blocks=inner)
        if not _is_counted(block):
            return block
        return replace(block, number=next(chapters), numerals=numerals)

    return replace(article, blocks=tuple(map(number, article.blocks)))


def _is_counted(section: Section) -> bool:
    return section.kind is SectionKind.CHAPTER and section.matter is Matter.BODY


class _Namer:
    """Makes ids that are unique in the article.

    ``home`` is the id of the section, note, caption, description or cell that a block is in.
    """

    def __init__(self, article: Article) -> None:
        reserved = RESERVED | {
            own(chapter.id)
            for chapter in chapters_in(article.blocks)
            for own in (notes_id, descriptions_id)
        }
        self.given = {block.id for block in all_blocks(article) if block.id} - reserved
        self.taken = self.given | reserved | {note.id for note in article.notes}
        self.numbers: dict[str, int] = {}  # the last that a name got, since ids stay taken
        self.places: Counter[tuple[str, str]] = Counter()
        self.figures = self.tables = 0
        self.chapter = ""
        self._article = article

    @cached_property
    def targets(self) -> set[str]:
        """What links lead to: ids, and whole addresses."""
        links = (one for _, one in all_inlines(self._article) if isinstance(one, Link))
        return {link.target.removeprefix("#") for link in links}

    def within(self, chapter: str) -> _Namer:
        """Return this namer, set to the chapter with this id (empty: no chapter)."""
        self.chapter = chapter
        return self

    def unique(self, name: str) -> str:
        """Return ``name``, or ``name-2`` and so on if that is taken."""
        candidate, number = name, self.numbers.get(name, 1)
        while candidate in self.taken:
            number += 1
            candidate = numbered_id(name, number)
        if number > 1:
            self.numbers[name] = number
        self.taken.add(candidate)
        return candidate

    def keep(self, given: str) -> str:
        """Return the author's id; if it is given twice, the second time with a number."""
        if given in self.given:
            self.given.remove(given)
            return given
        return self.unique(given)

    def place(self, kind: str, home: str) -> str:
        """Return the id of the next block of ``kind`` in ``home``."""
        self.places[home, kind] += 1
        return self.unique(block_id(home, kind, self.places[home, kind]))

    def name_all(self, blocks: tuple[Block, ...], home: str) -> tuple[Block, ...]:
        return tuple([self.name(block, home) for block in blocks])

    def name(self, block: Block, home: str) -> Block:
        match block:
            case Section():
                own = self.keep(block.id) if block.id else self.unique(self.named(block))
                if block.kind not in (SectionKind.SECTION, SectionKind.PART):
                    self.chapter = own
                return replace(block, id=own, blocks=self.name_all(block.blocks, own))
            case Figure():
                return self.figure(block, home)
            case Table():
                return self.table(block, home)
            case Paragraph() | CodeBlock() | MathBlock() | ThematicBreak():
                return replace(block, id=self.own(block, home))
            case Quotation() | Aside() | Speech():
                own = self.own(block, home)
                return replace(block, id=own, blocks=self.name_all(block.blocks, home))
            case List():
                own = self.own(block, home)
                items = tuple(
                    replace(
                        item,
                        id=item.id or self.unique(item_id(own, place)),
                        blocks=self.name_all(item.blocks, home),
                    )
                    for place, item in enumerate(block.items, start=1)
                )
                return replace(block, id=own, items=items)
            case DefinitionList():
                own = self.own(block, home)
                terms = tuple(
                    replace(
                        item,
                        id=item.id or self.unique(item_id(own, place)),
                        meanings=tuple(self.name_all(meaning, home) for meaning in item.meanings),
                    )
                    for place, item in enumerate(block.items, start=1)
                )
                return replace(block, id=own, items=terms)

    def named(self, section: Section) -> str:
        """Return an id made from the title of ``section``."""
        name = slug(text_of(section.title))
        return scoped(self.chapter, name)

    def numbered(self, kind: str, given: str) -> str:
        """Return the id of the next numbered figure or table; ``given`` is the author's, or empty.

        Each chapter counts from 1, so changes in other chapters don't change the id.
        """
        self.places[self.chapter, kind] += 1
        name = numbered_id(kind, self.places[self.chapter, kind])
        if given:
            return self.keep(given)
        return self.unique(scoped(self.chapter, name))

    def own(self, block: Block, home: str) -> str:
        return self.keep(block.id) if block.id else self.place(_KIND[type(block)], home)

    def figure(self, figure: Figure, home: str) -> Figure:
        if figure.image.decorative:
            own = self.keep(figure.id) if figure.id else self.place("ornament", home)
            return replace(figure, id=own)
        number = 0
        if figure.caption or figure.description or figure.id in self.targets:
            self.figures += 1
            number = self.figures
        own = self.numbered("fig", figure.id)
        return replace(
            figure,
            id=own,
            number=number,
            caption=self.name_all(figure.caption, caption_id(own)),
            description=self.name_all(figure.description, description_id(own)),
        )

    def table(self, table: Table, home: str) -> Table:
        number = 0
        if table.caption:
            self.tables += 1
            number = self.tables
        if number:
            own = self.numbered("tbl", table.id)
        else:
            own = self.keep(table.id) if table.id else self.place("tbl", home)
        return replace(
            table,
            id=own,
            number=number,
            head=self.rows(table.head, partial(head_row_id, own)),
            body=self.rows(table.body, partial(body_row_id, own)),
        )

    def rows(self, rows: tuple[Row, ...], row_id: Callable[[int], str]) -> tuple[Row, ...]:
        out = []
        for y, row in enumerate(rows, start=1):
            own = row_id(y)
            places = enumerate(row.cells, start=1)
            cells = tuple([self.cell(cell, cell_id(own, x)) for x, cell in places])
            out.append(replace(row, id=own, cells=cells))
        return tuple(out)

    def cell(self, cell: Cell, own: str) -> Cell:
        return replace(cell, id=own, blocks=self.name_all(cell.blocks, own))
