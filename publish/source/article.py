"""One source -> one article: an article that stands alone, or a chapter of a book.

What a source takes from the book that it is a chapter of.

Divide a source into its front matter and its text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec import Struct, field

from publish.errors import Diagnostics, SourceError
from publish.model import Article, Block, Note
from publish.model.sections import Heading, nested
from publish.runtime.pictures import Pictures
from publish.runtime.text import read_text
from publish.runtime.yaml_fields import FIRST_LINE, Field, divide, read_fields
from publish.source.blocks import read_blocks
from publish.source.metadata import lines_of, read_metadata
from publish.source.parser import Parser
from publish.source.reader import Reader

PlainTextConverter = Callable[[Path], str]
"""Returns the Markdown of a plain text file."""


class Surroundings(Struct, frozen=True):
    """``language`` holds where the source names none; files may lie anywhere below ``top``.

    ``chapters`` are the real paths of the sources of the book with the ids of their chapters, which
    links may name.  ``markdown_of`` converts a plain text file; without it, none can be read.  A
    source that stands alone has none of the others.
    """

    language: str = ""
    top: Path | None = None
    chapters: Mapping[Path, str] = field(default_factory=dict)
    markdown_of: PlainTextConverter | None = None


MARKDOWN = (".md", ".markdown")
SUFFIXES = (*MARKDOWN, ".txt")
"""Suffixes of the files that can be a source."""

_ALONE = Surroundings()


def read_source(path: Path, around: Surroundings = _ALONE) -> Article:
    """The article of the source ``path``: Markdown, or plain text (``.txt``).

    Raises :class:`~publish.errors.SourceError` with file, line and fix.
    """
    suffix = path.suffix.lower()
    if suffix == ".txt" and around.markdown_of is not None:
        return read_markdown(path, around.markdown_of(path), around)
    if suffix not in MARKDOWN and not path.is_dir():
        fix = "Name a Markdown file (.md), plain text (.txt) or a publication.yaml."
        raise SourceError.at(path, 0, "type", f"is not a source: its suffix is “{suffix}”.", fix)
    return read_markdown(path, read_text(path), around)


def read_markdown(file: Path, text: str, around: Surroundings = _ALONE) -> Article:
    """The article of ``text``; ``file`` is for messages, and its folder for pictures."""
    parts = divide(file, text)
    pictures = Pictures(file.parent, around.top)
    diagnostics = Diagnostics()
    root, titled = Field(file, "", FIRST_LINE, (), "mapping"), True
    with diagnostics.collect():
        root = read_fields(file, parts.yaml)
        titled = any(name == "title" and not field.empty for name, field in root.pairs())
    whole = not diagnostics.found
    body = Body("…", (), ())
    with diagnostics.collect():
        body = read_body(
            file, parts.body, parts.body_line, pictures, around.chapters, with_title=not titled
        )
    if whole:
        with diagnostics.collect():
            metadata = read_metadata(root, "" if titled else body.title, pictures, around.language)
    diagnostics.raise_all()
    return Article(
        metadata=metadata,
        blocks=body.blocks,
        notes=body.notes,
        file=file,
        lines=lines_of(root),
    )


class Body(Struct, frozen=True):
    """``title`` is the heading that stands for the title, or empty."""

    title: str
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...]


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

    ``chapters`` are those of :class:`~publish.source.article.Surroundings`.  ``with_title``: a
    first ``# Heading`` is the title.  Raises :class:`SourceError`.
    """
    reader = Reader(file, Parser(file, text, first_line), pictures, read_blocks, chapters)
    blocks = list(read_blocks(reader, reader.parser.blocks()))
    reader.diagnostics.raise_all()
    title = ""
    first = blocks[0] if blocks else None
    if with_title and isinstance(first, Heading) and first.level == 1:
        title = first.plain
        del blocks[0]
    return Body(title, nested(blocks), tuple(reader.notes))
