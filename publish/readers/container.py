"""Read the container of an EPUB: a ZIP archive whose files are named by addresses (EPUB 3.3, 4).

The file may come from anywhere: its size is limited, and XML is read without entities, DTDs or
network.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from posixpath import dirname, join, normpath
from typing import BinaryIO, cast
from urllib.parse import unquote

from lxml import etree

from publish.readers import MalformedError
from publish.runtime.deadline import seconds_left

#: The beginning of an address outside the book: a scheme, or a host (RFC 3986, 3.1 and 4.2).
SCHEME = re.compile(r"[a-z][a-z0-9+.-]{0,60}:|//", re.IGNORECASE)

#: The largest document that is read, in bytes, and the most files that a book may have.
LARGEST, MOST_FILES = 64 << 20, 50_000

#: The largest style sheet that is read, in bytes, perhaps with fonts in it.
_LARGEST_SHEET = 8 << 20

#: The most elements, ends and attributes of a file besides one for each packed byte, where there is
#: a deadline: each takes 300 bytes of memory.
_MOST_MARKUP = 700_000

_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_ENCRYPTED = "{http://www.w3.org/2001/04/xmlenc#}CipherReference"
_PACKAGE = "application/oebps-package+xml"

#: The flag of a ZIP entry whose name is UTF-8; ``zipfile`` reads other names as code page 437.
_IS_UTF8 = 0x800

#: The exceptions that ``zipfile`` raises for damaged content, and the further ones for a file that
#: is missing, encrypted or has an unknown compression.
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError)
_UNREADABLE = (*_DAMAGED, KeyError, NotImplementedError, RuntimeError)


class Container:
    """An open container; a file is named by its path in the archive.

    Raises:
        MalformedError: It has too many files, or no package document.
    """

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        entries = archive.infolist()
        if len(entries) > MOST_FILES:
            raise MalformedError(f"it has more than {MOST_FILES} files")
        self._names = {one.filename for one in entries}
        self._alike: dict[str, str] = {}
        for one in entries:
            for name in (_as_utf8(one), one.filename):
                self._alike[unicodedata.normalize("NFC", name)] = one.filename
        root = parsed(self.bytes("META-INF/container.xml"))
        rootfiles = list(root.iter(f"{_CONTAINER}rootfile"))
        #: The paths of the package documents: one for each rendition, the default one first.
        self.packages = tuple(
            self.resolve("", one.get("full-path") or "")
            for one in rootfiles
            if one.get("full-path") and one.get("media-type", _PACKAGE) == _PACKAGE
        )
        if not self.packages:
            raise MalformedError("META-INF/container.xml names no package document")
        self.encrypted = frozenset(self._encrypted())

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def bytes(self, name: str) -> bytes:
        """Return a file.

        Raises:
            MalformedError: It is missing, damaged, encrypted or larger than :data:`LARGEST`; or it
                has too much markup, and there is a deadline.
        """
        try:
            info = self._archive.getinfo(name)
            if info.file_size > LARGEST:
                raise MalformedError(f"{name} is larger than {LARGEST >> 20} MiB")
            content = self._archive.read(info)
        except _UNREADABLE as error:
            raise _malformed(name, error) from error
        markup = content.count(b"<") + content.count(b"=")
        if markup > _MOST_MARKUP + info.compress_size and seconds_left() is not None:
            raise MalformedError(f"{name} has too many elements and attributes")
        return content

    def sheet(self, name: str) -> str:
        """Return a style sheet.

        Raises:
            MalformedError: It is missing, damaged, encrypted or larger than :data:`_LARGEST_SHEET`.
        """
        content = self.bytes(name)
        if len(content) > _LARGEST_SHEET:
            raise MalformedError(f"{name} is larger than {_LARGEST_SHEET >> 20} MiB")
        return content.decode("utf-8", "replace")

    @contextmanager
    def file(self, name: str) -> Iterator[BinaryIO]:
        """Open a file of any size as a stream.

        Raises:
            MalformedError: It is missing, damaged or encrypted.
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

    def resolve(self, base: str, href: str) -> str:
        """Return the path that the address ``href``, without fragment, has in the file ``base``.

        An address outside the book is returned as it is.  ``..`` never leaves the container (EPUB
        3.3, 4.2.5).  Composed and decomposed characters are the same (EPUB 3.3, 4.2.3).
        """
        if SCHEME.match(href):
            return href
        href = href.strip().partition("?")[0]
        paths = [
            normpath(join("/", dirname(base), path)).lstrip("/") for path in (unquote(href), href)
        ]
        for path in paths:
            if (name := self._named(path)) is not None:
                return name
        return paths[0]

    def _named(self, path: str) -> str | None:
        if path in self._names:
            return path
        return self._alike.get(unicodedata.normalize("NFC", path))

    def _encrypted(self) -> Iterator[str]:
        if "META-INF/encryption.xml" in self:
            root = parsed(self.bytes("META-INF/encryption.xml"))
            yield from (self.resolve("", one.get("URI") or "") for one in root.iter(_ENCRYPTED))


def _as_utf8(info: zipfile.ZipInfo) -> str:
    """Return the name of an entry; a writer may have left out the flag that it is UTF-8."""
    if info.flag_bits & _IS_UTF8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _malformed(name: str, error: Exception) -> MalformedError:
    match error:
        case KeyError():
            state = "missing in it"
        case NotImplementedError():
            state = "compressed by a method that isn't supported"
        case RuntimeError():
            state = "encrypted"
        case _:
            state = "damaged"
    return MalformedError(f"the file {name!r} is {state}")


def parsed(content: bytes) -> etree._Element:
    """Parse an XML file; the name of a namespace need not be an address.

    Raises:
        MalformedError: It isn't well-formed.
    """
    parser = _parser(recover=False)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        if any(one.type_name != "WAR_NS_URI" for one in parser.error_log):
            raise MalformedError(str(error)) from error
        return etree.fromstring(content, _parser(recover=True))


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        recover=recover,
    )
