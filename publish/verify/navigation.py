"""Contents, landmarks and pages."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from lxml import etree

from publish.errors import Severity
from publish.verify.book import TYPE, XHTML, Book, Document, line_of, words_in
from publish.verify.fault import Fault, Rule
from publish.verify.notes import says

_WAYS = "WCAG 2.2 2.4.5"
_PAGES = "EPUB Accessibility 1.1 3.2"


def _lists(book: Book, kind: str) -> tuple[Document | None, list[etree._Element]]:
    """The navigation document and its lists of ``kind``."""
    nav = book.navigation
    if nav is None:
        return None, []
    return nav, [one for one in nav.root.iter(f"{XHTML}nav") if one.get(TYPE) == kind]


def contents(book: Book) -> Iterator[Fault]:
    """There are contents, in reading order, and they name every section of the top two levels."""
    nav, lists = _lists(book, "toc")
    if nav is None or len(lists) != 1 or not _targets(book, nav, lists[0]):
        name = nav.name if nav else book.package_name
        message, mend = "There is no table of contents.", "Give the book one, with its entries."
        yield Fault("contents-missing", "EPUB 3.3 7.4.2", name, 0, message, mend)
        return
    targets = _targets(book, nav, lists[0])
    places = [place for target in targets if (place := _place(book, *target))]
    for before, after in pairwise(places):
        if after < before:
            message = "The contents are not in the order of the text."
            mend = "Put the entries in reading order."
            line = line_of(lists[0])
            yield Fault("contents-order", "WCAG 2.2 1.3.2", nav.name, line, message, mend)
            break
    for document in book.documents:
        if document is not nav:
            yield from _unlisted(document, targets)


def _unlisted(document: Document, targets: list[tuple[str, str]]) -> Iterator[Fault]:
    known = {own for name, own in targets if name == document.name}
    whole = "" in known
    for heading in document.root.iter(f"{XHTML}h1", f"{XHTML}h2"):
        around = [heading, *heading.iterancestors()]
        if not whole and not any(one.get("id") in known for one in around):
            message = f"The section {words_in(heading)[:60]!r} is not in the contents."
            mend = "Give it an entry there."
            line = line_of(heading)
            yield Fault(
                "contents-incomplete", _WAYS, document.name, line, message, mend, Severity.WARNING
            )


def landmarks(book: Book) -> Iterator[Fault]:
    nav, lists = _lists(book, "landmarks")
    kinds = {link.get(TYPE) for one in lists for link in one.iter(f"{XHTML}a")}
    if nav and "bodymatter" not in kinds:
        message = "No landmark leads to the start of the text."
        mend = "Give the navigation document landmarks, bodymatter among them."
        yield Fault("landmarks-missing", "EPUB 3.3 7.4.4", nav.name, 0, message, mend)


def pages(book: Book) -> Iterator[Fault]:
    """Page breaks have labels and are listed, in order, and it is said whose pages they are."""
    marks: dict[tuple[str, str], etree._Element] = {}
    for document in book.documents:
        for element in document.typed:
            if not says(element, "doc-pagebreak", "pagebreak"):
                continue
            marks[document.name, element.get("id") or ""] = element
            if not any((element.get(n) or "").strip() for n in ("aria-label", "title")) and not (
                words_in(element)
            ):
                message, mend = "A page break has no label.", "Give it the page's number."
                line = line_of(element)
                yield Fault("page-unnamed", _PAGES, document.name, line, message, mend)
    nav, lists = _lists(book, "page-list")
    if (not marks and not lists) or nav is None:
        return
    listed = [target for one in lists for target in _targets(book, nav, one)]
    if marks.keys() - set(listed):
        message = f"{len(marks.keys() - set(listed))} page breaks are not in the list of pages."
        mend = "List each page break in a page-list."
        yield Fault("page-list-incomplete", _PAGES, nav.name, 0, message, mend)
    if set(listed) - marks.keys():
        message = "The list of pages leads to what is no page break."
        mend = "Let each entry lead to its page break."
        yield Fault("page-lost", _PAGES, nav.name, 0, message, mend)
    if not book.metas("pageBreakSource"):
        message = "It is not said whose pages these are."
        mend = "Give the metadata a pageBreakSource."
        clause = "EPUB Accessibility 1.1 3.3"
        yield Fault("page-source-missing", clause, book.package_name, 0, message, mend)


def _targets(book: Book, nav: Document, some: etree._Element) -> list[tuple[str, str]]:
    return [book.resolve(nav.name, link.get("href") or "") for link in some.iter(f"{XHTML}a")]


def _place(book: Book, name: str, own: str) -> tuple[int, int] | None:
    """Where in the book an element stands."""
    for number, document in enumerate(book.documents):
        if document.name == name:
            return number, document.places.get(own, 0)
    return None


RULES: tuple[Rule, ...] = (contents, landmarks, pages)
