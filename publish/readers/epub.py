"""Read an EPUB: its package, its documents, their references, and its media overlays.

Documents are read one at a time, so that a long book takes little more memory than a short one:
only a :class:`Summary` of each is kept.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, cached_property
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote

from lxml import etree
from msgspec import Struct

from publish.errors import Diagnostic, SourceError
from publish.readers import MalformedError
from publish.readers.container import SCHEME as SCHEME
from publish.readers.container import Container
from publish.readers.container import parsed as parsed
from publish.readers.manifest import XHTML_TYPE, documents
from publish.readers.manifest import Item as Item

OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
XHTML = "{http://www.w3.org/1999/xhtml}"
SMIL = "{http://www.w3.org/ns/SMIL}"
TYPE = "{http://www.idpf.org/2007/ops}type"
TEXTREF = "{http://www.idpf.org/2007/ops}textref"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_PREFIXES = {"epub": "http://www.idpf.org/2007/ops", "html": "http://www.w3.org/1999/xhtml"}

#: The roles and types of notes and page breaks (DPUB-ARIA 1.1; EPUB Structural Semantics).
_NOTES = (
    *("doc-footnote", "doc-endnote", "footnote", "endnote", "rearnote"),
    *("doc-endnotes", "footnotes", "endnotes", "rearnotes"),
)
BREAKS = ("doc-pagebreak", "pagebreak")

#: What stands for the package of documents that have none.
_NO_PACKAGE = b'<package xmlns="http://www.idpf.org/2007/opf" version="3.0"/>'

_OVERLAY = "application/smil+xml"

_IDS = etree.XPath(
    "/descendant-or-self::*/@*[name() = 'id' or name() = 'xml:id']", smart_strings=False
)

#: Attributes that most elements of a table have; no role, language or address is in them.
_USUAL = frozenset({"class", "data-label", "id", "scope"})

#: The attribute, the element or the string that a part of an XPath condition names.
_NAMES = re.compile(r"@(?:\w+:)?([\w-]+)|self::(?:\w+:)?([\w-]+)|'([^']+)'")

#: A fragment that isn't an id: EPUB CFI, XPointer, a view of an SVG, media and text fragments.
_OTHER_FRAGMENT = re.compile(
    r"(?:epubcfi|xpointer|element|svgView)\(|(?:t|xywh|track|view|zoom|page|row|col|cell)=|:~:"
)


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


class Document:
    """A content document of ``book``; ``content`` are its bytes, ``root`` its tree."""

    def __init__(self, book: Book, item: Item) -> None:
        self.book = book
        self.item = item
        self.content = book.bytes(item.name)
        self.root = parsed(self.content)

    @property
    def name(self) -> str:
        return self.item.name

    @cached_property
    def summary(self) -> Summary:
        """The summary of the document, which is kept."""
        ids = self._ids()
        places = {own: place for place, own in enumerate(dict.fromkeys(ids), start=1)}
        return Summary(
            places,
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
            len(ids) > len(places),
        )

    def _ids(self) -> list[str]:
        if self._may_name("xml:id"):
            return list(cast("list[str]", _IDS(self.root)))
        return [one.get("id") or "" for one in self.identified]

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
        return [one for one in self.marked if "role" in one.attrib or TYPE in one.attrib]

    @cached_property
    def with_language(self) -> list[etree._Element]:
        """The elements that name a language."""
        return [one for one in self.marked if "lang" in one.attrib or XML_LANG in one.attrib]

    @cached_property
    def marked(self) -> list[etree._Element]:
        """The elements with other attributes than most: few in long tables."""
        return [one for one in self.root.iter("*") if not _USUAL.issuperset(one.keys())]

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

    @cached_property
    def identified(self) -> list[etree._Element]:
        """The elements with an ``id``."""
        return [one for one in self.root.iter("*") if one.get("id") is not None]

    def texts(self) -> Iterator[tuple[str, etree._Element]]:
        """Yield each piece of text with the element that it is in."""
        pieces: Any = self.root.xpath("//text()")  # strings with getparent() and is_tail
        for piece in pieces:
            neighbour = piece.getparent()
            parent = neighbour.getparent() if piece.is_tail else neighbour
            if parent is not None:
                yield str(piece), parent


class Book:
    """An open EPUB.

    ``summaries`` are those of the documents that were read, by their names in reading order.
    """

    def __init__(self, container: Container) -> None:
        self.container = container
        self.summaries: dict[str, Summary] = {}
        self._ids: dict[str, frozenset[str] | None] = {}
        self.bytes, self.file = container.bytes, container.file
        self.package_name = container.packages[0] if container.packages else ""
        self.package = parsed(self.bytes(self.package_name) if self.package_name else _NO_PACKAGE)

    @property
    def is_epub2(self) -> bool:
        """Whether the package is of EPUB 2 or earlier (OPF 2.0.1, 2.0)."""
        return not (self.package.get("version") or "").startswith("3")

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """The manifest, by id."""
        return {
            one.get("id") or "": Item(
                id=one.get("id") or "",
                name=self.resolve(self.package_name, one.get("href") or "")[0],
                media_type=one.get("media-type") or "",
                properties=tuple((one.get("properties") or "").split()),
                overlay=one.get("media-overlay") or "",
                fallback=one.get("fallback") or "",
            )
            for one in self.package.iter(f"{OPF}item")
        }

    @cached_property
    def named(self) -> Mapping[str, Item]:
        """The manifest, by the names of its files."""
        return {item.name: item for item in self.items.values()}

    @cached_property
    def _types(self) -> Mapping[str, set[str]]:
        """The media types of the manifest, by the names of its files."""
        types: dict[str, set[str]] = {}
        for item in self.items.values():
            types.setdefault(item.name, set()).add(item.media_type)
        return types

    @cached_property
    def spine(self) -> tuple[Item, ...]:
        """The XHTML documents in reading order; the navigation last if the spine lacks it."""
        spine = [one.get("idref") or "" for one in self.package.iter(f"{OPF}itemref")]
        spine += [own for own, item in self.items.items() if "nav" in item.properties]
        return documents(self.items, dict.fromkeys(spine))

    def document(self, item: Item) -> Document:
        """Return a document.  Raises :class:`MalformedError`."""
        return Document(self, item)

    def read(self) -> Iterator[Document]:
        """Yield the documents of :attr:`spine`; the summary of each is kept."""
        for item in self.spine:
            document = self.document(item)
            self.summaries[document.name] = document.summary
            yield document

    @cached_property
    def navigation(self) -> Document | None:
        """The navigation document, if there is one that can be read."""
        found = next((one for one in self.spine if "nav" in one.properties), None)
        try:
            return self.document(found) if found else None
        except MalformedError:
            return None

    def metas(self, name: str) -> list[etree._Element]:
        """Return the metadata entries of the property ``name``."""
        key = "name" if self.is_epub2 else "property"
        return [one for one in self.package.iter(f"{OPF}meta") if one.get(key) == name]

    def values(self, name: str) -> list[str]:
        """Return the values of the metadata entries of the property ``name``."""
        metas = self.metas(name)
        return [
            ((one.get("content") if self.is_epub2 else one.text) or "").strip() for one in metas
        ]

    def resolve(self, base: str, href: str) -> tuple[str, str]:
        """Return the path in the archive and the fragment that ``href`` in ``base`` names."""
        path, _, fragment = href.strip().partition("#")
        name = self.container.resolve(base, path) if path else base
        return name, unquote(fragment)

    def has_target(self, base: str, href: str) -> bool:
        """Return whether the element exists that ``href`` in ``base`` refers to; its file does.

        A fragment that isn't an id, such as an EPUB CFI or a time, is not looked up.
        """
        name, fragment = self.resolve(base, href)
        if not fragment or _OTHER_FRAGMENT.match(fragment):
            return True
        ids = self.ids(name)
        return ids is None or fragment in ids

    def ids(self, name: str) -> Collection[str] | None:
        """Return the ids in the file ``name``; ``None`` if it isn't readable XHTML or SVG."""
        if name in self.summaries:
            return self.summaries[name].places
        if name not in self._ids:
            self._ids[name] = self._read_ids(name)
        return self._ids[name]

    def _read_ids(self, name: str) -> frozenset[str] | None:
        if self._types.get(name, set()).isdisjoint((XHTML_TYPE, "image/svg+xml")):
            return None
        try:
            ids: Any = _IDS(parsed(self.bytes(name)))
        except MalformedError:
            return None
        return frozenset(ids)

    def overlays(self, documents: Iterable[Item] = ()) -> Iterator[Overlay]:
        """Yield the media overlays of ``documents``, by default of all documents.

        Raises:
            MalformedError: An overlay isn't well-formed XML.
        """
        for document in documents or self.spine:
            item = self.items.get(document.overlay)
            if item and item.media_type == _OVERLAY:
                yield Overlay(item, parsed(self.bytes(item.name)), document)


class Overlay(Struct, frozen=True):
    """A media overlay (EPUB 3.3, 9): ``item`` is the SMIL file of ``document``."""

    item: Item
    root: etree._Element
    document: Item


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


@contextmanager
def opened(path: Path) -> Iterator[Book]:
    """Open the EPUB ``path``.

    Raises:
        SourceError: It can't be read as one, now or while the book is in use.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _unreadable(path, reason, "Name an EPUB or a PDF file.") from error
    with archive:
        try:
            yield Book(Container(archive))
        except MalformedError as error:
            fix = "Build it again, or see what EPUBCheck says."
            raise _unreadable(path, str(error), fix) from error


def _unreadable(path: Path, reason: str, fix: str) -> SourceError:
    message = f"It cannot be read as an EPUB: {reason}."
    return SourceError(Diagnostic(code="epub-unreadable", message=message, fix=fix, file=path))
