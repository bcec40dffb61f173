"""Find each item in a finished EPUB, by the ids of its elements."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from posixpath import basename

from lxml import etree

from publish.audit.addresses import must_be_link, normal_address
from publish.audit.epub_documents import (
    BookIndex,
    EpubTable,
    IndexedDocument,
    letters_of,
    table_in,
)
from publish.audit.epub_marks import marks_in
from publish.audit.items import (
    NOWHERE,
    Item,
    Kind,
    Part,
    Result,
    found,
    left_out,
    letters,
    lost,
    short,
)
from publish.audit.text_editions import (
    NO_CALL,
    NO_CELL,
    NO_PICTURE,
    NO_SENTENCE,
    NO_TABLE,
    NOT_THERE,
    alt_missing,
    expansion_missing,
    find,
    formula_missing,
    header_changed,
    headers_changed,
    language_missing,
    link_broken,
    link_missing,
    marker_changed,
    words_missing,
)
from publish.audit.wording import DONE, OPEN
from publish.readers import MalformedError
from publish.readers.document import XHTML, language_of
from publish.readers.epub import Book, opened
from publish.runtime.confined import LimitError
from publish.runtime.pictures import is_decodable

#: The elements that words of each kind must be in.
_ELEMENTS = {
    Kind.HEADING: frozenset(f"{XHTML}h{level}" for level in range(1, 7)),
    Kind.CAPTION: frozenset({f"{XHTML}figcaption", f"{XHTML}caption"}),
    Kind.QUOTATION: frozenset({f"{XHTML}blockquote", f"{XHTML}aside"}),
    Kind.ATTRIBUTION: frozenset({f"{XHTML}p", f"{XHTML}footer", f"{XHTML}cite"}),
    Kind.CODE: frozenset({f"{XHTML}pre", f"{XHTML}code"}),
}


_TABLE = f"{XHTML}table"


def audit_epub(path: Path, items: Iterable[Item], edition: str = "EPUB") -> Iterator[Result]:
    """Yield the result of each of ``items`` in the EPUB ``path``.

    Raises:
        SourceError: It can't be read as an EPUB.
    """
    with opened(path) as book:
        reader = BookReader(book, BookIndex(book), edition)
        for item in items:
            yield find(item, reader)


class BookReader:
    """Finds items in the documents of an open book."""

    def __init__(self, book: Book, documents: BookIndex, edition: str) -> None:
        self.book, self.documents, self.edition = book, documents, edition
        self._letters: tuple[etree._Element, str] | None = None  # the element read last

    # ------------------------------------------------------------------- words

    def words(self, item: Item) -> Result:
        """Find all parts of ``item``, each in its element, inside an element for its kind."""
        if not item.parts:
            return self.at(item, item.id)
        for part in item.parts:
            why = self.missing(item, part)
            if why:
                return self.lost(item, why)
        return self.at(item, item.parts[0].id, item.owner or item.id)

    def missing(self, item: Item, part: Part) -> str:
        """Return the reason why ``part`` counts as lost; empty if it is found.

        The title of a dedication or epigraph names its page.
        """
        document = self.documents.with_id(part.id, item.id, item.owner)
        if document is None:
            return words_missing(part.text)
        if item.names_page and item.owner in document.ids:
            name = document.ids[item.owner].get("aria-label") or ""
            return "" if letters(part.text) in letters(name) else words_missing(part.text)
        element = document.ids[part.id] if part.id in document.ids else self.holder(item, document)
        if element is None or letters(part.text) not in self.letters_of(element):
            return words_missing(part.text)
        if document.hidden and self.documents.hidden(document, element):
            return f"“{short(part.text)}” is hidden"
        wanted = _ELEMENTS.get(item.kind)
        if wanted and not any(
            one.tag in wanted for one in (element, *element.iterancestors(), *element)
        ):
            return f"“{short(part.text)}” is there, but not as a {item.kind}"
        return ""

    def letters_of(self, element: etree._Element) -> str:
        """Return the letters of ``element``; items that follow each other may be in the same."""
        if self._letters is None or self._letters[0] is not element:
            self._letters = element, letters_of(element)
        return self._letters[1]

    def holder(self, item: Item, document: IndexedDocument) -> etree._Element | None:
        return next(
            (document.ids[own] for own in (item.id, item.owner) if own in document.ids), None
        )

    # ------------------------------------------------------------------- pictures

    def figure(self, item: Item) -> Result:
        """Find the picture, and check that its file is in the archive and undamaged."""
        document, image = self.image(item.id)
        if document is None or image is None:
            return self.lost(item, NO_PICTURE)
        name, _ = self.book.resolve(document.name, image.get("src") or "")
        try:
            content = self.book.bytes(name)
        except MalformedError:
            return self.lost(item, f"its file {basename(name)} is not in the book")
        given = item.image
        if given and hashlib.sha256(content).hexdigest() != given.digest and not _decodes(content):
            return self.lost(item, f"its file {basename(name)} is not a picture")
        return self.at(item, item.id)

    def image(self, own: str) -> tuple[IndexedDocument | None, etree._Element | None]:
        """Return the ``img`` of the figure ``own``, with its document."""
        document = self.documents.with_id(own)
        if document is None:
            return None, None
        return document, next(document.ids[own].iter(f"{XHTML}img"), None)

    def alt_text(self, item: Item) -> Result:
        """Find an ``img`` with the alt text in the figure, or in the sentence."""
        document = self.documents.with_id(item.id, item.owner)
        if document is not None:
            top = document.ids.get(item.id, document.ids.get(item.owner))
            if top is not None and letters(item.text) in marks_in(top).alts:
                return self.at(item, item.id, item.owner)
        return self.lost(item, alt_missing(item))

    def description(self, item: Item) -> Result:
        """Find the description, and the picture that refers to it or to a link to it."""
        document, image = self.image(item.owner)
        result = self.words(item)
        if result.reason or document is None:
            return result
        named = (
            image.get("aria-details") or image.get("aria-describedby") if image is not None else ""
        )
        for own in (named or "").split():
            if item.id in (own, self.documents.target(own)):
                return result
        return self.lost(item, "the picture does not lead to it")

    # ------------------------------------------------------------------- notes and tables

    def note(self, item: Item) -> Result:
        """Find the note, and each of its calls."""
        result = self.words(item)
        if result.reason:
            return result
        for call in item.calls:
            target = self.documents.target(call)
            if target is None:
                return self.lost(item, "a call of it is not there")
            if target != item.id:
                return self.lost(item, NO_CALL)
        return result

    def table(self, item: Item) -> Result:
        """Find the table, and check its numbers of rows and columns."""
        table = self.table_with(item.id)
        if table is None:
            return self.lost(item, NO_TABLE)
        if (table.rows, table.columns) != (item.rows, item.columns):
            size = f"{table.rows} rows and {table.columns} columns"
            return self.lost(item, f"it has {size} of {item.rows} and {item.columns}")
        return self.at(item, item.id)

    def cell(self, item: Item) -> Result:
        """Find the cell, with its words and its header cells."""
        table = self.table_with(item.owner)
        if table is None:
            return self.lost(item, NO_TABLE)
        cell = table.cells.get(item.id)
        if cell is None:
            return self.lost(item, NO_CELL)
        if cell.header != item.header:
            return self.lost(item, header_changed(item))
        if cell.headers != _letters_of_all(item.headers):
            return self.lost(item, headers_changed(item))
        return self.words(item)

    def table_with(self, own: str) -> EpubTable | None:
        document = self.documents.with_id(own)
        if document is None or document.ids[own].tag != _TABLE:
            return None
        return table_in(document, own)

    def marker(self, item: Item) -> Result:
        """Find the item of a list, with its number (HTML, 4.4.8) or the state of its box."""
        document = self.documents.with_id(item.id)
        element = document.ids[item.id] if document is not None else None
        if element is None or element.tag != f"{XHTML}li":
            return self.lost(item, NOT_THERE)
        shown = marker_of(element, item.target in (DONE, OPEN))
        if shown != item.target:
            return self.lost(item, marker_changed(item, shown))
        return self.at(item, item.id)

    # ------------------------------------------------------------------- marks in the text

    def link(self, item: Item) -> Result:
        document = self.documents.with_id(item.owner)
        inside = item.target.startswith("#")
        if not must_be_link(item.target):
            return left_out(item, self.edition, NOWHERE)
        if document is None:
            return self.lost(item, NO_SENTENCE)
        wanted, marks = letters(item.text), marks_in(document.ids[item.owner])
        if not inside:
            is_there = (wanted, normal_address(item.target)) in marks.addresses
            return self.at(item, item.owner) if is_there else self.lost(item, link_missing(item))
        href = marks.targets.get((wanted, item.target[1:]))
        if href is None:
            return self.lost(item, link_missing(item))
        if self.documents.has_target(document, href):
            return self.at(item, item.owner)
        return self.lost(item, link_broken(item))

    def language(self, item: Item) -> Result:
        """Find the words in an element of their language (own or inherited ``lang``)."""
        document = self.documents.with_id(item.id, item.owner)
        if document is None:
            return self.lost(item, "the words are not there")
        top = document.ids[item.id if item.id in document.ids else item.owner]
        language = item.language.lower()
        if item.owner:
            is_marked = marks_in(top).has_words_in(language, letters(item.text))
        else:
            is_marked = language_of(top).lower() == language
        if is_marked:
            return self.at(item, item.id, item.owner)
        return self.lost(item, language_missing(item))

    def formula(self, item: Item) -> Result:
        document = self.documents.with_id(item.id, item.owner)
        if document and letters(item.text) in marks_in(document.ids[item.id]).formulas:
            return self.at(item, item.id)
        return self.lost(item, formula_missing(item))

    def abbreviation(self, item: Item) -> Result:
        document = self.documents.with_id(item.owner)
        marked = letters(item.text), letters(item.target)
        if document and marked in marks_in(document.ids[item.owner]).abbreviations:
            return self.at(item, item.owner)
        return self.lost(item, expansion_missing(item))

    # ------------------------------------------------------------------- results

    def at(self, item: Item, *candidates: str) -> Result:
        """Return the result for ``item`` found at the first existing id of ``candidates``."""
        document = self.documents.with_id(*candidates)
        if document is None:
            return self.lost(item, NOT_THERE)
        own = next(filter(document.ids.__contains__, candidates))
        return found(item, self.edition, f"{document.file}#{own}")

    def lost(self, item: Item, why: str) -> Result:
        return lost(item, self.edition, why)


def marker_of(element: etree._Element, boxed: bool) -> str:
    """Return the number of a list's item, or with ``boxed`` the sign for its check box."""
    if boxed:
        box = next(element.iter(f"{XHTML}input"), None)
        return "" if box is None else DONE if box.get("checked") is not None else OPEN
    around = element.getparent()
    if around is None or around.tag != f"{XHTML}ol":
        return ""
    start = around.get("start", "")[:9]
    first = int(start) if start.removeprefix("-").isdecimal() else 1
    return str(first + _places(around)[element])


@lru_cache(maxsize=32)  # callers ask for the items of lists in order, and lists are nested
def _places(around: etree._Element) -> dict[etree._Element, int]:
    return {element: place for place, element in enumerate(around.iterchildren(f"{XHTML}li"))}


@lru_cache(maxsize=256)  # most cells of a column have the same headers
def _letters_of_all(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(letters, words))


def _decodes(content: bytes) -> bool:
    """Return whether ``content`` is a picture that can be decoded."""
    try:
        return b"<svg" in content[:4096] or is_decodable(content)
    except LimitError:
        return False
