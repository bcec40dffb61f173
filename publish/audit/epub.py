"""Where each item is in a finished EPUB: read from its archive, by the ids of its elements."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from posixpath import basename

from lxml import etree

from publish.audit.epub_documents import Page, Pages, headers_in, link_addresses, said
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
from publish.readers.epub import XHTML, Book, language_of, opened
from publish.readers.errors import MalformedError
from publish.xhtml.escape import link_address

#: What an element must be to say what it holds.
_ELEMENTS = {
    Kind.HEADING: frozenset(f"{XHTML}h{level}" for level in range(1, 7)),
    Kind.CAPTION: frozenset({f"{XHTML}figcaption", f"{XHTML}caption"}),
    Kind.QUOTATION: frozenset({f"{XHTML}blockquote", f"{XHTML}aside"}),
    Kind.ATTRIBUTION: frozenset({f"{XHTML}p", f"{XHTML}footer", f"{XHTML}cite"}),
    Kind.CODE: frozenset({f"{XHTML}pre", f"{XHTML}code"}),
}


def audit_epub(path: Path, items: Iterable[Item], edition: str = "EPUB") -> Iterator[Result]:
    """What of ``items`` is in the EPUB ``path``.

    Raises :class:`~publish.errors.SourceError` where it cannot be read as one.
    """
    with opened(path) as book:
        reader = _Reader(book, Pages(book), edition)
        for item in items:
            yield reader.look(item)


class _Reader:
    def __init__(self, book: Book, pages: Pages, edition: str) -> None:
        self.book, self.pages, self.edition = book, pages, edition

    def look(self, item: Item) -> Result:
        """Where ``item`` is, or what of it is not there."""
        match item.kind:
            case Kind.FIGURE:
                return self.figure(item)
            case Kind.ALT:
                return self.alternative(item)
            case Kind.DESCRIPTION:
                return self.description(item)
            case Kind.NOTE:
                return self.note(item)
            case Kind.TABLE | Kind.CELL:
                return self.table(item)
            case Kind.LINK:
                return self.link(item)
            case Kind.LANGUAGE:
                return self.language(item)
            case Kind.FORMULA:
                return self.formula(item)
            case Kind.ABBREVIATION:
                return self.abbreviation(item)
            case _:
                return self.words(item)

    # ------------------------------------------------------------------- words

    def words(self, item: Item) -> Result:
        """All parts are there, each in its element, inside the element that makes it what it is."""
        if not item.parts:
            return self.at(item, item.id)
        for part in item.parts:
            why = self.missing(item, part)
            if why:
                return self.gone(item, why)
        return self.at(item, item.parts[0].id, item.owner or item.id)

    def missing(self, item: Item, part: Part) -> str:
        """Why ``part`` is not there as it should be; empty where it is."""
        home = self.pages.home(part.id, item.id, item.owner)
        if home is None:
            return f"“{short(part.text)}” is not there"
        element = home.ids[part.id] if part.id in home.ids else self.holder(item, home)
        if element is None or letters(part.text) not in said(element):
            return f"“{short(part.text)}” is not there"
        if self.pages.hidden(home, element):
            return f"“{short(part.text)}” is hidden"
        wanted = _ELEMENTS.get(item.kind)
        if wanted and not any(
            one.tag in wanted for one in (element, *element.iterancestors(), *element)
        ):
            return f"“{short(part.text)}” is there, but is no {item.kind}"
        return ""

    def holder(self, item: Item, home: Page) -> etree._Element | None:
        return next((home.ids[own] for own in (item.id, item.owner) if own in home.ids), None)

    # ------------------------------------------------------------------- pictures

    def figure(self, item: Item) -> Result:
        """The picture is in the archive, whole, and shown."""
        home, image = self.image(item.id)
        if home is None or image is None:
            return self.gone(item, "no picture is there")
        name, _ = self.book.resolve(home.name, image.get("src") or "")
        try:
            content = self.book.bytes(name)
        except MalformedError:
            return self.gone(item, f"its file {basename(name)} is not in the book")
        given = item.image
        if given and hashlib.sha256(content).hexdigest() != given.digest and not _shows(content):
            return self.gone(item, f"its file {basename(name)} is not a picture")
        return self.at(item, item.id)

    def image(self, own: str) -> tuple[Page | None, etree._Element | None]:
        """The ``img`` of the figure ``own``, and the page that it is on."""
        home = self.pages.home(own)
        if home is None:
            return None, None
        return home, next(home.ids[own].iter(f"{XHTML}img"), None)

    def alternative(self, item: Item) -> Result:
        """The ``img`` bears the alt text; in a line of text, it stands there."""
        home = self.pages.home(item.id, item.owner)
        if home is not None:
            top = home.ids.get(item.id, home.ids.get(item.owner))
            wanted = letters(item.text)
            images = top.iter(f"{XHTML}img") if top is not None else ()
            if any(letters(one.get("alt") or "") == wanted for one in images):
                return self.at(item, item.id, item.owner)
        return self.gone(item, f"no picture has the alt text “{short(item.text)}”")

    def description(self, item: Item) -> Result:
        """It is there, and the picture leads to it (``aria-details``)."""
        home, image = self.image(item.owner)
        result = self.words(item)
        if result.reason or home is None:
            return result
        named = (
            image.get("aria-details") or image.get("aria-describedby") if image is not None else ""
        )
        if item.id not in (named or "").split():
            return self.gone(item, "the picture does not lead to it")
        return result

    # ------------------------------------------------------------------- notes and tables

    def note(self, item: Item) -> Result:
        """It is there, and each call leads to it."""
        result = self.words(item)
        if result.reason:
            return result
        for call in item.calls:
            target = self.pages.target(call)
            if target is None:
                return self.gone(item, "a call of it is not there")
            if target != item.id:
                return self.gone(item, "a call of it does not lead to it")
        return result

    def table(self, item: Item) -> Result:
        """The table has its size; a cell has its words and the header cells that it had."""
        own = item.id if item.kind is Kind.TABLE else item.owner
        home = self.pages.home(own)
        if home is None or home.ids[own].tag != f"{XHTML}table":
            return self.gone(item, "the table is not there")
        table = headers_in(home, own)
        if item.kind is Kind.TABLE:
            if (table.rows, table.columns) != (item.rows, item.columns):
                size = f"{table.rows} rows and {table.columns} columns"
                return self.gone(item, f"it has {size} of {item.rows} and {item.columns}")
            return self.at(item, own)
        cell = table.cells.get(item.id)
        if cell is None:
            return self.gone(item, "the cell is not there")
        if cell.header != item.header:
            return self.gone(item, "it is no header cell" if item.header else "it is a header cell")
        if cell.headers != tuple(map(letters, item.headers)):
            return self.gone(item, f"its headers are not {', '.join(item.headers) or 'none'}")
        return self.words(item)

    # ------------------------------------------------------------------- marks in the text

    def link(self, item: Item) -> Result:
        home = self.pages.home(item.owner)
        inside = item.target.startswith("#")
        address = item.target if inside else link_address(item.target)
        if not address:
            return left_out(item, self.edition, NOWHERE)
        if home is None:
            return self.gone(item, "its sentence is not there")
        wanted = letters(item.text)
        for words, href in link_addresses(home.ids[item.owner]):
            if words != wanted:
                continue
            if not inside and href == address:
                return self.at(item, item.owner)
            if inside and self.book.resolve(home.name, href)[1] == item.target[1:]:
                if self.pages.lead(home, href):
                    return self.at(item, item.owner)
                return self.gone(item, f"it leads to {item.target}, which is not there")
        return self.gone(item, f"“{short(item.text, 30)}” does not lead to {short(item.target)}")

    def language(self, item: Item) -> Result:
        """The words stand in an element of that language, the nearest that says one."""
        home = self.pages.home(item.id, item.owner)
        if home is None:
            return self.gone(item, "the words are not there")
        top = home.ids[item.id if item.id in home.ids else item.owner]
        wanted, language = letters(item.text), item.language.lower()
        elements = top.iter() if item.owner else (top,)
        for one in elements:
            if language_of(one).lower() == language and (not item.owner or wanted in said(one)):
                return self.at(item, item.id, item.owner)
        return self.gone(item, f"“{short(item.text, 40)}” is not marked as {item.language}")

    def formula(self, item: Item) -> Result:
        home = self.pages.home(item.id, item.owner)
        if home is not None:
            wanted = letters(item.text)
            for one in home.ids[item.id].iter("{http://www.w3.org/1998/Math/MathML}math"):
                if letters(one.get("alttext") or "") == wanted and len(one):
                    return self.at(item, item.id)
        return self.gone(item, f"no formula has the words “{short(item.text)}”")

    def abbreviation(self, item: Item) -> Result:
        home = self.pages.home(item.owner)
        if home is not None:
            for one in home.ids[item.owner].iter(f"{XHTML}abbr"):
                same = said(one) == letters(item.text)
                if same and letters(one.get("title") or "") == letters(item.target):
                    return self.at(item, item.owner)
        return self.gone(item, f"“{item.text}” is not marked as {short(item.target)}")

    # ------------------------------------------------------------------- results

    def at(self, item: Item, *owns: str) -> Result:
        """Found at the first of the ids ``owns`` that is there."""
        home = self.pages.home(*owns)
        if home is None:
            return self.gone(item, "it is not there")
        own = next(own for own in owns if own in home.ids)
        return found(item, self.edition, f"{basename(home.name)}#{own}")

    def gone(self, item: Item, why: str) -> Result:
        return lost(item, self.edition, why)


def _shows(content: bytes) -> bool:
    """Whether ``content`` is a picture that can be decoded."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(content)) as picture:
            picture.verify()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return b"<svg" in content[:4096]
    return True
