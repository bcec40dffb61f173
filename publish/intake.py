"""Read sources and import documents: the only module that uses ``source`` and ``importing``.

A plain text file is a source that ``importing`` converts to Markdown; an imported source is read
back to find its errors.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from publish.errors import Diagnostic, SourceError
from publish.runtime.stylesheets import custom_sheet
from publish.runtime.text import read_text
from publish.source.article import MARKDOWN

if TYPE_CHECKING:
    from publish.importing import Imported
    from publish.model import Article


def read(path: Path) -> Article:
    """Return the article of the source ``path``, or the book of a ``publication.yaml``.

    Raises:
        SourceError: The source has errors; it carries all of them, each with file, line and fix.
    """
    from publish.source import read as read_source

    return read_source(path, _convert_text)


def _convert_text(file: Path) -> str:
    from publish.importing.plain_text import import_text

    return import_text(file)[0]


def import_document(file: Path, folder: Path) -> Imported:
    """Return the source of the document ``file``, to be written to ``folder`` with its pictures.

    Raises:
        SourceError: ``file`` can't be read, or is a source already.
        MissingToolError: pandoc is missing, which every format but plain text needs.
    """
    from publish.importing import import_file

    if file.suffix.lower() in MARKDOWN and is_source(file):
        fix = f"Build it with: publish build {shlex.quote(str(file))}"
        raise SourceError.at(file, 0, "source", "The file is a source already.", fix)
    return import_file(file, folder)


def is_source(file: Path) -> bool:
    """Return whether the Markdown ``file`` can be read as a source, so needs no import."""
    from publish.source import read_markdown

    text = read_text(file)
    if not text.startswith("---") or "<" in text.partition("\n---")[2].replace("<http", ""):
        return False
    try:
        read_markdown(file, text)
    except SourceError:
        return False
    return True


def reading_errors(source: Path) -> tuple[Diagnostic, ...]:
    """Return the errors of an imported source, except for missing pictures."""
    try:
        read(source)
    except SourceError as error:
        return tuple(one for one in error.diagnostics if one.code != "path-missing")
    return ()


def style_sheets(paths: Iterable[Path]) -> tuple[tuple[Path, str], ...]:
    """Return the style sheets ``paths``, each with its text.

    Raises :class:`UsageError` if one isn't a style sheet, and what :func:`read_text` raises.
    """
    return tuple((path, read_text(custom_sheet(path))) for path in paths)
