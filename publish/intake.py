"""Read sources and import documents: the only module that uses ``source`` and ``importing``.

A plain text file is a source that ``importing`` converts to Markdown; an imported source is read
back to find its errors.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from publish.errors import Diagnostic, SourceError
from publish.runtime.confined import begin_source
from publish.runtime.deadline import deadline, source_size, words_size
from publish.runtime.stylesheets import custom_sheet
from publish.runtime.temporary import temporary_folder
from publish.runtime.text import read_text
from publish.source.article import BOOKS, MARKDOWN

if TYPE_CHECKING:
    from publish.importing import Imported
    from publish.importing.losses import Comparison
    from publish.model import Article


def read(path: Path) -> Article:
    """Return the article of the source ``path``, or the book of a ``publication.yaml``.

    Raises:
        SourceError: The source has errors; it carries all of them, each with file, line and fix.
    """
    from publish.source import read as read_source

    begin_source()
    with deadline("Reading the source", path, source_size(path)):
        suffix = path.suffix.lower()
        if suffix in (*MARKDOWN, *_OTHERS, ".txt") and path.is_file():
            _refuse_foreign(path)
        elif suffix not in BOOKS and path.is_file():
            _refuse_document(path)
        return read_source(path, _convert_text)


_OTHERS = (".qmd", ".rmd")
"""Suffixes of Markdown that no source has."""


def _refuse_foreign(path: Path) -> None:
    """Refuse another program's Markdown as a whole, instead of line by line.

    Raises:
        SourceError: The file has what only pandoc can read, such as a grid table.
    """
    from publish.importing.markdown.dialects import Dialect, dialect_of, foreign_markup

    text = read_text(path)
    suffix = path.suffix.lower()
    found = (0, "") if suffix in _OTHERS else foreign_markup(text)
    if found is None or (suffix == ".txt" and dialect_of(path, text) is Dialect.TEXT):
        return
    line, name = found
    program, reason = ("pandoc", f": it has {name}") if name else ("Quarto", "")
    names = shlex.join([str(path), "-o", str(path.with_name(f"{path.stem}-source.md"))])
    message = f"This is {program}'s Markdown{reason}."
    fix = f"Let publish import read it: publish import {names}"
    raise SourceError.at(path, line, "dialect", message, fix)


def _refuse_document(path: Path) -> None:
    """Refuse a document of another program, with the command that reads it.

    Raises:
        SourceError: Its suffix is that of such a document.
    """
    from publish.importing import how_to_import

    if fix := how_to_import(path):
        message = f"The file isn't a source: its suffix is “{path.suffix}”."
        raise SourceError.at(path, 0, "type", message, fix)


def _convert_text(file: Path) -> str:
    from publish.importing.plain_text import import_text

    return import_text(file)[0]


def import_deadline(file: Path) -> AbstractContextManager[None]:
    """Return the deadline for all steps of importing ``file``."""
    begin_source()
    return deadline("Importing the file", file, words_size(file))


def import_document(
    file: Path, folder: Path, dialect: str = "", *, keep_comments: bool = False
) -> Imported:
    """Return the source of the document ``file``, to be written to ``folder`` with its pictures.

    ``dialect`` and ``keep_comments`` are as in :func:`publish.importing.import_file`.

    Raises:
        SourceError: ``file`` can't be read, or is a source already.
        MissingToolError: pandoc is missing, which every format but plain text needs.
    """
    from publish.importing import import_file

    with import_deadline(file):
        if file.suffix.lower() in MARKDOWN and not dialect and is_source(file):
            fix = f"Build it with: publish build {shlex.quote(str(file))}"
            raise SourceError.at(file, 0, "source", "The file is a source already.", fix)
        return import_file(file, folder, dialect, keep_comments=keep_comments)


def is_source(file: Path) -> bool:
    """Return whether the Markdown ``file`` can be read as a source, so needs no import."""
    from publish.source import read_markdown

    text = read_text(file)
    if not text.startswith("---") or "<" in text.partition("\n---")[2].replace("<http", ""):
        return False
    from publish.importing.markdown.dialects import foreign_markup

    try:
        read_markdown(file, text)
    except SourceError:
        return False
    return foreign_markup(text) is None


def read_back(
    document: Path, source: Path, imported: Imported, dialect: str = ""
) -> tuple[Comparison, tuple[Diagnostic, ...]]:
    """Return what the written ``source`` lacks of ``document``, and its errors.

    Missing pictures aren't errors here: the import has listed them.
    """
    with import_deadline(document):
        return _compared(document, source, imported, dialect)


def _compared(
    document: Path, source: Path, imported: Imported, dialect: str
) -> tuple[Comparison, tuple[Diagnostic, ...]]:
    from publish.importing.losses import compared, unread
    from publish.importing.original import OriginalError, read_original
    from publish.importing.written import written_article, written_text

    errors: tuple[Diagnostic, ...] = ()
    try:
        article: Article | None = read(source)
    except SourceError as error:
        errors = tuple(one for one in error.diagnostics if one.code != "path-missing")
        article = None if errors else _read_with_placeholders(imported)
    try:
        original = read_original(document, dialect)
    except OriginalError as error:
        return unread(str(error)), errors
    written = written_article(article) if article else written_text(imported.markdown)
    return compared(original, written, (*imported.diagnostics, *errors)), errors


def _read_with_placeholders(imported: Imported) -> Article | None:
    """Return the article of a source, with a small drawing for each picture that is missing."""
    with temporary_folder() as folder:
        for name, data in imported.pictures.items():
            picture = folder / name
            picture.parent.mkdir(parents=True, exist_ok=True)
            picture.write_bytes(data)
        (folder / _PLACEHOLDER).parent.mkdir(exist_ok=True)
        (folder / _PLACEHOLDER).write_text(_DRAWING, encoding="utf-8")
        markdown = _PICTURE.sub(
            lambda found: found[0] if found[0] in imported.pictures else _PLACEHOLDER,
            imported.markdown,
        )
        source = folder / "source.md"
        source.write_text(markdown, encoding="utf-8")
        try:
            return read(source)
        except SourceError:
            return None


_PICTURE = re.compile(r"pictures/[\w.-]+")
_PLACEHOLDER = "pictures/placeholder.svg"
_DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1" viewBox="0 0 1 1"/>'


def style_sheets(paths: Iterable[Path]) -> tuple[tuple[Path, str], ...]:
    """Return the style sheets ``paths``, each with its text.

    Raises :class:`UsageError` if one isn't a style sheet, and what :func:`read_text` raises.
    """
    return tuple((path, read_text(custom_sheet(path))) for path in paths)
