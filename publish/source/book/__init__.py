"""A ``publication.yaml`` -> the book of the sources that it lists."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from publish.article import Article, Book, Metadata, NotesPlace
from publish.source.book.chapters import put_together
from publish.source.book.contents import Entry, entries_of, named, read_contents
from publish.source.book.merging import recordings, with_chapters
from publish.source.fields import Field, read_fields
from publish.source.frontmatter import bound
from publish.source.metadata import FIELDS, lines_of, read_metadata
from publish.source.mistakes import Mistakes, mistake, one_of
from publish.source.pictures import Pictures
from publish.source.single import read_source
from publish.source.surroundings import Surroundings
from publish.source.text import read_text

_FIELDS = frozenset({"contents", "notes"})

MAX_BYTES = 100_000_000
"""Of all sources of a book together; a long novel has one million."""


def read_book(file: Path) -> Article:
    """The book that ``file`` lists, its chapters as sections in the order given.

    Every file that it names lies in its folder or below it, whatever links lead there.  Raises
    :class:`~publish.errors.SourceError` with the file, line and mend of ``file`` or of a chapter.
    """
    text = read_text(file)
    bound(file, text, 1)
    root = read_fields(file, text, 1)
    metadata = read_metadata(root, "", Pictures(file.parent), others=_FIELDS)
    fields = root.mapping(FIELDS | _FIELDS)
    if "contents" not in fields:
        mend = "Add “contents:” and under it, for each source, a line “- chapters/one.md”."
        raise mistake(file, 1, "field-missing", "contents: is required and missing.", mend)
    listed = named(read_contents(fields["contents"], file.parent), file.parent)
    entries = tuple(entries_of(listed))
    chapters = _read(entries, fields["contents"], file.parent, metadata)
    blocks, notes = put_together(listed, chapters, metadata.language)
    ids = {entry.real: entry.id for entry in entries}
    metadata = replace(metadata, narration=recordings(metadata.narration, file.parent, ids))
    return Article(
        metadata=with_chapters(metadata, chapters.values()),
        blocks=blocks,
        notes=notes,
        file=file,
        lines=lines_of(root),
        book=Book(notes=_notes(fields)),
    )


def _read(
    entries: tuple[Entry, ...], contents: Field, folder: Path, book: Metadata
) -> dict[str, Article]:
    """The article of each entry, by its id."""
    around = Surroundings(book.language, folder, {entry.real: entry.id for entry in entries})
    if sum(entry.real.stat().st_size for entry in entries) > MAX_BYTES:
        message = f"lists more than {MAX_BYTES // 1_000_000} MB of text."
        raise contents.error(message, "Make several books of it.", "too-large")
    articles: dict[str, Article] = {}
    mistakes = Mistakes()
    for entry in entries:
        with mistakes.gathered():
            articles[entry.id] = read_source(entry.file, around)
    mistakes.tell()
    return articles


def _notes(fields: dict[str, Field]) -> NotesPlace:
    if "notes" not in fields:
        return NotesPlace.CHAPTER
    written = fields["notes"].text().lower()
    known = frozenset(map(str, NotesPlace))
    if written not in known:
        raise fields["notes"].error(
            f"“{written}” is not a place for notes.", one_of(written, known)
        )
    return NotesPlace(written)
