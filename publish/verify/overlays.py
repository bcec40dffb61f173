"""Media overlays: what they point to, in which order, what they leave unspoken (EPUB 3.3, 9)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml import etree
from msgspec import Struct

from publish.errors import Severity
from publish.model.ids import is_word_of
from publish.verify.book import SMIL, TEXTREF, XHTML, Book, Document, Item, line_of, says, words_in
from publish.verify.fault import BookRule, Fault, Rule


class Overlay(Struct, frozen=True):
    """``item`` is the SMIL file, ``home`` the document that names it."""

    item: Item
    root: etree._Element
    home: Item


def overlays(book: Book, homes: Iterable[Item] = ()) -> Iterator[Overlay]:
    """The overlays that are there, with the documents that they belong to: ``homes``, or all."""
    for home in homes or book.spine:
        item = book.items.get(home.overlay)
        if item and item.media_type == "application/smil+xml":
            yield Overlay(item, etree.fromstring(book.bytes(item.name)), home)


def ties(book: Book) -> Iterator[Fault]:
    """Documents name overlays that exist, and every overlay is named."""
    named = {item.overlay for item in book.items.values()}
    for document in book.spine:
        own = document.overlay
        if own and getattr(book.items.get(own), "media_type", "") != "application/smil+xml":
            message = f"The overlay {own!r} of {document.name} is not there."
            fix = "Name a SMIL file of the manifest."
            yield Fault("overlay-missing", "EPUB 3.3 9.3.5", book.package_name, 0, message, fix)
    for item in book.items.values():
        if item.media_type == "application/smil+xml" and item.id not in named:
            message = f"No document names the overlay {item.name}."
            fix = "Give the document media-overlay in the manifest."
            yield Fault("overlay-unused", "EPUB 3.3 9.3.5", book.package_name, 0, message, fix)


def targets(book: Book) -> Iterator[Fault]:
    """Every text and every structure that an overlay names is in its document, in its order."""
    for overlay in overlays(book):
        order = book.known[overlay.home.name].places
        last = -1
        for element in overlay.root.iter(f"{SMIL}text", f"{SMIL}seq"):
            seq = element.tag == f"{SMIL}seq"
            href = element.get(TEXTREF) if seq else element.get("src")
            name, own = book.resolve(overlay.item.name, href or "")
            line = line_of(element)
            if name != overlay.home.name or (own and own not in order):
                message = f"The overlay speaks {href!r}, which is not in its document."
                fix = "Name an element that is there."
                clause = "EPUB 3.3 9.2.2.4"
                yield Fault("overlay-target-lost", clause, overlay.item.name, line, message, fix)
                continue
            place = order.get(own, 0)
            if place < last and not seq:
                message = f"{own!r} is spoken after what follows it in the text."
                fix = "Put the overlay in reading order."
                clause = "WCAG 2.2 1.3.2"
                yield Fault("overlay-order", clause, overlay.item.name, line, message, fix)
            last = max(place, last)


def silence(document: Document) -> Iterator[Fault]:
    """In a document that is spoken, all words and all text alternatives are."""
    book = document.book
    for overlay in overlays(book, (document.item,)):
        spoken = {
            book.resolve(overlay.item.name, text.get("src") or "")[1]
            for text in overlay.root.iter(f"{SMIL}text")
        }
        spoken |= set(_word_by_word(book, overlay))
        spoken |= set(_silent_links(document))
        body = document.root.find(f"{XHTML}body")
        for element, words in _unspoken(body, spoken) if body is not None else ():
            message, fix = f"{words[:60]!r} is never spoken.", "Give it a clip."
            clause, line = "EPUB 3.3 9.3.1", line_of(element)
            yield Fault("unspoken", clause, document.name, line, message, fix, Severity.WARNING)


def _word_by_word(book: Book, overlay: Overlay) -> Iterator[str]:
    """What is spoken as a row of its own words: a word said otherwise than written has no clip."""
    for seq in overlay.root.iter(f"{SMIL}seq"):
        own = book.resolve(overlay.item.name, seq.get(TEXTREF) or "")[1]
        words = [(text.get("src") or "").rpartition("#")[2] for text in seq.iter(f"{SMIL}text")]
        if own and all(is_word_of(word, own) for word in words):
            yield own


def _silent_links(document: Document) -> Iterator[str]:
    """The links of the contents to documents that are not spoken."""
    if "nav" not in document.item.properties:
        return
    silent = {one.name for one in document.book.spine if not one.overlay}
    for link in document.root.iter(f"{XHTML}a"):
        name, _ = document.book.resolve(document.name, link.get("href") or "")
        if link.get("id") and name in silent:
            yield link.get("id") or ""


def _unspoken(element: etree._Element, spoken: set[str]) -> Iterator[tuple[etree._Element, str]]:
    """Pieces of visible text that no clip is for."""
    if element.get("id") in spoken or _apart(element, spoken):
        return
    if element.tag == f"{XHTML}img" and (alt := element.get("alt")):
        if not _captioned(element, alt):
            yield element, alt
        return
    for words in (element.text, *(child.tail for child in element)):
        if words and re.search(r"\w", words) and not re.fullmatch(r"\s*\w+:\S+\s*", words):
            yield element, " ".join(words.split())
    for child in element:
        if isinstance(child.tag, str):
            yield from _unspoken(child, spoken)


def _apart(element: etree._Element, spoken: set[str]) -> bool:
    """Whether the words of ``element`` are not text of their own: numbers, names, repetitions."""
    name = str(element.tag).removeprefix(XHTML)
    if element.get("hidden") or says(element, "doc-backlink", "doc-noteref", "doc-pullquote"):
        return True
    if name == "dt":  # said with what it means
        meaning = element.getnext()
        return meaning is not None and (
            meaning.get("id") in spoken or not list(_unspoken(meaning, spoken))
        )
    heads = name in ("h1", "h2") and _in_navigation(element)
    return heads or name == "summary" or element.get("class") in ("label", "note-number")


def _in_navigation(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == f"{XHTML}nav"


def _captioned(image: etree._Element, alt: str) -> bool:
    """Whether the caption says the same, so that it is spoken once."""
    figure = next(image.iterancestors(f"{XHTML}figure"), None)
    caption = figure.find(f"{XHTML}figcaption") if figure is not None else None
    return caption is not None and _letters(alt) in _letters(words_in(caption))


def _letters(words: str) -> str:
    return " ".join(re.findall(r"\w+", words.casefold()))


RULES: tuple[Rule, ...] = (silence,)
BOOK_RULES: tuple[BookRule, ...] = (ties, targets)
