"""The styles of a Word document that matter to an import (ISO/IEC 29500-1, 17.7)."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from publish.importing.preparing.docx_package import W
from publish.importing.preparing.office import tag_of

if TYPE_CHECKING:
    from lxml import etree

_ROLES = {
    "title": "title", "subtitle": "subtitle", "author": "author", "date": "date",
    "abstract": "abstract", "caption": "caption", "image caption": "caption",
    "table caption": "caption",
}  # fmt: skip
"""The roles of paragraphs by the names of their styles in Word and pandoc."""
_CONTENTS = re.compile(r"(?:toc (?:heading|\d)|table of (?:figures|authorities)|toa heading)$")
_CAPTION = re.compile(r"(?:.*[ _-])?caption$|.*[a-z]Caption$")
_DEPTH = 20
"""The most styles that one is based on: they could form a circle."""


def is_on(properties: etree._Element | None, name: str) -> bool | None:
    """Return whether a toggle property is on; ``None`` if it isn't given (17.17.4)."""
    found = properties.find(f"{W}{name}") if properties is not None else None
    if found is None:
        return None
    return found.get(f"{W}val", "true").lower() not in ("0", "false", "off")


class Styles:
    """Language, role and visibility by the id of a style, including what it is based on."""

    def __init__(self, root: etree._Element | None) -> None:
        self.default = ""
        self._languages: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._based: dict[str, str] = {}
        self._hidden: dict[str, bool] = {}
        self._numbered: set[str] = set()
        self._standard = ""
        if root is not None:
            self._read(root)
        self.default = tag_of(self.default)

    def _read(self, root: etree._Element) -> None:
        for found in root.iterfind(f"{W}docDefaults//{W}lang"):
            self.default = found.get(f"{W}val", "")
        for style in root.iterfind(f"{W}style"):
            identity = style.get(f"{W}styleId", "")
            for found in style.iterfind(f"{W}rPr/{W}lang"):
                self._languages[identity] = tag_of(found.get(f"{W}val", ""))
            for kept, tag in ((self._names, "name"), (self._based, "basedOn")):
                one = style.find(f"{W}{tag}")
                if one is not None:
                    kept[identity] = one.get(f"{W}val", "")
            hidden = is_on(style.find(f"{W}rPr"), "vanish")
            if hidden is not None:
                self._hidden[identity] = hidden
            if style.find(f"{W}pPr/{W}numPr") is not None:
                self._numbered.add(identity)
            if is_default(style):
                self._standard = identity
                self.default = self._languages.get(identity, "") or self.default

    def _line(self, identity: str) -> list[str]:
        """Return a style and those that it is based on."""
        line: list[str] = []
        while identity and len(line) < _DEPTH:
            line.append(identity)
            identity = self._based.get(identity, "")
        return line

    def role(self, paragraph: etree._Element) -> str:
        """Return the role of a paragraph: ``caption``, ``contents``, ``title``...; or empty."""
        for identity in self._line(style_of(paragraph)):
            written = self._names.get(identity, identity)
            name = written.lower()
            if _CONTENTS.match(name) or identity in ("TOCHeading", "TableofFigures"):
                return "contents"
            if name in _ROLES:
                return _ROLES[name]
            if _CAPTION.match(written) or _CAPTION.match(name):
                return "caption"
        return ""

    def heading(self, paragraph: etree._Element) -> bool:
        """Return whether a paragraph is a heading."""
        line = self._line(style_of(paragraph))
        return any(re.match(r"heading ?\d", self._names.get(one, one).lower()) for one in line)

    def numbered(self, paragraph: etree._Element) -> bool:
        """Return whether a paragraph is an item of a list."""
        if paragraph.find(f"{W}pPr/{W}numPr") is not None:
            return True
        return any(one in self._numbered for one in self._line(style_of(paragraph)))

    def language(self, run: etree._Element) -> str:
        """Return the language of a run or of its style (17.3.2.20 lang)."""
        for found in run.iterfind(f"{W}rPr/{W}lang"):
            tag = tag_of(found.get(f"{W}val", ""))
            if tag:
                return tag
        for found in run.iterfind(f"{W}rPr/{W}rStyle"):
            return self._languages.get(found.get(f"{W}val", ""), "")
        return ""

    def hidden(self, run: etree._Element) -> bool:
        """Return whether a run is hidden, by itself or by its styles (17.3.2.41 vanish)."""
        own = is_on(run.find(f"{W}rPr"), "vanish")
        if own is not None:
            return own
        character = run.find(f"{W}rPr/{W}rStyle")
        paragraph = next(run.iterancestors(f"{W}p"), None)
        styles = [character.get(f"{W}val", "")] if character is not None else []
        if paragraph is not None:
            styles.append(style_of(paragraph) or self._standard)
        return any(
            next((self._hidden[one] for one in self._line(style) if one in self._hidden), False)
            for style in styles
        )


def is_default(style: etree._Element) -> bool:
    """Return whether a style is that of paragraphs without a style."""
    given = style.get(f"{W}default", "") in ("1", "true", "on")
    return given and style.get(f"{W}type") == "paragraph"


def style_of(paragraph: etree._Element) -> str:
    """Return the id of the style of a paragraph."""
    first = islice(paragraph, _FIRST)
    style = next((one.find(f"{W}pStyle") for one in first if one.tag == f"{W}pPr"), None)
    return style.get(f"{W}val", "") if style is not None else ""


_FIRST = 8
"""Among so many elements of a paragraph its properties stand: they are the first (17.3.1.26), and
other programs write a few before them.  A paragraph may have very many runs."""
