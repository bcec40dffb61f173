"""Rules for the text of a book: ids, text alternatives, titles, headings, controls."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from lxml import etree

from publish.errors import Diagnostic
from publish.readers.document import TYPE, XHTML, line_of, words_in
from publish.readers.epub import Document
from publish.verify.diagnostics import Rule
from publish.verify.epub.names import (
    MATH,
    SVG,
    control_has_name,
    decorates,
    drawing_has_name,
    has_name,
    labelled,
)
from publish.verify.epub.requirements import fault

#: Meaningless alt texts (WCAG 2.2, failure F30).
_EMPTY_WORDS = frozenset({"image", "picture", "photo", "figure", "graphic", "img", "spacer"})

#: The head, and metadata content (HTML, 3.2.5.2.1).
_METADATA = ("base", "link", "meta", "noscript", "script", "style", "template", "title")
_HEAD = tuple(f"{XHTML}{name}" for name in ("head", *_METADATA))


def ids(document: Document) -> Iterator[Diagnostic]:
    """Ids are unique in a document."""
    seen: set[str] = set()
    for element in document.root.iter("*") if document.summary.repeated else ():
        own = element.get("id")
        if own is None:
            continue
        if own in seen:
            message, fix = f"The id {own!r} stands twice.", "Give each element an id of its own."
            yield fault(
                document.book, "id-duplicate", document.name, line_of(element), message, fix
            )
        seen.add(own)


def types(document: Document) -> Iterator[Diagnostic]:
    """No ``epub:type`` is on the head or in the metadata of a document."""
    for element in document.root.iter(*_HEAD):
        if element.get(TYPE) is not None:
            name = str(element.tag).rpartition("}")[2]
            message, fix = f"The element {name} has an epub:type.", "Remove it."
            yield fault(
                document.book, "type-misplaced", document.name, line_of(element), message, fix
            )


def alt_texts(document: Document) -> Iterator[Diagnostic]:
    """Pictures have alt texts that mean something."""
    fix = 'Say what the picture shows; give it alt="" if it is decorative.'
    for image in document.root.iter(f"{XHTML}img"):
        alt = image.get("alt")
        source = PurePosixPath(image.get("src") or "").name
        words = " ".join((alt or "").lower().split())
        if alt is None:
            if decorates(image) or labelled(image):
                continue
            code = "alt-missing-captioned" if _is_captioned(image) else "alt-missing"
            message = f"The picture {source} has no alt attribute."
        elif not words:
            if decorates(image) or labelled(image):
                continue
            code = "alt-empty"
            message = f"The picture {source} has an empty alt text: readers won't notice it."
        elif words in _EMPTY_WORDS or words == source.lower():
            code, message = "alt-meaningless", f"The alt text {alt!r} does not describe it."
        else:
            continue
        yield fault(document.book, code, document.name, line_of(image), message, fix)


def _is_captioned(image: etree._Element) -> bool:
    """Return whether a caption stands for a missing alt text (HTML, 4.8.4.4.13)."""
    figure = next(image.iterancestors(f"{XHTML}figure"), None)
    caption = figure.find(f"{XHTML}figcaption") if figure is not None else None
    return caption is not None and has_name(caption)


def drawings_and_formulas(document: Document) -> Iterator[Diagnostic]:
    """Drawings have a name, and formulas a text alternative."""
    for svg in document.root.iter(f"{SVG}svg"):
        if next(svg.iterancestors(f"{SVG}*"), None) is not None:
            continue
        if not (drawing_has_name(svg) or decorates(svg)):
            message = "A drawing (svg) has no accessible name."
            fix = "Give it a title or an aria-label, or hide it with aria-hidden."
            yield fault(document.book, "svg-unnamed", document.name, line_of(svg), message, fix)
    for math in document.root.iter(f"{MATH}math"):
        if not (math.get("alttext") or "").strip() and not labelled(math):
            fix = "Describe it in alttext, for readers without MathML."
            message = "A formula has no text alternative."
            yield fault(
                document.book, "formula-unnamed", document.name, line_of(math), message, fix
            )


_HEADINGS = tuple(f"{XHTML}h{level}" for level in range(1, 7))
_REFERENCES = ("aria-labelledby", "aria-describedby", "aria-details")


def titles(document: Document) -> Iterator[Diagnostic]:
    """The document has a title that isn't empty."""
    title = document.root.find(f"{XHTML}head/{XHTML}title")
    if title is None:
        message, fix = "The document has no title.", "Give its head a title."
        yield fault(document.book, "title-missing-element", document.name, 1, message, fix)
    elif not words_in(title):
        message, fix = "The title of the document is empty.", "Write its title."
        yield fault(document.book, "title-missing", document.name, line_of(title), message, fix)


def headings(document: Document) -> Iterator[Diagnostic]:
    """No heading skips a level, and none is empty."""
    before = 0
    for element in document.root.iter(*_HEADINGS):
        level, line = int(str(element.tag)[-1]), line_of(element)
        if before and level > before + 1:
            message = f"A heading of level {level} follows one of level {before}."
            fix = f"Make it level {before + 1}."
            yield fault(document.book, "heading-jump", document.name, line, message, fix)
        if not has_name(element) and not decorates(element):
            message, fix = "A heading is empty.", "Add its text, or remove it."
            yield fault(document.book, "heading-empty", document.name, line, message, fix)
        before = level


def references(document: Document) -> Iterator[Diagnostic]:
    """Labels, descriptions and details that an element refers to exist."""
    for element in document.where(" or ".join(f"@{name}" for name in _REFERENCES)):
        for attribute in _REFERENCES:
            for own in (element.get(attribute) or "").split():
                if own not in document.summary.places:
                    message = f"{attribute} refers to {own!r}, which does not exist."
                    fix = "Name an element of this document."
                    line = line_of(element)
                    yield fault(document.book, "reference-lost", document.name, line, message, fix)


def controls(document: Document) -> Iterator[Diagnostic]:
    """Every control has an accessible name."""
    for control in document.root.iter(
        *(f"{XHTML}{tag}" for tag in ("input", "select", "textarea"))
    ):
        if not control_has_name(document, control) and not decorates(control):
            message, fix = "A control has no accessible name.", "Label it."
            yield fault(
                document.book, "control-unnamed", document.name, line_of(control), message, fix
            )


RULES: tuple[Rule, ...] = (
    *(ids, types, alt_texts, drawings_and_formulas),
    *(titles, headings, references, controls),
)
