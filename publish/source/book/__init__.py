"""A ``publication.yaml`` -> the book of the sources that it lists."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from publish.errors import SourceError
from publish.model import Article, Book, Metadata, NotesPlace
from publish.source.book.chapters import put_together, recordings, with_chapters
from publish.source.book.contents import Entry, Listed, entries_of, named, read_contents
from publish.source.diagnostics import Mistakes, mistake, one_of
from publish.source.fields import Field, read_fields
from publish.source.metadata import lines_of, read_metadata
from publish.source.pictures import Pictures
from publish.source.single import Surroundings, bound, read_source
from publish.source.text import read_text

_FIELDS = frozenset({"contents", "notes"})

#: The language of a book whose own cannot be read, so that its chapters can be (BCP 47).
_UNKNOWN = "und"

#: The mistake of a link that leads nowhere.
_LINK = "link-target"

MAX_BYTES = 100_000_000
"""Of all sources of a book together; a long novel has one million."""


def read_book(file: Path) -> Article:
    """The book that ``file`` lists, its chapters as sections in the order given.

    Every file that it names lies in its folder or below it, whatever links lead there.  Raises
    :class:`~publish.errors.SourceError` with the mistakes of ``file`` and of all its chapters.
    """
    text = read_text(file)
    bound(file, text, 1)
    root = read_fields(file, text, 1)
    mistakes = Mistakes()
    metadata = Metadata(title="", language=_UNKNOWN, identifier="")
    with mistakes.gathered():
        metadata = read_metadata(root, "", Pictures(file.parent), others=_FIELDS)
    fields = {name: field for name, field in root.pairs() if not field.empty}
    notes = NotesPlace.CHAPTER
    with mistakes.gathered():
        notes = _notes(fields)
    listed: tuple[Listed, ...] = ()
    before = len(mistakes.diagnostics)
    with mistakes.gathered():
        if "contents" not in fields:
            fix = "Add “contents:” and under it, for each source, a line “- chapters/one.md”."
            message = "contents: is required and missing."
            raise mistake(file, 1, "field-missing", message, fix)
        listed = named(read_contents(fields["contents"], file.parent, mistakes), file.parent)
    entries = tuple(entries_of(listed))
    complete = len(mistakes.diagnostics) == before
    chapters = _read(entries, root, file.parent, metadata, mistakes, complete=complete)
    mistakes.tell()
    blocks, all_notes = put_together(listed, chapters, metadata.language)
    ids = {entry.real: entry.id for entry in entries}
    metadata = replace(metadata, narration=recordings(metadata.narration, file.parent, ids))
    return Article(
        metadata=with_chapters(metadata, chapters.values()),
        blocks=blocks,
        notes=all_notes,
        file=file,
        lines=lines_of(root),
        book=Book(notes=notes),
    )


def _read(
    entries: tuple[Entry, ...],
    root: Field,
    folder: Path,
    book: Metadata,
    mistakes: Mistakes,
    *,
    complete: bool,
) -> dict[str, Article]:
    """The article of each entry that can be read, by its id; ``mistakes`` takes those of others.

    Unless ``entries`` are ``complete``, a link may lead to one that is not among them.
    """
    if sum(entry.real.stat().st_size for entry in entries) > MAX_BYTES:
        contents = dict(root.pairs())["contents"]
        message = f"lists more than {MAX_BYTES // 1_000_000} MB of text."
        raise contents.error(message, "Make several books of it.", "too-large")
    around = Surroundings(book.language, folder, {entry.real: entry.id for entry in entries})
    articles: dict[str, Article] = {}
    for entry in entries:
        with mistakes.gathered():
            try:
                articles[entry.id] = read_source(entry.file, around)
            except SourceError as error:
                sure = [one for one in error.diagnostics if complete or one.code != _LINK]
                if sure:
                    raise SourceError(*sure) from error
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
