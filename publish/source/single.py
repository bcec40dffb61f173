"""One source -> one article: an article that stands alone, or a chapter of a book."""

from __future__ import annotations

from pathlib import Path

from publish.article import Article
from publish.source.fields import FIRST_LINE, Field, read_fields
from publish.source.frontmatter import divide
from publish.source.markdown import Body, read_body
from publish.source.metadata import lines_of, read_metadata
from publish.source.mistakes import Mistakes, mistake
from publish.source.pictures import Pictures
from publish.source.surroundings import Surroundings
from publish.source.text import read_text

#: The suffixes of what can be a source.
SUFFIXES = (".md", ".markdown", ".txt")

_ALONE = Surroundings()


def read_source(path: Path, around: Surroundings = _ALONE) -> Article:
    """The article of the source ``path``: Markdown, or plain text (``.txt``).

    Raises :class:`~publish.errors.SourceError` with file, line and mend.
    """
    suffix = path.suffix.lower()
    if suffix == ".txt":
        from publish.source.convert import import_text

        return read_markdown(path, import_text(path)[0], around)
    if suffix not in SUFFIXES and not path.is_dir():
        mend = "Name a Markdown file (.md), plain text (.txt) or a publication.yaml."
        raise mistake(path, 0, "type", f"is not a source: its suffix is “{suffix}”.", mend)
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
    whole = not mistakes.problems
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
