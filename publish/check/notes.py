"""Notes and their calls belong together."""

from __future__ import annotations

from collections.abc import Iterator

from publish.check.document_index import DocumentIndex
from publish.check.rule import At, Family, Rule
from publish.errors import Diagnostic, Severity, shortened
from publish.model import Note

NOTE_UNDEFINED = Rule(
    "note-undefined",
    Severity.ERROR,
    "Every call has a note.",
    "A reader who follows the call finds nothing.",
    "Write the note, or delete the call.",
    number="1.3.1",
    fixed=True,
)
NOTE_UNUSED = Rule(
    "note-unused",
    Severity.WARNING,
    "Every note is called.",
    "A note without a call is left out, since no reader would come to it.",
    "Add its call to the text, or delete the note.",
    source="https://www.w3.org/TR/dpub-aria-1.1/#doc-footnote",
)
NOTE_TWICE = Rule(
    "note-twice",
    Severity.ERROR,
    "Every note has a name of its own.",
    "A call can lead to one note only.",
    "Rename one of the two.",
    source="https://www.w3.org/TR/dpub-aria-1.1/#doc-footnote",
    fixed=True,
)
NOTE_EMPTY = Rule(
    "note-empty",
    Severity.ERROR,
    "A note has text.",
    "A reader who follows the call finds nothing.",
    "Write the text after the colon, or delete the note and its calls.",
    source="https://www.w3.org/TR/dpub-aria-1.1/#doc-footnote",
    fixed=True,
)


def find(index: DocumentIndex) -> Iterator[Diagnostic]:
    """Find problems of the notes and their calls."""
    article = index.article
    written = {note.id for note in article.notes}
    called = {at.it.note for at in index.calls}
    for at in index.calls:
        if at.it.note not in written:
            name = shortened(index.written(at.it.note))
            yield NOTE_UNDEFINED.found(
                at,
                f"The note [^{name}] doesn't exist.",
                f"Write “[^{name}]: The note.” in a paragraph of its own, or delete the call.",
            )
    files = {at.it.id: at.file for at in index.sections}
    seen: dict[str, int] = {}
    for note in article.notes:
        file = files.get(note.chapter, article.file) if note.chapter else article.file
        name = shortened(index.written(note.id))
        yield from _note(At(file, note.line, "", note), name, called, seen)


def _note(at: At[Note], name: str, called: set[str], seen: dict[str, int]) -> Iterator[Diagnostic]:
    if at.it.id not in called:
        yield NOTE_UNUSED.found(
            at,
            f"The note [^{name}] has no call, so it is left out.",
            f"Write [^{name}] where the note belongs, or delete it.",
        )
    if at.it.id in seen:
        first = seen[at.it.id]
        yield NOTE_TWICE.found(at, f"The note [^{name}] is written twice, first on line {first}.")
    seen.setdefault(at.it.id, at.line)
    if not at.it.blocks:
        yield NOTE_EMPTY.found(at, f"The note [^{name}] is empty.")


NOTES = Family("Notes", (NOTE_UNDEFINED, NOTE_UNUSED, NOTE_TWICE, NOTE_EMPTY), find)
