"""An EPUB, opened for reading: its package, its documents, and what refers to what in them.

Its documents are read one at a time, so that a long book takes little more memory than a short one:
of those before, only what others refer to is known.  The file may come from anywhere: what it holds
is bounded, and XML is read without entities, DTDs or network.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache, cached_property
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any
from urllib.parse import unquote

from lxml import etree
from msgspec import Struct

from publish.errors import Diagnostic, SourceError

OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
XHTML = "{http://www.w3.org/1999/xhtml}"
SMIL = "{http://www.w3.org/ns/SMIL}"
TYPE = "{http://www.idpf.org/2007/ops}type"
TEXTREF = "{http://www.idpf.org/2007/ops}textref"
_PREFIXES = {"epub": "http://www.idpf.org/2007/ops"}
_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"

#: How notes and page breaks call themselves.
_NOTES = ("doc-footnote", "doc-endnote", "footnote", "endnote", "rearnote")
BREAKS = ("doc-pagebreak", "pagebreak")

#: How an address begins that leads out of the book (RFC 3986, 3.1).
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)

_IDS = etree.XPath("//@id", smart_strings=False)

#: The largest document that is read, in bytes, and the most files that a book may have.
LARGEST, MOST = 64 << 20, 50_000


class Item(Struct, frozen=True):
    """A file of the manifest; ``name`` is its path in the archive."""

    id: str
    name: str
    media_type: str
    properties: tuple[str, ...]
    overlay: str


class Link(Struct, frozen=True):
    """A link inside the book, or one that calls a note (``call``), on ``line`` of its document."""

    line: int
    href: str
    call: bool


class Heading(Struct, frozen=True):
    """A heading of the top two levels; ``ids`` are its own and of what it stands in."""

    line: int
    words: str
    ids: tuple[str, ...]


class Known(Struct, frozen=True):
    """What is known of a document that was read.

    ``places`` are those of its ids among each other, from 1; ``notes`` and ``breaks`` the ids of
    its notes and page breaks.
    """

    places: Mapping[str, int]
    notes: frozenset[str]
    breaks: tuple[str, ...]
    links: tuple[Link, ...]
    headings: tuple[Heading, ...]


class Document:
    """A content document of the spine of ``book``; ``content`` is its file."""

    def __init__(self, book: Book, item: Item) -> None:
        self.book = book
        self.item = item
        self.content = book.bytes(item.name)
        self.root = _parsed(self.content)

    @property
    def name(self) -> str:
        return self.item.name

    @cached_property
    def known(self) -> Known:
        """What others may ask of it later."""
        ids: Any = _IDS(self.root)
        return Known(
            {own: place for place, own in enumerate(dict.fromkeys(ids), start=1)},
            frozenset(one.get("id") or "" for one in self.typed if says(one, *_NOTES)),
            tuple(one.get("id") or "" for one in self.typed if says(one, *BREAKS)),
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
            href, call = link.get("href"), says(link, "doc-noteref", "noteref")
            if call or (href is not None and not SCHEME.match(href)):
                yield Link(line_of(link), href or "", call)

    @cached_property
    def typed(self) -> list[etree._Element]:
        """The elements with a role or an ``epub:type``."""
        return self.where("@role or @epub:type")

    @cached_property
    def rules(self) -> list[etree._Element]:
        """The elements that name a language."""
        return self.where("@lang or @xml:lang")

    def where(self, condition: str) -> list[etree._Element]:
        """The elements that meet an XPath ``condition``, in their order."""
        found: Any = _elements(condition)(self.root)
        return list(found)

    def texts(self) -> Iterator[tuple[str, etree._Element]]:
        """Each piece of text with the element that it is in."""
        pieces: Any = self.root.xpath("//text()")  # strings that know where they are
        for piece in pieces:
            beside = piece.getparent()
            around = beside.getparent() if piece.is_tail else beside
            if around is not None:
                yield str(piece), around


class Book:
    """What the rules look at.

    ``known`` are the documents that were read, by their names; ``seen`` is what rules have met in
    them and remember.
    """

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.known: dict[str, Known] = {}
        self.seen: set[str] = set()
        container = _parsed(self.bytes("META-INF/container.xml"))
        self.package_name = next(
            (one.get("full-path") or "" for one in container.iter(f"{_CONTAINER}rootfile")), ""
        )
        self.package = _parsed(self.bytes(self.package_name))

    def bytes(self, name: str) -> bytes:
        """A file of the archive.  Raises ``KeyError``, or ``ValueError`` where it is too large."""
        info = self._archive.getinfo(name)
        if info.file_size > LARGEST:
            raise ValueError(f"{name} is larger than {LARGEST >> 20} MiB")
        return self._archive.read(info)

    @contextmanager
    def file(self, name: str) -> Iterator[zipfile.ZipExtFile]:
        """A file of the archive as a stream.  Raises ``KeyError``."""
        with self._archive.open(name) as stream:
            yield stream  # type: ignore[misc]  # opened for reading, it is a ZipExtFile

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
        """The XHTML documents of the spine in reading order, then the navigation if not there."""
        spine = [one.get("idref") or "" for one in self.package.iter(f"{OPF}itemref")]
        spine += [own for own, item in self.items.items() if "nav" in item.properties]
        found = (self.items.get(own) for own in dict.fromkeys(spine))
        return tuple(one for one in found if one and one.media_type == "application/xhtml+xml")

    def read(self) -> Iterator[Document]:
        """The documents of :attr:`spine` one after the other; each is known from then on."""
        for item in self.spine:
            yield self._read(item)

    def _read(self, item: Item) -> Document:
        document = Document(self, item)
        self.known[document.name] = document.known
        return document

    @cached_property
    def navigation(self) -> Document | None:
        """The navigation document."""
        found = next((one for one in self.spine if "nav" in one.properties), None)
        return Document(self, found) if found else None

    def metas(self, name: str) -> list[etree._Element]:
        """The metadata entries of the property ``name``."""
        return [one for one in self.package.iter(f"{OPF}meta") if one.get("property") == name]

    def values(self, name: str) -> list[str]:
        """Their values."""
        return [(one.text or "").strip() for one in self.metas(name)]

    def resolve(self, base: str, href: str) -> tuple[str, str]:
        """The path in the archive and the fragment that ``href`` names, seen from ``base``."""
        path, _, fragment = href.partition("#")
        name = normpath(join(dirname(base), unquote(path))) if path else base
        return name, unquote(fragment)

    def leads(self, base: str, href: str) -> bool:
        """Whether ``href`` leads to a document that is known, and to an element in it."""
        name, fragment = self.resolve(base, href)
        known = self.known.get(name)
        if known is None:
            return not fragment and any(item.name == name for item in self.items.values())
        return not fragment or fragment in known.places


@cache
def _elements(condition: str) -> etree.XPath:
    """The search for the elements that meet ``condition``."""
    return etree.XPath(f"//*[{condition}]", namespaces=_PREFIXES)


def line_of(element: etree._Element) -> int:
    """The line of ``element`` in its document, or 0."""
    line = element.sourceline
    return line if isinstance(line, int) else 0


def words_in(element: etree._Element) -> str:
    """The text inside ``element``, on one line."""
    return " ".join("".join(map(str, element.itertext())).split())


def says(element: etree._Element, *kinds: str) -> bool:
    """Whether the role or ``epub:type`` of ``element`` is one of ``kinds``."""
    said = {*(element.get("role") or "").split(), *(element.get(TYPE) or "").split()}
    return not said.isdisjoint(kinds)


def _parsed(content: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    return etree.fromstring(content, parser)


@contextmanager
def opened(path: Path) -> Iterator[Book]:
    """The EPUB ``path``.  Raises :class:`SourceError` where it cannot be read as one."""
    try:
        with zipfile.ZipFile(path) as archive:
            if len(archive.infolist()) > MOST:
                raise ValueError(f"it has more than {MOST} files")
            yield Book(archive)
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, etree.XMLSyntaxError) as error:
        reason = getattr(error, "strerror", None) or str(error).strip("'\"")
        inside = not isinstance(error, (OSError, zipfile.BadZipFile))
        raise SourceError(
            Diagnostic(
                code="epub-unreadable",
                message=f"It cannot be read as an EPUB: {reason}.",
                fix="EPUBCheck says more of a file that is broken."
                if inside
                else "Name an EPUB or a PDF file.",
                file=path,
            )
        ) from error
