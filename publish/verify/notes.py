"""Notes and their calls."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from publish.verify.book import TYPE, XHTML, Book, line_of
from publish.verify.fault import Fault, Rule

_NOTES = {"doc-footnote", "doc-endnote", "footnote", "endnote", "rearnote"}


def says(element: etree._Element, *kinds: str) -> bool:
    """Whether the role or ``epub:type`` of ``element`` is one of ``kinds``."""
    said = {*(element.get("role") or "").split(), *(element.get(TYPE) or "").split()}
    return not said.isdisjoint(kinds)


def calls(book: Book) -> Iterator[Fault]:
    """The call of a note leads to a note."""
    for document in book.documents:
        for link in document.root.iter(f"{XHTML}a"):
            if not says(link, "doc-noteref", "noteref"):
                continue
            name, own = book.resolve(document.name, link.get("href") or "")
            target = book.by_name[name].ids.get(own) if name in book.by_name else None
            if target is None or not says(target, *_NOTES):
                message, mend = "The call of a note does not lead to a note.", "Mend its href."
                line = line_of(link)
                yield Fault("note-lost", "WCAG 2.2 1.3.1", document.name, line, message, mend)


def back_links(book: Book) -> Iterator[Fault]:
    """A note leads back to where it was called."""
    for document in book.documents:
        for note in document.typed:
            if not says(note, "doc-footnote", "footnote"):
                continue
            if not any(says(link, "doc-backlink") for link in note.iter(f"{XHTML}a")):
                message = "A note has no link back to its call."
                mend = "End it with a link of role='doc-backlink'."
                line = line_of(note)
                yield Fault(
                    "back-link-missing", "DPUB-ARIA 1.1", document.name, line, message, mend
                )


RULES: tuple[Rule, ...] = (calls, back_links)
