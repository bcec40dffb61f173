"""Text alternatives (WCAG 2.2, 1.1.1)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from lxml import etree

from publish.verify.book import XHTML, Document, line_of
from publish.verify.fault import Fault, Rule

_CLAUSE = "WCAG 2.2 1.1.1"
_SVG = "{http://www.w3.org/2000/svg}"
_MATH = "{http://www.w3.org/1998/Math/MathML}"

#: Alt texts that say nothing (WCAG 2.2, failure F30).
_EMPTY_WORDS = frozenset({"image", "picture", "photo", "figure", "graphic", "img", "spacer"})


def decorates(element: etree._Element) -> bool:
    """Whether ``element`` says of itself that it means nothing."""
    role = element.get("role")
    return role in ("presentation", "none") or element.get("aria-hidden") == "true"


def alt_texts(document: Document) -> Iterator[Fault]:
    for image in document.root.iter(f"{XHTML}img"):
        alt = image.get("alt")
        source = PurePosixPath(image.get("src") or "").name
        words = " ".join((alt or "").lower().split())
        if alt is None:
            code, message = "alt-missing", f"The picture {source} has no alt attribute."
        elif not words and not decorates(image):
            code = "alt-empty"
            message = f"The picture {source} has an empty alt text and does not say that it "
            message += "only decorates."
        elif words and (words in _EMPTY_WORDS or words == source.lower()):
            code, message = "alt-meaningless", f"The alt text {alt!r} says nothing."
        else:
            continue
        fix = "Say what the picture shows, or give it role='presentation'."
        yield Fault(code, _CLAUSE, document.name, line_of(image), message, fix)


def drawings_and_formulas(document: Document) -> Iterator[Fault]:
    for svg in document.root.iter(f"{_SVG}svg"):
        if next(svg.iterancestors(f"{_SVG}*"), None) is not None:
            continue
        titled = any((one.text or "").strip() for one in svg.iterfind(f"{_SVG}title"))
        if not (titled or _labelled(svg) or decorates(svg)):
            message = "A drawing (svg) has no name."
            fix = "Give it a title or an aria-label, or hide it with aria-hidden."
            yield Fault("svg-unnamed", _CLAUSE, document.name, line_of(svg), message, fix)
    for math in document.root.iter(f"{_MATH}math"):
        if not (math.get("alttext") or "").strip() and not _labelled(math):
            fix = "Give it words with alttext."
            message = "A formula has no words."
            yield Fault("formula-unnamed", _CLAUSE, document.name, line_of(math), message, fix)


def _labelled(element: etree._Element) -> bool:
    return any((element.get(name) or "").strip() for name in ("aria-label", "aria-labelledby"))


RULES: tuple[Rule, ...] = (alt_texts, drawings_and_formulas)
