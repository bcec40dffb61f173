"""Find what a title page, a cover or a list of contents says that the book says elsewhere."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from publish.importing.preparing.drawings import drawing_alt
from publish.importing.preparing.notes import classes, epub_type
from publish.importing.preparing.page import described, shown
from publish.importing.preparing.xml import local, remove, within, words
from publish.importing.records import Front, PlacedDiagnostic, import_warning
from publish.model import Contributor

if TYPE_CHECKING:
    from lxml import etree

BLOCKS = frozenset((
    "p", "div", "section", "header", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol",
    "li", "figure", "blockquote", "article", "main", "hgroup", "table", "tr", "td", "dl", "dt",
    "dd", "nav", "aside", "center", "address",
))  # fmt: skip
_PICTURES = frozenset(["img", "svg", "object", "image"])
_MEDIA = _PICTURES | {"video", "audio", "iframe", "embed"}
_BETWEEN = frozenset((
    "by", "von", "par", "de", "di", "da", "do", "del", "por", "av", "af", "van", "przez", "and",
    "und", "et", "y", "i", "e", "og", "och", "translated", "edited", "illustrated", "author",
))  # fmt: skip
"""Words between the names on a title page."""


def letters(text: str) -> str:
    """Return the letters and digits of ``text`` in lower case, in words with single spaces."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def is_known(text: str, front: Front) -> bool:
    """Return whether ``text`` says nothing but what ``front`` says: title, names, publisher."""
    people = [person.name for person in (*front.authors, *front.contributors)]
    known = [front.title, front.subtitle, f"{front.title} {front.subtitle}", *people]
    known += [front.publisher, front.published, front.published[:10], front.published[:4]]
    known += [front.identifier, front.rights]
    rest = f" {letters(text)} "
    for one in sorted((letters(one) for one in known), key=len, reverse=True):
        if one:
            rest = rest.replace(f" {one} ", "  ")
    return all(word in _BETWEEN for word in rest.split())


def without_known(element: etree._Element, known: Callable[[str], bool]) -> bool:
    """Remove the blocks in ``element`` whose words are ``known``; return whether any is left."""
    for block in [one for one in element.iter() if local(one) in BLOCKS]:
        inner = any(local(one) in BLOCKS for one in block if one is not block)
        pictured = any(local(one) in _PICTURES for one in block.iter())
        if block is not element and not inner and not pictured and known(words(block)):
            remove(block)
    for block in reversed([one for one in element.iter() if local(one) in BLOCKS | {"hr"}]):
        if block is not element and not has_content(block):
            remove(block)
    return has_content(element)


def has_content(element: etree._Element) -> bool:
    """Return whether ``element`` holds words, pictures, films or sound."""
    return bool(words(element)) or any(local(one) in _MEDIA for one in element.iter())


def take_title_page(element: etree._Element, front: Front) -> Front:
    """Remove what a title page repeats, and return ``front`` with fields that it lacked."""
    named = {
        name: [words(one) for one in _innermost(element, name) if words(one)]
        for name in ("subtitle", "author", "date")
    }
    authors = tuple(Contributor(name) for name in dict.fromkeys(named["author"]))
    front = replace(front, authors=front.authors or authors)
    if element.get("id") == "title-block-header":  # written by pandoc
        front = replace(
            front,
            subtitle=front.subtitle or " ".join(named["subtitle"][:1]),
            published=front.published or " ".join(named["date"][:1]),
        )
    if not without_known(element, lambda text: is_known(text, front)):
        remove(element)
    return front


def _innermost(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the elements with the class ``name`` that hold no other of that class."""
    for one in element.iter():
        inner = any(name in classes(two) for two in one.iter() if two is not one)
        if name in classes(one) and not inner:
            yield one


class SpineDocument(Struct, frozen=True):
    """A document of a book: its name in the archive, and its body."""

    name: str
    body: etree._Element


XLINK = "{http://www.w3.org/1999/xlink}href"
_TITLES = frozenset(["cover", "titlepage", "halftitlepage"])
_CONTENTS = frozenset(["toc", "landmarks", "page-list", "loi", "lot", "lov", "loa"])
"""Kinds of documents (``epub:type``) that mostly repeat metadata, or headings and captions."""
_ENTRIES = frozenset(["li", "p", "td", "dt", "dd"])
_STATEMENT = "accessibility.xhtml"
"""The document of a book of publish that states its accessibility."""


def without_repetition(
    documents: list[SpineDocument], front: Front, cover: str, warnings: list[PlacedDiagnostic]
) -> list[SpineDocument]:
    """Return ``documents`` without title pages, covers and contents, which repeat the others.

    What they say besides stays, or is reported.  ``cover`` is the path of the cover.
    """
    kinds = [_kinds(document.body) for document in documents]
    texts = [
        letters(words(block))
        for one, kind in zip(documents, kinds, strict=True)
        if not kind & _CONTENTS
        for block in one.body.iter()
        if local(block) in BLOCKS and not any(local(inner) in BLOCKS for inner in block)
    ]
    whole = f" {' '.join(texts)} "

    def repeated(text: str) -> bool:
        plain = letters(text)
        in_text = f" {plain} " in whole or f" {plain.rstrip('0123456789 ')} " in whole
        return in_text or is_known(text, front)

    early = documents[:_FIRST] if len(documents) > 1 else []
    titled = [one for one in early if _is_title_page(one, front)]
    kept = []
    for document, kind in zip(documents, kinds, strict=True):
        if kind & _CONTENTS and len(documents) > 1:
            rest = _unrepeated(document.body, repeated)
            if rest:
                message = f"A list of contents was left out; only it says: {shown(rest)}."
                fix = "Add what readers need."
                warnings.append(import_warning("", "import-contents", message, fix))
        elif kind & _TITLES or _is_cover(document, cover) or document in titled:
            _drop_covers(document, front, cover, warnings)
            if without_known(document.body, lambda text: is_known(text, front)):
                kept.append(document)
        elif not _is_statement(document):
            kept.append(document)
    return kept


def with_subtitle(documents: list[SpineDocument], front: Front) -> Front:
    """Return ``front`` with the subtitle that a title page marks as such, if it has none."""
    for document in documents if not front.subtitle else ():
        for one in document.body.iter() if _kinds(document.body) & _TITLES else ():
            marked = "subtitle" in classes(one) | epub_type(one)
            if (marked or one.get("role") == "doc-subtitle") and words(one):
                return replace(front, subtitle=words(one))
    return front


def _kinds(body: etree._Element) -> frozenset[str]:
    """Return the kinds of a document: those of its body, or of its only section."""
    kinds = epub_type(body)
    sections = [child for child in body.iter() if local(child) in ("section", "nav")]
    if len(sections) == 1:
        kinds |= epub_type(sections[0])
    return kinds if "bodymatter" not in kinds else frozenset()


_FIRST, _SHORT = 4, 120
"""Among how many documents a title page stands, and the most words that it has."""


def _is_title_page(document: SpineDocument, front: Front) -> bool:
    """Return whether a document is short, and has the title and an author in lines of their own."""
    lines = [
        letters(words(block))
        for block in document.body.iter()
        if local(block) in BLOCKS and not any(local(inner) in BLOCKS for inner in block)
    ]
    names = [letters(person.name) for person in front.authors]
    short = len(" ".join(lines).split()) <= _SHORT
    return (
        bool(front.title)
        and short
        and letters(front.title) in lines
        and any(name in line for name in names for line in lines)
    )


def _is_cover(document: SpineDocument, cover: str) -> bool:
    """Return whether a document holds the cover and no words."""
    shown_here = [_path(document, one) for one in document.body.iter() if local(one) in _IMAGES]
    return bool(cover) and not words(document.body) and shown_here == [cover]


_IMAGES = frozenset(["img", "image"])


def _path(document: SpineDocument, image: etree._Element) -> str:
    address = image.get("src") or image.get(XLINK) or image.get("href") or ""
    return within(posixpath.dirname(document.name), address)


def _is_statement(document: SpineDocument) -> bool:
    heading = next((one for one in document.body.iter() if local(one) == "h1"), None)
    named = posixpath.basename(document.name) == _STATEMENT
    return named and heading is not None and heading.get("id") == "accessibility"


def _unrepeated(body: etree._Element, known: Callable[[str], bool]) -> str:
    """Return the entries of contents that the text doesn't hold, and pictures."""
    rest = []
    for one in body.iter():
        if local(one) in _ENTRIES:
            whole = " ".join("".join(_own(one)).split())
            parts = (
                [whole] if known(whole) else [words(part) for part in one if len(one)] or [whole]
            )
            rest += [part for part in parts if part and not known(part)]
        elif local(one) == "img":
            rest.append(described(one))
    return "; ".join(dict.fromkeys(part for part in rest if part))


def _own(entry: etree._Element) -> Iterator[str]:
    """Yield the text of an entry without that of the entries in it."""
    yield entry.text or ""
    for child in entry:
        if local(child) not in _ENTRIES:
            yield from _own(child)
        yield child.tail or ""


def _drop_covers(
    document: SpineDocument, front: Front, cover: str, warnings: list[PlacedDiagnostic]
) -> None:
    """Remove pictures of the cover and of the title, and report the latter."""
    for image in [one for one in document.body.iter() if local(one) in ("img", "svg")]:
        inner = next((one for one in image.iter() if local(one) == "image"), image)
        if cover and _path(document, inner) == cover:
            remove(image)
            continue
        alt = image.get("alt") or drawing_alt(image)
        if front.title and letters(front.title) in letters(alt):
            message = f"A picture of the title page was left out: {shown(alt)}."
            fix = "Titles are set in type; add it if it shows more."
            warnings.append(import_warning("", "import-title-page", message, fix))
            remove(image)
