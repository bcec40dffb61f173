"""Notes and their calls belong together."""

from __future__ import annotations

from collections.abc import Iterator

from publish.article import Article, NoteReference
from publish.check.finding import finding, shortened
from publish.errors import Problem, Severity
from publish.walk import all_inlines

CRITERION = "WCAG 2.2 1.3.1"


def note_undefined(article: Article) -> Iterator[Problem]:
    """Every call has its note."""
    written = {note.id for note in article.notes}
    for block, inline in all_inlines(article):
        if isinstance(inline, NoteReference) and inline.note not in written:
            name = shortened(inline.note)
            yield finding(
                article,
                block.line,
                "note-undefined",
                f"the note [^{name}] is not written anywhere.",
                f"Write “[^{name}]: The note.” in a paragraph of its own, or delete the call.",
                criterion=CRITERION,
            )


def note_unused(article: Article) -> Iterator[Problem]:
    """Every note is called, or nobody will read it."""
    called = {
        inline.note for _, inline in all_inlines(article) if isinstance(inline, NoteReference)
    }
    for note in article.notes:
        if note.id not in called:
            name = shortened(note.id)
            yield finding(
                article,
                note.line,
                "note-unused",
                f"the note [^{name}] is not called, so it is left out.",
                f"Write [^{name}] where it belongs, or delete the note.",
                severity=Severity.WARNING,
            )


def note_twice(article: Article) -> Iterator[Problem]:
    """A note is written once."""
    seen: dict[str, int] = {}
    for note in article.notes:
        if note.id in seen:
            yield finding(
                article,
                note.line,
                "note-twice",
                f"the note [^{shortened(note.id)}] is written twice, first on line "
                f"{seen[note.id]}.",
                "Give one of the two another name.",
            )
        seen.setdefault(note.id, note.line)


def note_empty(article: Article) -> Iterator[Problem]:
    """A note says something."""
    for note in article.notes:
        if not note.blocks:
            yield finding(
                article,
                note.line,
                "note-empty",
                f"the note [^{shortened(note.id)}] is empty.",
                "Write it after the colon, or delete it and its calls.",
            )
