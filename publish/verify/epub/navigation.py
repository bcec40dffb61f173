"""Rules for the table of contents, landmarks and the page list."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from lxml import etree

from publish.errors import Diagnostic, Severity
from publish.readers.epub import (
    BREAKS,
    TYPE,
    XHTML,
    Book,
    Document,
    Summary,
    has_type,
    line_of,
    words_in,
)
from publish.verify.diagnostics import BookRule, Rule, fault

_WAYS = "WCAG 2.2 2.4.5"
_PAGES = "EPUB Accessibility 1.1 3.2"


def _lists(book: Book, kind: str) -> tuple[Document | None, list[etree._Element]]:
    """Return the navigation document and its lists of ``kind``."""
    nav = book.navigation
    if nav is None:
        return None, []
    return nav, [one for one in nav.root.iter(f"{XHTML}nav") if one.get(TYPE) == kind]


def contents(book: Book) -> Iterator[Diagnostic]:
    """The table of contents is in reading order and has every section of the top two levels."""
    nav, lists = _lists(book, "toc")
    if nav is None or len(lists) != 1 or not _targets(book, nav, lists[0]):
        name = nav.name if nav else book.package_name
        message, fix = "There is no table of contents.", "Add one to the navigation document."
        yield fault("contents-missing", "EPUB 3.3 7.4.2", name, 0, message, fix)
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
            yield fault("contents-order", "WCAG 2.2 1.3.2", nav.name, line, message, fix)
            break
    for name, known in book.summaries.items():
        if name != nav.name:
            yield from _unlisted(name, known, targets)


def _unlisted(
    document: str, known: Summary, targets: list[tuple[str, str]]
) -> Iterator[Diagnostic]:
    listed = {own for name, own in targets if name == document}
    if "" in listed:
        return
    for heading in known.headings:
        if listed.isdisjoint(heading.ids):
            message = f"The section {heading.words!r} is not in the table of contents."
            fix = "Add an entry for it."
            yield fault(
                *("contents-incomplete", _WAYS, document, heading.line, message, fix),
                Severity.WARNING,
            )


def landmarks(book: Book) -> Iterator[Diagnostic]:
    nav, lists = _lists(book, "landmarks")
    kinds = {link.get(TYPE) for one in lists for link in one.iter(f"{XHTML}a")}
    if nav and "bodymatter" not in kinds:
        message = "No landmark leads to the start of the text."
        fix = "Add landmarks with bodymatter to the navigation document."
        yield fault("landmarks-missing", "EPUB 3.3 7.4.4", nav.name, 0, message, fix)


def page_names(document: Document) -> Iterator[Diagnostic]:
    """Page breaks have labels."""
    for element in document.typed:
        if (
            has_type(element, *BREAKS)
            and not any((element.get(name) or "").strip() for name in ("aria-label", "title"))
            and not words_in(element)
        ):
            message, fix = "A page break has no label.", "Give it the number of the page."
            yield fault("page-unnamed", _PAGES, document.name, line_of(element), message, fix)


def pages(book: Book) -> Iterator[Diagnostic]:
    """The page list has all page breaks, and the metadata their source."""
    marks = {(name, own) for name, known in book.summaries.items() for own in known.breaks}
    nav, lists = _lists(book, "page-list")
    if (not marks and not lists) or nav is None:
        return
    listed = [target for one in lists for target in _targets(book, nav, one)]
    if marks - set(listed):
        message = f"{len(marks - set(listed))} page breaks are not in the page list."
        fix = "Add an entry for each to the page-list."
        yield fault("page-list-incomplete", _PAGES, nav.name, 0, message, fix)
    if set(listed) - marks:
        message = "An entry of the page list does not lead to a page break."
        fix = "Let each entry lead to its page break."
        yield fault("page-lost", _PAGES, nav.name, 0, message, fix)
    if not book.metas("pageBreakSource"):
        message = "The metadata does not say where the page numbers come from."
        fix = "Add a pageBreakSource."
        clause = "EPUB Accessibility 1.1 3.3"
        yield fault("page-source-missing", clause, book.package_name, 0, message, fix)


def _targets(book: Book, nav: Document, some: etree._Element) -> list[tuple[str, str]]:
    return [book.resolve(nav.name, link.get("href") or "") for link in some.iter(f"{XHTML}a")]


RULES: tuple[Rule, ...] = (page_names,)
BOOK_RULES: tuple[BookRule, ...] = (contents, landmarks, pages)
