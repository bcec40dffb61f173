"""Rules for media overlays (EPUB 3.3, 9): their targets, order, clips and durations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from lxml import etree

from publish.errors import Diagnostic, Severity
from publish.model.ids import is_word_of
from publish.readers import MalformedError
from publish.readers.epub import (
    SMIL,
    TEXTREF,
    XHTML,
    Book,
    Document,
    Overlay,
    clock_seconds,
    has_type,
    line_of,
    words_in,
)
from publish.readers.sound import length_of
from publish.verify.diagnostics import BookRule, Rule, fault


def references(book: Book) -> Iterator[Diagnostic]:
    """Documents refer to overlays that exist, and every overlay belongs to a document."""
    named = {item.overlay for item in book.items.values()}
    for document in book.spine:
        own = document.overlay
        if own and getattr(book.items.get(own), "media_type", "") != "application/smil+xml":
            message = f"The overlay {own!r} of {document.name} does not exist."
            fix = "Name a SMIL file of the manifest."
            yield fault("overlay-missing", "EPUB 3.3 9.3.5", book.package_name, 0, message, fix)
    for item in book.items.values():
        if item.media_type == "application/smil+xml" and item.id not in named:
            message = f"No document refers to the overlay {item.name}."
            fix = "Add media-overlay to its document in the manifest."
            yield fault("overlay-unused", "EPUB 3.3 9.3.5", book.package_name, 0, message, fix)


def targets(book: Book) -> Iterator[Diagnostic]:
    """The targets of an overlay are in its document, in reading order."""
    for overlay in book.overlays():
        order = book.summaries[overlay.document.name].places
        last = -1
        for element in overlay.root.iter(f"{SMIL}text", f"{SMIL}seq"):
            seq = element.tag == f"{SMIL}seq"
            href = element.get(TEXTREF) if seq else element.get("src")
            name, own = book.resolve(overlay.item.name, href or "")
            line = line_of(element)
            if name != overlay.document.name or (own and own not in order):
                message = f"The overlay speaks {href!r}, which is not in its document."
                fix = "Refer to an element of the document."
                clause = "EPUB 3.3 9.2.2.4"
                yield fault("overlay-target-lost", clause, overlay.item.name, line, message, fix)
                continue
            place = order.get(own, 0)
            if place < last and not seq:
                message = f"{own!r} is spoken after text that follows it."
                fix = "Put the overlay in reading order."
                clause = "WCAG 2.2 1.3.2"
                yield fault("overlay-order", clause, overlay.item.name, line, message, fix)
            last = max(place, last)


def silence(document: Document) -> Iterator[Diagnostic]:
    """In a document with an overlay, all words and all text alternatives are spoken."""
    book = document.book
    for overlay in book.overlays((document.item,)):
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
            yield fault("unspoken", clause, document.name, line, message, fix, Severity.WARNING)


def _word_by_word(book: Book, overlay: Overlay) -> Iterator[str]:
    """Yield the elements that are spoken word by word.

    A word that isn't pronounced as written has no separate clip.
    """
    for seq in overlay.root.iter(f"{SMIL}seq"):
        own = book.resolve(overlay.item.name, seq.get(TEXTREF) or "")[1]
        words = [(text.get("src") or "").rpartition("#")[2] for text in seq.iter(f"{SMIL}text")]
        if own and all(is_word_of(word, own) for word in words):
            yield own


def _silent_links(document: Document) -> Iterator[str]:
    """Yield the entries of the table of contents for documents that aren't spoken."""
    if "nav" not in document.item.properties:
        return
    silent = {one.name for one in document.book.spine if not one.overlay}
    for link in document.root.iter(f"{XHTML}a"):
        name, _ = document.book.resolve(document.name, link.get("href") or "")
        if link.get("id") and name in silent:
            yield link.get("id") or ""


def _unspoken(element: etree._Element, spoken: set[str]) -> Iterator[tuple[etree._Element, str]]:
    """Yield pieces of visible text without a clip."""
    if element.get("id") in spoken or _needs_no_clip(element, spoken):
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


def _needs_no_clip(element: etree._Element, spoken: set[str]) -> bool:
    """Return whether ``element`` needs no clip: a number, a label, or a repetition."""
    name = str(element.tag).removeprefix(XHTML)
    if element.get("hidden") or has_type(element, "doc-backlink", "doc-noteref", "doc-pullquote"):
        return True
    if name == "dt":  # spoken with its definition
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
    """Return whether the caption contains ``alt``, and so is spoken instead."""
    figure = next(image.iterancestors(f"{XHTML}figure"), None)
    caption = figure.find(f"{XHTML}figcaption") if figure is not None else None
    return caption is not None and _letters(alt) in _letters(words_in(caption))


def _letters(words: str) -> str:
    return " ".join(re.findall(r"\w+", words.casefold()))


#: How many seconds after its sound a clip may end: players round, and encoders pad.
_SLACK = 0.2


def clips(book: Book) -> Iterator[Diagnostic]:
    """Each clip has a length and is within a sound file of the book."""
    length_in = cache(lambda name: _length(book, name))
    known = {item.name for item in book.items.values() if item.media_type.startswith("audio/")}
    for overlay in book.overlays():
        for audio in overlay.root.iter(f"{SMIL}audio"):
            name = book.resolve(overlay.item.name, audio.get("src") or "")[0]
            begin, end = (
                clock_seconds(audio.get("clipBegin") or "0"),
                clock_seconds(audio.get("clipEnd") or ""),
            )
            if name not in known:
                wrong = "sound-missing", "9.2.2.5", f"The sound file {name} is not in the manifest."
            elif begin is None or (audio.get("clipEnd") and end is None):
                wrong = "clip-time-wrong", "9.2.2.5", "A time of the clip is not a clock value."
            elif end is not None and end <= begin:
                wrong = "clip-empty", "9.2.2.5", "The clip ends before it begins."
            elif (length := length_in(name)) is not None and (end or begin) > length + _SLACK:
                wrong = (
                    "clip-beyond-sound",
                    "9.2.2.5",
                    f"The clip ends after its sound ({length:.1f} s).",
                )
            else:
                continue
            code, clause, message = wrong
            fix = "Fix clipBegin, clipEnd or src."
            line = line_of(audio)
            yield fault(code, f"EPUB 3.3 {clause}", overlay.item.name, line, message, fix)


def durations(book: Book) -> Iterator[Diagnostic]:
    """The durations in the metadata are those of the clips, to the second."""
    found = {overlay.item.id: _spoken(overlay.root) for overlay in book.overlays()}
    if not found:
        return
    declared: dict[str, float | None] = {}
    for meta in book.metas("media:duration"):
        declared[(meta.get("refines") or "").removeprefix("#")] = clock_seconds(
            (meta.text or "").strip()
        )
    for own, length in {**found, "": sum(found.values())}.items():
        claimed = declared.get(own)
        if claimed is None or abs(claimed - length) > 1:
            what = f"the overlay {own!r}" if own else "the whole book"
            message = (
                f"The duration of {what} is {length:.1f} s, and media:duration does not say so."
            )
            fix = "Write the sum of its clips."
            yield fault("duration-wrong", "EPUB 3.3 D.3.2", book.package_name, 0, message, fix)


def narrator(book: Book) -> Iterator[Diagnostic]:
    if next(book.overlays(), None) is not None and not any(book.values("media:narrator")):
        message, fix = "The metadata does not name the narrator.", "Add a media:narrator."
        yield fault("narrator-missing", "EPUB 3.3 D.3.3", book.package_name, 0, message, fix)


def _spoken(root: object) -> float:
    total = 0.0
    for audio in root.iter(f"{SMIL}audio"):  # type: ignore[attr-defined]
        begin, end = (
            clock_seconds(audio.get("clipBegin") or "0"),
            clock_seconds(audio.get("clipEnd") or ""),
        )
        total += max(0.0, (end or 0) - (begin or 0))
    return total


def _length(book: Book, name: str) -> float | None:
    """Return the length of a sound file of the book in s; ``None`` if it is unknown."""
    try:
        with book.file(name) as stream:
            return length_of(stream)
    except MalformedError:
        return None


RULES: tuple[Rule, ...] = (silence,)
BOOK_RULES: tuple[BookRule, ...] = (references, targets, clips, durations, narrator)
