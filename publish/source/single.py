"""One source -> one article: an article that stands alone, or a chapter of a book.

What a source takes from the book that it is a chapter of.

Divide a source into its front matter and its text.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field

from publish.model import Article
from publish.source.diagnostics import Mistakes, mistake
from publish.source.fields import FIRST_LINE, Field, read_fields
from publish.source.markdown import Body, read_body
from publish.source.metadata import lines_of, read_metadata
from publish.source.pictures import Pictures
from publish.source.text import read_text


class Surroundings(Struct, frozen=True):
    """``language`` holds where the source names none; files may lie anywhere below ``top``.

    ``chapters`` are the real paths of the sources of the book with the ids of their chapters, which
    links may name.  A source that stands alone has none of these.
    """

    language: str = ""
    top: Path | None = None
    chapters: Mapping[Path, str] = field(default_factory=dict)


MAX_LINES = 2_000
"""Lines of front matter; more is a source whose closing ``---`` is missing."""

MAX_CHARACTERS = 200_000
"""YAML is read at some 100,000 characters a second."""

MAX_OPEN = 100
"""Brackets open at once; PyYAML takes time that grows with the square of them (5,000: 5 s)."""


class Parts(Struct, frozen=True):
    """``yaml`` begins on line 2 of the file; ``body`` on line ``body_line``."""

    yaml: str
    body: str
    body_line: int


def divide(file: Path, text: str) -> Parts:
    """Divide ``text`` at its two ``---`` lines; without them all of it is body.

    Raises :class:`SourceError` where the front matter does not end.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return Parts("", text, 1)
    for number in range(1, min(len(lines), MAX_LINES)):
        if lines[number].rstrip() in ("---", "..."):
            yaml = "\n".join(lines[1:number])
            bound(file, yaml, 2)
            return Parts(yaml, "\n".join(lines[number + 1 :]), number + 2)
    raise mistake(
        file,
        1,
        "front-matter-open",
        "the front matter does not end.",
        "Write a line of three hyphens, ---, after its last field.",
    )


def bound(file: Path, yaml: str, first: int) -> None:
    """Refuse what PyYAML would need long for; ``yaml`` begins on line ``first`` of ``file``.

    Brackets in quoted text count too.  Raises :class:`SourceError`.
    """
    if len(yaml) > MAX_CHARACTERS:
        message = f"the front matter has more than {MAX_CHARACTERS} characters."
        raise mistake(file, 1, "front-matter", message, "Move the text below it.")
    opened = 0
    for number, line in enumerate(yaml.split("\n"), start=first):
        for char in line:
            opened += (char in "[{") - (char in "]}")
            if opened > MAX_OPEN:
                message = f"more than {MAX_OPEN} brackets are open."
                raise mistake(file, number, "front-matter-nesting", message, "Close them.")


#: The suffixes of what can be a source.
SUFFIXES = (".md", ".markdown", ".txt")

_ALONE = Surroundings()


def read_source(path: Path, around: Surroundings = _ALONE) -> Article:
    """The article of the source ``path``: Markdown, or plain text (``.txt``).

    Raises :class:`~publish.errors.SourceError` with file, line and fix.
    """
    suffix = path.suffix.lower()
    if suffix == ".txt":
        from publish.source.convert import import_text

        return read_markdown(path, import_text(path)[0], around)
    if suffix not in SUFFIXES and not path.is_dir():
        fix = "Name a Markdown file (.md), plain text (.txt) or a publication.yaml."
        raise mistake(path, 0, "type", f"is not a source: its suffix is “{suffix}”.", fix)
    return read_markdown(path, read_text(path), around)


def read_markdown(file: Path, text: str, around: Surroundings = _ALONE) -> Article:
    """The article of ``text``; ``file`` is for messages, and its folder for pictures."""
    parts = divide(file, text)
    pictures = Pictures(file.parent, around.top)
    mistakes = Mistakes()
    root, titled = Field(file, "", FIRST_LINE, (), "mapping"), True
    with mistakes.gathered():
        root = read_fields(file, parts.yaml)
        titled = any(name == "title" and not field.empty for name, field in root.pairs())
    whole = not mistakes.diagnostics
    body = Body("…", (), ())
    with mistakes.gathered():
        body = read_body(
            file, parts.body, parts.body_line, pictures, around.chapters, with_title=not titled
        )
    if whole:
        with mistakes.gathered():
            metadata = read_metadata(root, "" if titled else body.title, pictures, around.language)
    mistakes.tell()
    return Article(
        metadata=metadata,
        blocks=body.blocks,
        notes=body.notes,
        file=file,
        lines=lines_of(root),
    )
