"""Read a source (Markdown or ``publication.yaml``) as an :class:`~publish.model.Article`.

docs/source.md describes the language.
"""

from __future__ import annotations

from pathlib import Path

from publish.model import Article
from publish.source.article import (
    BOOKS,
    BookContext,
    PlainTextConverter,
    read_markdown,
    read_source,
)

__all__ = ["read", "read_markdown"]


def read(path: Path, convert_text: PlainTextConverter | None = None) -> Article:
    """Return the article of the source ``path``, or the book of a ``publication.yaml``.

    ``convert_text`` converts plain text files (``.txt``) to Markdown; without it, they can't be
    read.  Every file that the source names must be in its folder or below it.

    Raises:
        SourceError: The source has errors; it carries all of them, each with file, line and fix.
    """
    if path.suffix.lower() in BOOKS:
        from publish.source.book import read_book

        return read_book(path, convert_text)
    return read_source(path, BookContext(convert_text=convert_text))
