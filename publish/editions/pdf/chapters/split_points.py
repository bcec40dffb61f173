"""Divide a book's document into pieces that can be laid out apart.

Every part and chapter begins on a new page, so its lines and pages depend on nothing before it
except page numbers. What precedes the first of them is the first piece; what follows the last
belongs to its piece. :func:`splitting_of` finds out whether the style sheets rule that out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.parsers import expat

from msgspec import Struct

_ID = re.compile(r'\sid="([^"]+)"')
_LINK = re.compile(r'\shref="#([^"]+)"')


class Piece(Struct, frozen=True):
    """A part of the document.

    ``name`` is the id of its part or chapter, empty for the first piece. ``wrapper`` is the start
    tag of the part around a chapter, ``content`` the XHTML inside that, and ``part`` the id of that
    part (or its own, for a part). ``after`` is what follows the end of the part. ``ids`` are the
    link targets in the piece, ``far`` the targets of its links that are in other pieces.
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


class _Found(Struct):
    """A part or chapter: its start tag, and the offsets in bytes where it begins and ends."""

    kind: str
    name: str
    begin: int
    tag_end: int
    end: int = 0
    end_tag: int = 0
    part: _Found | None = None


def divide(markup: str) -> Divided | None:
    """Return ``markup`` in pieces, or ``None`` if it can't be divided.

    That is so where it has no chapters, or where text stands between them. ``markup`` is
    well-formed XHTML as ``docs/design.md`` describes it.
    """
    raw = markup.encode()
    body, found = _scan(raw)
    if not found:
        return None
    spans: list[tuple[_Found | None, int, int]] = [(None, body[0], found[0].begin)]
    for place, one in enumerate(found):
        following = found[place + 1] if place + 1 < len(found) else None
        end = one.end
        if one.kind == "part" and following is not None and following.part is one:
            end = following.begin
        spans.append((one, one.begin, end))
    pieces = []
    for place, (found_one, begin, end) in enumerate(spans):
        last = place + 1 == len(spans)
        gap_end = body[1] if last else spans[place + 1][1]
        gap, in_part = _gap(raw, end, gap_end, found_one)
        if in_part or (gap.strip() and not last):
            return None
        pieces.append(_piece(raw, found_one, begin, end, gap if last else ""))
    return Divided(raw[: body[0]].decode(), tuple(_with_far(pieces)))


def _scan(raw: bytes) -> tuple[tuple[int, int], list[_Found]]:
    """Return where the content of ``body`` begins and ends, and its parts and chapters in order.

    Expat gives byte offsets, so pieces are slices of the document, to the byte.
    """
    parser = expat.ParserCreate()
    depth, body = 0, [0, 0]
    found: list[_Found] = []
    open_: dict[int, _Found] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > 4 or (depth > 3 and (3 not in open_ or open_[3].kind != "part")):
            return
        if name == "body":
            body[0] = _tag_end(raw, parser.CurrentByteIndex)
        classes = attributes.get("class", "").split()
        kind = next((one for one in ("part", "chapter") if one in classes), "")
        if name == "section" and kind and depth > 2 and (depth == 3 or kind == "chapter"):
            begin = parser.CurrentByteIndex
            one = _Found(kind, attributes["id"], begin, _tag_end(raw, begin), part=open_.get(3))
            open_[depth] = one
            found.append(one)

    def end(name: str) -> None:
        nonlocal depth
        if name == "body":
            body[1] = parser.CurrentByteIndex
        if one := open_.pop(depth, None):
            one.end_tag = parser.CurrentByteIndex
            one.end = _tag_end(raw, parser.CurrentByteIndex)
        depth -= 1

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.Parse(raw, True)
    return (body[0], body[1]), found


def _tag_end(raw: bytes, begin: int) -> int:
    """Return where the tag at ``begin`` ends; our writer escapes ``>`` in attributes."""
    return raw.index(b">", begin) + 1


def _gap(raw: bytes, begin: int, end: int, one: _Found | None) -> tuple[str, bool]:
    """Return what stands from ``begin`` to ``end``, without the end tag of the part around ``one``.

    Also return whether any of it is inside that part, after its chapters.
    """
    part = one.part if one is not None else None
    if part is not None and begin <= part.end_tag < end:
        inside = raw[begin : part.end_tag]
        return (inside + raw[part.end : end]).decode(), bool(inside.strip())
    return raw[begin:end].decode(), False


def _piece(raw: bytes, one: _Found | None, begin: int, end: int, after: str) -> Piece:
    content = raw[begin:end].decode()
    if one is None:
        return Piece("", content)
    wrapper = ""
    if one.kind == "part":
        content += "</section>" if end < one.end else ""
    elif one.part is not None:
        wrapper = raw[one.part.begin : one.part.tag_end].decode()
    part = one.name if one.kind == "part" else one.part.name if one.part is not None else ""
    return Piece(one.name, content, wrapper, part, after)


def _with_far(pieces: list[Piece]) -> list[Piece]:
    made = []
    for piece in pieces:
        text = piece.content + piece.after
        ids = frozenset(_ID.findall(text))
        far = tuple(dict.fromkeys(link for link in _LINK.findall(text) if link not in ids))
        made.append(
            Piece(piece.name, piece.content, piece.wrapper, piece.part, piece.after, ids, far)
        )
    return made


#: Properties that relate a chapter to what is before or after it: counters that run through the
#: book, and bookmarks with text from elsewhere.
_PROPERTIES = frozenset({"counter-reset", "counter-set", "counter-increment", "bookmark-label"})

#: Functions that do: elements taken out of the text, and numbers or text of another place.
_FUNCTIONS = frozenset({"running", "element", "target-counters", "target-text"})


class Splitting(Struct, frozen=True):
    """What the style sheets of a book mean for laying it out in pieces.

    ``possible``: nothing in them looks beyond a chapter.  ``sided``: left and right pages differ;
    ``mirrored``: and not only in their margin boxes.
    """

    possible: bool
    sided: bool
    mirrored: bool


def splitting_of(paths: Iterable[Path]) -> Splitting:
    """Return what the style sheets ``paths``, and those that they import, allow."""
    rules = [rule for sheet in _parsed(paths, set()) for rule in sheet]
    pages = [rule for rule in _at_rules(rules, "page") if _side(rule)]
    return Splitting(not _looks_beyond(rules), bool(pages), any(map(_sets_page, pages)))


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
    """Yield the at-rules called ``name``, also those inside ``@media`` and the like."""
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


def _looks_beyond(nodes: Iterable[Any]) -> bool:
    """Return whether rules ask for what depends on other chapters than their own.

    That is what :data:`_PROPERTIES` and :data:`_FUNCTIONS` say, ``counter(pages)``,
    ``position: fixed``, ``@note-area``, and ``:nth()`` that counts from the first page.
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
        if any(map(_looks_beyond, filter(None, inner))):
            return True
    return False


def _words(tokens: Iterable[Any]) -> tuple[str, ...]:
    return tuple(one.serialize().lower() for one in tokens if one.type != "whitespace")
