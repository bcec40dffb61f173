"""EPUB 2 and 3 -> one page of all documents in reading order, with the package's metadata."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from publish.errors import SourceError
from publish.importing.markers import ANY
from publish.importing.preparing import Prepared
from publish.importing.preparing.archive import Archive, within
from publish.importing.preparing.html import check_size, serialised, simplified, tree_of
from publish.importing.preparing.notes import epub_type
from publish.importing.preparing.opf import Package, package
from publish.importing.preparing.places import of_data
from publish.importing.preparing.xml import local, parsed, words
from publish.importing.writing.source import Front
from publish.source.mistakes import mistake

if TYPE_CHECKING:
    from lxml import etree

_CONTAINER = "META-INF/container.xml"
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""Ways to obfuscate fonts (EPUB 3.3, 4.4): nobody is kept from the text by them."""
_APART = frozenset(
    ["cover", "titlepage", "toc", "landmarks", "loi", "lot", "page-list", "halftitlepage"]
)
"""Kinds of pages (``epub:type``) that repeat what the metadata and the headings say."""


class _Document(Struct, frozen=True):
    name: str
    body: etree._Element


def prepare(file: Path) -> Prepared:
    """The book ``file``.  Raises :class:`SourceError`."""
    archive = Archive(file)
    container = archive.text(_CONTAINER)
    if container is None:
        message = "is not an EPUB: it has no META-INF/container.xml."
        raise mistake(file, 0, "unreadable", message, "Save it again.")
    _refuse_protection(file, archive)
    found = package(file, archive, parsed(file, container, _CONTAINER))
    documents = list(_documents(file, archive, found))
    if not documents:
        message = "holds no text that can be read."
        raise mistake(file, 0, "unreadable", message, "Save it again.")
    body = _joined(documents)
    front = replace(found.front, cover=_cover(archive, file, found))
    page = simplified(body, whole=False)
    opening = page.front
    front = replace(
        front,
        standfirst=opening.standfirst,
        dateline=opening.dateline,
        corrections=opening.corrections,
        subtitle=front.subtitle or opening.subtitle,
        modified="" if _is_made_up(front) else front.modified,
    )

    def picture(address: str) -> bytes | None:
        if address in page.pictures:
            return page.pictures[address]
        return of_data(address) if address.startswith("data:") else archive.picture(address)

    return Prepared(
        file=file,
        data=serialised(page.body),
        kind="html",
        front=front,
        picture=picture,
        doubts=tuple(page.doubts),
    )


def _is_made_up(front: Front) -> bool:
    """Every EPUB must say when it was modified; midnight of the day of publication says nothing."""
    return bool(front.published) and front.modified == f"{front.published[:10]}T00:00:00Z"


def _refuse_protection(file: Path, archive: Archive) -> None:
    data = archive.text("META-INF/encryption.xml")
    if data is None:
        return
    for element in parsed(file, data, "encryption.xml").iter():
        method = element.get("Algorithm", "") if local(element) == "EncryptionMethod" else ""
        if method and not method.startswith(_FONTS):
            message = "is protected against copying (DRM)."
            raise mistake(file, 0, "unreadable", message, "Ask its publisher for a free copy.")


def _documents(file: Path, archive: Archive, found: Package) -> Iterator[_Document]:
    for name in found.spine:
        data = archive.text(name)
        if data is None:
            continue
        root = _tree(file, data, name)
        check_size(file, root)
        body = next((one for one in root.iter() if local(one) == "body"), root)
        if not _is_apart(body):
            yield _Document(name, body)


def _tree(file: Path, data: bytes, name: str) -> etree._Element:
    """A content document: XHTML, or what calls itself so (then as a browser repairs it)."""
    data = ANY.sub("", data.decode("utf-8", "replace")).encode() if _is_utf8(data) else data
    try:
        return parsed(file, data, name)
    except SourceError as error:
        if error.problem.code != "xml":
            raise
        return tree_of(file, data.decode("utf-8", "replace"))


def _is_utf8(data: bytes) -> bool:
    return not data.startswith((b"\xff\xfe", b"\xfe\xff"))


def _is_apart(body: etree._Element) -> bool:
    """A cover, a title page, a table of contents, or our page about accessibility."""
    kinds = epub_type(body)
    sections = [child for child in body.iter() if local(child) in ("section", "nav")]
    if len(sections) == 1:
        kinds |= epub_type(sections[0])
    heading = next((one for one in body.iter() if local(one) == "h1"), None)
    about = heading is not None and heading.get("id") == "accessibility"
    return about or bool(kinds & _APART and "bodymatter" not in kinds) or not _has_content(body)


def _has_content(body: etree._Element) -> bool:
    return bool(words(body)) or any(local(one) in ("img", "svg", "image") for one in body.iter())


def _joined(documents: list[_Document]) -> etree._Element:
    """One body; identifiers that two documents share get the number of theirs before them."""
    counts = Counter(
        identity
        for document in documents
        for identity in {one.get("id") for one in document.body.iter() if one.get("id")}
    )
    starts = {document.name: f"document-{n}" for n, document in enumerate(documents, start=1)}

    def renamed(name: str, identity: str) -> str:
        return f"{starts[name]}-{identity}" if counts[identity] > 1 else identity

    joined = documents[0].body.makeelement("body", {})
    for document in documents:
        folder = posixpath.dirname(document.name)
        division = joined.makeelement("div", {"id": starts[document.name]})
        language = _language(document.body)
        if language:
            division.set("lang", language)
        for element in document.body.iter():
            if not local(element):
                continue
            if element.get("id"):
                element.set("id", renamed(document.name, element.get("id", "")))
            source = element.get("src")
            if source and "://" not in source and not source.startswith("data:"):
                element.set("src", within(folder, source))
            if local(element) == "a" and element.get("href"):
                _relink(element, document.name, starts, renamed)
        division.text = document.body.text
        for child in list(document.body):
            division.append(child)
        joined.append(division)
    return joined


def _relink(element: etree._Element, name: str, starts: dict[str, str], renamed: object) -> None:
    """A link to another document of the book leads to the same place in the one text."""
    href = element.get("href", "")
    path, _, fragment = href.partition("#")
    target = within(posixpath.dirname(name), path) if path else name
    if target not in starts or "://" in href:
        return
    assert callable(renamed)  # noqa: S101 - narrows the type
    element.set("href", f"#{renamed(target, fragment) if fragment else starts[target]}")


def _language(body: etree._Element) -> str:
    xml = "{http://www.w3.org/XML/1998/namespace}lang"
    for element in (body, body.getparent()):
        if element is not None and (element.get("lang") or element.get(xml)):
            return element.get("lang") or element.get(xml) or ""
    return ""


def _cover(archive: Archive, file: Path, found: Package) -> tuple[str, str]:
    """The cover's picture, and its alt text from the page that shows it."""
    if not found.cover:
        return "", ""
    for name in found.spine[:2]:
        data = archive.text(name)
        if data is None:
            continue
        for element in _tree(file, data, name).iter():
            if local(element) == "img" and found.cover == within(
                posixpath.dirname(name), element.get("src") or ""
            ):
                return found.cover, element.get("alt") or ""
    return found.cover, ""
