"""Read one source file: an article that stands alone, or a chapter of a book."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec import Struct, field

from publish.errors import Diagnostics, SourceError
from publish.model import Article, Block, Note
from publish.model.rewrite import Heading, nest_sections
from publish.runtime.pictures import Pictures
from publish.runtime.text import read_text
from publish.runtime.yaml_fields import FIRST_LINE, Field, divide, read_fields
from publish.source.blocks import read_blocks
from publish.source.completeness import CHAPTER_FIELDS, SourceWords, check_words
from publish.source.metadata import is_smart, lines_of, read_metadata, typeset_fields
from publish.source.parser import Parser
from publish.source.reader import Reader
from publish.source.references import name_headings
from publish.source.settings_file import smart_typography

PlainTextConverter = Callable[[Path], str]
"""Returns the Markdown of a plain text file."""

BOOKS = (".yaml", ".yml")
MARKDOWN = (".md", ".markdown")
SUFFIXES = (*MARKDOWN, ".txt")
"""Suffixes of the files that can be a source: a book, or an article."""


class BookContext(Struct, frozen=True):
    """What the reader of a chapter gets from its book; the defaults are for an article.

    ``language`` is used if the source names none, and all files must be in ``top`` or below it.
    ``chapters`` maps the real path of each source of the book, which links may name, to the id of
    its chapter.  ``convert_text`` converts a plain text file; without it, none can be read.  The
    words of each chapter are added to ``words``, for the book to compare with its own.  ``smart``
    is the book's ``smart-typography`` (``None``: the setting in ``.publish.toml``).
    """

    language: str = ""
    top: Path | None = None
    chapters: Mapping[Path, str] = field(default_factory=dict)
    convert_text: PlainTextConverter | None = None
    words: list[SourceWords] | None = None
    smart: bool | None = None


_NO_BOOK = BookContext()


def read_source(path: Path, context: BookContext = _NO_BOOK) -> Article:
    """Return the article of the source ``path``: Markdown, or plain text (``.txt``).

    Raises:
        SourceError: The source has errors; it carries all of them, each with file, line and fix.
        LostError: Words of the source aren't in the article.
    """
    suffix = path.suffix.lower()
    if suffix == ".txt" and context.convert_text is not None:
        return read_markdown(path, context.convert_text(path), context)
    if suffix not in MARKDOWN and not path.is_dir() and path.exists():
        fix = "Name a Markdown file (.md), plain text (.txt) or a publication.yaml."
        raise SourceError.at(
            path, 0, "type", f"The file isn't a source: its suffix is “{suffix}”.", fix
        )
    return read_markdown(path, read_text(path), context)


def read_markdown(file: Path, text: str, context: BookContext = _NO_BOOK) -> Article:
    """Return the article of ``text``; ``file`` is for messages, and its folder for pictures.

    Raises as :func:`read_source` does.
    """
    parts = divide(file, text)
    pictures = Pictures(file.parent, context.top)
    diagnostics = Diagnostics()
    root, titled = Field(file, "", FIRST_LINE, (), "mapping"), True
    with diagnostics.collect():
        root = read_fields(file, parts.yaml)
        titled = any(name == "title" and not field.empty for name, field in root.pairs())
    has_fields = not diagnostics.found
    if has_fields:
        _refuse_post(root)
    words = SourceWords(file)
    body, smart = _Body("…", (), ()), True
    with diagnostics.collect():
        smart = is_smart(root, smart_typography(file) if context.smart is None else context.smart)
    with diagnostics.collect():
        parser = Parser(file, parts.body, parts.body_line, words)
        reader = Reader(file, parser, pictures, read_blocks, context.chapters)
        if smart:
            reader.languages.append(_language(root) or context.language or "en")
        body = _read_body(reader, with_title=not titled)
    if has_fields:
        heading = "" if titled else body.title
        with diagnostics.collect():
            metadata = read_metadata(root, heading, pictures, context.language)
    diagnostics.raise_all()
    article = Article(
        metadata=typeset_fields(metadata) if smart else metadata,
        blocks=body.blocks,
        notes=body.notes,
        file=file,
        lines=lines_of(root),
    )
    if context.words is None:
        article = name_headings(article)
        words.add_fields(root)
        check_words([words], article)
    else:
        words.add_fields(root, CHAPTER_FIELDS)
        context.words.append(words)
    return article


_GENERATOR_FIELDS = frozenset(
    ["layout", "draft", "slug", "permalink", "aliases", "weight", "categories", "menu", "toc",
     "excerpt", "eleventyNavigation", "format", "execute", "jupytext", "kernelspec", "sidebar"]
)  # fmt: skip
"""Fields of Jekyll, Hugo, 11ty, Quarto and MyST that no source has."""
_PANDOC_FIELDS = frozenset(
    ["author", "date", "lang", "abstract", "keywords", "bibliography", "csl", "documentclass",
     "cover-image", "header-includes", "geometry", "output", "references"]
)  # fmt: skip
"""Fields of pandoc that no source has; one alone may be a slip."""


def _refuse_post(root: Field) -> None:
    """Raise one :class:`SourceError` if the front matter is that of another program."""
    given = [name for name, _ in root.pairs()]
    theirs = [name for name in given if name in _GENERATOR_FIELDS]
    pandocs = [name for name in given if name in _PANDOC_FIELDS]
    program = "a site generator"
    if not theirs and len(pandocs) > 1 and "language" not in given:
        theirs, program = pandocs, "pandoc's Markdown"
    if len(theirs) > 1 or (theirs and "language" not in given):
        file = shlex.quote(str(root.file))
        raise SourceError.at(
            root.file,
            next(field.line for name, field in root.pairs() if name == theirs[0]),
            "post",
            f"The front matter is that of {program} ({', '.join(theirs)}).",
            f"Convert it with: publish import {file} -o article.md",
        )


class _Body(Struct, frozen=True):
    """The text of a source; ``title`` is its first heading if that is the title, or empty."""

    title: str
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...]


def _language(root: Field) -> str:
    """Return the language in the front matter as written; errors in it are reported elsewhere."""
    value = dict(root.pairs()).get("language", root).value
    return value.strip() if isinstance(value, str) else ""


def _read_body(reader: Reader, *, with_title: bool) -> _Body:
    """Read the text below the front matter.

    With ``with_title``, a first ``# Heading`` is the title.  Raises :class:`SourceError`.
    """
    blocks = list(read_blocks(reader, reader.parser.blocks()))
    reader.diagnostics.raise_all()
    title = ""
    first = blocks[0] if blocks else None
    if with_title and isinstance(first, Heading) and first.level == 1:
        title = first.plain
        del blocks[0]
    return _Body(title, nest_sections(blocks), tuple(reader.notes))
