"""Rules for scripts and forms: the manifest says which documents and drawings have some.

Sources: EPUB 3.3, 5.6.2.1 (resource properties); HTML, 4.12.1 (the script element).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from publish.errors import Diagnostic
from publish.readers import MalformedError
from publish.readers.document import XHTML, line_of
from publish.readers.epub import Book, Document, Item, parsed
from publish.verify.diagnostics import BookRule, Rule
from publish.verify.epub.names import SVG
from publish.verify.epub.requirements import fault

#: What ``type`` says of a script that runs; one of another type is data (HTML, 4.12.1).
_RUN = ("", "module", "text/ecmascript", "application/ecmascript", "application/x-javascript")
_JAVASCRIPT = ("text/javascript", "application/javascript")


def documents(document: Document) -> Iterator[Diagnostic]:
    """A document with scripts or forms is ``scripted``."""
    yield from _judged(document.book, document.item, document.root, document.tree.marked)


def drawings(book: Book) -> Iterator[Diagnostic]:
    """So is a drawing."""
    for item in book.named.values():
        if item.media_type != "image/svg+xml" or item.name not in book.container:
            continue
        data = book.bytes(item.name)
        if b"script" not in data and b"on" not in data:
            continue
        try:
            root = parsed(data)
        except MalformedError:  # it is reported, or isn't shown
            continue
        yield from _judged(book, item, root, root.iter("*"))


def _judged(
    book: Book, item: Item, root: etree._Element, elements: Iterable[etree._Element]
) -> Iterator[Diagnostic]:
    if "scripted" in item.properties:
        return
    found = next((one for one in root.iter(*_ACTIVE) if _runs(one)), None)
    if found is None:
        found = next((one for one in elements if _handles(one)), None)
    if found is not None:
        message = "The file has scripts or forms, but the manifest doesn't say so."
        fix = "Add scripted to the properties of its item, or remove them."
        yield fault(book, "property-missing", item.name, line_of(found), message, fix)


_ACTIVE = (f"{XHTML}script", f"{SVG}script", f"{XHTML}form")


def _runs(element: etree._Element) -> bool:
    """Return whether an element is a form, or a script that is no data."""
    kind = (element.get("type") or "").strip().lower()
    is_form = element.tag == f"{XHTML}form"
    return is_form or kind in _RUN or kind.startswith(_JAVASCRIPT)


def _handles(element: etree._Element) -> bool:
    return any(str(name).startswith("on") for name in element.keys())  # noqa: SIM118


RULES: tuple[Rule, ...] = (documents,)
BOOK_RULES: tuple[BookRule, ...] = (drawings,)
