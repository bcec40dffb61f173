"""Bytes of a source -> :class:`~publish.model.Article`; see docs/source.md for the language."""

from __future__ import annotations

from pathlib import Path

from publish.model import Article
from publish.source.single import read_markdown, read_source

__all__ = ["read", "read_markdown"]


def read(path: Path) -> Article:
    """The article of the source ``path``, or the book of a ``publication.yaml``.

    Every file that it names is checked to be in its folder.  Raises
    :class:`~publish.errors.SourceError` with file, line and fix.
    """
    if path.suffix.lower() in (".yaml", ".yml"):
        from publish.source.book import read_book

        return read_book(path)
    return read_source(path)
