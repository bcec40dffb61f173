"""Read the parts of a ZIP file for comparison, in limited time and memory."""

from __future__ import annotations

import hashlib
import posixpath
import re
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from publish.importing.original.record import OriginalError
from publish.runtime.zip_files import open_zip

if TYPE_CHECKING:
    from lxml import etree

MAX_PART = 60_000_000
"""The most bytes of a part that are unpacked."""
_DOCTYPE = re.compile(rb"<!DOCTYPE[^<>\[]*+>", re.I)


def name_of(element: etree._Element) -> str:
    """Return the name of an element without its namespace; empty for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value_of(element: etree._Element, name: str) -> str:
    """Return the attribute ``name``, whatever its namespace, or an empty string."""
    for key, value in element.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


class Parts:
    """The parts of the ZIP file ``file`` by name."""

    def __init__(self, file: Path) -> None:
        try:
            self._zip = open_zip(file)
            self.names = frozenset(self._zip.namelist())
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            raise OriginalError(str(error)) from error

    def data(self, name: str) -> bytes:
        """Return the bytes of a part, or none without it.  Raises :class:`OriginalError`."""
        if name not in self.names:
            return b""
        try:
            with self._zip.open(name) as stream:
                return stream.read(MAX_PART)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError) as error:
            raise OriginalError(str(error)) from error

    def digest(self, name: str) -> str:
        """Return the SHA-256 of a part, or an empty string without it."""
        data = self.data(name)
        return hashlib.sha256(data).hexdigest() if data else ""

    def tree(self, name: str) -> etree._Element | None:
        """Return the root of an XML part, or ``None`` without it.  Raises OriginalError."""
        from lxml import etree

        data = _DOCTYPE.sub(b"", self.data(name), count=1)
        if not data.strip():
            return None
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            collect_ids=False,  # programs write some ids twice
        )
        try:
            return etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise OriginalError(f"{name}: {str(error)[:80]}") from error


def inside(folder: str, written: str) -> str:
    """Return the part that a reference in ``folder`` names; a leading slash is the top."""
    path = unquote(written.partition("#")[0])
    return posixpath.normpath(posixpath.join("/" + folder, path)).lstrip("/")
