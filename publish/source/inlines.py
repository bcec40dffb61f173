"""Convert nodes of a line of text to inlines of the model."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from publish.errors import shortened, suggestion
from publish.model import (
    LINK_SCHEMES,
    Abbreviation,
    Deletion,
    Emphasis,
    Inline,
    InlineCode,
    InlineImage,
    InlineMath,
    LineBreak,
    Link,
    NoteReference,
    Phrase,
    Pronounced,
    Strong,
    Subscript,
    Superscript,
    Text,
)
from publish.model.rewrite import joined, trimmed
from publish.source.parser import Node
from publish.source.reader import Reader

_SPACE = re.compile(r"[ \t\n]+")
_ABBREVIATION = re.compile(r"\s*(\S.*?)\s*\(\s*(\S.*?)\s*\)\s*")
MAX_ABBREVIATION = 500
"""Limit of an abbreviation with its expansion in characters."""

ROLES = ("abbr", "sup", "sub", "cspan", "rspan")


def read_inlines(reader: Reader, nodes: Iterable[Node]) -> tuple[Inline, ...]:
    """Return the inlines of ``nodes`` with single spaces, and none at either end."""
    return trimmed(_inlines(reader, nodes))


def inlines_of(reader: Reader, node: Node) -> tuple[Inline, ...]:
    """Return the inlines of a node whose one child is an ``inline`` node."""
    return read_inlines(reader, node.children[0].children if node.children else ())


def line_of_text(reader: Reader, text: str, line: int) -> tuple[Inline, ...]:
    """Return the inlines of an argument or an option that stands on ``line``."""
    return read_inlines(reader, reader.parser.inlines(text, line))


def _inlines(reader: Reader, nodes: Iterable[Node]) -> tuple[Inline, ...]:
    return tuple(joined(_inline(reader, node) for node in nodes))


def _inline(reader: Reader, node: Node) -> Inline:
    match node.kind:
        case "text" | "text_special":
            return Text(node.text)
        case "softbreak":
            return Text(" ")
        case "hardbreak":
            return LineBreak()
        case "em":
            return Emphasis(_inlines(reader, node.children))
        case "strong":
            return Strong(_inlines(reader, node.children))
        case "s":
            return Deletion(_inlines(reader, node.children))
        case "footnote_ref":
            return NoteReference(node.name)
        case "image":
            reader.no_attributes(node)
            return InlineImage(reader.image(node, unquote(node.attributes["src"]), node.text))
        case "math_inline":
            reader.known_attributes(node, ("alt",))
            return InlineMath(node.text, node.attributes.get("alt", ""))
        case "math_inline_double":
            raise reader.error(
                node,
                "math",
                "$$ ... $$ stands in a line of text.",
                "Give it a paragraph of its own, or write $ ... $ with no space inside.",
                "$$",
            )
        case "code_inline":
            return _attributed(reader, node, InlineCode(node.text))
        case "myst_role":
            return _attributed(reader, node, _role(reader, node))
        case "link":
            content = _inlines(reader, node.children)
            title = node.attributes.get("title", "")
            target, chapter = _target(reader, node)
            return _attributed(reader, node, Link(content, target, title, chapter))
        case "span":
            if not set(node.attributes) & {"lang", "say", "ipa"}:
                reader.known_attributes(node, ("lang", "say", "ipa"))
                message = "The attributes after the brackets are empty."
                fix = "Write [words]{lang=pl}, or a backslash before the brackets."
                raise reader.error(node, "attribute", message, fix, "{")
            return _attributed(reader, node, *_inlines(reader, node.children))
        case _:
            raise AssertionError(f"the parser knows {node.kind}, the reader does not")


def _attributed(reader: Reader, node: Node, *content: Inline) -> Inline:
    """Return ``content`` with its attributes ``{lang=.. say=".." ipa=".."}``."""
    attributes = {k: v for k, v in node.attributes.items() if k not in ("href", "title")}
    reader.known_attributes(node, ("lang", "say", "ipa"), attributes)
    said = {name: attributes.get(name, "") for name in ("say", "ipa")}
    inlines = content
    if any(said.values()):
        inlines = (Pronounced(inlines, **said),)
    if "lang" in attributes:
        language = reader.language(node, attributes["lang"])
        return Phrase(inlines, language)
    for name in ("say", "ipa"):
        if name in attributes and not any(said.values()):
            message = f"The attribute {name} is empty."
            raise reader.error(
                node, "attribute", message, "Write how the words are spoken.", f"{name}="
            )
    (inline,) = inlines
    return inline


def _role(reader: Reader, node: Node) -> Inline:
    match node.name:
        case "sup":
            return Superscript((Text(_SPACE.sub(" ", node.text)),))
        case "sub":
            return Subscript((Text(_SPACE.sub(" ", node.text)),))
        case "abbr":
            parts = _ABBREVIATION.fullmatch(node.text[: MAX_ABBREVIATION + 1])
            if not parts or len(node.text) > MAX_ABBREVIATION:
                message = f"The abbreviation “{shortened(node.text)}” has no expansion."
                fix = "Write {abbr}`NGO (non-governmental organisation)`."
                raise reader.error(node, "abbreviation", message, fix, "{abbr}")
            return Abbreviation(_SPACE.sub(" ", parts[1]), _SPACE.sub(" ", parts[2]))
        case "cspan" | "rspan":
            message = f"{{{node.name}}} can stand only at the start of a cell of a list-table."
            fix = "Only a cell of a {list-table} can cover several columns or rows."
            raise reader.error(node, "role", message, fix, f"{{{node.name}}}")
        case _:
            message = f"The role {{{node.name}}} isn't known."
            raise reader.error(
                node, "role-unknown", message, suggestion(node.name, ROLES), f"{{{node.name}}}"
            )


def _target(reader: Reader, node: Node) -> tuple[str, str]:
    """Return the target of a link, and the id of the chapter it leads to, or an empty string.

    Relative paths to other files are refused: they would be broken in every edition.
    """
    target = node.attributes.get("href", "")
    path, _, name = target.partition("#")
    if not path and name:
        return "#" + unquote(name), ""
    if chapter := reader.chapter(unquote(path)):
        return "#" + unquote(name), chapter
    try:
        parts = urlsplit(target)
        whole = parts.scheme in LINK_SCHEMES and bool(
            parts.hostname or parts.scheme in LINK_SCHEMES[2:]
        )
        whole = whole and bool(parts.netloc or parts.path) and parts.port != -1
    except ValueError:
        whole = False
    if not whole:
        message = f"The link to “{shortened(unquote(target), 60)}” leads nowhere for readers."
        fix = "Write a whole address (https://...), or #name for a block of this text."
        raise reader.error(node, "link-target", message, fix, "](")
    return target, ""
