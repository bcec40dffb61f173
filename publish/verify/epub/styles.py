"""Rules for style sheets: font sizes, the focus, and the highlight of spoken text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set

from publish.errors import Diagnostic
from publish.readers import MalformedError
from publish.readers.document import XHTML, words_in
from publish.readers.epub import SCHEME, Book
from publish.verify.diagnostics import BookRule
from publish.verify.epub.requirements import fault

#: A comment; one that isn't closed ends with the sheet (CSS Syntax 3, 4.3.2).
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_FONT = re.compile(r"font(?:-size)?\s*$")
_FIXED = re.compile(r"\b\d++(?:\.\d++)?(?:px|pt|cm|mm|in)\b")
_UNFOCUSED = re.compile(r"outline(?:-style)?\s*:\s*(?:none|0)\s*(?:;|$)")
_FOCUS = re.compile(r":focus(?!-within)(?!:not\(:focus-visible\))")
_HEX = r"{name}\s*:\s*#([0-9a-f]{{6}}|[0-9a-f]{{3}})\b"


def _sheets(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the style sheets that can be read."""
    for item in book.named.values():
        if item.media_type == "text/css" and not SCHEME.match(item.name):
            try:
                sheet = book.container.sheet(item.name)
            except MalformedError:  # reported as a missing file
                continue
            yield item.name, _COMMENT.sub("", sheet)


def settings(book: Book) -> Iterator[Diagnostic]:
    """Readers can change the font size, and see the focus.

    The letters of a fixed layout belong to its picture.
    """
    fixed_layout = "pre-paginated" in book.values("rendition:layout")
    for name, sheet in _sheets(book):
        for selector, body in _rules(sheet):
            what = " ".join(selector.split())
            if not fixed_layout and any(map(_is_fixed, body.split(";"))):
                fix = "Use em, rem or percent."
                message = f"The font size of {what!r} is fixed."
                yield fault(book, "size-fixed", name, 0, message, fix)
            if _FOCUS.search(selector) and _UNFOCUSED.search(body):
                message, fix = f"{what!r} hides the focus.", "Give the focus an outline."
                yield fault(book, "focus-hidden", name, 0, message, fix)


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Yield the selectors and the declarations of the innermost rules of a style sheet."""
    for piece in sheet.split("}")[:-1]:
        before, _brace, body = piece.rpartition("{")
        if selector := before.rpartition("{")[2]:
            yield selector, body


def _is_fixed(declaration: str) -> bool:
    name, _colon, value = declaration.partition(":")
    return _FONT.search(name) is not None and _FIXED.search(value) is not None


def highlight(book: Book) -> Iterator[Diagnostic]:
    """Spoken text is highlighted: its class has a style with enough contrast."""
    if next(book.overlays(), None) is None:
        return
    metas = book.metas("media:active-class")
    names = {(one.text or "").strip() for one in metas if not one.get("refines")}
    rules = list(_styled(_sheets(book), names)) or list(_styled(_style_elements(book), names))
    if not rules:
        message = "Spoken text is not highlighted: media:active-class or its style is missing."
        fix = "Name a class in the metadata (without refines) and give it a style."
        yield fault(book, "highlight-missing", book.package_name, 0, message, fix)
    for name, body in rules:
        ground, ink = (
            _luminance(body, "background(?:-color)?"),
            _luminance(body, r"(?<![\w-])color"),
        )
        if ground is not None and ink is not None and _contrast(ground, ink) < 4.5:
            message, fix = "The highlight of spoken text has too little contrast.", "Make it 4.5:1."
            yield fault(book, "highlight-faint", name, 0, message, fix)


def _styled(sheets: Iterable[tuple[str, str]], names: Set[str]) -> Iterator[tuple[str, str]]:
    """Yield the rules for the classes ``names``, each with the name of its file."""
    for name, sheet in sheets:
        for selector, body in _rules(sheet):
            if any(re.search(rf"\.{re.escape(own)}(?![\w-])", selector) for own in names):
                yield name, body


def _style_elements(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the style sheets inside narrated documents."""
    for item in book.spine:
        if item.overlay and item.name in book.summaries:
            for style in book.document(item).root.iter(f"{XHTML}style"):
                yield item.name, _COMMENT.sub("", words_in(style))


def _luminance(body: str, name: str) -> float | None:
    """Return the relative luminance (WCAG 2.2) of the colour of the property ``name``, if set."""
    found = re.search(_HEX.format(name=name), body, re.IGNORECASE)
    if not found:
        return None
    digits = found[1] if len(found[1]) == 6 else "".join(one * 2 for one in found[1])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


BOOK_RULES: tuple[BookRule, ...] = (settings, highlight)
