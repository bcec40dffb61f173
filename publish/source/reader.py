""":class:`Reader`: the state that the readers of blocks, directives, tables and inlines share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct, field

from publish.errors import Diagnostics, SourceError, shortened, suggestion
from publish.language.tags import UnknownLanguageError, language_tag
from publish.model import AltStatus, Block, Image, Inline, Note, NoteReference, Paragraph
from publish.model.rewrite import Heading
from publish.runtime.folder import FileRefusedError, file_inside
from publish.runtime.pictures import Pictures
from publish.source.dialects.attributes import is_presentation
from publish.source.parser import Node, Parser

_NAME = re.compile(r"[^\W\d][\w.-]*")
"""XML 1.0, 2.3 Name, without the colon: an id that every edition can hold."""


class Reader(Struct, frozen=True):
    """The state of reading one source; every error that it raises is a :class:`SourceError`.

    ``read_nodes`` is :func:`publish.source.blocks.read_blocks`, which every kind of block needs,
    because blocks hold blocks.  ``chapters`` maps the files of a book's chapters to their ids.
    ``languages`` are those of the text and of the blocks around the words that are read now, and
    ``sections`` the levels and languages of the headings above them; without ``languages``,
    quotation marks stay as they are.
    """

    file: Path
    parser: Parser
    pictures: Pictures
    read_nodes: Callable[[Reader, Iterable[Node]], Iterator[Block | Heading]]
    chapters: Mapping[Path, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    sections: list[tuple[int, str]] = field(default_factory=list)
    diagnostics: Diagnostics = field(default_factory=Diagnostics)

    @property
    def language_here(self) -> str:
        """The language of the words that are read now; empty if their marks stay as they are."""
        if len(self.languages) > 1:
            return self.languages[-1]
        return self.sections[-1][1] if self.sections else "".join(self.languages)

    @contextmanager
    def within(self, language: str | None) -> Iterator[None]:
        """Read what is in a block with a language of its own."""
        if not language or not self.languages:
            yield
            return
        self.languages.append(language)
        try:
            yield
        finally:
            self.languages.pop()

    def enter_section(self, level: int, language: str | None) -> None:
        """Note a heading of ``level``, whose language is that of its section."""
        while self.sections and self.sections[-1][0] >= level:
            self.sections.pop()
        if self.languages:
            self.sections.append((level, language or self.language_here))

    def blocks(self, nodes: Iterable[Node]) -> tuple[Block, ...]:
        """Return the blocks of ``nodes``, which are inside another block; refuse headings."""
        blocks: list[Block] = []
        for block in self.read_nodes(self, nodes):
            if isinstance(block, Heading):
                message = "A heading stands inside something else."
                fix = "Move it out, or make it a paragraph in bold type."
                raise SourceError.at(self.file, block.line, "heading-inside", message, fix)
            blocks.append(block)
        return tuple(blocks)

    def error(self, node: Node, code: str, message: str, fix: str, words: str = "") -> SourceError:
        """Return the error to raise about ``node``, on the line that holds ``words``."""
        line = self.parser.find(words, node.line, node.end) if words else node.line
        return SourceError.at(self.file, line, code, message, fix)

    def name(self, node: Node, written: str, line: int = 0) -> str:
        """Return ``written`` as the id of a block; ``line`` is its line (0: that of ``node``).

        A colon, as in pandoc-crossref's ``fig:map``, becomes a hyphen.
        """
        written = written.replace(":", "-")
        if not _NAME.fullmatch(written):
            message = f"“{shortened(written)}” can't be the name of a block."
            fix = "Begin with a letter; go on with letters, digits, hyphens and full stops."
            raise SourceError.at(self.file, line or node.line, "name", message, fix)
        return written

    def language(self, node: Node, written: str) -> str:
        """Return the language tag ``written`` in its canonical form."""
        try:
            return language_tag(written)
        except UnknownLanguageError as error:
            raise self.error(
                node, "language-unknown", error.message, error.fix, f"lang={written}"
            ) from error

    def image(
        self,
        node: Node,
        path: str,
        alt: str | None,
        *,
        line: int = 0,
        decorative: bool = False,
        status: AltStatus = AltStatus.REVIEWED,
    ) -> Image:
        """Return the picture at ``path``; ``line`` is that of ``path`` (0: look for it)."""
        try:
            return self.pictures.image(path, alt, decorative=decorative, status=status)
        except FileRefusedError as error:
            where = line or self.parser.find(path, node.line, node.end)
            raise SourceError.at(self.file, where, error.code, error.message, error.fix) from error

    def chapter(self, path: str) -> str:
        """Return the id of the chapter whose source is at ``path``, or an empty string."""
        if not self.chapters:
            return ""
        try:
            return self.chapters.get(file_inside(self.pictures.folder, path, self.pictures.top), "")
        except FileRefusedError:
            return ""

    def inline_note(self, node: Node, content: tuple[Inline, ...]) -> NoteReference:
        """Return the call of a note that is written at its call."""
        name = f"inline-{len(self.notes) + 1}"
        blocks = (Paragraph(content=content, line=node.line),)
        self.notes.append(Note(blocks=blocks, id=name, line=node.line))
        return NoteReference(name)

    def known_attributes(
        self, node: Node, known: tuple[str, ...], attributes: Mapping[str, str] | None = None
    ) -> None:
        """Refuse attributes (by default those of ``node``) that aren't in ``known``."""
        for name in node.attributes if attributes is None else attributes:
            if name not in known and not is_presentation(name):
                message = f"The attribute {name} isn't known here."
                fix = suggestion(name, {"#name" if each == "id" else each for each in known})
                raise self.error(node, "attribute", message, fix)
