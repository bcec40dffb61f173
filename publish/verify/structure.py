"""Titles, headings, links and what refers to what."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from publish.verify.book import SCHEME, XHTML, Book, Document, line_of, words_in
from publish.verify.fault import BookRule, Fault, Rule

_HEADINGS = tuple(f"{XHTML}h{level}" for level in range(1, 7))
_REFERENCES = ("aria-labelledby", "aria-describedby", "aria-details")


def titles(document: Document) -> Iterator[Fault]:
    if not (document.root.findtext(f"{XHTML}head/{XHTML}title") or "").strip():
        message, fix = "The document has no title.", "Give its head a title."
        yield Fault("title-missing", "WCAG 2.2 2.4.2", document.name, 1, message, fix)


def headings(document: Document) -> Iterator[Fault]:
    """No heading is more than one level below the one before it, and none is empty."""
    before = 0
    for element in document.root.iter(*_HEADINGS):
        level, line = int(str(element.tag)[-1]), line_of(element)
        if before and level > before + 1:
            message = f"After a heading of level {before} comes one of level {level}."
            fix = f"Make it level {before + 1}."
            yield Fault("heading-jump", "WCAG 2.2 1.3.1", document.name, line, message, fix)
        if not words_in(element):
            message, fix = "A heading is empty.", "Give it words or take it away."
            yield Fault("heading-empty", "WCAG 2.2 2.4.6", document.name, line, message, fix)
        before = level


def references(document: Document) -> Iterator[Fault]:
    """What is labelled, described or detailed by another element has that element."""
    for element in document.where(" or ".join(f"@{name}" for name in _REFERENCES)):
        for attribute in _REFERENCES:
            for own in (element.get(attribute) or "").split():
                if own not in document.known.places:
                    message = f"{attribute} names {own!r}, which is not there."
                    fix = "Name an element of this document."
                    line = line_of(element)
                    clause = "WCAG 2.2 1.3.1"
                    yield Fault("reference-lost", clause, document.name, line, message, fix)


def link_words(document: Document) -> Iterator[Fault]:
    """Every link has words."""
    for link in document.root.iter(f"{XHTML}a"):
        href = link.get("href")
        if href is not None and not words_in(link) and not _named(link):
            message, fix = f"The link to {href} has no words.", "Say where it leads."
            clause, line = "WCAG 2.2 2.4.4", line_of(link)
            yield Fault("link-unnamed", clause, document.name, line, message, fix)


def links(book: Book) -> Iterator[Fault]:
    """Links inside the book lead somewhere."""
    for document, known in book.known.items():
        for link in known.links:
            if not SCHEME.match(link.href) and not book.leads(document, link.href):
                message, fix = f"The link to {link.href} leads nowhere.", "Fix its target."
                yield Fault("link-lost", "EPUB 3.3 3.4", document, link.line, message, fix)


def controls(document: Document) -> Iterator[Fault]:
    for control in document.root.iter(f"{XHTML}input"):
        if not any(control.get(name) for name in ("aria-label", "aria-labelledby", "title")):
            message, fix = "A control has no name.", "Label it."
            line = line_of(control)
            yield Fault("control-unnamed", "WCAG 2.2 4.1.2", document.name, line, message, fix)


def _named(link: etree._Element) -> bool:
    if link.get("aria-label") or link.get("title"):
        return True
    return any((image.get("alt") or "").strip() for image in link.iter(f"{XHTML}img"))


RULES: tuple[Rule, ...] = (titles, headings, references, link_words, controls)
BOOK_RULES: tuple[BookRule, ...] = (links,)
