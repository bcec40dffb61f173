"""The body of a source -> blocks and notes of the model.

:class:`Reader` holds what all parts of the reading share; the blocks themselves are read in
``blocks``, ``directives`` and ``tables``, the lines of text in ``inlines``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import Struct, field

from publish.errors import SourceError
from publish.model import AltStatus, Block, Image, Inline, Note
from publish.source.blocks import read_blocks
from publish.source.diagnostics import Mistakes, mistake, one_of
from publish.source.folder import FileRefusedError, inside
from publish.source.inlines import read_inlines
from publish.source.language import UnknownLanguageError, language_tag
from publish.source.parser import Node, Parser
from publish.source.pictures import Pictures
from publish.source.sections import Heading, nested


class Body(Struct, frozen=True):
    """``title`` is the heading that stands for the title, or empty."""

    title: str
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...]


class Reader(Struct, frozen=True):
    """Reads the nodes of one source; every error it raises is a :class:`SourceError`."""

    file: Path
    parser: Parser
    pictures: Pictures
    chapters: Mapping[Path, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    mistakes: Mistakes = field(default_factory=Mistakes)

    def blocks(self, nodes: Iterable[Node]) -> tuple[Block, ...]:
        """What stands inside something: blocks without headings."""
        blocks: list[Block] = []
        for block in read_blocks(self, nodes):
            if isinstance(block, Heading):
                message = "a heading stands inside something else."
                fix = "Move it out, or make it a paragraph in bold type."
                raise mistake(self.file, block.line, "heading-inside", message, fix)
            blocks.append(block)
        return tuple(blocks)

    def inlines(self, node: Node) -> tuple[Inline, ...]:
        """The text of a node whose one child is an ``inline`` node."""
        return read_inlines(self, node.children[0].children if node.children else ())

    def line_of_text(self, text: str, line: int) -> tuple[Inline, ...]:
        """The inlines of an argument or option that stands on ``line``."""
        return read_inlines(self, self.parser.inlines(text, line))

    def mistake(
        self, node: Node, code: str, message: str, fix: str, words: str = ""
    ) -> SourceError:
        """The error to raise about ``node``, on the line that holds ``words``."""
        line = self.parser.find(words, node.line, node.end) if words else node.line
        return mistake(self.file, line, code, message, fix)

    def language(self, node: Node, written: str) -> str:
        """The language tag ``written``."""
        try:
            return language_tag(written)
        except UnknownLanguageError as error:
            raise self.mistake(
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
        """The picture at ``path``."""
        try:
            return self.pictures.image(path, alt, decorative=decorative, status=status)
        except FileRefusedError as error:
            where = line or self.parser.find(path, node.line, node.end)
            raise mistake(self.file, where, error.code, error.message, error.fix) from error

    def chapter(self, path: str) -> str:
        """The id of the chapter whose source is at ``path``; empty if none is."""
        if not self.chapters:
            return ""
        try:
            return self.chapters.get(inside(self.pictures.folder, path, self.pictures.top), "")
        except FileRefusedError:
            return ""

    def known_attributes(
        self, node: Node, known: tuple[str, ...], attributes: Mapping[str, str] | None = None
    ) -> None:
        """Refuse an attribute that is not in ``known``."""
        for name in node.attributes if attributes is None else attributes:
            if name not in known:
                message = f"the attribute {name} is not known here."
                fix = one_of(name, {"#name" if each == "id" else each for each in known})
                raise self.mistake(node, "attribute", message, fix)

    def no_attributes(self, node: Node) -> None:
        """Refuse attributes after a picture."""
        for name in node.attributes:
            if name not in ("src", "alt", "title"):
                message = "a picture in a line of text has no attributes."
                fix = "Use the long form, :::{figure}, for more than alt text and caption."
                raise self.mistake(node, "attribute", message, fix, "){")


def read_body(
    file: Path,
    text: str,
    first_line: int,
    pictures: Pictures,
    chapters: Mapping[Path, str],
    *,
    with_title: bool,
) -> Body:
    """Read ``text``, which begins on ``first_line`` of ``file``.

    ``chapters`` are those of :class:`~publish.source.single.Surroundings`.  ``with_title``: a
    first ``# Heading`` is the title.  Raises :class:`SourceError`.
    """
    reader = Reader(file, Parser(file, text, first_line), pictures, chapters)
    blocks = list(read_blocks(reader, reader.parser.blocks()))
    reader.mistakes.tell()
    title = ""
    first = blocks[0] if blocks else None
    if with_title and isinstance(first, Heading) and first.level == 1:
        title = first.plain
        del blocks[0]
    return Body(title, nested(blocks), tuple(reader.notes))
