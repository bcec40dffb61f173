"""Notes and their calls belong together."""

from __future__ import annotations

from collections.abc import Iterator

from publish.check.document_index import DocumentIndex
from publish.check.rule import At, Family, Rule, shortened
from publish.errors import Diagnostic, Severity
from publish.model import Note

NOTE_UNDEFINED = Rule(
    "note-undefined",
    Severity.ERROR,
    "Every call of a note has its note.",
    "A reader who follows the call finds nothing.",
    "Write the note, or delete the call.",
    number="1.3.1",
    fixed=True,
)
NOTE_UNUSED = Rule(
    "note-unused",
    Severity.WARNING,
    "Every note is called.",
    "Without a call the note is left out: nobody would come to it.",
    "Write its call where it belongs, or delete the note.",
    source="https://www.w3.org/TR/dpub-aria-1.1/#doc-footnote",
)
NOTE_TWICE = Rule(
    "note-twice",
    Severity.ERROR,
    "A note is written once.",
    "A call can lead to one note only.",
    "Give one of the two another name.",
    source="https://www.w3.org/TR/dpub-aria-1.1/#doc-footnote",
    fixed=True,
)
NOTE_EMPTY = Rule(
    "note-empty",
    Severity.ERROR,
    "A note says something.",
    "A reader would be sent to nothing.",
    "Write it after the colon, or delete it and its calls.",
    source="https://www.w3.org/TR/dpub-aria-1.1/#doc-footnote",
    fixed=True,
)


def find(index: DocumentIndex) -> Iterator[Diagnostic]:
    """What is wrong with the notes and their calls."""
    article = index.article
    written = {note.id for note in article.notes}
    called = {at.it.note for at in index.calls}
    for at in index.calls:
        if at.it.note not in written:
            name = shortened(index.written(at.it.note))
            yield NOTE_UNDEFINED.found(
                at,
                f"the note [^{name}] is not written anywhere.",
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
            f"the note [^{name}] is not called, so it is left out.",
            f"Write [^{name}] where it belongs, or delete the note.",
        )
    if at.it.id in seen:
        first = seen[at.it.id]
        yield NOTE_TWICE.found(at, f"the note [^{name}] is written twice, first on line {first}.")
    seen.setdefault(at.it.id, at.line)
    if not at.it.blocks:
        yield NOTE_EMPTY.found(at, f"the note [^{name}] is empty.")


NOTES = Family("Notes", (NOTE_UNDEFINED, NOTE_UNUSED, NOTE_TWICE, NOTE_EMPTY), find)
