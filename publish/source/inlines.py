"""Convert nodes of a line of text to inlines of the model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

from msgspec.structs import replace

from publish.errors import shortened, suggestion
from publish.model import (
    LINK_SCHEMES,
    Abbreviation,
    Deletion,
    Emphasis,
    Image,
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
    TextElement,
    TextLevel,
)
from publish.model.rewrite import joined, trimmed
from publish.source.completeness import abbreviation_parts
from publish.source.parser import Node
from publish.source.reader import Reader
from publish.source.references import anchor_name, heading_name
from publish.source.typography import typeset_nodes

_SPACE = re.compile(r"[ \t\n]+")
_WIDE_SPACE = re.compile(r" [ \t\n]+|[\t\n][ \t\n]*")
"""White space that isn't one space already."""
MAX_ABBREVIATION = 500
"""Limit of an abbreviation with its expansion in characters."""

ROLES = ("abbr", "sup", "sub", "cspan", "rspan", "kbd", "math", "ref", "numref", "code")
_ELEMENTS = frozenset(map(str, TextElement))
_CLASSES = {"underline": "u", "highlight": "mark", "inserted": "ins"}
"""Classes of spans for elements with another name."""
_SPAN = ("lang", "say", "ipa")
_NAMED = re.compile(r"(.*\S)\s*<([^<>]+)>", re.S)


def read_inlines(reader: Reader, nodes: Iterable[Node]) -> tuple[Inline, ...]:
    """Return the inlines of ``nodes`` with single spaces, and none at either end."""
    nodes = tuple(nodes)
    if reader.language_here:
        typeset_nodes(nodes, reader.language_here)
    if len(nodes) == 1 and nodes[0].kind == "text":  # as in most cells of tables
        text = _WIDE_SPACE.sub(" ", nodes[0].text).strip(" ")
        return (Text(text),) if text else ()
    return trimmed(_inlines(reader, nodes))


def inlines_of(reader: Reader, node: Node) -> tuple[Inline, ...]:
    """Return the inlines of a node whose one child is an ``inline`` node."""
    return read_inlines(reader, node.children[0].children if node.children else ())


def line_of_text(reader: Reader, text: str, line: int) -> tuple[Inline, ...]:
    """Return the inlines of an argument or an option that stands on ``line``."""
    return read_inlines(reader, reader.parser.inlines(text, line))


def _inlines(reader: Reader, nodes: Iterable[Node]) -> tuple[Inline, ...]:
    return tuple(joined(_each(reader, nodes)))


def _each(reader: Reader, nodes: Iterable[Node]) -> Iterator[Inline]:
    for node in nodes:
        match node.kind:
            case "span":
                yield from _span(reader, node)
            case "wiki":
                yield from _wiki(reader, node)
            case _:
                yield _inline(reader, node)


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
        case "sup":
            return Superscript(_inlines(reader, node.children))
        case "sub":
            return Subscript(_inlines(reader, node.children))
        case "text_level":
            element = TextElement(node.attributes["element"])
            return TextLevel(_inlines(reader, node.children), element)
        case "footnote_ref":
            return NoteReference(node.name)
        case "inline_note":
            return reader.inline_note(node, read_inlines(reader, node.children))
        case "image":
            return InlineImage(_in_line(picture(reader, node), node))
        case "math_inline" | "math_inline_double":
            reader.known_attributes(node, ("alt", "id"))
            return InlineMath(node.text.strip(), node.attributes.get("alt", ""))
        case "refused":
            raise reader.error(node, node.name, node.text, node.info, node.argument)
        case "code_inline":
            return _attributed(reader, node, InlineCode(node.text))
        case "myst_role":
            return _attributed(reader, node, _role(reader, node))
        case "link":
            content = _inlines(reader, node.children)
            title = node.attributes.get("title", "")
            target, chapter = _target(reader, node)
            return _attributed(reader, node, Link(content, target, title, chapter))
        case _:
            raise AssertionError(f"the parser knows {node.kind}, the reader does not")


def _span(reader: Reader, node: Node) -> tuple[Inline, ...]:
    if not node.attributes:
        message = "The attributes after the brackets are empty."
        fix = "Write [words]{lang=pl}, or a backslash before the brackets."
        raise reader.error(node, "attribute", message, fix, "{")
    content = _inlines(reader, node.children)
    for name in node.attributes.get("class", "").split():
        element = _CLASSES.get(name, name)
        if element in _ELEMENTS:
            content = (TextLevel(content, TextElement(element)),)
    if set(node.attributes) & {"lang", "say", "ipa"}:
        return (_attributed(reader, node, *content),)
    reader.known_attributes(node, (*_SPAN, "id"))
    return content


def _wiki(reader: Reader, node: Node) -> tuple[Inline, ...]:
    """Return a link of a vault of notes: to a heading of this text, to a chapter, or its words."""
    content = _inlines(reader, node.children)
    page, heading = node.attributes["page"], node.attributes["heading"]
    chapter = reader.chapter(page if page.endswith(".md") else f"{page}.md") if page else ""
    if chapter or not page:
        return (Link(content, f"#{heading_name(heading)}", "", chapter),)
    return content


def picture(reader: Reader, node: Node) -> Image:
    """Return the picture of an image; the attribute ``alt`` takes precedence over the brackets."""
    known = ("src", "alt", "title", "fig-alt", "fig-cap", "id", "decorative", "credit", "lang")
    reader.known_attributes(node, known)
    given = node.attributes
    alt = given.get("fig-alt") or given.get("alt") or node.text
    decorative = given.get("decorative") == "true"
    return reader.image(
        node, unquote(given["src"]), None if decorative else alt, decorative=decorative
    )


def _in_line(image: Image, node: Node) -> Image:
    """Return ``image`` with its title, caption and credit at the end of its alt text.

    A picture in a line has no other place for words.
    """
    named = (
        image.alt or "",
        *(node.attributes.get(one, "") for one in ("title", "fig-cap", "credit")),
    )
    words = list(dict.fromkeys(" ".join(one.split()).rstrip(".") for one in named if one.strip()))
    more = len(words) > 1 or (bool(words) and not image.alt)
    return replace(image, alt=". ".join(words)) if more else image


def _attributed(reader: Reader, node: Node, *content: Inline) -> Inline:
    """Return ``content`` with its attributes ``{lang=.. say=".." ipa=".."}``."""
    attributes = {k: v for k, v in node.attributes.items() if k not in ("href", "title", "id")}
    reader.known_attributes(node, _SPAN, attributes)
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
    words = (Text(_SPACE.sub(" ", node.text)),)
    if node.name in _ELEMENTS:
        return TextLevel(words, TextElement(node.name))
    match node.name:
        case "sup" | "superscript":
            return Superscript(words)
        case "sub" | "subscript":
            return Subscript(words)
        case "math":
            return InlineMath(node.text.strip())
        case "ref" | "numref" | "term":
            return _reference(node)
        case "code" | "file" | "command" | "guilabel" | "menuselection" | "py:func" | "py:class":
            return InlineCode(node.text)
        case "abbr" | "abbreviation":
            parts = abbreviation_parts(node.text)
            if not parts or not parts[1] or len(node.text) > MAX_ABBREVIATION:
                message = f"The abbreviation “{shortened(node.text)}” has no expansion."
                fix = "Write {abbr}`NGO (non-governmental organisation)`."
                raise reader.error(node, "abbreviation", message, fix, "{abbr}")
            return Abbreviation(_SPACE.sub(" ", parts[0]), _SPACE.sub(" ", parts[1]))
        case "cspan" | "rspan":
            message = f"{{{node.name}}} can stand only at the start of a cell of a list-table."
            fix = "Only a cell of a {list-table} can cover several columns or rows."
            raise reader.error(node, "role", message, fix, f"{{{node.name}}}")
        case _:
            message = f"The role {{{node.name}}} isn't known."
            raise reader.error(
                node, "role-unknown", message, suggestion(node.name, ROLES), f"{{{node.name}}}"
            )


def _reference(node: Node) -> Inline:
    """Return a reference of MyST: ``{ref}`words <name>``` or ``{numref}`name```."""
    match = _NAMED.fullmatch(node.text.strip())
    if node.name == "term":
        return Text(match[1] if match else node.text)
    if match and "%s" not in match[1] and "{" not in match[1]:
        return Link((Text(match[1]),), f"#{anchor_name(match[2])}")
    return Link((), f"#{anchor_name(match[2] if match else node.text)}")


#: The longest address in characters (RFC 9110, 4.1: at least 8,000 are to be supported).
_LONGEST_ADDRESS = 8000


def _target(reader: Reader, node: Node) -> tuple[str, str]:
    """Return the target of a link, and the id of the chapter it leads to, or an empty string.

    Relative paths to other files are refused: they would be broken in every edition.
    """
    target = node.attributes.get("href", "")
    path, _, name = target.partition("#")
    if not path and name:
        return "#" + unquote(name).replace(":", "-"), ""
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
    if whole and len(target) > _LONGEST_ADDRESS:
        message = (
            f"An address has {len(target)} characters; at most {_LONGEST_ADDRESS} are allowed."
        )
        raise reader.error(node, "link-target", message, "Shorten it: few browsers open it.", "](")
    if not whole:
        message = f"The link to “{shortened(unquote(target), 60)}” leads nowhere for readers."
        fix = "Write a whole address (https://...), or #name for a block of this text."
        raise reader.error(node, "link-target", message, fix, "](")
    return target, ""
