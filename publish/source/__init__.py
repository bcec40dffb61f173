"""Read a source (Markdown or ``publication.yaml``) as an :class:`~publish.model.Article`.

docs/source.md describes the language.
"""

from __future__ import annotations

from pathlib import Path

from publish.model import Article
from publish.source.article import PlainTextConverter, Surroundings, read_markdown, read_source

__all__ = ["read", "read_markdown"]


def read(path: Path, markdown_of: PlainTextConverter | None = None) -> Article:
    """Return the article of the source ``path``, or the book of a ``publication.yaml``.

    ``markdown_of`` converts plain text files (``.txt``); without it, they can't be read.  Every
    file that the source names must lie in its folder.

    Raises:
        SourceError: with all errors of the source, each with file, line and fix.
    """
    if path.suffix.lower() in (".yaml", ".yml"):
        from publish.source.book import read_book

        return read_book(path, markdown_of)
    return read_source(path, Surroundings(markdown_of=markdown_of))
