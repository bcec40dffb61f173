"""Convert HTML in a line of text to the tokens of Markdown; comments are dropped."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token
from msgspec import Struct

from publish.source.dialects.html import (
    TEXT_LEVEL,
    TRANSPARENT,
    WRAPPERS,
    Tag,
    picture,
    refused_tag,
    tag_of,
    unclosed,
)
from publish.source.dialects.refusal import refused

_CONTENT = frozenset(("abbr", "code", "rp"))
"""Elements of which only the text counts."""
_KNOWN = TRANSPARENT | TEXT_LEVEL | _CONTENT | frozenset((*WRAPPERS, "a", "q", "rt"))


class _Open(Struct):
    """An open element: the place of its first token; ``tag`` is ``None`` for Markdown's own."""

    place: int
    tag: Tag | None = None


def convert(tokens: list[Token]) -> list[Token]:
    """Return inline ``tokens`` with HTML converted; each element ends in the text it began in."""
    if not any(token.type == "html_inline" for token in tokens):
        return tokens
    out: list[Token] = []
    stack: list[_Open] = []
    for token in tokens:
        if token.type != "html_inline":
            if token.nesting < 0:
                while stack and stack[-1].tag:
                    _abandon(stack.pop(), out)
                if stack:
                    stack.pop()
            elif token.nesting > 0:
                stack.append(_Open(len(out)))
            out.append(token)
        elif tag := tag_of(token.content):
            _add(tag, stack, out)
        elif not token.content.startswith("<!--"):
            fix = "Delete it, or put a backslash before it if it is text."
            message = "A declaration of HTML or another language can't be published."
            out.append(refused("html", message, fix, token.content))
    while stack:
        _abandon(stack.pop(), out)
    return out


def _add(tag: Tag, stack: list[_Open], out: list[Token]) -> None:
    if tag.name == "br":
        out.append(Token("hardbreak", "br", 0, meta={"lines": 0}))
    elif tag.name == "img":
        out.append(picture(tag))
    elif tag.name not in _KNOWN:
        out.append(refused_tag(tag))
    elif not tag.closing:
        stack.append(_Open(len(out), tag))
    elif stack and stack[-1].tag and stack[-1].tag.name == tag.name:
        opened = stack.pop()
        out[opened.place :] = _element(stack, opened.tag or tag, out[opened.place :])
    elif tag.name not in TRANSPARENT and tag.name != "a":
        out.append(unclosed(tag))


def _abandon(opened: _Open, out: list[Token]) -> None:
    """Refuse an element without an end, unless nothing of it would show."""
    tag = opened.tag
    if (
        tag
        and tag.name not in TRANSPARENT
        and not (tag.name == "a" and "href" not in tag.attributes)
    ):
        out.insert(opened.place, unclosed(tag))


def _element(stack: Sequence[_Open], tag: Tag, inner: list[Token]) -> list[Token]:
    """Return the tokens of an element with its ``inner`` tokens."""
    name = tag.name
    if name in WRAPPERS:
        return _wrapped(WRAPPERS[name], inner)
    if name in TEXT_LEVEL:
        return _wrapped("text_level", inner, {"element": name})
    if name == "a" and "href" in tag.attributes:
        if any(one.tag and one.tag.name == "a" for one in stack):
            return inner
        attributes = tag.attributes.items()
        return _wrapped("link", inner, {k: v for k, v in attributes if k in ("href", "title")})
    if name == "q":
        return [Token("text", "", 0, content='"'), *inner, Token("text", "", 0, content='"')]
    if name == "rt":
        return [Token("text", "", 0, content=" ("), *inner, Token("text", "", 0, content=")")]
    if name == "rp":
        return []
    if name == "code":
        return [Token("code_inline", "code", 0, content=plain_text(inner))]
    if name == "abbr" and tag.attributes.get("title"):
        content = f"{plain_text(inner)} ({tag.attributes['title']})"
        return [Token("myst_role", "", 0, content=content, meta={"name": "abbr"})]
    language = tag.attributes.get("lang") or tag.attributes.get("xml:lang")
    return _wrapped("span", inner, {"lang": language}) if language else inner


def _wrapped(
    kind: str, inner: list[Token], attributes: dict[str, str] | None = None
) -> list[Token]:
    opening = Token(f"{kind}_open", kind, 1, attrs=dict(attributes or {}))
    return [opening, *inner, Token(f"{kind}_close", kind, -1)]


def plain_text(tokens: Sequence[Token]) -> str:
    """Return the text of ``tokens``, without markup."""
    return "".join(
        " "
        if token.type in ("softbreak", "hardbreak")
        else plain_text(token.children)
        if token.children
        else ""
        if token.type == "html_inline"
        else token.content
        for token in tokens
    )
