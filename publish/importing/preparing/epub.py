"""Join the documents of an EPUB 2 or 3 in reading order."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from msgspec.structs import replace

from publish.errors import SourceError
from publish.importing.markers import ANY
from publish.importing.pictures import of_data
from publish.importing.preparing.drawings import drawing_alt
from publish.importing.preparing.encodings import decoded
from publish.importing.preparing.epub_headings import labels_of, set_headings
from publish.importing.preparing.figures import candidates
from publish.importing.preparing.html import check_size, serialised, simplify, tree_of
from publish.importing.preparing.html_styles import emphasise, hidden_selectors
from publish.importing.preparing.notes import DOCUMENT
from publish.importing.preparing.package import Package, package
from publish.importing.preparing.page import Page
from publish.importing.preparing.plain_tables import take_plain_tables
from publish.importing.preparing.title_pages import (
    XLINK,
    SpineDocument,
    has_content,
    with_subtitle,
    without_repetition,
)
from publish.importing.preparing.xml import Archive, local, parsed, within
from publish.importing.records import Front, PlacedDiagnostic, Prepared, import_warning

if TYPE_CHECKING:
    from lxml import etree


_CONTAINER = "META-INF/container.xml"
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""Algorithms that obfuscate only fonts (EPUB 3.3, 4.4), so the text isn't protected."""


def prepare(file: Path) -> Prepared:
    """Return the book ``file``, prepared.  Raises :class:`SourceError`."""
    archive = Archive(file)
    container = archive.text(_CONTAINER)
    if container is None:
        message = "The file isn't an EPUB: it has no META-INF/container.xml."
        raise SourceError.at(file, 0, "unreadable", message, "Save it again.")
    _refuse_protection(file, archive)
    found = package(file, archive, parsed(file, container, _CONTAINER))
    warnings = [
        import_warning(
            "title", "import-title", f"The book has another title: “{title}”.", "Add it."
        )
        for title in found.titles
    ]
    front = replace(found.front, cover=_cover(archive, file, found))
    documents = list(_documents(file, archive, found, warnings))
    contents = archive.text(found.contents) if found.contents else None
    if contents is not None:
        labels = labels_of(_tree(file, contents, found.contents), found.contents)
        set_headings(documents, labels)
    sheets = [(archive.text(name) or b"").decode("utf-8", "replace") for name in found.sheets]
    front = with_subtitle(documents, front)
    documents = without_repetition(documents, front, found.cover, warnings)
    if not documents:
        message = "The file holds no text that can be read."
        raise SourceError.at(file, 0, "unreadable", message, "Save it again.")
    page = Page(_joined(documents), replace(front, language=""), warnings=warnings)
    page.unseen = hidden_selectors(sheets)
    emphasise(page.body, sheets)

    def picture(address: str) -> bytes | None:
        if address in page.pictures:
            return page.pictures[address]
        if address.startswith("data:"):
            return of_data(address)
        return archive.picture(unquote(address.partition("?")[0].partition("#")[0]))

    page.read = picture
    simplify(page)
    opening = page.front
    front = replace(
        front,
        standfirst=opening.standfirst,
        dateline=opening.dateline,
        corrections=opening.corrections,
        subtitle=front.subtitle or opening.subtitle,
        modified="" if _is_made_up(front) else front.modified,
    )

    tables = take_plain_tables(page.body)
    return Prepared(
        file=file,
        data=serialised(page.body),
        kind="html+tex_math_single_backslash-auto_identifiers",
        front=front,
        picture=picture,
        comments=page.marks.comments,
        tables=tables,
        warnings=tuple(page.warnings),
    )


def _is_made_up(front: Front) -> bool:
    """Return whether the date of modification is only midnight of the day of publication.

    Every EPUB must have a date of modification, so programs make one up.
    """
    return bool(front.published) and front.modified == f"{front.published[:10]}T00:00:00Z"


def _refuse_protection(file: Path, archive: Archive) -> None:
    data = archive.text("META-INF/encryption.xml")
    if data is None:
        return
    for element in parsed(file, data, "encryption.xml").iter():
        method = element.get("Algorithm", "") if local(element) == "EncryptionMethod" else ""
        if method and not method.startswith(_FONTS):
            message = "The file is protected against copying (DRM)."
            raise SourceError.at(
                file, 0, "unreadable", message, "Ask its publisher for a copy without DRM."
            )


def _documents(
    file: Path, archive: Archive, found: Package, warnings: list[PlacedDiagnostic]
) -> Iterator[SpineDocument]:
    """Yield the documents of the spine that hold anything; a picture becomes a figure."""
    for written in found.spine:
        name = written
        pictured = name in found.pictures
        data = archive.picture(name) if pictured else archive.text(name)
        if data is None and name in found.fallbacks:
            pictured, name = False, found.fallbacks[name]
            data = archive.text(name)
        if data is None:
            message = f"A document of the book is missing: {name or 'outside of the file'}."
            warnings.append(import_warning("", "import-missing", message, "Save the book again."))
            continue
        if pictured:
            yield SpineDocument(name, _figure(file, archive, name, found.fallbacks.get(name, "")))
            continue
        root = _tree(file, data, name)
        check_size(file, root)
        body = next((one for one in root.iter() if local(one) == "body"), root)
        if has_content(body):
            yield SpineDocument(name, body)


def _figure(file: Path, archive: Archive, name: str, fallback: str) -> etree._Element:
    """Return a picture of the spine as the body of a document.

    Its alt text is that of a drawing; ``fallback``, a document, becomes its description.
    """
    from lxml import etree

    data = archive.text(fallback) if fallback else None
    body = etree.Element("body")
    figure = etree.SubElement(body, "figure")
    image = etree.SubElement(figure, "img", {"src": quote(posixpath.basename(name))})
    shown = archive.picture(name) or b""
    if b"<svg" in shown[:1000] and (alt := drawing_alt(_tree(file, shown, name))):
        image.set("alt", alt)
    if data is not None:
        root = _tree(file, data, fallback)
        division = etree.SubElement(figure, "div", {"class": "description"})
        for child in list(next((one for one in root.iter() if local(one) == "body"), root)):
            division.append(child)
    return body


def _tree(file: Path, data: bytes, name: str) -> etree._Element:
    """Return the tree of a content document; malformed XHTML is repaired as in a browser."""
    text = ANY.sub("", decoded(data)[0])
    try:
        return parsed(file, text.encode(), name)
    except SourceError as error:
        if error.diagnostic.code != "xml":
            raise
        return tree_of(file, text)


def _joined(documents: list[SpineDocument]) -> etree._Element:
    """Return the documents as one body; ids that occur in several get a prefix."""
    from lxml import etree

    counts = Counter(
        identity
        for document in documents
        for identity in {one.get("id") for one in document.body.iter() if one.get("id")}
    )
    starts = {document.name: f"{DOCUMENT}{n}" for n, document in enumerate(documents, start=1)}

    bodies = {document.name: document.body.get("id") for document in documents}

    def renamed(name: str, identity: str) -> str:
        if identity == bodies[name]:
            return starts[name]
        return f"{starts[name]}-{identity}" if counts[identity] > 1 else identity

    joined = documents[0].body.makeelement("body", {})
    for document in documents:
        folder = posixpath.dirname(document.name)
        division = etree.SubElement(joined, "div", {"id": starts[document.name]})
        language = _language(document.body)
        if language:
            division.set("lang", language)
        for element in document.body.iter():
            if not local(element):
                continue
            for key in _REFERENCES if not str(element.tag).startswith(_SVG) else ():
                if names := (element.get(key) or "").split():
                    changed = (renamed(document.name, name) for name in names)
                    element.set(key, " ".join(changed))
            _move_addresses(element, folder)
            if local(element) == "a" and element.get("href"):
                _relink(element, document.name, starts, renamed)
        division.text = document.body.text
        for child in list(document.body):
            division.append(child)
    return joined


_SVG = "{http://www.w3.org/2000/svg}"
_REFERENCES = ("id", "aria-details", "aria-describedby", "aria-labelledby")
"""Attributes with ids that change; those of drawings are used in them in many ways."""


_ADDRESSES = ("src", "data", "poster", "longdesc", XLINK)


def _move_addresses(element: etree._Element, folder: str) -> None:
    """Make the addresses of files relative to the top of the archive."""

    def moved(address: str) -> str:
        if re.match(r"[a-z][a-z0-9+.-]*:|#", address, re.I):
            return address
        path, sharp, fragment = address.partition("#")
        return quote(within(folder, path)) + sharp + fragment

    for name in _ADDRESSES:
        written = (element.get(name) or "").strip()
        if written:
            element.set(name, moved(written))
    if local(element) == "image" and element.get("href"):
        element.set("href", moved(element.get("href") or ""))
    if element.get("srcset"):
        element.set(
            "srcset", ", ".join(moved(one) for one in candidates(element.get("srcset") or ""))
        )


def _relink(element: etree._Element, name: str, starts: dict[str, str], renamed: object) -> None:
    """Change the target of a link inside the book to its place in the joined text."""
    href = element.get("href", "")
    path, _, fragment = href.partition("#")
    target = within(posixpath.dirname(name), path) if path else name
    if target not in starts or "://" in href:
        return
    assert callable(renamed)  # noqa: S101 - narrows the type
    identity = renamed(target, unquote(fragment)) if fragment else starts[target]
    element.set("href", f"#{identity}")


def _language(body: etree._Element) -> str:
    xml = "{http://www.w3.org/XML/1998/namespace}lang"
    for element in (body, body.getparent()):
        if element is not None and (element.get("lang") or element.get(xml)):
            return element.get("lang") or element.get(xml) or ""
    return ""


def _cover(archive: Archive, file: Path, found: Package) -> tuple[str, str]:
    """Return the path of the cover, and the alt text of its ``img`` in the first documents."""
    if not found.cover:
        return "", ""
    path = quote(found.cover)
    for name in found.spine[:2]:
        data = archive.text(name)
        if data is None or not name.endswith(("html", "htm", "xml")):
            continue
        for element in _tree(file, data, name).iter():
            if local(element) == "img" and found.cover == within(
                posixpath.dirname(name), element.get("src") or ""
            ):
                return path, element.get("alt") or ""
    return path, ""
