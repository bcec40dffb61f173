"""Read an EPUB: its package, its documents, their references, and its media overlays.

Documents are read one at a time, so that a long book takes little more memory than a short one:
only a :class:`Summary` of each is kept.  The file may come from anywhere: its size is limited, and
XML is read without entities, DTDs or network.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, cached_property
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any, BinaryIO, cast
from urllib.parse import unquote

from lxml import etree
from msgspec import Struct

from publish.errors import Diagnostic, SourceError
from publish.readers import MalformedError

OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
XHTML = "{http://www.w3.org/1999/xhtml}"
SMIL = "{http://www.w3.org/ns/SMIL}"
TYPE = "{http://www.idpf.org/2007/ops}type"
TEXTREF = "{http://www.idpf.org/2007/ops}textref"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_PREFIXES = {"epub": "http://www.idpf.org/2007/ops"}
_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"

#: The roles and types of notes and page breaks (DPUB-ARIA 1.1; EPUB Structural Semantics).
_NOTES = ("doc-footnote", "doc-endnote", "footnote", "endnote", "rearnote")
BREAKS = ("doc-pagebreak", "pagebreak")

#: The beginning of an address outside the book (RFC 3986, 3.1).
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)

_OVERLAY = "application/smil+xml"

_IDS = etree.XPath("//@id", smart_strings=False)

#: The largest document that is read, in bytes, and the most files that a book may have.
LARGEST, MOST_FILES = 64 << 20, 50_000


#: The exceptions that ``zipfile`` raises for damaged content, and the further ones for a file that
#: is missing, encrypted or has an unknown compression.
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError)
_UNREADABLE = (*_DAMAGED, KeyError, NotImplementedError, RuntimeError)


class Item(Struct, frozen=True):
    """A file of the manifest; ``name`` is its path in the archive."""

    id: str
    name: str
    media_type: str
    properties: tuple[str, ...]
    overlay: str


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

    ``places`` number its ids in order, from 1; ``notes`` and ``breaks`` are the ids of its notes
    and page breaks.
    """

    places: Mapping[str, int]
    notes: frozenset[str]
    breaks: tuple[str, ...]
    links: tuple[Link, ...]
    headings: tuple[Heading, ...]


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
        ids: Any = _IDS(self.root)
        return Summary(
            {own: place for place, own in enumerate(dict.fromkeys(ids), start=1)},
            frozenset(one.get("id") or "" for one in self.typed if has_type(one, *_NOTES)),
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
        )

    def _links(self) -> Iterator[Link]:
        for link in self.root.iter(f"{XHTML}a"):
            href, call = link.get("href"), has_type(link, "doc-noteref", "noteref")
            if call or (href is not None and not SCHEME.match(href)):
                yield Link(line_of(link), href or "", call)

    @cached_property
    def typed(self) -> list[etree._Element]:
        """The elements with a role or an ``epub:type``."""
        return self.where("@role or @epub:type")

    @cached_property
    def with_language(self) -> list[etree._Element]:
        """The elements that name a language."""
        return self.where("@lang or @xml:lang")

    def where(self, condition: str) -> list[etree._Element]:
        """Return the elements that meet an XPath ``condition``, in document order."""
        found: Any = _elements(condition)(self.root)
        return list(found)

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

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.summaries: dict[str, Summary] = {}
        container = parsed(self.bytes("META-INF/container.xml"))
        self.package_name = next(
            (one.get("full-path") or "" for one in container.iter(f"{_CONTAINER}rootfile")), ""
        )
        self.package = parsed(self.bytes(self.package_name))

    def bytes(self, name: str) -> bytes:
        """Return a file of the archive.

        Raises:
            MalformedError: It is missing, damaged or larger than :data:`LARGEST`.
        """
        try:
            info = self._archive.getinfo(name)
            if info.file_size > LARGEST:
                raise MalformedError(f"{name} is larger than {LARGEST >> 20} MiB")
            return self._archive.read(info)
        except _UNREADABLE as error:
            raise _malformed(name, error) from error

    @contextmanager
    def file(self, name: str) -> Iterator[BinaryIO]:
        """Open a file of the archive, of any size, as a stream.

        Raises:
            MalformedError: It is missing or damaged.
        """
        try:
            stream = self._archive.open(name)
        except _UNREADABLE as error:
            raise _malformed(name, error) from error
        with stream:
            try:
                yield cast("BinaryIO", stream)
            except _DAMAGED as error:
                raise _malformed(name, error) from error

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
            )
            for one in self.package.iter(f"{OPF}item")
        }

    @cached_property
    def spine(self) -> tuple[Item, ...]:
        """The XHTML documents in reading order; the navigation last if the spine lacks it."""
        spine = [one.get("idref") or "" for one in self.package.iter(f"{OPF}itemref")]
        spine += [own for own, item in self.items.items() if "nav" in item.properties]
        found = (self.items.get(own) for own in dict.fromkeys(spine))
        return tuple(one for one in found if one and one.media_type == "application/xhtml+xml")

    def read(self) -> Iterator[Document]:
        """Yield the documents of :attr:`spine`; the summary of each is kept."""
        for item in self.spine:
            document = Document(self, item)
            self.summaries[document.name] = document.summary
            yield document

    @cached_property
    def navigation(self) -> Document | None:
        """The navigation document."""
        found = next((one for one in self.spine if "nav" in one.properties), None)
        return Document(self, found) if found else None

    def metas(self, name: str) -> list[etree._Element]:
        """Return the metadata entries of the property ``name``."""
        return [one for one in self.package.iter(f"{OPF}meta") if one.get("property") == name]

    def values(self, name: str) -> list[str]:
        """Return the values of the metadata entries of the property ``name``."""
        return [(one.text or "").strip() for one in self.metas(name)]

    def resolve(self, base: str, href: str) -> tuple[str, str]:
        """Return the path in the archive and the fragment that ``href`` in ``base`` names."""
        path, _, fragment = href.partition("#")
        name = normpath(join(dirname(base), unquote(path))) if path else base
        return name, unquote(fragment)

    def has_target(self, base: str, href: str) -> bool:
        """Return whether the file and the element exist that ``href`` in ``base`` refers to."""
        name, fragment = self.resolve(base, href)
        summary = self.summaries.get(name)
        if summary is None:
            return not fragment and any(item.name == name for item in self.items.values())
        return not fragment or fragment in summary.places

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


def clock_seconds(clock: str) -> float | None:
    """Return a SMIL clock value (SMIL 3.0, 5.4.1) in seconds; ``None`` if it isn't one."""
    if found := re.fullmatch(r"(?:([0-9]+):)?([0-5]?[0-9]):([0-5]?[0-9](?:\.[0-9]+)?)", clock):
        hours, minutes, rest = found.groups()
        return int(hours or 0) * 3600 + int(minutes) * 60 + float(rest)
    if found := re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)(h|min|s|ms)?", clock):
        return float(found[1]) * {"h": 3600, "min": 60, "ms": 0.001}.get(found[2] or "s", 1)
    return None


@cache
def _elements(condition: str) -> etree.XPath:
    return etree.XPath(f"//*[{condition}]", namespaces=_PREFIXES)


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


def parsed(content: bytes) -> etree._Element:
    """Parse an XML file.

    Raises:
        MalformedError: It isn't well-formed.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise MalformedError(str(error)) from error


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
            if len(archive.infolist()) > MOST_FILES:
                raise MalformedError(f"it has more than {MOST_FILES} files")
            yield Book(archive)
        except MalformedError as error:
            fix = "Build it again, or see what EPUBCheck says."
            raise _unreadable(path, str(error), fix) from error


def _malformed(name: str, error: Exception) -> MalformedError:
    missing = isinstance(error, KeyError)
    return MalformedError(f"the file {name!r} is {'missing in it' if missing else 'damaged'}")


def _unreadable(path: Path, reason: str, fix: str) -> SourceError:
    message = f"It cannot be read as an EPUB: {reason}."
    return SourceError(Diagnostic(code="epub-unreadable", message=message, fix=fix, file=path))
