"""Articles that nobody would write: every construct, nested at random, from a seed."""

from __future__ import annotations

import random
from pathlib import Path

from publish.model import (
    Abbreviation,
    Article,
    Aside,
    AsideKind,
    Block,
    Cell,
    CodeBlock,
    Definition,
    DefinitionList,
    Deletion,
    Emphasis,
    Figure,
    Image,
    Inline,
    InlineCode,
    InlineMath,
    LineBreak,
    Link,
    List,
    ListItem,
    MathBlock,
    Note,
    NoteReference,
    Paragraph,
    Phrase,
    Quotation,
    Row,
    Scope,
    Section,
    Strong,
    Subscript,
    Superscript,
    Table,
    Text,
    ThematicBreak,
)
from tests.editions.epub.making import article, picture

WORDS = (
    *("ferry", "<pier>", "&", '"gauge"', "of", "the", "mill", "isn't", "1,200", "tonnes", "—"),
    *("at", "5", "km/h;", "naïve", "ﬁne", "50", "%", "]]>", "{{x}}", "a\u00a0b"),
)


def generated(seed: int, folder: Path) -> Article:
    """The article of ``seed``; its picture is written to ``folder``."""
    return _Writer(random.Random(seed), picture(folder / "dot.png", alt="A grey dot.")).article()


class _Writer:
    def __init__(self, chance: random.Random, image: Image) -> None:
        self.chance = chance
        self.image = image
        self.notes: list[Note] = []

    def article(self) -> Article:
        blocks = (*self.blocks(0), *(self.section(2) for _ in range(self.chance.randint(0, 3))))
        cover = self.image if self.chance.random() < 0.5 else None
        return article(*blocks, notes=tuple(self.notes), standfirst=self.words(), cover=cover)

    def words(self) -> str:
        return " ".join(self.chance.choices(WORDS, k=self.chance.randint(1, 9))) + "."

    def section(self, level: int) -> Section:
        below = (self.section(level + 1),) if level < 5 and self.chance.random() < 0.4 else ()
        return Section(
            title=(Text(self.words()), *self.run()), level=level, blocks=(*self.blocks(0), *below)
        )

    def blocks(self, depth: int) -> tuple[Block, ...]:
        return tuple(self.block(depth) for _ in range(self.chance.randint(1, 3)))

    def run(self, depth: int = 0) -> tuple[Inline, ...]:
        return tuple(self.inline(depth) for _ in range(self.chance.randint(1, 4)))

    def inline(self, depth: int) -> Inline:
        words = self.words()
        simple: tuple[Inline, ...] = (
            Text(words),
            InlineCode(words),
            Abbreviation("NGO", "non-governmental organisation"),
            InlineMath("x^2"),
            LineBreak(),
        )
        if depth > 2 or self.chance.random() < 0.6:
            return Text(words + " ") if self.chance.random() < 0.7 else self.chance.choice(simple)
        if depth == 0 and self.chance.random() < 0.2:
            return self.note()
        inner = self.run(depth + 1)
        return self.chance.choice(
            (
                Emphasis(inner),
                Strong(inner),
                Deletion(inner),
                Superscript(inner),
                Subscript(inner),
                Link((Text(words),), "https://example.org/a?b=c&d"),
                Phrase((Text("Пагоня"),), "be"),
            )
        )

    def note(self) -> Inline:
        own = f"note-{len(self.notes) + 1}"
        self.notes.append(Note(id=own, blocks=(Paragraph(content=(Text(self.words()),)),)))
        return NoteReference(note=own)

    def block(self, depth: int) -> Block:
        if depth > 2 or self.chance.random() < 0.4:
            return Paragraph(content=(Text(self.words() + " "), *self.run()))
        inner = self.blocks(depth + 1)
        return self.chance.choice(
            (
                Quotation(blocks=inner, attribution=self.run(), pull=self.chance.random() < 0.3),
                self.list_of(inner),
                DefinitionList(items=(Definition(terms=(self.run(),), meanings=(inner,)),)),
                self.table(),
                CodeBlock(text="if a < b:\n    pass", syntax="python"),
                MathBlock(tex=r"\frac{a}{b}"),
                ThematicBreak(),
                Aside(kind=self.chance.choice(tuple(AsideKind)), blocks=inner, title=self.run()),
                Figure(
                    image=self.image, caption=inner[:1], credit=self.run(), description=inner[1:]
                ),
            )
        )

    def list_of(self, inner: tuple[Block, ...]) -> List:
        checked = self.chance.choice((None, True, False))
        item = ListItem(blocks=inner, checked=checked)
        return List(items=(item, item), ordered=self.chance.random() < 0.5, start=3)

    def table(self) -> Table:
        def cell(scope: Scope | None = None) -> Cell:
            return Cell(blocks=(Paragraph(content=(Text(self.words()),)),), scope=scope)

        head = Row(cells=tuple(cell(Scope.COLUMN) for _ in range(3)))
        wide = Cell(blocks=(), colspan=2)
        rows = (Row(cells=(cell(Scope.ROW), cell(), cell())), Row(cells=(cell(Scope.ROW), wide)))
        return Table(head=(head,), body=rows, caption=self.run())
