"""The documents of an EPUB: which element has an id, what it says, in which language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from lxml import etree

from publish.audit.letters import letters
from publish.verify.book import TYPE, XHTML, Book, Document, Item

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_MATH = "{http://www.w3.org/1998/Math/MathML}math"

#: What stands in the text and is none of its words: calls of notes, and the ways back.
_CALLS = frozenset({"doc-noteref", "doc-backlink", "doc-pagebreak"})


#: So many documents are kept at a time: that of the text, or of its notes, and where they lead.
_KEPT = 2


class Page:
    """A document of the book: ``ids`` are its elements by their ids."""

    def __init__(self, document: Document) -> None:
        self.name = document.name
        self.root = document.root
        self.ids: Mapping[str, etree._Element] = {
            element.get("id") or "": element for element in document.where("@id")
        }

    @cached_property
    def hidden(self) -> frozenset[etree._Element]:
        """The elements that readers do not get."""
        found: list[etree._Element] = []
        for one in self.root.iter():
            if one.get("hidden") is not None or one.get("aria-hidden") == "true":
                found.append(one)
        return frozenset(found)


class Pages:
    """All documents; an id stands in one of them.

    What is asked for comes in the order of the text, and so the documents are read: each when the
    first of its ids is asked for.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        self._left = (one for one in book.read() if "nav" not in one.item.properties)
        self._homes: dict[str, Item] = {}
        self._kept: dict[str, Page] = {}

    def home(self, *owns: str) -> Page | None:
        """The document with the first of the ids ``owns`` that is there."""
        found = next((item for own in owns if own and (item := self._home(own))), None)
        if found is None:
            return None
        page = self._kept.pop(found.name, None)
        if page is None:
            return self._keep(Document(self._book, found))
        self._kept[found.name] = page  # the last one asked for is the last to go
        return page

    def _home(self, own: str) -> Item | None:
        """The document with the id ``own``; reads on until it comes."""
        while own not in self._homes and self._read_on():
            pass
        return self._homes.get(own)

    def _read_on(self) -> bool:
        """Read one document more; whether there was one."""
        document = next(self._left, None)
        if document is None:
            return False
        self._keep(document)
        for own in document.known.places:
            self._homes.setdefault(own, document.item)
        return True

    def _keep(self, document: Document) -> Page:
        page = self._kept[document.name] = Page(document)
        if len(self._kept) > _KEPT:
            del self._kept[next(iter(self._kept))]
        return page

    def lead(self, page: Page, href: str) -> bool:
        """Whether ``href`` leads from ``page`` to an element that is there."""
        name, _ = self._book.resolve(page.name, href)
        while name not in self._book.known and self._read_on():
            pass
        return self._book.leads(page.name, href)

    @staticmethod
    def hidden(page: Page, element: etree._Element) -> bool:
        """Whether ``element`` or something around it is hidden."""
        return bool(page.hidden) and any(
            one in page.hidden for one in (element, *element.iterancestors())
        )


def said(element: etree._Element) -> str:
    """The letters of what ``element`` says: alt texts of pictures, words of formulas."""
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


def tongue_of(element: etree._Element) -> str:
    """The language of ``element``: the nearest that it or an element around it names."""
    for one in (element, *element.iterancestors()):
        language = one.get(_LANG) or one.get("lang")
        if language is not None:
            return language
    return ""


def link_addresses(element: etree._Element) -> Iterator[tuple[str, str]]:
    """The letters and the address of each link in ``element``."""
    for link in element.iter(f"{XHTML}a"):
        if link.get("role") not in _CALLS and link.get("href") is not None:
            yield said(link), link.get("href") or ""
