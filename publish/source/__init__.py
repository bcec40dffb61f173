"""Bytes of a source -> :class:`~publish.article.Article`; see docs/source.md for the language."""

from __future__ import annotations

from pathlib import Path

from publish.article import Article
from publish.source.fields import read_fields
from publish.source.frontmatter import divide
from publish.source.markdown import read_body
from publish.source.metadata import lines_of, read_metadata
from publish.source.mistakes import mistake
from publish.source.pictures import Pictures
from publish.source.text import read_text

__all__ = ["read"]


def read(path: Path) -> Article:
    """The article of the source ``path``: Markdown, or plain text (``.txt``).

    Every file that it names is checked to be in its folder.  Raises
    :class:`~publish.errors.SourceError` with file, line and mend.
    """
    suffix = path.suffix.lower()
    if suffix == ".txt":
        from publish.source.convert import import_text

        return read_markdown(path, import_text(path)[0])
    if suffix not in (".md", ".markdown") and not path.is_dir():
        mend = "Name a Markdown file (.md) or plain text (.txt)."
        raise mistake(path, 0, "type", f"is not a source: its suffix is “{suffix}”.", mend)
    return read_markdown(path, read_text(path))


def read_markdown(file: Path, text: str) -> Article:
    """The article of ``text``; ``file`` is for messages, and its folder for pictures."""
    parts = divide(file, text)
    root = read_fields(file, parts.yaml)
    pictures = Pictures(file.parent)
    if any(name == "title" and not field.empty for name, field in root.pairs()):
        metadata = read_metadata(root, "", pictures)
        body = read_body(file, parts.body, parts.body_line, pictures, with_title=False)
    else:  # a heading may be the title
        body = read_body(file, parts.body, parts.body_line, pictures, with_title=True)
        metadata = read_metadata(root, body.title, pictures)
    return Article(
        metadata=metadata,
        blocks=body.blocks,
        notes=body.notes,
        file=file,
        lines=lines_of(root),
    )
