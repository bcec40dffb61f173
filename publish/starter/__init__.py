"""Create an article or a book from a template that builds without changes."""

from __future__ import annotations

import shlex
from pathlib import Path
from shutil import copytree

from publish.errors import OutputError, UsageError
from publish.runtime.temporary import temporary_folder

TEMPLATE = Path(__file__).parent / "template"
BOOK = Path(__file__).parent / "book"
_TEMPLATES = Path(__file__).parent / "templates"


def start(folder: Path, *, book: bool = False, kind: str = "") -> Path:
    """Copy the template of an article, of a book, or of a ``kind`` of text; return its source.

    Raises:
        UsageError: ``folder`` is named as a source.
        OutputError: ``folder`` exists and isn't empty, or can't be written; then nothing is left.
    """
    if folder.suffix.lower() == ".md":
        raise UsageError(
            f"A source gets a folder of its own, and “{folder.name}” is the name of a file. "
            f"Write: publish new {shlex.quote(str(folder.with_suffix('')))}"
        )
    # Editions are named after their source: two articles need different names.
    template = _TEMPLATES / kind if kind else BOOK if book else TEMPLATE
    is_article = (template / "article.md").is_file()
    name = f"{folder.resolve().name}.md" if is_article else "publication.yaml"
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OutputError(folder, "it exists already", "Name a new or empty folder.")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with temporary_folder(folder.parent) as temporary:
            fresh = temporary / "new"
            copytree(template, fresh)
            if is_article:
                (fresh / "article.md").rename(fresh / name)
            fresh.replace(folder)
    except OSError as error:
        raise OutputError(
            folder, error.strerror or str(error), "Choose another folder, or make room there."
        ) from error
    return folder / name
