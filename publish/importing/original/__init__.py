"""Read the content of originals by themselves, to compare it with what was imported.

Each module reads one format: its words, pictures and links, each with its place.  Nothing here
is shared with ``preparing`` or ``reading``, and pandoc isn't used, so that a fault there is found.
"""

from __future__ import annotations

from pathlib import Path

from publish.importing.original.record import Original, OriginalError

__all__ = ["Original", "OriginalError", "read_original"]


def read_original(file: Path, dialect: str = "") -> Original:
    """Return the content of ``file``; only the module for its type is loaded.

    ``dialect`` is that of Markdown, if it was stated.

    Raises:
        OriginalError: The file can't be read.
    """
    match file.suffix.lower():
        case ".docx":
            from publish.importing.original.docx import read
        case ".odt":
            from publish.importing.original.odt import read
        case ".epub":
            from publish.importing.original.epub import read
        case ".rtf":
            from publish.importing.original.rtf import read
        case ".xml":
            from publish.importing.original.jats import read
        case ".ipynb":
            from publish.importing.original.notebook import read
        case ".tex" | ".latex":
            from publish.importing.original.latex import read
        case ".md" | ".markdown" | ".qmd" | ".rmd" | ".txt":
            return _read_markdown(file, dialect)
        case _:
            from publish.importing.original.html import read
    return read(file)


def _read_markdown(file: Path, dialect: str) -> Original:
    from publish.importing.markdown.dialects import Dialect, dialect_of_file

    match Dialect(dialect) if dialect else dialect_of_file(file):
        case Dialect.PANDOC | Dialect.QUARTO:
            from publish.importing.original.pandoc_markdown import read
        case Dialect.TEXT:
            from publish.importing.original.markdown import read_plain as read
        case _:
            from publish.importing.original.markdown import read
    return read(file)
