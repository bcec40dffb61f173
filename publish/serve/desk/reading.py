"""Read what a source says, file by file, as the desk shows and changes it."""

from __future__ import annotations

import re
from pathlib import Path

from publish.intake import read
from publish.model import Article
from publish.model.walk import chapters_in
from publish.runtime.yaml_fields import Field as YamlField
from publish.runtime.yaml_fields import divide, read_fields
from publish.source.article import BookContext, read_markdown


def fields_in(file: Path, text: str) -> YamlField:
    """Return the fields of the front matter, or of a ``publication.yaml``.

    Raises :class:`SourceError`.
    """
    if file.suffix.lower() in (".yaml", ".yml"):
        return read_fields(file, text, 1)
    return read_fields(file, divide(file, text).yaml)


def field_value(file: Path, text: str, path: str, last: str = "") -> str:
    """Return the text of a field; names of people have a line each."""
    node = fields_in(file, text)
    for name in [*path.split("."), *([last] if last else [])]:
        found = dict(node.pairs()).get(name) if node.kind == "mapping" else None
        if found is None:
            if path == "title" and file.suffix.lower() not in (".yaml", ".yml"):
                return heading(text)[1]
            return ""
        node = found
    if path == "authors":
        return "\n".join(
            dict(one.pairs())["name"].text() if one.kind == "mapping" else one.text()
            for one in node.items()
            if not one.empty
        )
    return node.text()


HEADING = re.compile(r"(#[ \t]+)(.+?)([ \t]*\{[^{}]*\})?([ \t]+#+)?[ \t]*")


def heading(text: str) -> tuple[int, str]:
    """Return the line (from 0) and the words of a first heading of level 1; -1 if there is none."""
    lines = text.split("\n")
    start = divide(Path(), text).body_line - 1
    for number in range(start, len(lines)):
        if lines[number].strip():
            found = HEADING.fullmatch(lines[number])
            return (number, re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", found[2])) if found else (-1, "")
    return -1, ""


def chapters_of(source: Path) -> dict[Path, str]:
    """Return the chapters of a book, and their ids.  Raises :class:`SourceError`."""
    found = chapters_in(read(source).blocks)
    return {one.file.resolve(): one.id for one in found if one.file}


def read_file(source: Path, file: Path, text: str) -> Article:
    """Return the article of one file, which is ``source`` or a chapter of it.

    Raises :class:`SourceError`.
    """
    if file == source.resolve():
        return read_markdown(file, text)
    book = read(source)
    chapters = {one.file.resolve(): one.id for one in chapters_in(book.blocks) if one.file}
    context = BookContext(book.metadata.language, source.parent, chapters, None, [])
    return read_markdown(file, text, context)
