"""Contrast of an author's colours on the pages of reading systems: white, sepia and dark.

A reading system chooses the colours of page and text.  A sheet that sets one of the two mixes its
own with those that the reader has chosen.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from publish.check.contrast import (
    LEAST,
    LEAST_LARGE,
    Colour,
    Declared,
    Palette,
    ground_of,
    ratio,
    read_sheets,
    theme_sheets,
)
from publish.check.document_index import DocumentIndex
from publish.check.rule import At, Family, Rule
from publish.errors import Diagnostic, Severity, shortened

CONTRAST_READER = Rule(
    "contrast-reader",
    Severity.WARNING,
    "Colours of a style sheet have contrast on the white, sepia and dark pages of reading systems.",
    "Readers who read at night get dark words on a dark page, or light ones on a light box.",
    "Set color and background-color together, or leave both to the reading system.",
    number="1.4.3",
)


class _Page(Struct, frozen=True):
    """A page that readers choose, and the colour of its text; ``dark``: its media query."""

    name: str
    ground: Colour
    ink: Colour
    dark: bool = False


_PAGES = (
    _Page("a white page", (1.0, 1.0, 1.0), (0.1, 0.1, 0.1)),
    _Page("a sepia page (#f4ecd8)", (0.957, 0.925, 0.847), (0.2, 0.15, 0.1)),
    _Page("a dark page (#121212)", (0.071, 0.071, 0.071), (0.87, 0.87, 0.87), dark=True),
)

#: What only the PDF has, and what holds no text.
_ELSEWHERE = (".drop-cap", ".footnote", "::footnote", ".contents")
_WORDLESS = ("img", "svg", "hr")


def find(index: DocumentIndex) -> Iterator[Diagnostic]:
    """Find colours of the author's sheets that are lost on a page of a reading system."""
    sheets = index.environment.sheets
    if not sheets or not index.environment.epub:
        return
    own = {file for file, _ in sheets}
    theme = index.article.metadata.theme or ("book" if index.article.book else "feature")
    texts = [*theme_sheets(theme, "epub"), *sheets]
    for diagnostic in lost_colours(texts):
        if diagnostic.file in own:
            yield diagnostic


def lost_colours(texts: list[tuple[Path, str]]) -> Iterator[Diagnostic]:
    """Find colours of style sheets (file and text) without contrast on a page of a reader."""
    found: dict[tuple[str, Declared, bool], list[str]] = {}
    for page in _PAGES:
        under = Declared(page.ground, page.name, Path(), 0)
        palette = read_sheets(texts, dark=page.dark, page=under)
        for selector, ink in palette.colours.items():
            if ground_of(palette, selector) is under and _in_text(selector):
                contrast = ratio(ink.colour, page.ground)
                if contrast < _least(palette, selector):
                    found.setdefault((selector, _place(ink), True), []).append(
                        f"{contrast:.1f} to 1 on {page.name}"
                    )
        for selector, ground in palette.grounds.items():
            if selector not in palette.colours and _in_text(selector):
                contrast = ratio(page.ink, ground.colour)
                if contrast < _least(palette, selector):
                    found.setdefault((selector, _place(ground), False), []).append(
                        f"{contrast:.1f} to 1 with the text of {page.name}"
                    )
    for (selector, declared, is_ink), where in found.items():
        lacks = "background" if is_ink else "text colour"
        yield CONTRAST_READER.found(
            At(declared.file, declared.line, "", None),
            f"“{shortened(selector)}”: {declared.written} is set without a {lacks}, so its "
            f"contrast is {' and '.join(where)}.",
        )


def _place(declared: Declared) -> Declared:
    """Return ``declared`` as it is on every page: what shines through differs."""
    return Declared((0, 0, 0), declared.written, declared.file, declared.line)


def _least(palette: Palette, selector: str) -> float:
    return LEAST_LARGE if selector in palette.large else LEAST


def _in_text(selector: str) -> bool:
    last = selector.split()[-1]
    return not any(one in selector for one in _ELSEWHERE) and not last.startswith(_WORDLESS)


READER_PAGES = Family("Pages of reading systems", (CONTRAST_READER,), find)
