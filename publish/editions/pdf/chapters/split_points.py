"""Divide a book's document into pieces that can be laid out separately.

Every part and chapter begins on a new page, so its layout depends on nothing before it except page
numbers. The content before the first of them is the first piece; the content after the last belongs
to its piece. :func:`splitting_of` finds out whether the style sheets allow this.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from msgspec import Struct

from publish.editions.pdf.document import DOCTYPE
from publish.xhtml.tree import Element, Node, elements, serialise, start_tag


class Piece(Struct, frozen=True):
    """A part of the document.

    ``name`` is the id of its part or chapter, empty for the first piece. ``wrapper`` is the start
    tag of the part around a chapter, ``content`` the XHTML inside that, and ``part`` the id of that
    part (or its own, for a part). ``after`` is the XHTML after the part. ``ids`` are the link
    targets in the piece, ``far`` the targets of its links that are in other pieces.
    """

    name: str
    content: str
    wrapper: str = ""
    part: str = ""
    after: str = ""
    ids: frozenset[str] = frozenset()
    far: tuple[str, ...] = ()


class Divided(Struct, frozen=True):
    """The pieces of a document; ``head`` is the document up to the content of ``body``."""

    head: str
    pieces: tuple[Piece, ...]

    @property
    def markup(self) -> str:
        """The XHTML of the document, without the end tags of ``body`` and parts."""
        parts = (f"{one.wrapper}{one.content}{one.after}" for one in self.pieces)
        return f"{self.head}{''.join(parts)}"


def divide(root: Element) -> Divided | None:
    """Return the document ``root`` in pieces.

    Return ``None`` if it has no chapters, or if there is text between them.
    """
    body = next(node for node in root.children if isinstance(node, Element) and node.name == "body")
    before, sections = _cut(body.children, ("part", "chapter"))
    if not sections or not all(_is_blank(gap) for _, gap in sections[:-1]):
        return None
    pieces = [_piece("", before)]
    for section, gap in sections:
        after = gap if section is sections[-1][0] else []
        if "part" not in section.classes:
            pieces.append(_piece(section.id, [section], after))
            continue
        title, chapters = _cut(section.children, ("chapter",))
        if not all(_is_blank(gap) for _, gap in chapters):
            return None
        own = Element(section.name, section.attributes, tuple(title))
        wrapper, last = start_tag(section), chapters[-1][0] if chapters else None
        pieces.append(_piece(section.id, [own], [] if chapters else after, part=section.id))
        for chapter, _ in chapters:
            end = after if chapter is last else []
            pieces.append(_piece(chapter.id, [chapter], end, wrapper, section.id))
    head = root.children[: root.children.index(body)]
    start = f"{DOCTYPE}{start_tag(root)}{serialise(head)}{start_tag(body)}"
    return Divided(start, tuple(pieces))


def _cut(
    nodes: Iterable[Node], kinds: tuple[str, ...]
) -> tuple[list[Node], list[tuple[Element, list[Node]]]]:
    """Return the nodes before the first section of ``kinds``, and each with the nodes after it."""
    before: list[Node] = []
    sections: list[tuple[Element, list[Node]]] = []
    for node in nodes:
        if (
            isinstance(node, Element)
            and node.name == "section"
            and any(kind in node.classes for kind in kinds)
        ):
            sections.append((node, []))
        else:
            (sections[-1][1] if sections else before).append(node)
    return before, sections


def _is_blank(nodes: Iterable[Node]) -> bool:
    return all(isinstance(node, str) and not node.strip() for node in nodes)


def _piece(
    name: str,
    content: Sequence[Node],
    after: Sequence[Node] = (),
    wrapper: str = "",
    part: str = "",
) -> Piece:
    inside = elements([*content, *after])
    ids = frozenset(one.id for one in inside if one.id)
    links = (one.get("href") for one in inside)
    far = (link[1:] for link in links if link.startswith("#") and link[1:] not in ids)
    return Piece(
        name,
        serialise(content),
        wrapper,
        part,
        serialise(after),
        ids,
        tuple(dict.fromkeys(far)),
    )


#: Properties that make a chapter depend on others: counters that run through the book, and
#: bookmarks with text from elsewhere.
_PROPERTIES = frozenset({"counter-reset", "counter-set", "counter-increment", "bookmark-label"})

#: Functions that do the same: elements taken out of the text, and numbers or text from elsewhere.
_FUNCTIONS = frozenset({"running", "element", "target-counters", "target-text"})


class Splitting(Struct, frozen=True):
    """The consequences of a book's style sheets for laying it out in pieces.

    ``possible`` says that no rule makes a chapter depend on others, ``sided`` that left and right
    pages differ, ``mirrored`` that they differ in more than their margin boxes.
    """

    possible: bool
    sided: bool
    mirrored: bool


def splitting_of(paths: Iterable[Path]) -> Splitting:
    """Return the consequences of the style sheets ``paths`` and of those that they import."""
    rules = [rule for sheet in _parsed(paths, set()) for rule in sheet]
    pages = [rule for rule in _at_rules(rules, "page") if _side(rule)]
    return Splitting(not _crosses_chapters(rules), bool(pages), any(map(_sets_page, pages)))


def _parsed(paths: Iterable[Path], seen: set[Path]) -> Iterator[list[Any]]:
    """Yield the rules of each style sheet, and of those that it imports."""
    from tinycss2 import parse_stylesheet_bytes

    for path in paths:
        if path in seen or not path.is_file():
            continue
        seen.add(path)
        rules, _ = parse_stylesheet_bytes(path.read_bytes(), skip_comments=True)
        yield rules
        imported = (_address(rule) for rule in _at_rules(rules, "import"))
        yield from _parsed((path.parent / unquote(name) for name in imported if name), seen)


def _at_rules(nodes: Iterable[Any], name: str) -> Iterator[Any]:
    """Yield the at-rules called ``name``, including those inside other at-rules."""
    from tinycss2 import parse_rule_list

    for node in nodes:
        if node.type != "at-rule":
            continue
        if node.lower_at_keyword == name:
            yield node
        elif node.content is not None:
            yield from _at_rules(parse_rule_list(node.content), name)


def _address(rule: Any) -> str:
    """Return the address of an ``@import`` rule; empty where it has none."""
    for token in rule.prelude:
        if token.type in ("string", "url"):
            return str(token.value)
        if token.type == "function" and token.lower_name == "url":
            return next((str(one.value) for one in token.arguments if one.type == "string"), "")
    return ""


def _side(rule: Any) -> bool:
    """Return whether a ``@page`` rule is for left or right pages."""
    return any(
        before == ":" and name.type == "ident" and name.lower_value in ("left", "right")
        for before, name in pairwise(rule.prelude)
    )


def _sets_page(rule: Any) -> bool:
    """Return whether a ``@page`` rule sets more than margin boxes."""
    from tinycss2 import parse_blocks_contents

    found = parse_blocks_contents(rule.content or (), skip_comments=True, skip_whitespace=True)
    return any(node.type != "at-rule" for node in found)


def _crosses_chapters(nodes: Iterable[Any]) -> bool:
    """Return whether a rule makes the layout of a chapter depend on other chapters.

    Such rules use :data:`_PROPERTIES`, :data:`_FUNCTIONS`, ``counter(pages)``, ``position: fixed``,
    ``@note-area``, or ``:nth()`` that counts from the first page.
    """
    tokens = [node for node in nodes if node.type not in ("whitespace", "comment")]
    for place, node in enumerate(tokens):
        match node.type:
            case "ident":
                name = node.lower_value
                if name in _PROPERTIES or name == "pages":
                    return True
                if name == "position" and _words(tokens[place + 1 : place + 3]) == (":", "fixed"):
                    return True
            case "function" if node.lower_name in _FUNCTIONS:
                return True
            case "function" if node.lower_name == "nth":
                if _words(node.arguments)[:2] != ("1", "of"):
                    return True
            case "at-rule" if node.lower_at_keyword == "note-area":
                return True
            case "at-keyword" if node.lower_value == "note-area":
                return True
            case _:
                pass
        inner = (getattr(node, name, None) for name in ("prelude", "content", "arguments"))
        if any(map(_crosses_chapters, filter(None, inner))):
            return True
    return False


def _words(tokens: Iterable[Any]) -> tuple[str, ...]:
    return tuple(one.serialize().lower() for one in tokens if one.type != "whitespace")
