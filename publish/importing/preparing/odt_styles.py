"""The styles of an OpenDocument text that matter to an import (ISO/IEC 26300-3, 16 and 17)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct, field

from publish.importing.preparing.office import tag_of
from publish.importing.preparing.xml import local

if TYPE_CHECKING:
    from lxml import etree

_NS = "{urn:oasis:names:tc:opendocument:xmlns:"
STYLE, TEXT, FO = f"{_NS}style:1.0}}", f"{_NS}text:1.0}}", f"{_NS}xsl-fo-compatible:1.0}}"
DRAW, SVG, TABLE = f"{_NS}drawing:1.0}}", f"{_NS}svg-compatible:1.0}}", f"{_NS}table:1.0}}"
HREF = "{http://www.w3.org/1999/xlink}href"
_ROLES = {
    "caption": "caption", "figurecaption": "caption", "tablecaption": "caption",
    "illustration": "caption", "figure": "caption", "drawing": "caption", "table": "caption",
    "preformatted_20_text": "code", "definition_20_term": "term",
    "definition_20_definition": "meaning", "table_20_heading": "head",
    "definition_20_term_20_tight": "term", "definition_20_definition_20_tight": "meaning",
    "quotations": "quotation", "title": "title", "subtitle": "subtitle", "author": "author",
    "date": "date",
}  # fmt: skip
"""The roles of paragraphs by the names of their styles in LibreOffice and pandoc."""
_CODE = frozenset({"source_20_text", "source_text", "teletype"})
_DEPTH = 20
"""The most styles that one inherits from: they could form a circle."""
_MONOSPACED = re.compile(r"mono|courier|consolas|typewriter", re.I)


class Style(Struct):
    """What one style says by itself; ``None`` is for what it doesn't say."""

    parent: str = ""
    automatic: bool = False
    language: str = ""
    marks: dict[str, bool] = field(default_factory=dict)
    hidden: bool | None = None
    clip: str = ""


class Level(Struct, frozen=True):
    """A level of a list: whether it is numbered, and from which number."""

    ordered: bool
    start: int = 1


class Styles:
    """The styles of a document by family and name, including what they inherit."""

    def __init__(self, *roots: etree._Element | None) -> None:
        self.default = ""
        self._styles: dict[tuple[str, str], Style] = {}
        self._lists: dict[str, dict[int, Level]] = {}
        for root in roots:
            if root is not None:
                self._read(root)

    def _read(self, root: etree._Element) -> None:
        for given in root.iter(f"{STYLE}style", f"{STYLE}default-style"):
            family = given.get(f"{STYLE}family", "")
            style = _style(given)
            if local(given) == "default-style":
                if family == "paragraph":
                    self.default = style.language or self.default
                continue
            self._styles[family, given.get(f"{STYLE}name", "")] = style
        for given in root.iter(f"{TEXT}list-style"):
            self._lists[given.get(f"{STYLE}name", "")] = {
                number_in(level, f"{TEXT}level", 1): Level(
                    local(level) == "list-level-style-number"
                    and level.get(f"{STYLE}num-format", "1") != "",
                    number_in(level, f"{TEXT}start-value", 1),
                )
                for level in given
                if isinstance(level.tag, str)
            }

    def level(self, name: str, depth: int) -> Level:
        """Return the level ``depth`` of a list style; numbered if the style is unknown."""
        return self._lists.get(name, {}).get(depth, Level(ordered=True))

    def _line(self, family: str, name: str) -> list[tuple[str, Style]]:
        """Return a style and those that it inherits from, with their names."""
        line: list[tuple[str, Style]] = []
        while name and len(line) < _DEPTH:
            style = self._styles.get((family, name), Style())
            line.append((name, style))
            name = style.parent
        return line

    def language(self, element: etree._Element) -> str:
        """Return the language of a paragraph or span by its style."""
        line = self._line(*_named(element))
        return next((style.language for _, style in line if style.language), "")

    def role(self, element: etree._Element) -> str:
        """Return the role of a paragraph, such as ``caption``; or an empty string."""
        names = [name.lower() for name, _ in self._line(*_named(element))]
        return next((_ROLES[name] for name in names if name in _ROLES), "")

    def marks(self, element: etree._Element) -> list[str]:
        """Return the HTML elements for the type of a span, or of a paragraph's own style."""
        family, name = _named(element)
        found: dict[str, bool] = {}
        for one, style in self._line(family, name):
            if family == "paragraph" and not style.automatic:
                break
            if one.lower() in _CODE:
                found.setdefault("code", True)
            for mark, on in style.marks.items():
                found.setdefault(mark, on)
        return [mark for mark, on in found.items() if on]

    def hidden(self, element: etree._Element) -> bool:
        """Return whether a style hides the text of an element."""
        line = self._line(*_named(element))
        return next((style.hidden for _, style in line if style.hidden is not None), False)

    def clip(self, frame: etree._Element) -> str:
        """Return how the picture in a frame is cropped (``fo:clip``), or an empty string."""
        line = self._line("graphic", frame.get(f"{DRAW}style-name", ""))
        return next((style.clip for _, style in line if style.clip), "")


def number_in(element: etree._Element, name: str, default: int) -> int:
    """Return the number in an attribute."""
    written = element.get(name, "")
    return int(written[:9]) if written.isdecimal() else default


def _named(element: etree._Element) -> tuple[str, str]:
    family = "text" if local(element) in ("span", "a") else "paragraph"
    return family, element.get(f"{TEXT}style-name", "")


def _style(given: etree._Element) -> Style:
    parent = given.getparent()
    style = Style(
        parent=given.get(f"{STYLE}parent-style-name", ""),
        automatic=parent is not None and local(parent) == "automatic-styles",
    )
    for found in given.iterfind(f"{STYLE}text-properties"):
        language, country = found.get(f"{FO}language", ""), found.get(f"{FO}country", "")
        known = country and country not in ("none", "ZZ")
        style.language = tag_of(f"{language}-{country}") if known else tag_of(language)
        if found.get(f"{TEXT}display"):
            style.hidden = found.get(f"{TEXT}display") == "none"
        style.marks = _marks(found)
    for found in given.iterfind(f"{STYLE}graphic-properties"):
        style.clip = found.get(f"{FO}clip", "")
    return style


def _marks(found: etree._Element) -> dict[str, bool]:
    """Return which HTML elements the properties of text switch on or off."""
    marks: dict[str, bool] = {}
    weight, slope = found.get(f"{FO}font-weight"), found.get(f"{FO}font-style")
    if weight:
        marks["strong"] = weight == "bold" or (weight.isdecimal() and int(weight[:9]) >= 600)
    if slope:
        marks["em"] = slope in ("italic", "oblique")
    struck = found.get(f"{STYLE}text-line-through-style") or ""
    if struck or found.get(f"{STYLE}text-line-through-type"):
        marks["del"] = struck != "none" and found.get(f"{STYLE}text-line-through-type") != "none"
    place = found.get(f"{STYLE}text-position", "").partition(" ")[0]
    if place:
        raised = place == "super" or (place.rstrip("%").isdecimal() and place not in ("0%", "0"))
        marks["sup"] = raised
        marks["sub"] = place == "sub" or place.startswith("-")
    if found.get(f"{STYLE}font-pitch") == "fixed" or _MONOSPACED.search(
        found.get(f"{STYLE}font-name", "")
    ):
        marks["code"] = True
    return marks
