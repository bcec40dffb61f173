"""Look up elements in the documents of an EPUB by their ids: their words, links and tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from posixpath import basename

from lxml import etree
from msgspec import Struct

from publish.audit.grid import Box, headers_of, width
from publish.audit.items import letters
from publish.readers.document import TYPE, XHTML
from publish.readers.epub import Book, Document, Item

_A, _TR, _TD, _TH = (f"{XHTML}{name}" for name in ("a", "tr", "td", "th"))
_MATH = "{http://www.w3.org/1998/Math/MathML}math"

#: Roles of elements whose content isn't text of the article: note calls, back links, page breaks.
_CALLS = frozenset({"doc-noteref", "doc-backlink", "doc-pagebreak"})


#: Elements that hold most of the words; without others in them and a role, they are read quickly.
_WORDS = frozenset(f"{XHTML}{name}" for name in ("span", "p", "td", "th", "li"))

#: How many documents are kept in memory: that of the item, and the target of a link.
_KEPT = 2


class IndexedDocument:
    """A document of the book: ``ids`` are its elements by their ids, ``file`` its file's name."""

    def __init__(self, document: Document) -> None:
        self.name = document.name
        self._document = document
        self.ids = document.tree.by_id
        self.file = basename(document.name)

    def links(self) -> Iterator[tuple[str, str]]:
        """Yield the id and the address of each link that has an id."""
        for link in self._document.root.iter(_A):
            if own := link.get("id"):
                yield own, link.get("href") or ""

    @cached_property
    def hidden(self) -> frozenset[etree._Element]:
        """The hidden elements."""
        return frozenset(self._document.where("@hidden or @aria-hidden='true'"))


class BookIndex:
    """The documents of a book, by the ids in them.

    Callers look up ids in the order of the text, so a document is read when the first of its ids is
    looked up.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        self._left = (item for item in book.spine if "nav" not in item.properties)
        self._items: dict[str, Item] = {}
        self._targets: dict[str, str] = {}
        self._documents: dict[str, IndexedDocument] = {}
        self._last: Item | None = None  # the one used last, which most lookups are for

    def with_id(self, *candidates: str) -> IndexedDocument | None:
        """Return the document with the first existing id of ``candidates``, if any."""
        for own in candidates:
            item = self._items.get(own) or self._item_with(own) if own else None
            if item is not None:
                return self._documents[item.name] if item is self._last else self._document(item)
        return None

    def _document(self, item: Item) -> IndexedDocument:
        document = self._documents.pop(item.name, None)
        if document is None:
            document = self._keep(item)
        self._documents[item.name] = document  # the one used last is dropped last
        self._last = item
        return document

    def _item_with(self, own: str) -> Item | None:
        """Return the document with the id ``own``; read documents until it is found."""
        while own not in self._items:
            item = next(self._left, None)
            if item is None:
                return None
            document = self._keep(item)
            for one in document.ids:
                self._items.setdefault(one, item)
            for one, href in document.links():
                self._targets[one] = self._book.resolve(item.name, href)[1]
        return self._items[own]

    def _keep(self, item: Item) -> IndexedDocument:
        document = self._documents[item.name] = IndexedDocument(self._book.document(item))
        self._last = None
        if len(self._documents) > _KEPT:
            del self._documents[next(iter(self._documents))]
        return document

    def target(self, own: str) -> str | None:
        """Return the id that the link with the id ``own`` refers to; ``None`` if there is no link.

        Targets are kept, so that the documents with the calls aren't read again for the notes.
        """
        return self._targets.get(own, "") if self._item_with(own) else None

    def has_target(self, document: IndexedDocument, href: str) -> bool:
        """Return whether the element exists that ``href`` in ``document`` refers to."""
        name, own = self._book.resolve(document.name, href)
        item = self._item_with(own)
        return item is not None and item.name == name

    @staticmethod
    def hidden(document: IndexedDocument, element: etree._Element) -> bool:
        """Return whether ``element`` or an ancestor of it is hidden."""
        return bool(document.hidden) and any(
            one in document.hidden for one in (element, *element.iterancestors())
        )


def letters_of(element: etree._Element) -> str:
    """Return the letters of ``element``, with alt texts of pictures and words of formulas."""
    if not len(element) and element.tag in _WORDS and element.get("role") is None:  # as most
        return letters(element.text or "")
    return letters("".join(_pieces(element)))


def _pieces(element: etree._Element) -> Iterator[str]:
    if element.get("role") in _CALLS or element.get(TYPE) == "pagebreak":
        return
    if element.tag == f"{XHTML}img":
        yield element.get("alt") or ""
        return
    if element.tag == _MATH:
        yield element.get("alttext") or ""
        return
    yield element.text or ""
    for child in element:
        yield from _pieces(child)
        yield child.tail or ""


def link_addresses(element: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield the letters and the address of each link in ``element``."""
    for link in element.iter(_A):
        if link.get("role") not in _CALLS and link.get("href") is not None:
            yield letters_of(link), link.get("href") or ""


_ROWS = frozenset({f"{XHTML}thead", f"{XHTML}tbody", f"{XHTML}tfoot"})
_CELLS = frozenset({_TD, _TH})


class EpubCell(Struct, frozen=True, gc=False):
    """A cell; ``headers`` are the letters of its header cells."""

    header: bool
    headers: tuple[str, ...]


class EpubTable(Struct, frozen=True):
    """A table with its cells by their ids."""

    rows: int
    columns: int
    cells: Mapping[str, EpubCell]


@lru_cache(maxsize=1)  # callers ask for its cells one after the other
def table_in(document: IndexedDocument, own: str) -> EpubTable:
    """Return the table with the id ``own``."""
    rows = list(_rows(document.ids[own]))
    boxes = [[_box(cell) for cell in row] for row in rows]
    cells = {
        cell.get("id") or "": EpubCell(bool(box.scope), () if box.scope else headers)
        for row, line, named in zip(rows, boxes, headers_of(boxes), strict=True)
        for cell, box, headers in zip(row, line, named, strict=True)
    }
    return EpubTable(len(rows), width(boxes), cells)


def _rows(table: etree._Element) -> list[list[etree._Element]]:
    """Return the cells of each row of ``table``, without those of tables inside it."""
    found = []
    for part in table:
        for row in part if part.tag in _ROWS else (part,):
            if row.tag == _TR:
                found.append([one for one in row if one.tag in _CELLS])
    return found


def _box(cell: etree._Element) -> Box:
    scope = cell.get("scope") or "" if cell.tag == _TH else ""
    words = letters_of(cell) if scope else ""  # only those of header cells are compared
    return Box(words, scope, _span(cell, "colspan"), _span(cell, "rowspan"))


def _span(cell: etree._Element, name: str) -> int:
    value = cell.get(name)
    if not value:  # as in most
        return 1
    return min(int(value[:9]), 1000) if value.isdecimal() and int(value[:9]) else 1
