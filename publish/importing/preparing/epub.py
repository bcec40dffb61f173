"""Join the documents of an EPUB 2 or 3 in reading order, and read its metadata.

Sources: EPUB 3.3, 5 (package document); OPF 2.0.1.
"""

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
from publish.importing.pictures import of_data
from publish.importing.preparing.elements import epub_type
from publish.importing.preparing.html import check_size, serialised, simplify, tree_of
from publish.importing.preparing.xml import Archive, local, parsed, within, words
from publish.importing.records import Front, Prepared
from publish.model import Contributor, Series
from publish.model.metadata_values import UnknownLicenceError, licence

if TYPE_CHECKING:
    from lxml import etree


_OPF = "{http://www.idpf.org/2007/opf}"
_TEXTS = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")
MAX_SPINE = 5_000


class Package(Struct, frozen=True):
    """The package document; ``spine`` are paths in reading order, ``cover`` a path or empty."""

    front: Front
    spine: tuple[str, ...]
    cover: str


def package(file: Path, archive: Archive, container: etree._Element) -> Package:
    """Return the first package that ``container`` names.  Raises :class:`SourceError`."""
    paths = [one.get("full-path", "") for one in container.iter() if local(one) == "rootfile"]
    name = within("", paths[0]) if paths else ""
    data = archive.text(name) if name else None
    if data is None:
        message = "The file isn't an EPUB: its package document is missing."
        raise SourceError.at(file, 0, "unreadable", message, "Save it again.")
    root = parsed(file, data, name)
    folder = posixpath.dirname(name)
    items = {one.get("id", ""): one for one in root.iter() if local(one) == "item"}
    spine = []
    for reference in [one for one in root.iter() if local(one) == "itemref"][:MAX_SPINE]:
        item = items.get(reference.get("idref", ""))
        if item is None or item.get("media-type") not in _TEXTS:
            continue
        if "nav" not in item.get("properties", "").split():
            spine.append(within(folder, item.get("href", "")))
    cover = next(
        (one for one in items.values() if "cover-image" in one.get("properties", "").split()), None
    )
    if cover is None:  # EPUB 2
        named = [one.get("content", "") for one in root.iter() if one.get("name") == "cover"]
        cover = items.get(named[0]) if named else None
    path = within(folder, cover.get("href", "")) if cover is not None else ""
    return Package(_front(root), tuple(dict.fromkeys(spine)), path)


def _front(root: etree._Element) -> Front:
    refines: dict[str, dict[str, str]] = {}
    found: dict[str, list[etree._Element]] = {}
    properties: dict[str, str] = {}
    for element in root.iter():
        name = local(element)
        if name == "meta" and element.get("refines"):
            about = element.get("refines", "").lstrip("#")
            refines.setdefault(about, {})[element.get("property", "")] = words(element)
        elif name == "meta" and element.get("property"):
            properties.setdefault(element.get("property", ""), words(element))
            found.setdefault(element.get("property", ""), []).append(element)
        elif str(element.tag).startswith("{http://purl.org/dc/elements/1.1/}") and words(element):
            found.setdefault(name, []).append(element)

    def text(name: str) -> str:
        return words(found[name][0]) if name in found else ""

    titles = found.get("title", [])
    kinds = [refines.get(one.get("id", ""), {}).get("title-type", "") for one in titles]
    main = next((one for one, kind in zip(titles, kinds, strict=True) if kind == "main"), None)
    main = main if main is not None else (titles[0] if titles else None)
    subtitles = [one for one, kind in zip(titles, kinds, strict=True) if kind == "subtitle"]
    people = [_person(one, refines, "aut") for one in found.get("creator", [])]
    others = [_person(one, refines, "ctb") for one in found.get("contributor", [])]
    rights, named = _rights(found.get("rights", []))
    return Front(
        title=words(main),
        subtitle=words(subtitles[0]) if subtitles else "",
        language=text("language"),
        authors=tuple(person for person in people if person.role == "aut"),
        contributors=tuple(
            person for person in (*people, *others) if person.role not in ("aut", "bkp")
        ),
        publisher=text("publisher"),
        published=text("date"),
        modified=properties.get("dcterms:modified", ""),
        identifier=_identifier(root, found.get("identifier", [])),
        description=text("description"),
        subjects=tuple(dict.fromkeys(words(one) for one in found.get("subject", []))),
        rights=rights,
        licence=named,
        series=_series(found.get("belongs-to-collection", []), refines),
    )


def _person(
    element: etree._Element, refines: dict[str, dict[str, str]], default: str
) -> Contributor:
    from publish.model.metadata_values import is_role

    more = refines.get(element.get("id", ""), {})
    role = more.get("role", "") or element.get(f"{_OPF}role", "")
    file_as = more.get("file-as", "") or element.get(f"{_OPF}file-as", "")
    return Contributor(words(element), role if is_role(role) else default, file_as)


def _identifier(root: etree._Element, found: list[etree._Element]) -> str:
    """Return the ISBN, or else the unique identifier of the package."""
    unique = root.get("unique-identifier", "")
    isbn = [one for one in found if "isbn" in words(one).lower()
            or one.get(f"{_OPF}scheme", "").lower() == "isbn"]  # fmt: skip
    main = [one for one in found if one.get("id") == unique]
    return words((isbn or main or found)[0]) if found else ""


def _rights(found: list[etree._Element]) -> tuple[str, str]:
    """Return the statement of rights, and the licence if one of them is its name."""
    statements, named = [], ""
    for element in found:
        try:
            one = licence(words(element))
            named = one.name or one.url
        except UnknownLicenceError:
            statements.append(words(element))
    return " ".join(statements), named


def _series(found: list[etree._Element], refines: dict[str, dict[str, str]]) -> Series | None:
    for element in found:
        more = refines.get(element.get("id", ""), {})
        if more.get("collection-type", "series") == "series":
            return Series(words(element), more.get("group-position", ""))
    return None


_CONTAINER = "META-INF/container.xml"
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""Algorithms that obfuscate only fonts (EPUB 3.3, 4.4), so the text isn't protected."""
_SKIPPED = frozenset(
    ["cover", "titlepage", "toc", "landmarks", "loi", "lot", "page-list", "halftitlepage"]
)
"""Kinds of documents (``epub:type``) that only repeat metadata and headings."""


class _Document(Struct, frozen=True):
    name: str
    body: etree._Element


def prepare(file: Path) -> Prepared:
    """Return the book ``file``, prepared.  Raises :class:`SourceError`."""
    archive = Archive(file)
    container = archive.text(_CONTAINER)
    if container is None:
        message = "The file isn't an EPUB: it has no META-INF/container.xml."
        raise SourceError.at(file, 0, "unreadable", message, "Save it again.")
    _refuse_protection(file, archive)
    found = package(file, archive, parsed(file, container, _CONTAINER))
    documents = list(_documents(file, archive, found))
    if not documents:
        message = "The file holds no text that can be read."
        raise SourceError.at(file, 0, "unreadable", message, "Save it again.")
    body = _joined(documents)
    front = replace(found.front, cover=_cover(archive, file, found))
    page = simplify(body, whole=False)
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


def _documents(file: Path, archive: Archive, found: Package) -> Iterator[_Document]:
    for name in found.spine:
        data = archive.text(name)
        if data is None:
            continue
        root = _tree(file, data, name)
        check_size(file, root)
        body = next((one for one in root.iter() if local(one) == "body"), root)
        if not _is_skipped(body):
            yield _Document(name, body)


def _tree(file: Path, data: bytes, name: str) -> etree._Element:
    """Return the tree of a content document; malformed XHTML is repaired as in a browser."""
    data = ANY.sub("", data.decode("utf-8", "replace")).encode() if _is_utf8(data) else data
    try:
        return parsed(file, data, name)
    except SourceError as error:
        if error.diagnostic.code != "xml":
            raise
        return tree_of(file, data.decode("utf-8", "replace"))


def _is_utf8(data: bytes) -> bool:
    return not data.startswith((b"\xff\xfe", b"\xfe\xff"))


def _is_skipped(body: etree._Element) -> bool:
    """Return whether a document is empty, a cover, contents, an accessibility statement, ..."""
    kinds = epub_type(body)
    sections = [child for child in body.iter() if local(child) in ("section", "nav")]
    if len(sections) == 1:
        kinds |= epub_type(sections[0])
    heading = next((one for one in body.iter() if local(one) == "h1"), None)
    about = heading is not None and heading.get("id") == "accessibility"
    return about or bool(kinds & _SKIPPED and "bodymatter" not in kinds) or not _has_content(body)


def _has_content(body: etree._Element) -> bool:
    return bool(words(body)) or any(local(one) in ("img", "svg", "image") for one in body.iter())


def _joined(documents: list[_Document]) -> etree._Element:
    """Return the documents as one body; ids that occur in several get a prefix."""
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
    """Change the target of a link inside the book to its place in the joined text."""
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
    """Return the path of the cover, and the alt text of its ``img`` in the first documents."""
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
