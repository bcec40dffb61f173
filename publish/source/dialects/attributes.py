"""Parse attributes, ``{#id .class key=value}``, as pandoc, Quarto, kramdown and Djot write them.

They follow a picture, code, a link, a formula or a span of words in brackets, or stand on a line
before a block or at the end of a heading.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_ITEM = re.compile(
    r"""\#(?P<id>[^\s{}"'=]+)
    |\.(?P<cls>[^\s{}"'=]+)
    |(?P<key>[A-Za-z_:][\w:.-]{0,100}+)=(?:"(?P<double>[^"\\]*+(?:\\.[^"\\]*+)*)"|'(?P<single>[^']*)'
        |(?P<bare>[^\s{}"'“”„«»]+))
    |-(?=[\s}])
    |%[^%}]*%?""",
    re.X | re.S,
)
_SPACE = re.compile(r"\s*")
_CLOSING = re.compile(r"(?<!\s)\s++#++$")
"""The closing sequence of an ATX heading (CommonMark 0.31, 4.2)."""
_ESCAPED = re.compile(r"\\([\"\\])")
_ANCHOR = re.compile(r"<a\s+(?:id|name)=[\"']?([\w.:-]+)[\"']?\s*(?:/>|>\s*</a>)\s*")
"""An empty HTML anchor, which only names a place."""
AFTER = ("image", "code_inline", "link_close", "span_close", "math_inline", "myst_role")

PRESENTATION = frozenset(
    ["class", "width", "height", "style", "align", "target", "rel", "loading", "title-size",
     "scale", "role", "download", "hidden", "fig-align", "fig-pos", "fig-env", "layout",
     "layout-ncol", "layout-nrow", "fig-scap", "border"]
)  # fmt: skip
"""Attributes that only change the look or the behaviour of a web page."""


def is_presentation(name: str) -> bool:
    """Return whether an attribute means nothing to a reader of an edition."""
    return name in PRESENTATION or name.startswith(("data-", "aria-"))


def parse_attributes(text: str, start: int = 0) -> tuple[int, dict[str, str]] | None:
    """Return the attributes at ``start`` with the position after them, or ``None``.

    Several classes are joined by a space.
    """
    if not text.startswith("{", start) or text.startswith(("{%", "{{"), start):
        return None
    attributes: dict[str, str] = {}
    classes: list[str] = []
    place = start + (2 if text.startswith("{:", start) else 1)
    while True:
        place = _end_of_space(text, place)
        if text.startswith("}", place):
            if classes:
                attributes["class"] = " ".join(classes)
            return place + 1, attributes
        item = _ITEM.match(text, place)
        if item is None:
            return None
        place = item.end()
        if text[place : place + 1] not in (" ", "\t", "\n", "}"):
            return None
        if item["id"]:
            attributes["id"] = item["id"]
        elif item["cls"]:
            classes.append(item["cls"])
        elif item["key"] == "class":
            classes.append(_value(item))
        elif item["key"]:
            attributes[item["key"]] = _value(item)


def _end_of_space(text: str, place: int) -> int:
    space = _SPACE.match(text, place)
    return space.end() if space else place


def _value(item: re.Match[str]) -> str:
    if item["double"] is not None:
        return _ESCAPED.sub(r"\1", item["double"])
    return item["single"] if item["single"] is not None else item["bare"]


def attributes_plugin(md: MarkdownIt) -> None:
    """Parse attributes after inlines, spans ``[words]{..}``, and lines of attributes."""
    md.inline.ruler.after("link", "span", _span)
    md.inline.ruler.push("attributes", _after)
    md.block.ruler.before("fence", "attributes", _block)


def _span(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "[":
        return False
    start, maximum = state.pos + 1, state.posMax
    end = state.md.helpers.parseLinkLabel(state, state.pos, False)
    found = parse_attributes(state.src, end + 1) if end >= 0 else None
    if found is None:
        return False
    if not silent:
        state.pos, state.posMax = start, end
        token = state.push("span_open", "span", 1)
        token.attrs.update(found[1])
        state.md.inline.tokenize(state)
        state.push("span_close", "span", -1)
    state.pos, state.posMax = found[0], maximum
    return True


def _after(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "{" or state.pending or not state.tokens:
        return False
    if state.tokens[-1].type not in AFTER:
        return False
    found = parse_attributes(state.src, state.pos)
    opening = _opening(state.tokens)
    if found is None or opening is None:
        return False
    state.pos = found[0]
    if not silent:
        opening.attrs.update(found[1])
    return True


def _opening(tokens: Sequence[Token]) -> Token | None:
    """Return the token that the last of ``tokens`` closes, or that token itself."""
    level = 0
    for token in reversed(tokens):
        level -= token.nesting
        if not level:
            return token
    return None


def _block(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    """Match a line of attributes (words after them are reported later)."""
    place, maximum = state.bMarks[start] + state.tShift[start], state.eMarks[start]
    if state.is_code_block(start) or not state.src.startswith("{", place):
        return False
    line = state.src[place:maximum].rstrip()
    found = parse_attributes(line) if line.endswith("}") else None
    if found is None:
        return False
    if silent:
        return True
    token = state.push("attrs_block", "", 0)
    token.attrs.update(found[1])
    token.map = [start, start + 1]
    token.markup = line[:2]
    state.line = start + 1
    return True


def heading_attributes(content: str) -> tuple[str, dict[str, str]]:
    """Return the text of a heading without the attributes at its end and the anchors in it."""
    attributes: dict[str, str] = {}
    if anchor := _ANCHOR.search(content):
        attributes["id"] = anchor[1]
        content = _ANCHOR.sub("", content)
    text = content.rstrip()
    at = text.rfind("{")
    found = parse_attributes(text, at) if at > 0 and text[at - 1] not in "\\`]$" else None
    if found and found[0] == len(text):
        attributes.update(found[1])
        content = _CLOSING.sub("", text[:at].rstrip())
    return content, attributes


def split_anchors(text: str) -> tuple[list[str], str]:
    """Return the names that HTML anchors at the start of ``text`` give, and the rest."""
    names, place = [], 0
    while anchor := _ANCHOR.match(text, place):
        names.append(anchor[1])
        place = anchor.end()
    return names, text[place:]
