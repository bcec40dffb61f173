"""Rules for the accessibility metadata: it is complete, and true of the book."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from functools import partial

from lxml import etree

from publish.errors import Diagnostic
from publish.readers.document import TYPE, XHTML, has_type
from publish.readers.epub import Book, Document
from publish.verify.diagnostics import BookRule
from publish.verify.epub.names import MATH, SVG, decorates, drawing_has_name, labelled
from publish.verify.epub.requirements import claimed, fault

_HAZARDS = {"none", "unknown"} | {
    f"{kind}Hazard"
    for name in ("Flashing", "MotionSimulation", "Sound")
    for kind in (f"no{name}", f"unknown{name}", name[0].lower() + name[1:])
}


#: The properties that a publication MUST have to conform, and those that it SHOULD have.
_REQUIRED = ("accessMode", "accessibilityFeature", "accessibilityHazard")
_RECOMMENDED = ("accessModeSufficient", "accessibilitySummary")


def presence(book: Book) -> Iterator[Diagnostic]:
    """All discovery properties are present."""
    for code, names in (
        ("metadata-missing", _REQUIRED),
        ("metadata-recommended", _RECOMMENDED),
    ):
        missing = [name for name in names if not any(book.values(f"schema:{name}"))]
        if missing:
            message = f"The metadata has no {', '.join(f'schema:{name}' for name in missing)}."
            fix = "Add what is missing, with the values that are true of the book."
            yield fault(book, code, book.package_name, 0, message, fix)


def features(book: Book, seen: Set[str]) -> Iterator[Diagnostic]:
    """The metadata claims no feature that the book lacks."""
    for feature in dict.fromkeys(book.values("schema:accessibilityFeature")):
        if (true := _FEATURES.get(feature)) and not true(book, seen):
            message = f"The metadata claims {feature}, which the book does not have."
            fix = "Remove the claim, or add the feature."
            yield fault(book, "feature-false", book.package_name, 0, message, fix)


def modes(book: Book, seen: Set[str]) -> Iterator[Diagnostic]:
    """The modes are those of the content."""
    claimed, sufficient = (
        book.values("schema:accessMode"),
        book.values("schema:accessModeSufficient"),
    )
    visual = "picture" in seen
    wrong = []
    if visual and "visual" not in claimed and claimed:
        wrong.append("there are pictures, but accessMode does not say visual")
    if "visual" in claimed and not visual and "visual" not in seen:
        wrong.append("accessMode says visual, but the book has no picture that isn't decorative")
    if "auditory" in claimed and "sound" not in seen and not _narrated(book, seen):
        wrong.append("accessMode says auditory, but the book has no sound")
    if "textual" in sufficient and "alternative lost" in seen:
        wrong.append("accessModeSufficient says textual, but a picture has no alt text")
    for what in wrong:
        fix = "Say what is true of the content."
        message = f"In the metadata, {what}."
        yield fault(book, "mode-false", book.package_name, 0, message, fix)


def hazards(book: Book) -> Iterator[Diagnostic]:
    """The hazards are terms of the vocabulary that don't contradict each other."""
    values = list(dict.fromkeys(book.values("schema:accessibilityHazard")))
    unknown = [one for one in values if one not in _HAZARDS]
    if unknown or (len(values) > 1 and {"none", "unknown"} & set(values)):
        message = f"The hazards contradict each other or are unknown: {', '.join(values)}."
        fix = "Say none, unknown, or each hazard by its name."
        yield fault(book, "hazard-wrong", book.package_name, 0, message, fix)


def conformance(book: Book) -> Iterator[Diagnostic]:
    """A claim to conform names who certifies it."""
    if claimed(book) and not any(book.values("a11y:certifiedBy")):
        message = "The book claims to conform, but names nobody who certifies it."
        fix = "Name the evaluator with a11y:certifiedBy, or remove the claim."
        yield fault(book, "conformance-unproven", book.package_name, 0, message, fix)


def observe(document: Document, seen: set[str]) -> None:
    """Add to ``seen`` the content of ``document`` that the metadata may claim."""
    seen.update(name for name, has in _CONTENT.items() if name not in seen and has(document))


def _has(document: Document, *names: str) -> bool:
    return next(document.root.iter(*(f"{XHTML}{name}" for name in names)), None) is not None


def _meaningful(document: Document) -> bool:
    """Return whether the text has a picture that isn't decorative.

    The pictures of the cover, the title page and the imprint only repeat words.
    """
    return any(
        not decorates(image)
        and image.get("alt") != ""
        and not any(has_type(one, *_OUTSIDE) for one in (image, *image.iterancestors()))
        for image in document.root.iter(f"{XHTML}img", f"{SVG}svg")
    )


#: The parts of a publication around its text (EPUB Structural Semantics 1.1; DPUB-ARIA 1.1).
_OUTSIDE = (
    "doc-cover",
    "cover",
    "titlepage",
    "halftitlepage",
    "imprint",
    "colophon",
    "doc-colophon",
)


def _has_alternative(image: etree._Element) -> bool:
    return bool((image.get("alt") or "").strip()) or labelled(image)


def _alternative_lost(document: Document) -> bool:
    return any(
        image.get("alt") is None and not labelled(image) and not decorates(image)
        for image in document.root.iter(f"{XHTML}img")
    )


def _long_descriptions(document: Document) -> bool:
    return any(
        own in document.summary.places
        for element in document.where("@aria-details or @aria-describedby")
        for own in (element.get("aria-details") or element.get("aria-describedby") or "").split()
    )


def _listed(book: Book, _: Set[str], kind: str) -> bool:
    nav = book.navigation
    return nav is not None and any(
        kind in (one.get(TYPE) or "").split() and next(one.iter(f"{XHTML}a"), None) is not None
        for one in nav.root.iter(f"{XHTML}nav")
    )


def _narrated(book: Book, _: Set[str]) -> bool:
    return any(item.overlay in book.items for item in book.items.values() if item.overlay)


#: Tests for the content of a document that the metadata may claim.
_CONTENT: dict[str, Callable[[Document], bool]] = {
    "heading": lambda one: _has(one, *(f"h{level}" for level in range(1, 7))),
    "sound": lambda one: _has(one, "audio", "video"),
    "captions": lambda one: _has(one, "track"),
    "picture": _meaningful,
    "visual": lambda one: _has(one, "img", "video", "canvas", "iframe", "object"),
    "alternative": lambda one: (
        any(map(_has_alternative, one.root.iter(f"{XHTML}img")))
        or any(map(drawing_has_name, one.root.iter(f"{SVG}svg")))
    ),
    "alternative lost": _alternative_lost,
    "index": lambda one: any(has_type(element, "index", "doc-index") for element in one.typed),
    "speech hints": lambda one: bool(
        one.where("@*[namespace-uri()='http://www.w3.org/2001/10/synthesis']")
    ),
    "description": _long_descriptions,
    "formula": lambda one: next(one.root.iter(f"{MATH}math"), None) is not None,
    "formula without words": lambda one: any(
        not math.get("alttext") for math in one.root.iter(f"{MATH}math")
    ),
    "page break": lambda one: bool(one.summary.breaks),
    "role": lambda one: bool(one.where("@role or @*[starts-with(name(), 'aria-')]")),
}

#: Tests whether the claim of a feature is true; other claims can't be checked here.
_FEATURES: dict[str, Callable[[Book, Set[str]], bool]] = {
    "tableOfContents": partial(_listed, kind="toc"),
    "structuralNavigation": lambda _, seen: "heading" in seen,
    "ARIA": lambda _, seen: "role" in seen,
    "alternativeText": lambda _, seen: "alternative lost" not in seen,
    "longDescription": lambda _, seen: "description" in seen,
    "MathML": lambda _, seen: "formula" in seen,
    "describedMath": lambda _, seen: "formula" in seen and "formula without words" not in seen,
    "synchronizedAudioText": _narrated,
    "pageNavigation": partial(_listed, kind="page-list"),
    "printPageNumbers": lambda _, seen: "page break" in seen,
    "pageBreakMarkers": lambda _, seen: "page break" in seen,
    "index": lambda book, seen: "index" in seen or _listed(book, seen, "index"),
    "captions": lambda _, seen: "captions" in seen,
    "ttsMarkup": lambda book, seen: (
        "speech hints" in seen
        or any(item.media_type == "application/pls+xml" for item in book.items.values())
    ),
}

BOOK_RULES: tuple[BookRule, ...] = (presence, hazards, conformance)
CLAIM_RULES: tuple[Callable[[Book, Set[str]], Iterator[Diagnostic]], ...] = (features, modes)
