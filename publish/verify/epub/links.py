"""Rules for the links of a book, the files that its documents show, and its notes."""

from __future__ import annotations

from collections.abc import Iterator

from publish.errors import Diagnostic
from publish.readers.document import XHTML, has_type, line_of
from publish.readers.epub import SCHEME, Book, Document
from publish.verify.diagnostics import BookRule, Rule
from publish.verify.epub.names import SVG, decorates, has_name
from publish.verify.epub.requirements import fault


def link_words(document: Document) -> Iterator[Diagnostic]:
    """Every link has text."""
    for link in document.root.iter(f"{XHTML}a"):
        href = link.get("href")
        if href is not None and not has_name(link) and not decorates(link):
            message, fix = f"The link to {href} has no text.", "Say where it leads."
            yield fault(document.book, "link-unnamed", document.name, line_of(link), message, fix)


def links(book: Book) -> Iterator[Diagnostic]:
    """Links inside the book have an existing target."""
    nav = book.navigation
    for document, known in book.summaries.items():
        for link in known.links:
            if SCHEME.match(link.href):
                continue
            lost = book.resolve(document, link.href)[0] not in book.container
            if not lost and book.has_target(document, link.href):
                continue
            code = "link-lost-file" if lost else "link-lost"
            if nav is not None and document == nav.name:
                code = "contents-link-lost"
            message, fix = f"The link to {link.href} leads nowhere.", "Fix its target."
            yield fault(book, code, document, link.line, message, fix)


#: The attributes that name a file which is shown or played in a document (HTML; SVG 2, 16.1.1).
_SOURCES = {
    **{f"{XHTML}{name}": ("src",) for name in ("img", "source", "audio", "track", "iframe")},
    **{f"{XHTML}{name}": ("src",) for name in ("embed", "script", "input")},
    f"{XHTML}video": ("src", "poster"),
    f"{XHTML}object": ("data",),
    f"{SVG}image": ("href", "{http://www.w3.org/1999/xlink}href"),
}


def resources(document: Document) -> Iterator[Diagnostic]:
    """The files that are shown or played in a document are in the book, or on the web."""
    book = document.book
    if document.has_other_base:
        return
    for element in document.root.iter(*_SOURCES, f"{XHTML}link"):
        names: tuple[str, ...] = _SOURCES.get(str(element.tag), ())
        if "stylesheet" in (element.get("rel") or "").lower().split():
            names = ("href",)
        for href in filter(None, map(element.get, names)):
            name = book.resolve(document.name, href)[0]
            if not SCHEME.match(name) and name not in book.container:
                message, fix = f"The file {href} is not in the book.", "Add it, or fix the address."
                line = line_of(element)
                yield fault(book, "resource-missing", document.name, line, message, fix)


def calls(book: Book) -> Iterator[Diagnostic]:
    """The call of a note leads to a note."""
    for document, known in book.summaries.items():
        for link in known.links:
            if not link.call or SCHEME.match(link.href) or not book.has_target(document, link.href):
                continue
            name, own = book.resolve(document, link.href)
            target = book.summaries.get(name)
            if target and own not in target.notes and (own or not target.notes):
                message = "The call of a note does not lead to a note."
                fix = "Fix its href, or give the note its role (doc-footnote or doc-endnotes)."
                yield fault(book, "note-lost", document, link.line, message, fix)


#: The roles and types of single notes (DPUB-ARIA 1.1; EPUB Structural Semantics 1.1).
_NOTES = ("doc-footnote", "footnote", "doc-endnote", "endnote", "rearnote")


def back_links(document: Document) -> Iterator[Diagnostic]:
    """A note has a link back to its call."""
    for note in document.typed:
        if not has_type(note, *_NOTES):
            continue
        if not any(has_type(link, "doc-backlink", "backlink") for link in note.iter(f"{XHTML}a")):
            message = "A note has no link that is marked as the way back to its call."
            fix = "Begin or end it with a link of role='doc-backlink'."
            line = line_of(note)
            yield fault(document.book, "back-link-missing", document.name, line, message, fix)


RULES: tuple[Rule, ...] = (link_words, resources, back_links)
BOOK_RULES: tuple[BookRule, ...] = (links, calls)
