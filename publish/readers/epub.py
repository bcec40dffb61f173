"""Read an EPUB: its package, its documents, their references, and its media overlays.

Documents are read one at a time, so that a long book takes little more memory than a short one:
only a :class:`Summary` of each is kept.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from lxml import etree
from msgspec import Struct

from publish.errors import Diagnostic, SourceError
from publish.readers import MalformedError
from publish.readers.container import SCHEME as SCHEME
from publish.readers.container import Container
from publish.readers.container import parsed as parsed
from publish.readers.document import IDS, ContentDocument, Summary
from publish.readers.manifest import XHTML_TYPE, documents
from publish.readers.manifest import Item as Item

OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
SMIL = "{http://www.w3.org/ns/SMIL}"
TEXTREF = "{http://www.idpf.org/2007/ops}textref"

#: What stands for the package of documents that have none.
_NO_PACKAGE = b'<package xmlns="http://www.idpf.org/2007/opf" version="3.0"/>'

_OVERLAY = "application/smil+xml"

#: A fragment that isn't an id: EPUB CFI, XPointer, a view of an SVG, media and text fragments.
_OTHER_FRAGMENT = re.compile(
    r"(?:epubcfi|xpointer|element|svgView)\(|(?:t|xywh|track|view|zoom|page|row|col|cell)=|:~:"
)


class Document(ContentDocument):
    """A content document of ``book``."""

    def __init__(self, book: Book, item: Item) -> None:
        super().__init__(book.bytes(item.name))
        self.book = book
        self.item = item

    @property
    def name(self) -> str:
        return self.item.name


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
            ids: Any = IDS(parsed(self.bytes(name)))
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
