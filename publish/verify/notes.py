"""Notes and their calls."""

from __future__ import annotations

from collections.abc import Iterator

from publish.verify.book import XHTML, Book, Document, line_of, says
from publish.verify.fault import BookRule, Fault, Rule


def calls(book: Book) -> Iterator[Fault]:
    """The call of a note leads to a note."""
    for document, known in book.known.items():
        for link in (one for one in known.links if one.call):
            name, own = book.resolve(document, link.href)
            if name not in book.known or own not in book.known[name].notes:
                message, fix = "The call of a note does not lead to a note.", "Fix its href."
                yield Fault("note-lost", "WCAG 2.2 1.3.1", document, link.line, message, fix)


def back_links(document: Document) -> Iterator[Fault]:
    """A note leads back to where it was called."""
    for note in document.typed:
        if not says(note, "doc-footnote", "footnote"):
            continue
        if not any(says(link, "doc-backlink") for link in note.iter(f"{XHTML}a")):
            message = "A note has no link back to its call."
            fix = "End it with a link of role='doc-backlink'."
            line = line_of(note)
            yield Fault("back-link-missing", "DPUB-ARIA 1.1", document.name, line, message, fix)


RULES: tuple[Rule, ...] = (back_links,)
BOOK_RULES: tuple[BookRule, ...] = (calls,)
