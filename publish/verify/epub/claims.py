"""Rules for the accessibility metadata: it is complete, and true of the book."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Set
from functools import partial

from lxml import etree

from publish.errors import Diagnostic
from publish.readers.epub import OPF, TYPE, XHTML, Book, Document, has_type
from publish.verify.diagnostics import BookRule, fault
from publish.verify.epub.documents import decorates

_DISCOVERY = "EPUB Accessibility 1.1 2.2"
_MATH = "{http://www.w3.org/1998/Math/MathML}math"
_HAZARDS = {"none", "unknown"} | {
    f"{kind}Hazard"
    for name in ("Flashing", "MotionSimulation", "Sound")
    for kind in (f"no{name}", f"unknown{name}", name[0].lower() + name[1:])
}


def presence(book: Book) -> Iterator[Diagnostic]:
    """All discovery properties are present."""
    for name in (
        "accessMode",
        "accessModeSufficient",
        "accessibilityFeature",
        "accessibilityHazard",
        "accessibilitySummary",
    ):
        if not any(book.values(f"schema:{name}")):
            message, fix = (
                f"The metadata has no schema:{name}.",
                "Add it, with the values that are true of the book.",
            )
            yield fault("metadata-missing", _DISCOVERY, book.package_name, 0, message, fix)


def features(book: Book, seen: Set[str]) -> Iterator[Diagnostic]:
    """The metadata claims no feature that the book lacks."""
    for feature in dict.fromkeys(book.values("schema:accessibilityFeature")):
        if (true := _FEATURES.get(feature)) and not true(book, seen):
            message = f"The metadata claims {feature}, which the book does not have."
            fix = "Remove the claim, or add the feature."
            yield fault("feature-false", _DISCOVERY, book.package_name, 0, message, fix)


def modes(book: Book, seen: Set[str]) -> Iterator[Diagnostic]:
    """The modes are those of the content; synchronised narration adds none."""
    claimed, sufficient = (
        book.values("schema:accessMode"),
        book.values("schema:accessModeSufficient"),
    )
    visual = "picture" in seen
    wrong = []
    if visual and "visual" not in claimed and claimed:
        wrong.append("there are pictures, but accessMode does not say visual")
    if not visual and "visual" in claimed:
        wrong.append("accessMode says visual, but all pictures are decorative")
    if "auditory" in claimed and "sound" not in seen:
        wrong.append("accessMode says auditory, but the only sound is the narrated text")
    if "textual" in sufficient and "alternative lost" in seen:
        wrong.append("accessModeSufficient says textual, but a picture has no alt text")
    for what in wrong:
        fix = "Say what is true of the content."
        message = f"In the metadata, {what}."
        yield fault("mode-false", _DISCOVERY, book.package_name, 0, message, fix)


def hazards(book: Book) -> Iterator[Diagnostic]:
    values = book.values("schema:accessibilityHazard")
    unknown = [one for one in values if one not in _HAZARDS]
    if unknown or (len(values) > 1 and {"none", "unknown"} & set(values)):
        message = f"The hazards contradict each other or are unknown: {', '.join(values)}."
        fix = "Say none, unknown, or each hazard by its name."
        yield fault("hazard-wrong", _DISCOVERY, book.package_name, 0, message, fix)


def conformance(book: Book) -> Iterator[Diagnostic]:
    """A claim to conform names who certifies it."""
    claims = book.values("dcterms:conformsTo")
    claims += [
        one.get("href") or ""
        for one in book.package.iter(f"{OPF}link")
        if "dcterms:conformsTo" in (one.get("rel") or "").split()
    ]
    if any("accessibility" in one.lower() for one in claims) and not any(
        book.values("a11y:certifiedBy")
    ):
        message = "The book claims to conform, but names nobody who certifies it."
        fix = "Name the evaluator with a11y:certifiedBy, or remove the claim."
        clause = "EPUB Accessibility 1.1 4.2"
        yield fault("conformance-unproven", clause, book.package_name, 0, message, fix)


def modified(book: Book) -> Iterator[Diagnostic]:
    values = book.values("dcterms:modified")
    if len(values) != 1 or not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", values[0]):
        message, fix = (
            "dcterms:modified is not a single time in UTC.",
            "Write CCYY-MM-DDThh:mm:ssZ.",
        )
        yield fault("modified-wrong", "EPUB 3.3 5.5.4", book.package_name, 0, message, fix)


def observe(document: Document, seen: set[str]) -> None:
    """Add to ``seen`` the content of ``document`` that the metadata may claim."""
    seen.update(name for name, has in _CONTENT.items() if name not in seen and has(document))


def _has(document: Document, *names: str) -> bool:
    return next(document.root.iter(*(f"{XHTML}{name}" for name in names)), None) is not None


def _meaningful(document: Document) -> bool:
    """Return whether the text has a picture that isn't decorative; a cover doesn't count."""
    return any(
        not decorates(image) and not has_type(image, "doc-cover")
        for image in document.root.iter(f"{XHTML}img", "{http://www.w3.org/2000/svg}svg")
    )


def _has_alternative(image: etree._Element) -> bool:
    return bool((image.get("alt") or "").strip())


def _long_descriptions(document: Document) -> bool:
    return any(
        (element.get("aria-details") or element.get("aria-describedby") or "")
        in document.summary.places
        for element in document.where("@aria-details or @aria-describedby")
    )


def _listed(book: Book, _: Set[str], kind: str) -> bool:
    nav = book.navigation
    return nav is not None and any(
        one.get(TYPE) == kind and next(one.iter(f"{XHTML}a"), None) is not None
        for one in nav.root.iter(f"{XHTML}nav")
    )


def _narrated(book: Book, _: Set[str]) -> bool:
    return any(item.overlay in book.items for item in book.items.values() if item.overlay)


#: Tests for the content of a document that the metadata may claim.
_CONTENT: dict[str, Callable[[Document], bool]] = {
    "heading": lambda one: _has(one, "h1", "h2"),
    "sound": lambda one: _has(one, "audio", "video"),
    "captions": lambda one: _has(one, "track"),
    "picture": _meaningful,
    "alternative": lambda one: any(map(_has_alternative, one.root.iter(f"{XHTML}img"))),
    "alternative lost": lambda one: any(
        not _has_alternative(image) and not decorates(image)
        for image in one.root.iter(f"{XHTML}img")
    ),
    "description": _long_descriptions,
    "formula": lambda one: next(one.root.iter(_MATH), None) is not None,
    "formula without words": lambda one: any(
        not math.get("alttext") for math in one.root.iter(_MATH)
    ),
    "page break": lambda one: bool(one.summary.breaks),
    "role": lambda one: any(element.get("role") for element in one.typed),
}

#: Tests whether the claim of a feature is true; other claims can't be checked here.
_FEATURES: dict[str, Callable[[Book, Set[str]], bool]] = {
    "tableOfContents": partial(_listed, kind="toc"),
    "structuralNavigation": lambda _, seen: "heading" in seen,
    "ARIA": lambda _, seen: "role" in seen,
    "alternativeText": lambda _, seen: "alternative" in seen and "alternative lost" not in seen,
    "longDescription": lambda _, seen: "description" in seen,
    "MathML": lambda _, seen: "formula" in seen,
    "describedMath": lambda _, seen: "formula" in seen and "formula without words" not in seen,
    "synchronizedAudioText": _narrated,
    "pageNavigation": partial(_listed, kind="page-list"),
    "printPageNumbers": lambda _, seen: "page break" in seen,
    "pageBreakMarkers": lambda _, seen: "page break" in seen,
    "index": partial(_listed, kind="index"),
    "captions": lambda _, seen: "captions" in seen,
    "ttsMarkup": lambda book, _: any(
        item.media_type == "application/pls+xml" for item in book.items.values()
    ),
}

BOOK_RULES: tuple[BookRule, ...] = (presence, hazards, conformance, modified)
CLAIM_RULES: tuple[Callable[[Book, Set[str]], Iterator[Diagnostic]], ...] = (features, modes)
