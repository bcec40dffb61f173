"""Titles, headings, links and what refers to what."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from publish.verify.book import XHTML, Book, line_of, words_in
from publish.verify.fault import Fault, Rule

_HEADINGS = tuple(f"{XHTML}h{level}" for level in range(1, 7))
_REFERENCES = ("aria-labelledby", "aria-describedby", "aria-details")


def titles(book: Book) -> Iterator[Fault]:
    for document in book.documents:
        if not (document.root.findtext(f"{XHTML}head/{XHTML}title") or "").strip():
            message, mend = "The document has no title.", "Give its head a title."
            yield Fault("title-missing", "WCAG 2.2 2.4.2", document.name, 1, message, mend)


def headings(book: Book) -> Iterator[Fault]:
    """No heading is more than one level below the one before it, and none is empty."""
    for document in book.documents:
        before = 0
        for element in document.root.iter(*_HEADINGS):
            level, line = int(str(element.tag)[-1]), line_of(element)
            if before and level > before + 1:
                message = f"After a heading of level {before} comes one of level {level}."
                mend = f"Make it level {before + 1}."
                yield Fault("heading-jump", "WCAG 2.2 1.3.1", document.name, line, message, mend)
            if not words_in(element):
                message, mend = "A heading is empty.", "Give it words or take it away."
                yield Fault("heading-empty", "WCAG 2.2 2.4.6", document.name, line, message, mend)
            before = level


def references(book: Book) -> Iterator[Fault]:
    """What is labelled, described or detailed by another element has that element."""
    for document in book.documents:
        for element in document.where(" or ".join(f"@{name}" for name in _REFERENCES)):
            for attribute in _REFERENCES:
                for own in (element.get(attribute) or "").split():
                    if own not in document.ids:
                        message = f"{attribute} names {own!r}, which is not there."
                        mend = "Name an element of this document."
                        line = line_of(element)
                        clause = "WCAG 2.2 1.3.1"
                        yield Fault("reference-lost", clause, document.name, line, message, mend)


def links(book: Book) -> Iterator[Fault]:
    """Links inside the book lead somewhere, and every link has words."""
    for document in book.documents:
        for link in document.root.iter(f"{XHTML}a"):
            href, line = link.get("href"), line_of(link)
            if href is None:
                continue
            if not words_in(link) and not _named(link):
                message, mend = f"The link to {href} has no words.", "Say where it leads."
                yield Fault("link-unnamed", "WCAG 2.2 2.4.4", document.name, line, message, mend)
            if not re.match(r"[a-z][a-z0-9+.-]*:", href, re.IGNORECASE) and not book.leads(
                document.name, href
            ):
                message, mend = f"The link to {href} leads nowhere.", "Mend its target."
                yield Fault("link-lost", "EPUB 3.3 3.4", document.name, line, message, mend)


def controls(book: Book) -> Iterator[Fault]:
    for document in book.documents:
        for control in document.root.iter(f"{XHTML}input"):
            if not any(control.get(name) for name in ("aria-label", "aria-labelledby", "title")):
                message, mend = "A control has no name.", "Label it."
                line = line_of(control)
                yield Fault("control-unnamed", "WCAG 2.2 4.1.2", document.name, line, message, mend)


def _named(link: etree._Element) -> bool:
    if link.get("aria-label") or link.get("title"):
        return True
    return any((image.get("alt") or "").strip() for image in link.iter(f"{XHTML}img"))


RULES: tuple[Rule, ...] = (titles, headings, references, links, controls)
