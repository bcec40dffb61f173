"""Collect the parts of an article by kind, each with its place, for the rules."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import assert_never

from msgspec import Struct

from publish.check.environment import Environment
from publish.check.readability import ReadingLevel, reading_level
from publish.check.rule import At, Passage
from publish.model import (
    Abbreviation,
    Article,
    Block,
    CodeBlock,
    Deletion,
    Emphasis,
    Figure,
    Image,
    Inline,
    InlineCode,
    InlineImage,
    InlineMath,
    LineBreak,
    Link,
    NoteReference,
    Paragraph,
    Phrase,
    Pronounced,
    Section,
    Sentence,
    Strong,
    Subscript,
    Superscript,
    Table,
    Text,
    TextLevel,
)
from publish.model.ids import unscoped
from publish.model.walk import children_of, content_of


class DocumentIndex(Struct, frozen=True, dict=True):
    """An article and its parts by kind, in reading order: the text, then the notes.

    ``pictures``: of figures and in lines.  ``texts``: runs of text without a marked pronunciation.
    ``emphasised``: words in italics.  ``code``: blocks and inline code.
    """

    article: Article
    environment: Environment
    blocks: tuple[At[Block], ...]
    pictures: tuple[At[Image], ...]
    inline_pictures: tuple[At[Image], ...]
    links: tuple[At[Link], ...]
    calls: tuple[At[NoteReference], ...]
    formulas: tuple[At[InlineMath], ...]
    abbreviations: tuple[At[Abbreviation], ...]
    texts: tuple[At[str], ...]
    emphasised: tuple[At[str], ...]
    passages: tuple[At[Passage], ...]
    code: tuple[str, ...]

    @cached_property
    def sections(self) -> tuple[At[Section], ...]:
        return tuple(
            At(at.file, at.line, at.language, at.it)
            for at in self.blocks
            if isinstance(at.it, Section)
        )

    @cached_property
    def figures(self) -> tuple[At[Figure], ...]:
        return tuple(
            At(at.file, at.line, at.language, at.it)
            for at in self.blocks
            if isinstance(at.it, Figure)
        )

    @cached_property
    def tables(self) -> tuple[At[Table], ...]:
        return tuple(
            At(at.file, at.line, at.language, at.it)
            for at in self.blocks
            if isinstance(at.it, Table)
        )

    @cached_property
    def reading(self) -> ReadingLevel | None:
        """The reading level of the running text, or ``None`` if it is short."""
        return reading_level(self.article.metadata.language, self.passages)

    @cached_property
    def _lines(self) -> dict[str, int]:
        return dict(self.article.lines)

    def written(self, name: str) -> str:
        """Return ``name`` as the author wrote it: in a book, without the id of the chapter."""
        return (unscoped(name)[1] or name) if self.article.book else name

    def field(self, name: str) -> At[None]:
        """Return the place of a field of the front matter, or of the front matter itself."""
        article = self.article
        return At(article.file, self._lines.get(name, 1), article.metadata.language, None)


def index(article: Article, environment: Environment) -> DocumentIndex:
    """Return the index of ``article``."""
    walker = _Walker()
    language = article.metadata.language
    walker.walk(article.blocks, article.file, language)
    files = {at.it.id: at.file for at in walker.blocks if isinstance(at.it, Section)}
    for note in article.notes:
        file = files.get(note.chapter, article.file) if note.chapter else article.file
        walker.note = True
        walker.walk(note.blocks, file, note.language or language)
    return DocumentIndex(
        article,
        environment,
        blocks=tuple(walker.blocks),
        pictures=tuple(walker.pictures),
        inline_pictures=tuple(walker.inline_pictures),
        links=tuple(walker.links),
        calls=tuple(walker.calls),
        formulas=tuple(walker.formulas),
        abbreviations=tuple(walker.abbreviations),
        texts=tuple(walker.texts),
        emphasised=tuple(walker.emphasised),
        passages=tuple(walker.passages),
        code=tuple(walker.code),
    )


class _Walker:
    def __init__(self) -> None:
        self.blocks: list[At[Block]] = []
        self.pictures: list[At[Image]] = []
        self.inline_pictures: list[At[Image]] = []
        self.links: list[At[Link]] = []
        self.calls: list[At[NoteReference]] = []
        self.formulas: list[At[InlineMath]] = []
        self.abbreviations: list[At[Abbreviation]] = []
        self.texts: list[At[str]] = []
        self.emphasised: list[At[str]] = []
        self.passages: list[At[Passage]] = []
        self.code: list[str] = []
        self.note = False

    def walk(self, blocks: Iterable[Block], file: Path, around: str) -> None:
        for block in blocks:
            inside = block.file or file if isinstance(block, Section) else file
            language = block.language or around
            at = At(inside, block.line, language, block)
            self.blocks.append(at)
            if isinstance(block, CodeBlock):
                self.code.append(block.text)
            elif isinstance(block, Figure):
                self.pictures.append(At(inside, block.line, language, block.image))
            for run in content_of(block):
                words = self._words(run, at, language, pronounced=False)
                if words.strip():
                    passage = Passage(block, words, True, self.note)
                    self.passages.append(At(inside, block.line, language, passage))
            if not isinstance(block, Paragraph):  # as most are
                self.walk(children_of(block), inside, language)

    def _words(
        self, content: Iterable[Inline], at: At[Block], language: str, *, pronounced: bool
    ) -> str:
        """Return the words of ``content`` in ``language``, and add all other inlines to the lists.

        ``pronounced``: the words are in an inline with a pronunciation.
        """
        parts: list[str] = []
        for inline in content:
            match inline:
                case Text(text):
                    parts.append(text)
                    if not pronounced:
                        self.texts.append(At(at.file, at.line, language, text))
                case Phrase(inner, rules):
                    words = self._words(inner, at, rules, pronounced=pronounced)
                    passage = Passage(at.it, words, False, self.note)
                    self.passages.append(At(at.file, at.line, rules, passage))
                    parts.append(" ")
                case Link(inner):
                    self.links.append(At(at.file, at.line, language, inline))
                    parts.append(self._words(inner, at, language, pronounced=pronounced))
                case Emphasis(inner):
                    words = self._words(inner, at, language, pronounced=pronounced)
                    self.emphasised.append(At(at.file, at.line, language, words))
                    parts.append(words)
                case (
                    Strong(inner)
                    | Deletion(inner)
                    | Superscript(inner)
                    | Subscript(inner)
                    | Sentence(inner)
                    | TextLevel(inner)
                ):
                    parts.append(self._words(inner, at, language, pronounced=pronounced))
                case Pronounced(inner):
                    parts.append(self._words(inner, at, language, pronounced=True))
                case InlineImage(image):
                    self.pictures.append(At(at.file, at.line, language, image))
                    self.inline_pictures.append(At(at.file, at.line, language, image))
                    parts.append(" ")
                case NoteReference():
                    self.calls.append(At(at.file, at.line, language, inline))
                    parts.append(" ")
                case InlineMath():
                    self.formulas.append(At(at.file, at.line, language, inline))
                    parts.append(" ")
                case Abbreviation():
                    self.abbreviations.append(At(at.file, at.line, language, inline))
                    parts.append(" ")
                case InlineCode(text):
                    self.code.append(text)
                    parts.append(" ")
                case LineBreak():
                    parts.append(" ")
                case _:
                    assert_never(inline)
        return "".join(parts)
