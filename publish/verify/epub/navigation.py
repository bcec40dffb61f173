"""Rules for the table of contents, landmarks and the page list."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from lxml import etree

from publish.errors import Diagnostic
from publish.readers.document import BREAKS, TYPE, XHTML, Summary, has_type, line_of, words_in
from publish.readers.epub import SCHEME, Book, Document
from publish.verify.diagnostics import BookRule, Rule
from publish.verify.epub.names import has_name
from publish.verify.epub.requirements import fault


def _lists(book: Book, kind: str) -> tuple[Document | None, list[etree._Element]]:
    """Return the navigation document and its lists of ``kind``."""
    nav = book.navigation
    if nav is None:
        return None, []
    return nav, [
        one for one in nav.root.iter(f"{XHTML}nav") if kind in (one.get(TYPE) or "").split()
    ]


def contents(book: Book) -> Iterator[Diagnostic]:
    """The table of contents is in reading order and has every section of the top two levels."""
    nav, lists = _lists(book, "toc")
    if nav is None or len(lists) != 1 or not _targets(book, nav, lists[0]):
        name = nav.name if nav else book.package_name
        number = "more than one" if len(lists) > 1 else "no"
        message = f"There is {number} table of contents."
        fix = "The navigation document needs one nav with epub:type='toc', which has links."
        yield fault(book, "contents-missing", name, 0, message, fix)
        return
    targets = _targets(book, nav, lists[0])
    numbers = {name: number for number, name in enumerate(book.summaries)}
    places = [
        (numbers[name], book.summaries[name].places.get(own, 0))
        for name, own in targets
        if name in numbers
    ]
    for before, after in pairwise(places):
        if after < before:
            message = "The table of contents is not in reading order."
            fix = "Put the entries in reading order."
            line = line_of(lists[0])
            yield fault(book, "contents-order", nav.name, line, message, fix)
            break
    for name, known in book.summaries.items():
        if name != nav.name:
            yield from _unlisted(book, name, known, targets)


def _unlisted(
    book: Book, document: str, known: Summary, targets: list[tuple[str, str]]
) -> Iterator[Diagnostic]:
    listed = {own for name, own in targets if name == document}
    if "" in listed:
        return
    for heading in known.headings:
        if listed.isdisjoint(heading.ids):
            message = f"The section {heading.words!r} is not in the table of contents."
            fix = "Add an entry for it."
            yield fault(book, "contents-incomplete", document, heading.line, message, fix)


def destinations(book: Book) -> Iterator[Diagnostic]:
    """Contents, landmarks and page list lead to documents of the book."""
    for kind in ("toc", "landmarks", "page-list"):
        nav, lists = _lists(book, kind)
        for link in (link for one in lists for link in one.iter(f"{XHTML}a")):
            if nav and SCHEME.match(link.get("href") or ""):
                message = f"The entry {words_in(link)!r} of {kind} leads out of the book."
                fix = "Let it lead to a document of the book."
                yield fault(book, "contents-link-lost", nav.name, line_of(link), message, fix)


def landmarks(book: Book) -> Iterator[Diagnostic]:
    """A landmark leads to the start of the text."""
    nav, lists = _lists(book, "landmarks")
    kinds = {
        kind
        for one in lists
        for link in one.iter(f"{XHTML}a")
        for kind in (link.get(TYPE) or "").split()
    }
    if nav and "bodymatter" not in kinds:
        message = "No landmark leads to the start of the text."
        fix = "Add landmarks with bodymatter to the navigation document."
        yield fault(book, "landmarks-missing", nav.name, 0, message, fix)


def page_names(document: Document) -> Iterator[Diagnostic]:
    """Page breaks have labels."""
    for element in document.typed:
        if has_type(element, *BREAKS) and not has_name(element):
            message, fix = "A page break has no label.", "Give it the number of the page."
            line = line_of(element)
            yield fault(document.book, "page-unnamed", document.name, line, message, fix)


def pages(book: Book) -> Iterator[Diagnostic]:
    """The page list has all page breaks, and the metadata their source.

    A page of a fixed layout is a document, so an entry may lead to a document.
    """
    marks = {(name, own) for name, known in book.summaries.items() for own in known.breaks if own}
    nav, lists = _lists(book, "page-list")
    if (not marks and not lists) or nav is None:
        return
    listed = {target for one in lists for target in _targets(book, nav, one)}
    if not lists:
        message = f"The book has {len(marks)} page breaks, but no page list."
        fix = "Add a nav with epub:type='page-list', with an entry for each."
        yield fault(book, "page-list-incomplete", nav.name, 0, message, fix)
    elif lost := {one for one in marks - listed if (one[0], "") not in listed}:
        message = f"{len(lost)} page breaks are not in the page list."
        fix = "Add an entry for each to the page-list."
        yield fault(book, "page-list-incomplete", nav.name, 0, message, fix)
    marked = {name for name, _ in marks}
    if any(own and name in marked and (name, own) not in marks for name, own in listed):
        message = "An entry of the page list does not lead to a page break."
        fix = "Let each entry lead to its page break."
        yield fault(book, "page-lost", nav.name, 0, message, fix)
    if not book.metas("pageBreakSource") and "pagination" not in book.values("source-of"):
        message = "The metadata does not say where the page numbers come from."
        fix = "Add a pageBreakSource, unless the pages are of this book only."
        yield fault(book, "page-source-missing", book.package_name, 0, message, fix)


def _targets(book: Book, nav: Document, some: etree._Element) -> list[tuple[str, str]]:
    return [book.resolve(nav.name, link.get("href") or "") for link in some.iter(f"{XHTML}a")]


RULES: tuple[Rule, ...] = (page_names,)
BOOK_RULES: tuple[BookRule, ...] = (contents, destinations, landmarks, pages)
