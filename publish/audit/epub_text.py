"""The documents of an EPUB: which element has an id, what it says, in which language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from lxml import etree

from publish.audit.letters import letters
from publish.verify.book import TYPE, XHTML, Book, Document

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_MATH = "{http://www.w3.org/1998/Math/MathML}math"

#: What stands in the text and is none of its words: calls of notes, and the ways back.
_CALLS = frozenset({"doc-noteref", "doc-backlink", "doc-pagebreak"})


class Page:
    """A document of the book: ``ids`` are its elements by their ids."""

    def __init__(self, document: Document) -> None:
        self.name = document.name
        self.root = document.root
        self.ids: Mapping[str, etree._Element] = document.ids

    @cached_property
    def hidden(self) -> frozenset[etree._Element]:
        """The elements that readers do not get."""
        found: list[etree._Element] = []
        for one in self.root.iter():
            if one.get("hidden") is not None or one.get("aria-hidden") == "true":
                found.append(one)
        return frozenset(found)


class Pages:
    """All documents; an id stands in one of them."""

    def __init__(self, book: Book) -> None:
        self._homes: dict[str, Page] = {}
        for document in book.documents:
            if "nav" not in document.item.properties:
                page = Page(document)
                for own in page.ids:
                    self._homes.setdefault(own, page)

    def home(self, *owns: str) -> Page | None:
        """The document with the first of the ids ``owns`` that is there."""
        return next((self._homes[own] for own in owns if own in self._homes), None)

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
