"""Read the dialects of Markdown that other programs define.

Each becomes HTML, which is then imported like any page: pandoc's and Quarto's Markdown by pandoc
itself, the others, which extend CommonMark, by markdown-it.
"""

from __future__ import annotations

from pathlib import Path
from typing import assert_never

from publish.importing.markdown.dialects import Dialect
from publish.importing.records import Prepared


def prepare(file: Path, dialect: Dialect) -> Prepared:
    """Return the Markdown ``file``, prepared.

    Raises:
        SourceError: It can't be read.
        MissingToolError: pandoc is missing.
    """
    match dialect:
        case Dialect.PANDOC | Dialect.QUARTO:
            from publish.importing.markdown.pandoc_markdown import prepare as prepare_pandoc

            return prepare_pandoc(file, from_quarto=dialect is Dialect.QUARTO)
        case Dialect.MYST | Dialect.MDBOOK | Dialect.POST | Dialect.TEXT:
            from publish.importing.markdown.posts import prepare as prepare_post

            return prepare_post(file, dialect)
        case _:
            assert_never(dialect)
