"""Rules for media overlays (EPUB 3.3, 9): their targets, order, clips and durations."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache

from lxml import etree

from publish.errors import Diagnostic
from publish.model.ids import is_word_of
from publish.readers import MalformedError
from publish.readers.document import XHTML, has_type, line_of, words_in
from publish.readers.epub import SCHEME, SMIL, TEXTREF, Book, Document, Item, Overlay, parsed
from publish.readers.sound import clock_seconds, length_of
from publish.verify.diagnostics import BookRule, Rule
from publish.verify.epub.requirements import fault

_OVERLAY = "application/smil+xml"
_TEXT, _SEQ, _PAR, _AUDIO = (f"{SMIL}{name}" for name in ("text", "seq", "par", "audio"))


def _overlays(book: Book) -> Iterator[Overlay]:
    """Yield each overlay that can be read, once, with the first document that it speaks."""
    seen = set()
    for item in book.spine:
        if item.overlay and item.overlay not in seen:
            seen.add(item.overlay)
            with suppress(MalformedError):
                yield from book.overlays((item,))


def references(book: Book) -> Iterator[Diagnostic]:
    """Documents refer to overlays that exist, and no overlay speaks a document without one."""
    items = book.items
    for item in items.values():
        own = item.overlay
        if own and getattr(items.get(own), "media_type", "") != _OVERLAY:
            message = f"The overlay {own!r} of {item.name} does not exist."
            fix = "Name a SMIL file of the manifest."
            yield fault(book, "overlay-missing", book.package_name, 0, message, fix)
    named = {item.overlay for item in items.values()}
    for item in book.named.values():
        if item.media_type == _OVERLAY and item.id not in named and _speaks(book, item):
            message = f"No document refers to the overlay {item.name}."
            fix = "Add media-overlay to its document in the manifest."
            yield fault(book, "overlay-unused", book.package_name, 0, message, fix)


def _speaks(book: Book, item: Item) -> bool:
    """Return whether the overlay ``item`` can be read, and speaks a file of the book."""
    try:
        texts = parsed(book.bytes(item.name)).iter(_TEXT)
    except MalformedError:
        return False
    return any(book.resolve(item.name, one.get("src") or "")[0] in book.container for one in texts)


def targets(book: Book) -> Iterator[Diagnostic]:
    """The targets of an overlay are in the documents that name it, in reading order."""
    for overlay in _overlays(book):
        name = overlay.item.name
        spoken = {one.name for one in book.items.values() if one.overlay == overlay.item.id}
        last: dict[str, int] = {}
        for element in overlay.root.iter(_TEXT, _SEQ):
            seq, line = element.tag == _SEQ, line_of(element)
            href = (element.get(TEXTREF) if seq else element.get("src")) or ""
            document, own = book.resolve(name, href)
            if not href:
                continue
            if document not in spoken and not seq:
                message = f"The overlay speaks {href!r}, whose document does not name this overlay."
                fix = "Give the document a media-overlay in the manifest, or fix the reference."
                yield fault(book, "overlay-document-lost", name, line, message, fix)
            elif document not in book.container or not book.has_target(name, href):
                message = f"The overlay speaks {href!r}, which does not exist."
                fix = "Refer to an element of the document."
                yield fault(book, "overlay-target-lost", name, line, message, fix)
            elif document in book.summaries and not seq:
                place = book.summaries[document].places.get(own, 0)
                if place < last.get(document, -1):
                    message = f"{own!r} is spoken after text that follows it."
                    fix = "Put the overlay in reading order, unless another order is better here."
                    yield fault(book, "overlay-order", name, line, message, fix)
                last[document] = max(place, last.get(document, -1))


def silence(document: Document) -> Iterator[Diagnostic]:
    """In a document with an overlay, all words and all text alternatives are spoken."""
    book, item = document.book, document.item
    for overlay in _overlays_of(document):
        spoken = {
            own
            for text in overlay.root.iter(_TEXT)
            for name, own in [book.resolve(overlay.item.name, text.get("src") or "")]
            if name == item.name
        }
        if not spoken <= document.summary.places.keys():
            return  # the document as a whole, or a part without an id, is spoken
        spoken |= set(_word_by_word(book, overlay))
        spoken |= set(_silent_links(document))
        body = document.root.find(f"{XHTML}body")
        for element, words in _unspoken(body, spoken) if body is not None else ():
            message, fix = f"{words[:60]!r} is never spoken.", "Give it a clip."
            yield fault(book, "unspoken", document.name, line_of(element), message, fix)


def _overlays_of(document: Document) -> Iterator[Overlay]:
    with suppress(MalformedError):
        yield from document.book.overlays((document.item,))


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


#: A URI or an ISBN, which nobody reads aloud.
_IDENTIFIER = re.compile(r"\w+:\S+|[\d-]{9,16}[\dX]")


def _unspoken(element: etree._Element, spoken: set[str]) -> Iterator[tuple[etree._Element, str]]:
    """Yield pieces of visible text without a clip."""
    if element.get("id") in spoken or _needs_no_clip(element, spoken):
        return
    if element.tag == f"{XHTML}img" and (alt := element.get("alt")):
        if not _captioned(element, alt):
            yield element, alt
        return
    for words in (element.text, *(child.tail for child in element)):
        if words and re.search(r"\w", words) and not _IDENTIFIER.fullmatch(words.strip()):
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
    labels = ("label", "note-number", "chapter-label", "publisher")
    return heads or name == "summary" or element.get("class") in labels


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
    """Each clip has a length and is within a sound file of the book, or is on the web."""
    length_in = cache(lambda name: _length(book, name))
    known = {item.name for item in book.items.values()}
    for overlay in _overlays(book):
        for audio in overlay.root.iter(_AUDIO):
            name = book.resolve(overlay.item.name, audio.get("src") or "")[0]
            begin, end = _times(audio)
            if name not in known:
                wrong = "sound-missing", f"The sound file {name} is not in the manifest."
            elif begin is None or (audio.get("clipEnd") and end is None):
                wrong = "clip-time-wrong", "A time of the clip is not a clock value."
            elif end is not None and end <= begin:
                wrong = "clip-empty", "The clip ends before it begins."
            elif (length := length_in(name)) is not None and (end or begin) > length + _SLACK:
                wrong = "clip-beyond-sound", f"The clip ends after its sound ({length:.1f} s)."
            else:
                continue
            code, message = wrong
            fix = "Fix clipBegin, clipEnd or src."
            yield fault(book, code, overlay.item.name, line_of(audio), message, fix)


def _times(audio: etree._Element) -> tuple[float | None, float | None]:
    """Return when a clip begins and ends; ``None`` if the time isn't given, or isn't valid."""
    begin, end = (audio.get("clipBegin") or "0").strip(), (audio.get("clipEnd") or "").strip()
    return clock_seconds(begin), clock_seconds(end)


def durations(book: Book) -> Iterator[Diagnostic]:
    """The metadata has the duration of each overlay and of the book, right to the second."""
    length_in = cache(lambda name: _length(book, name))
    found = {overlay.item.id: _spoken(book, overlay, length_in) for overlay in _overlays(book)}
    if not found:
        return
    declared: dict[str, float] = {}
    for meta in book.metas("media:duration"):
        seconds = clock_seconds((meta.text or "").strip())
        if seconds is not None:
            declared[(meta.get("refines") or "").removeprefix("#")] = seconds
    for own in (*found, ""):
        if own not in declared:
            what = f"the overlay {own!r}" if own else "the whole book"
            message = f"The metadata does not say the duration of {what}."
            fix = "Write it as a clock value in media:duration."
            yield fault(book, "duration-missing", book.package_name, 0, message, fix)
    total = sum(declared.get(own, 0) for own in found) if found.keys() <= declared.keys() else None
    for own, length in {**found, "": total}.items():
        if length is not None and own in declared and abs(declared[own] - length) > 1:
            what = f"the overlay {own!r}" if own else "the whole book"
            message = (
                f"The duration of {what} is {length:.1f} s, and media:duration does not say so."
            )
            fix = "Write the sum of its clips."
            yield fault(book, "duration-wrong", book.package_name, 0, message, fix)


def narrator(book: Book) -> Iterator[Diagnostic]:
    """The metadata names the narrator."""
    if next(_overlays(book), None) is not None and not any(book.values("media:narrator")):
        message, fix = "The metadata does not name the narrator.", "Add a media:narrator."
        yield fault(book, "narrator-missing", book.package_name, 0, message, fix)


def _spoken(book: Book, overlay: Overlay, length_in: Callable[[str], float | None]) -> float | None:
    """Return how long the clips of ``overlay`` are, in s; ``None`` if that can't be known.

    A clip without an end goes to the end of its sound.  Text without a clip, which a reading system
    speaks itself, doesn't count (EPUB 3.3, D.8).
    """
    total = 0.0
    for par in overlay.root.iter(_PAR):
        audio = par.find(_AUDIO)
        if audio is None:
            continue
        begin, end = _times(audio)
        if end is None:
            end = length_in(book.resolve(overlay.item.name, audio.get("src") or "")[0])
        if begin is None or end is None:
            return None
        total += max(0.0, end - begin)
    return total


def _length(book: Book, name: str) -> float | None:
    """Return the length of a sound file of the book in s; ``None`` if it is unknown."""
    if SCHEME.match(name):
        return None
    try:
        with book.file(name) as stream:
            return length_of(stream)
    except MalformedError:
        return None


RULES: tuple[Rule, ...] = (silence,)
BOOK_RULES: tuple[BookRule, ...] = (references, targets, clips, durations, narrator)
