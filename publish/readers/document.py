"""Read a content document of an EPUB: its elements, ids, links and headings."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache, cached_property, lru_cache
from typing import Any, cast

from lxml import etree
from msgspec import Struct

from publish.readers.container import SCHEME, parsed

XHTML = "{http://www.w3.org/1999/xhtml}"
TYPE = "{http://www.idpf.org/2007/ops}type"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_PREFIXES = {"epub": "http://www.idpf.org/2007/ops", "html": "http://www.w3.org/1999/xhtml"}

#: The roles and types of notes and page breaks (DPUB-ARIA 1.1; EPUB Structural Semantics).
_NOTES = (
    *("doc-footnote", "doc-endnote", "footnote", "endnote", "rearnote"),
    *("doc-endnotes", "footnotes", "endnotes", "rearnotes"),
)
BREAKS = ("doc-pagebreak", "pagebreak")

IDS = etree.XPath(
    "/descendant-or-self::*/@*[name() = 'id' or name() = 'xml:id']", smart_strings=False
)

#: How many elements have an ``id``.
_COUNT = etree.XPath("count(/descendant-or-self::*[@id])")

#: Attributes that most elements of a table have; no role, language or address is in them.
_USUAL = frozenset({"class", "data-label", "id", "scope"})

#: The attribute, the element or the string that a part of an XPath condition names.
_NAMES = re.compile(r"@(?:\w+:)?([\w-]+)|self::(?:\w+:)?([\w-]+)|'([^']+)'")


class Link(Struct, frozen=True):
    """A link inside the book on ``line`` of its document; ``call`` says that it calls a note."""

    line: int
    href: str
    call: bool


class Heading(Struct, frozen=True):
    """A heading of the top two levels; ``ids`` are its own and those of the elements around it."""

    line: int
    words: str
    ids: tuple[str, ...]


class Summary(Struct, frozen=True):
    """The parts of a document that are kept after it was read.

    ``places`` number its ids in order, from 1; ``notes`` are the ids of its notes and of what is
    in them, ``breaks`` those of its page breaks; ``repeated`` says that an id stands twice.
    """

    places: Mapping[str, int]
    notes: frozenset[str]
    breaks: tuple[str, ...]
    links: tuple[Link, ...]
    headings: tuple[Heading, ...]
    repeated: bool


class Tree:
    """The elements of a content document; ``root`` is the first."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root

    @cached_property
    def marked(self) -> list[etree._Element]:
        """The elements with other attributes than most: few in long tables."""
        return [one for one in self.root.iter("*") if not _USUAL.issuperset(one.keys())]

    @cached_property
    def by_id(self) -> Mapping[str, etree._Element]:
        """The elements by their ids; of those with the same id, the last."""
        elements = self.root.iter("*")
        return {own: one for one in elements if (own := one.get("id")) is not None}


@lru_cache(maxsize=1)  # a build audits its edition, and verifies it then
def _tree(content: bytes) -> Tree:
    return Tree(parsed(content))


class ContentDocument:
    """A content document; ``content`` are its bytes, ``root`` is its first element."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.tree = _tree(content)

    @property
    def root(self) -> etree._Element:
        return self.tree.root

    @cached_property
    def summary(self) -> Summary:
        """The summary of the document, which is kept."""
        ids: Collection[str] = self.tree.by_id
        count = cast("float", _COUNT(self.root))
        if self._may_name("xml:id"):
            all_ids = cast("list[str]", IDS(self.root))
            ids, count = dict.fromkeys(all_ids), len(all_ids)
        return Summary(
            {own: place for place, own in enumerate(ids, start=1)},
            frozenset(
                own
                for one in self.typed
                if has_type(one, *_NOTES)
                for part in one.iter("*")
                if (own := part.get("id"))
            ),
            tuple(one.get("id") or "" for one in self.typed if has_type(one, *BREAKS)),
            tuple(self._links()),
            tuple(
                Heading(
                    line_of(one),
                    words_in(one)[:60],
                    tuple(own.get("id") or "" for own in (one, *one.iterancestors())),
                )
                for one in self.root.iter(f"{XHTML}h1", f"{XHTML}h2")
            ),
            count > len(ids),
        )

    def _links(self) -> Iterator[Link]:
        if self.has_other_base:
            return
        for link in self.root.iter(f"{XHTML}a"):
            href, call = link.get("href"), has_type(link, "doc-noteref", "noteref")
            if call or (href is not None and not SCHEME.match(href)):
                yield Link(line_of(link), href or "", call)

    @cached_property
    def typed(self) -> list[etree._Element]:
        """The elements with a role or an ``epub:type``."""
        return [one for one in self.tree.marked if "role" in one.attrib or TYPE in one.attrib]

    @cached_property
    def with_language(self) -> list[etree._Element]:
        """The elements that name a language."""
        return [one for one in self.tree.marked if "lang" in one.attrib or XML_LANG in one.attrib]

    @cached_property
    def has_other_base(self) -> bool:
        """Whether addresses are relative to another place than the document."""
        return bool(self.where("@xml:base or self::html:base"))

    def where(self, condition: str) -> list[etree._Element]:
        """Return the elements that meet an XPath ``condition``, in document order.

        A condition is for attributes, elements and strings that it names: where a document has
        none of them as bytes, none of its elements is looked at.
        """
        if not self._may_name(*_named(condition)):
            return []
        found: Any = _elements(condition)(self.root)
        return list(found)

    def _may_name(self, *names: str) -> bool:
        """Return whether the document has one of ``names`` as bytes, or isn't in ASCII's bytes."""
        return b"\0" in self.content[:4] or any(one.encode() in self.content for one in names)

    def texts(self) -> Iterator[tuple[str, etree._Element]]:
        """Yield each piece of text with the element that it is in."""
        pieces: Any = self.root.xpath("//text()")  # strings with getparent() and is_tail
        for piece in pieces:
            neighbour = piece.getparent()
            parent = neighbour.getparent() if piece.is_tail else neighbour
            if parent is not None:
                yield str(piece), parent


@cache
def _elements(condition: str) -> etree.XPath:
    # libxml2 sorts what "//*[...]" finds, and walks over the siblings of elements to compare them
    return etree.XPath(f"/descendant-or-self::*[{condition}]", namespaces=_PREFIXES)


@cache
def _named(condition: str) -> tuple[str, ...]:
    """Return the local names and the strings in an XPath ``condition``."""
    return tuple("".join(found) for found in _NAMES.findall(condition))


def line_of(element: etree._Element) -> int:
    """Return the line of ``element`` in its document; 0 if it isn't known."""
    line = element.sourceline
    return line if isinstance(line, int) else 0


def words_in(element: etree._Element) -> str:
    """Return the text inside ``element``, on one line."""
    return " ".join("".join(map(str, element.itertext())).split())


def has_type(element: etree._Element, *kinds: str) -> bool:
    """Return whether the role or ``epub:type`` of ``element`` is one of ``kinds``."""
    types = {*(element.get("role") or "").split(), *(element.get(TYPE) or "").split()}
    return not types.isdisjoint(kinds)


def language_of(element: etree._Element) -> str:
    """Return the language of ``element``, which it may inherit; empty if there is none."""
    for one in (element, *element.iterancestors()):
        language = one.get(XML_LANG) or one.get("lang")
        if language is not None:
            return language
    return ""
