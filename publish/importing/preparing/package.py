"""Read the package document of an EPUB 2 or 3: its metadata, reading order and cover.

Sources: EPUB 3.3, 5 (package document); OPF 2.0.1.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from publish.errors import SourceError
from publish.importing.preparing.xml import Archive, local, parsed, within, words
from publish.importing.records import Front
from publish.model import Contributor, Series
from publish.model.metadata_values import UnknownLicenceError, licence

if TYPE_CHECKING:
    from lxml import etree


_OPF = "{http://www.idpf.org/2007/opf}"
_TEXTS = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")
MAX_SPINE = 5_000
_MOST_FALLBACKS = 50
"""The most items of a chain of fallbacks that are looked at; books have two or three."""


class Package(Struct, frozen=True):
    """The package document; ``spine`` are paths in reading order, ``cover`` a path or empty.

    ``pictures`` are the pictures in the spine, ``fallbacks`` the documents that stand in for them,
    and ``titles`` those that have no place in ``front``.  ``sheets`` are the style sheets, and
    ``contents`` is the NCX or navigation document, or empty.
    """

    front: Front
    spine: tuple[str, ...]
    cover: str
    pictures: frozenset[str]
    fallbacks: dict[str, str]
    titles: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    contents: str = ""


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
    items = {one.get("id", "").strip(): one for one in root.iter() if local(one) == "item"}
    names = [one.get("idref", "").strip() for one in root.iter() if local(one) == "itemref"][
        :MAX_SPINE
    ]
    shared = Counter(items[name].get("fallback", "") for name in names if name in items)
    spine, pictures, fallbacks = [], set(), {}
    for name in names:
        chain = list(_chain(items, name))
        if not chain or "nav" in chain[0].get("properties", "").split():
            continue
        texts = [one for one in chain if one.get("media-type") in _TEXTS]
        first = next((one for one in chain if one in texts or _is_picture(one)), None)
        if first is None:
            continue
        path = within(folder, first.get("href", ""))
        spine.append(path)
        if _is_picture(first):
            pictures.add(path)
        own = [one for one in texts if "nav" not in one.get("properties", "").split()]
        if _is_picture(first) and own and shared[own[0].get("id", "")] < 2:
            fallbacks[path] = within(folder, own[0].get("href", ""))
    cover = next(
        (one for one in items.values() if "cover-image" in one.get("properties", "").split()), None
    )
    if cover is None:  # EPUB 2
        named = [one.get("content", "") for one in root.iter() if one.get("name") == "cover"]
        cover = items.get(named[0]) if named else None
    path = within(folder, cover.get("href", "")) if cover is not None else ""
    front = _front(root)
    return Package(
        front,
        tuple(dict.fromkeys(spine)),
        path,
        frozenset(pictures),
        fallbacks,
        _others(root, front),
        tuple(
            dict.fromkeys(
                _paths(
                    folder, (one for one in items.values() if one.get("media-type") == "text/css")
                )
            )
        ),
        next(_paths(folder, sorted(filter(_is_contents, items.values()), key=_is_ncx)), ""),
    )


def _paths(folder: str, items: Iterable[etree._Element]) -> Iterator[str]:
    return (within(folder, one.get("href", "")) for one in items)


def _is_contents(item: etree._Element) -> bool:
    return "nav" in item.get("properties", "").split() or _is_ncx(item)


def _is_ncx(item: etree._Element) -> bool:
    return item.get("media-type") == "application/x-dtbncx+xml"


def _chain(items: dict[str, etree._Element], name: str) -> Iterator[etree._Element]:
    """Yield an item of the spine and its first fallbacks (EPUB 3.3, 3.5.1)."""
    seen: set[str] = set()
    while name in items and name not in seen and len(seen) < _MOST_FALLBACKS:
        seen.add(name)
        yield items[name]
        name = items[name].get("fallback", "")


def _is_picture(item: etree._Element) -> bool:
    return (item.get("media-type") or "").startswith("image/")


def _others(root: etree._Element, front: Front) -> tuple[str, ...]:
    """Return the titles that are neither the title nor the subtitle nor both."""
    titles = [words(one) for one in root.iter() if one.tag == f"{_DC}title"]
    known = {front.title, front.subtitle, f"{front.title}: {front.subtitle}", ""}
    return tuple(title for title in dict.fromkeys(titles) if title not in known)


_DC = "{http://purl.org/dc/elements/1.1/}"


def _front(root: etree._Element) -> Front:
    refines: dict[str, dict[str, str]] = {}
    found: dict[str, list[etree._Element]] = {}
    properties: dict[str, str] = {}
    for element in root.iter():
        name = local(element)
        if name == "meta" and element.get("refines"):
            more = refines.setdefault(element.get("refines", "").lstrip("#"), {})
            kind = element.get("property", "")
            several = kind == "role" and kind in more
            more[kind] = f"{more[kind]} {words(element)}" if several else words(element)
        elif name == "meta" and element.get("property"):
            properties.setdefault(element.get("property", ""), words(element))
            found.setdefault(element.get("property", ""), []).append(element)
        elif str(element.tag).startswith(_DC) and words(element):
            found.setdefault(name, []).append(element)

    def text(name: str) -> str:
        return words(found[name][0]) if name in found else ""

    titles = found.get("title", [])
    kinds = [refines.get(one.get("id", ""), {}).get("title-type", "") for one in titles]
    main = next((one for one, kind in zip(titles, kinds, strict=True) if kind == "main"), None)
    main = main if main is not None else (titles[0] if titles else None)
    subtitles = [one for one, kind in zip(titles, kinds, strict=True) if kind == "subtitle"]
    people = [person for one in found.get("creator", []) for person in _people(one, refines, "aut")]
    others = [one for by in found.get("contributor", []) for one in _people(by, refines, "ctb")]
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
        description=_plain(text("description")),
        subjects=tuple(dict.fromkeys(words(one) for one in found.get("subject", []))),
        rights=rights,
        licence=named,
        series=_series(found.get("belongs-to-collection", []), refines),
    )


def _plain(text: str) -> str:
    """Return a description without the tags of HTML that shops put into it."""
    if not _TAGS.search(text):
        return text
    spaced = _TAGS.sub(lambda tag: " " if tag[1].lower() in _SPACED else "", text)
    return " ".join(html.unescape(spaced).split())


_TAGS = re.compile(r"</?(p|div|br|b|i|em|strong|span|a|ul|ol|li|h[1-6])\b[^<>]*>", re.I)
_SPACED = frozenset(["p", "div", "br", "li", "h1", "h2", "h3"])


def _people(
    element: etree._Element, refines: dict[str, dict[str, str]], default: str
) -> list[Contributor]:
    """Return a person once for each role; one of an author's (``aut``) comes first."""
    from publish.model.metadata_values import is_role

    more = refines.get(element.get("id", ""), {})
    written = (more.get("role", "") or element.get(f"{_OPF}role", "")).split()
    roles = list(dict.fromkeys(role for role in written if is_role(role))) or [default]
    file_as = more.get("file-as", "") or element.get(f"{_OPF}file-as", "")
    return [Contributor(words(element), role, file_as) for role in roles]


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
