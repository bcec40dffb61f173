"""Read untrusted XML and ZIP files, and change lxml trees.

XML is read without custom entities or external files, with a limited depth.  ZIP entries are read
by name, in limited time and memory.  In lxml, the text after an element is its tail.
"""

from __future__ import annotations

import contextlib
import html.entities
import posixpath
import re
import sys
import unicodedata
import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from publish.errors import SourceError
from publish.importing.markers import ANY
from publish.runtime.text import FORBIDDEN
from publish.runtime.zip_files import open_zip

if TYPE_CHECKING:
    from lxml import etree


_DOCTYPE = re.compile(rb"<!DOCTYPE[^<>\[]*+>", re.I)
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_OWN = frozenset({"amp", "lt", "gt", "quot", "apos"})
"""The predefined entities (XML 1.0, 4.6)."""


def parsed(file: Path, data: bytes, name: str) -> etree._Element:
    """Return the root of the XML ``data``, the entry ``name`` of ``file``.

    Entities of HTML, such as ``&nbsp;``, are replaced.  Raises :class:`SourceError`.
    """
    from lxml import etree

    data = _DOCTYPE.sub(b"", data, count=1)
    if b"<!DOCTYPE" in data.upper() or b"<!ENTITY" in data.upper():
        message = f"The file declares entities in “{name[:80]}”, which could make it huge."
        raise SourceError.at(file, 0, "xml-entities", message, "Save it without a DOCTYPE.")
    for tag in _LONG_XML_TAG.finditer(data):
        count = tag[0].count(b'="') + tag[0].count(b"='")
        if count > MAX_ATTRIBUTES:
            raise _too_many_attributes(file, "", 0, count)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        collect_ids=False,  # programs write some ids twice
    )
    try:
        return etree.fromstring(_plain_entities(data), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        reason = str(error).split(", line")[0][:120]
        message = f"The file holds XML that can't be read, “{name[:80]}”: {reason}."
        raise SourceError.at(file, 0, "xml", message, "Save it again.") from error


def html_tree(text: str) -> etree._Element:
    """Return the tree of a page, repaired as in a browser; empty if it holds only comments.

    References to control characters, which no browser shows, are left out, and those to our marks.
    """
    from lxml import etree

    if "&#" in text:
        text = _REFERENCE.sub(_shown, text)
    parser = etree.HTMLParser()  # that of lxml.html calls a function for each element
    try:
        root = etree.fromstring(text, parser)
    except etree.ParserError:
        root = None
    return root if root is not None else etree.fromstring("<html><body></body></html>", parser)


_REFERENCE = re.compile(r"&#(?:x0*+([0-9a-f]{0,6})(?![0-9a-f])|0*+([0-9]{0,7})(?![0-9]));?", re.I)


def _shown(reference: re.Match[str]) -> str:
    """Return a reference of HTML (13.5), empty if it stands for nothing that a document holds."""
    number = int(reference[1] or "0", 16) or int(reference[2] or "0")
    if 0x80 <= number < 0xA0 or number > sys.maxunicode:  # of windows-1252, or none
        return reference[0]
    return "" if FORBIDDEN.search(chr(number)) or ANY.search(chr(number)) else reference[0]


def check_markup(file: Path, text: str) -> None:
    """Refuse markup that is no document: very many attributes, or elements without text.

    Both take parsers and readers far longer than as many bytes of text.  Raises
    :class:`SourceError`.
    """
    elements = written = end = dense = 0
    for tag in _OPEN.finditer(text):  # quotes of HTML need no end
        words = tag[0].split() if len(tag[0]) > _LONG_TAG else []
        if len(words) > _MANY_WORDS or sum("=" in word for word in words) > 4 * MAX_ATTRIBUTES:
            raise _too_many_attributes(file, text, tag.start(), len(words) - 1)
    for tag in _TAG.finditer(text):
        if len(tag[0]) > _LONG_TAG:
            count = len(_QUOTED.sub(" ", tag[0].rstrip("/>")).split()) - 1
            if count > MAX_ATTRIBUTES:
                raise _too_many_attributes(file, text, tag.start(), count)
        written += len(text[end : tag.start()].strip())
        end = tag.end()
        elements += not tag[1]
        if not dense and elements > _FEW_ELEMENTS + written // _EACH_ELEMENT:
            dense = end
    written += len(text[end:].strip())
    if elements > _FEW_ELEMENTS + written // _EACH_ELEMENT:
        message = f"The file has {elements} elements, with hardly any text in them."
        line = text.count("\n", 0, dense) + 1
        fix = "Delete elements that are empty or hold a single letter, or divide the file."
        raise SourceError.at(file, line, "too-large", message, fix)


def _too_many_attributes(file: Path, text: str, start: int, count: int) -> SourceError:
    message = f"The element has {count} attributes; at most {MAX_ATTRIBUTES} are read."
    line = text.count("\n", 0, start) + 1 if text else 0
    return SourceError.at(file, line, "too-large", message, "Delete most of them.")


MAX_ATTRIBUTES = 500
"""The most attributes of an element: parsers compare each with all others."""
_LONG_TAG, _MANY_WORDS = 2 * MAX_ATTRIBUTES, 20_000
_OPEN = re.compile(r"<[A-Za-z][^<>]*+")
_LONG_XML_TAG = re.compile(rb"<[A-Za-z][^<>]{1000,}+")
_FEW_ELEMENTS, _EACH_ELEMENT = 20_000, 2
"""The elements that any file may have, and the characters that explain each further one."""
_TAG = re.compile(r"""<(/?)[A-Za-z][^"'>]*+(?:(?:"[^"]*+"|'[^']*+')[^"'>]*+)*>?""")
_QUOTED = re.compile(r"""=\s*+(?:"[^"]*+"|'[^']*+')""")

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["']""")


def decoded(data: bytes) -> str:
    """Return XML as text without its declaration, in the encoding that it states (XML 1.0, F)."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16", "replace")
    else:
        stated = _DECLARED.match(data.removeprefix(b"\xef\xbb\xbf"))
        try:
            text = data.decode(stated[1].decode() if stated else "utf-8-sig", "replace")
        except LookupError:
            text = data.decode("utf-8", "replace")
    return re.sub(r"^\ufeff?\s*<\?xml[^>]*\?>", "", text, count=1).removeprefix("\ufeff")


def _plain_entities(data: bytes) -> bytes:
    """Return ``data`` with the entities of HTML as characters, if it is UTF-8."""
    if b"&" not in data or re.search(rb"encoding=[\"'](?!utf-?8)", data[:200], re.I):
        return data

    def character(match: re.Match[str]) -> str:
        if match[1] in _OWN:
            return match[0]
        return html.entities.html5.get(f"{match[1]};", match[0])

    try:
        return _ENTITY.sub(character, data.decode("utf-8-sig")).encode()
    except UnicodeDecodeError:
        return data


def written(root: etree._Element) -> bytes:
    """Return ``root`` as UTF-8 with an XML declaration."""
    from lxml import etree

    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def local(element: etree._Element) -> str:
    """Return the name of an element without its namespace; empty for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def words(element: etree._Element | None) -> str:
    """Return all words in an element, with single spaces."""
    if element is None:
        return ""
    return " ".join("".join(str(piece) for piece in element.itertext()).split())


MAX_FILE = 300_000_000
"""The most bytes of the archive itself."""
MAX_ENTRIES = 20_000
MAX_UNPACKED = 1_000_000_000
"""The most bytes that all entries declare together; only entries that are needed are unpacked."""
MAX_TEXT = 30_000_000
"""The most bytes of XML and HTML that are unpacked from one archive."""
MAX_PICTURE = 50_000_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The start of a compound file, in which Word also keeps encrypted DOCX (MS-CFB, 2.2)."""
_DAMAGED = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError)


class Archive:
    """The entries of a ZIP file.  Nothing is written to a path that an entry names."""

    def __init__(self, file: Path, data: bytes | None = None) -> None:
        """Open ``file``, or ``data`` in it.

        Raises:
            SourceError: It isn't a ZIP file, is encrypted, or unpacks to too much data.
        """
        self._file = file
        self._text = 0
        try:
            if file.stat().st_size > MAX_FILE:
                message = f"The file is larger than {MAX_FILE // 1_000_000} MB."
                raise SourceError.at(
                    file, 0, "too-large", message, "Divide it into several documents."
                )
            self._zip = open_zip(file if data is None else BytesIO(data))
            entries = self._zip.infolist()
        except FileNotFoundError as error:
            raise SourceError.at(
                file, 0, "missing", "The file doesn't exist.", "Check its name."
            ) from error
        except (*_DAMAGED, ValueError) as error:
            message = "The file is damaged, or isn't of the kind that its name says."
            fix = "Save it again."
            with contextlib.suppress(OSError), file.open("rb") as stream:
                if stream.read(8) == _OLE:
                    message = "The file has a password, or is in an old format such as .doc."
                    fix = "Open it in its program, and save it as DOCX or ODT without a password."
            raise SourceError.at(file, 0, "unreadable", message, fix) from error
        if len(entries) > MAX_ENTRIES or sum(e.file_size for e in entries) > MAX_UNPACKED:
            message = "The file unpacks to too much data."
            raise SourceError.at(file, 0, "too-large", message, "Save it again from its program.")
        if any(entry.flag_bits & 1 for entry in entries):
            message = "The file is encrypted."
            raise SourceError.at(
                file, 0, "unreadable", message, "Save it without a password or DRM."
            )
        self._entries = {entry.filename: entry for entry in entries}
        self._spellings: dict[str, str] = {}

    def names(self) -> list[str]:
        return list(self._entries)

    def text(self, name: str) -> bytes | None:
        """Return the content of an XML or HTML entry, or ``None`` if it doesn't exist.

        Raises:
            SourceError: The entries that were read have more than ``MAX_TEXT`` bytes.
        """
        data = self._read(name, MAX_TEXT - self._text)
        self._text += len(data or b"")
        if data is not None and self._text > MAX_TEXT:
            message = f"The file holds more than {MAX_TEXT // 1_000_000} MB of text."
            raise SourceError.at(
                self._file, 0, "too-large", message, "Divide it into several documents."
            )
        return data

    def picture(self, name: str) -> bytes | None:
        """Return the first ``MAX_PICTURE`` + 1 bytes of an entry, or ``None`` without one."""
        return self._read(name, MAX_PICTURE)

    def _read(self, name: str, most: int) -> bytes | None:
        entry = self._entries.get(name) or self._entries.get(self._spelled(name))
        if entry is None:
            return None
        try:  # a declared size can be wrong, so unpacking is limited too
            with self._zip.open(entry) as stream:
                return stream.read(max(0, most) + 1)
        except _DAMAGED as error:
            message = f"The file is broken: “{name[:80]}” in it can't be unpacked."
            raise SourceError.at(self._file, 0, "unreadable", message, "Save it again.") from error

    def _spelled(self, name: str) -> str:
        """Return the entry with a name that is spelled otherwise: percent-encoded, NFD, capitals.

        Source: EPUB 3.3, 4.2.2 (names are unique after normalisation and case folding).
        """
        if not self._spellings:
            self._spellings = {_folded(one): one for one in reversed(self._entries)}
        return self._spellings.get(_folded(name), "")

    def repacked(self, changed: dict[str, bytes], pictures: str) -> bytes:
        """Return a ZIP file of the XML entries, with those in ``changed`` replaced.

        Pictures (entries in the folder ``pictures``) are empty: pandoc only checks that they exist.
        """
        output = BytesIO()
        with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as target:
            for name in self._entries:
                if name in changed:
                    target.writestr(name, changed[name])
                elif name.endswith((".xml", ".rels")):
                    target.writestr(name, self.text(name) or b"")
                elif name.startswith(pictures) and not name.endswith("/"):
                    target.writestr(name, b"")
        return output.getvalue()


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unquote(name)).casefold()


def within(folder: str, written: str) -> str:
    """Return the entry that a reference in ``folder`` refers to; empty outside the archive.

    >>> within("EPUB/text", "../pictures/a%20b.png#x")
    'EPUB/pictures/a b.png'
    """
    path = unquote(written.partition("#")[0])
    if "://" in path or path.startswith(("/", "data:")) or "\\" in path or "\0" in path:
        return ""
    name = posixpath.normpath(posixpath.join(folder, path))
    return "" if name.startswith("..") else name


def remove(element: etree._Element) -> None:
    """Remove an element, but not the text after it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        text_before(element, element.tail)
        element.tail = None
    parent.remove(element)


def text_before(element: etree._Element, text: str) -> None:
    """Put text before an element."""
    before, parent = element.getprevious(), element.getparent()
    if before is not None:
        before.tail = (before.tail or "") + text
    elif parent is not None:
        parent.text = (parent.text or "") + text


def unwrap(element: etree._Element) -> None:
    """Put what is in an element in its place."""
    parent = element.getparent()
    if parent is None:
        return
    if element.text:
        text_before(element, element.text)
    place = parent.index(element)
    for child in list(element):
        parent.insert(place, child)
        place += 1
    remove(element)


def replaced(element: etree._Element, new: etree._Element) -> None:
    """Put ``new`` in the place of an element."""
    new.tail = element.tail
    parent = element.getparent()
    if parent is not None:
        parent.replace(element, new)


def wrap(element: etree._Element, tag: str, given: dict[str, str]) -> None:
    """Put an element into a new one, which takes its place."""
    parent = element.getparent()
    if parent is None:
        return
    around = element.makeelement(tag, given)
    around.tail, element.tail = element.tail, None
    parent.replace(element, around)
    around.append(element)


def surround(element: etree._Element, before: str, after: str) -> None:
    """Put text at the start and at the end of an element."""
    element.text = before + (element.text or "")
    if len(element):
        element[-1].tail = (element[-1].tail or "") + after
    else:
        element.text += after
