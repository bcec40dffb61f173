"""HTML tags in the source: what is known of each element, and tags read from text.

Source: HTML Living Standard, 4 (elements), 13.1.2 (syntax).
"""

from __future__ import annotations

import html
import re

from markdown_it.common.html_blocks import block_names
from markdown_it.token import Token
from msgspec import Struct

from publish.source.dialects.refusal import refused

_ATTRIBUTE = re.compile(
    r"""([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?""",
)
TAG = re.compile(
    r"""<(?P<close>/?)(?P<name>[A-Za-z][\w.:-]*)"""
    r"""(?P<attributes>(?:\s++[^\s"'<>/=]++(?:\s*+=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*)"""
    r"""\s*(?P<void>/?)>"""
)

WRAPPERS = {
    "b": "strong", "strong": "strong", "i": "em", "em": "em", "sup": "sup", "sub": "sub",
    "s": "s", "del": "s", "strike": "s",
}  # fmt: skip
"""Elements that Markdown has too, with markdown-it's names."""
TEXT_LEVEL = frozenset(
    ["mark", "kbd", "samp", "var", "cite", "dfn", "small", "ins", "u"]
)  # fmt: skip
"""Elements that the model has as :class:`~publish.model.TextLevel`."""
TRANSPARENT = frozenset(
    ["span", "font", "big", "center", "div", "section", "article", "main", "header", "footer",
     "nav", "hgroup", "address", "p", "tt", "nobr", "bdi", "bdo", "time", "data", "label",
     "picture", "source", "ruby", "rb", "rbc", "rtc", "wbr", "col", "colgroup", "html", "body"]
)  # fmt: skip
"""Elements whose content is published without them."""
_REPLACEMENTS = {
    **dict.fromkeys(
        ("iframe", "embed", "object", "video", "audio", "canvas", "map", "area", "track"),
        "Write a link to it, [its title](https://...), and say in the text what it shows.",
    ),
    **dict.fromkeys(
        ("script", "noscript", "form", "input", "button", "select", "option", "textarea",
         "fieldset", "template", "link", "meta", "head", "base", "slot", "dialog"),
        "Delete it: editions have no scripts or forms.",
    ),
    "style": "Delete it, and give the build a style sheet with --css.",
    "svg": "Save it as a file, and write ![what it shows](file.svg).",
    "math": "Write the formula in TeX, $ ... $.",
}  # fmt: skip


class Tag(Struct, frozen=True):
    """One tag; names are in lower case, and the values of attributes are unescaped."""

    name: str
    attributes: dict[str, str]
    closing: bool
    written: str


def tag_of(text: str) -> Tag | None:
    """Return the tag that ``text`` consists of, or ``None``."""
    match = TAG.fullmatch(text)
    return _tag(match) if match else None


def _tag(match: re.Match[str]) -> Tag:
    attributes = {
        name.lower(): html.unescape(double or single or bare)
        for name, double, single, bare in _ATTRIBUTE.findall(match["attributes"])
    }
    return Tag(match["name"].lower(), attributes, bool(match["close"]), match[0])


def tag_at(text: str, place: int) -> Tag | None:
    """Return the tag at ``place`` in ``text``, or ``None``."""
    match = TAG.match(text, place)
    return _tag(match) if match else None


def picture(tag: Tag) -> Token:
    """Return the token ``image`` of an ``<img>``; an empty ``alt`` makes it decorative."""
    attributes: dict[str, str | int | float] = {"src": tag.attributes.get("src", "")}
    if title := tag.attributes.get("title"):
        attributes["title"] = title
    alt = tag.attributes.get("alt")
    if alt is not None and not alt.strip():
        attributes["decorative"] = "true"
    words = Token("text", "", 0, content=" ".join((alt or "").split()))
    return Token("image", "img", 0, attrs=attributes, children=[words], content=words.content)


def refused_tag(tag: Tag) -> Token:
    """Return the refusal of an element that no edition can hold."""
    name = f"<{tag.name}>"
    if fix := _REPLACEMENTS.get(tag.name, ""):
        message = f"The HTML element {name} can't be published."
    elif tag.name in block_names:
        message = f"The tag {name} stands in a line of text."
        fix = f"Give it a line of its own; if it is text, write \\{name}."
    else:
        message = f"The tag {name} isn't HTML that editions have."
        fix = f"Delete it; if it is text, write \\{name} or `{name}`."
    return refused("html", message, fix, tag.written)


def unclosed(tag: Tag) -> Token:
    """Return the refusal of a tag without its partner in the same paragraph or block."""
    if tag.closing:
        message, fix = f"The tag </{tag.name}> closes nothing here.", "Delete it."
    else:
        message = f"The tag <{tag.name}> isn't closed where it was opened."
        fix = f"Write </{tag.name}> in the same paragraph or block; if it is text, write \\<."
    return refused("html", message, fix, tag.written)
