"""Find the addresses in style sheets, and rebuild the styles of drawings from what is known.

Sources: CSS Syntax Module Level 3; CSS Values and Units Module Level 4, 4.5 (resource locators);
CSS Images Module Level 4, 2.3 (``image-set()``).
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from msgspec import Struct, field

from publish.runtime.svg_vocabulary import (
    DESCRIPTORS,
    GROUPS,
    MAX_BRACKETS,
    MAX_STYLE,
    NAMESPACES,
    PROPERTIES,
)

#: Functions of values and selectors whose strings are words, and never addresses.
_WORDS = """
-moz-any -webkit-any abs acos any asin atan atan2 attr blur brightness calc circle clamp color
color-mix conic-gradient content contrast cos counter counters cubic-bezier cue cue-region
device-cmyk dir drop-shadow element ellipse env exp fit-content font-format font-tech format
grayscale has highlight host host-context hsl hsla hue-rotate hwb hypot icc-color inset invert
is lab lang layer lch leader light-dark linear linear-gradient local log matches matrix matrix3d
max min minmax mod named-feature not nth-child nth-col nth-last-child nth-last-col
nth-last-of-type nth-of-type oklab oklch opacity part path perspective polygon pow
radial-gradient ray rect rem repeat repeating-conic-gradient repeating-linear-gradient
repeating-radial-gradient rgb rgba rotate rotate3d rotatex rotatey rotatez round running
saturate scale scale3d scalex scaley scalez scroll-state selector sepia shape sign sin size skew
skewx skewy slotted sqrt state steps string style superellipse supports symbols tan
target-counter target-counters target-text tech translate translate3d translatex translatey
translatez type var view where xywh
"""
_PLAIN = frozenset(_WORDS.split())

#: Functions that put in what another place says, which may be an address.
_PUTS_IN = frozenset({"attr", "env", "if", "inherit", "var"})

#: The deepest nesting of brackets and rules in a style.
_DEEPEST = 50

#: Characters that XML 1.0 (5th edition, 2.2, production 2) forbids, with lone surrogates.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

#: Whatever else than declarations a style may hold has one of these.
_MARKS = "\\@{}[]/<"

#: The characters of a name in ``url(#name)`` that need no parser.
_NAME = frozenset(f"{string.ascii_letters}{string.digits}-_.")


class AddressError(Exception):
    """A style refers to something that it can't have; ``token`` is the token of tinycss2."""

    def __init__(self, token: Any, address: str = "") -> None:
        super().__init__(address)
        self.token = token


class LongStyleError(Exception):
    """A style is longer, or has more brackets, than a drawing needs."""


def addresses(nodes: Iterable[Any], *, strings: bool = False, strict: bool = True) -> Iterator[Any]:
    """Yield the tokens of ``nodes`` (of tinycss2) that hold an address, however deep.

    These are ``url`` tokens, and the strings in a function that isn't known to take only words;
    with ``strings``, all strings.

    Raises:
        AddressError: If ``strict``: an address would be put together elsewhere, a rule in another
            rule loads a file, or brackets are nested too deeply.
    """
    stack = [(node, strings, 0) for node in nodes][::-1]
    while stack:
        node, named, depth = stack.pop()
        if depth > _DEEPEST or (node.type == "at-keyword" and node.lower_value == "import"):
            if strict:
                raise AddressError(node)
            continue
        if node.type == "url" or (named and node.type == "string"):
            yield node
            continue
        inner: list[Any] = []
        if node.type == "function":
            if strict and named and node.lower_name in _PUTS_IN:
                raise AddressError(node, node.serialize()[:60])
            inner, named = node.arguments, node.lower_name not in _PLAIN
        else:
            for part in ("prelude", "content", "value"):
                found = getattr(node, part, None)
                inner = [*inner, *found] if isinstance(found, list) else inner
            named = named and node.type in ("() block", "[] block", "{} block")
        stack += [(each, named, depth + 1) for each in reversed(inner)]


class DrawingStyle(Struct):
    """Rebuilds the styles of one drawing.

    ``address`` returns what to write for an address, or raises :class:`AddressError`.
    ``references`` are the addresses of the style that was rebuilt last.
    """

    address: Callable[[str], str]
    references: tuple[str, ...] = ()
    _done: dict[tuple[bool, str], tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    _changed: bool = False
    _found: list[str] = field(default_factory=list)
    _length: int = 0

    def sheet(self, text: str) -> str:
        """Return the style sheet ``text`` with the rules and properties that are known.

        If nothing else is in it, it is returned as it is.  Raises :class:`AddressError` and
        :class:`LongStyleError`, as the other methods do.
        """
        import tinycss2

        self._length += len(text)
        if self._length > MAX_STYLE:
            raise LongStyleError
        self._begin(text)
        try:
            nodes = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
        except ValueError as error:  # Python converts no number of more than 4,300 digits
            raise LongStyleError from error
        rules = "\n".join(self._rules(nodes, 0))
        return rules if self._changed else text

    def declarations(self, text: str) -> str:
        """Return the content of an attribute ``style`` likewise."""
        parts = text.split(";")
        if any(mark in text for mark in _MARKS) or not all(map(_is_closed, parts)):
            return self._rebuilt(text, declared=True)
        kept, found = [], list[str]()
        for part in parts:
            name, _, value = part.partition(":")
            if _is_known(name.strip()) and (written := self.value(value)):
                kept.append(part if written == value else f"{name}:{written}")
                found += self.references
        self.references = tuple(found)
        return text if kept == [part for part in parts if part.strip()] else ";".join(kept)

    def value(self, text: str) -> str:
        """Return the value of a presentation attribute, empty if it isn't known."""
        if "(" not in text and "\\" not in text:
            self.references = ()
            return text
        address = text.strip()
        if address[:5] == "url(#" and address[-1] == ")" and _NAME.issuperset(address[5:-1]):
            self.references = (address[4:-1],)
            return text
        return self._rebuilt(text, declared=False)

    def _rebuilt(self, text: str, *, declared: bool) -> str:
        import tinycss2

        key = declared, text
        if key not in self._done:
            if sum(map(text.count, "([{")) > MAX_BRACKETS:
                raise LongStyleError
            self._begin(text)
            try:
                tokens = tinycss2.parse_component_value_list(text)
            except ValueError as error:  # as in a sheet
                raise LongStyleError from error
            if declared:
                done = "".join(f"{line};" for line in self._block(tokens, 0))
            else:
                done = self._value(tokens)
            self._done[key] = (done if self._changed else text), tuple(self._found)
        done, self.references = self._done[key]
        return done

    def _begin(self, text: str) -> None:
        self._changed, self._found = "\\" in text, []  # escapes are written as letters

    def _rules(self, nodes: Iterable[Any], depth: int) -> Iterator[str]:
        """Yield the rules that are known."""
        import tinycss2

        for node in nodes:
            keyword = node.lower_at_keyword if node.type == "at-rule" else ""
            if keyword == "namespace":  # a name, which looks like an address
                for token in addresses(node.prelude, strings=True):
                    if token.value not in NAMESPACES:
                        raise AddressError(token, token.value)
                if _are_known(node.prelude):
                    yield node.serialize()
                else:
                    self._changed = True
                continue
            head = "" if node.type == "error" else self._value(node.prelude, selector=True)
            if node.type == "qualified-rule" and head:
                yield f"{head}{{{';'.join(self._block(node.content, depth + 1))}}}"
                continue
            if keyword == "import":
                raise AddressError(node)
            if depth < _DEEPEST and node.type == "at-rule" and node.content is not None:
                if keyword in GROUPS:
                    inner = tinycss2.parse_blocks_contents(node.content, True, True)
                    body = "\n".join(self._contents(inner, depth + 1, PROPERTIES))
                    yield f"@{keyword} {head}{{{body}}}"
                    continue
                if keyword == "font-face":
                    body = ";".join(self._block(node.content, depth + 1, DESCRIPTORS))
                    yield f"@{keyword}{{{body}}}"
                    continue
            for token in addresses([node]):
                self.address(token.value)
            self._changed = True

    def _block(self, content: Any, depth: int, known: frozenset[str] = PROPERTIES) -> Iterator[str]:
        """Yield the declarations, and the rules, in a block that are known."""
        import tinycss2

        yield from self._contents(tinycss2.parse_blocks_contents(content, True, True), depth, known)

    def _contents(self, nodes: Iterable[Any], depth: int, known: frozenset[str]) -> Iterator[str]:
        for node in nodes:
            if node.type == "declaration":
                value = self._value(node.value)
                if value.strip() and _is_known(node.lower_name, known):
                    yield f"{node.lower_name}:{value}{' !important' if node.important else ''}"
                else:
                    self._changed = True
            elif depth < _DEEPEST:
                yield from self._rules([node], depth)

    def _value(self, tokens: Sequence[Any], *, selector: bool = False) -> str:
        """Return ``tokens`` as CSS, empty if they hold a function or sign that isn't known."""
        import tinycss2
        from tinycss2.serializer import serialize_string_value

        for token in addresses(tokens):
            written = self.address(token.value)
            self._found.append(written)
            if written != token.value:
                self._changed = True
                token.value = written
            quoted = f'"{serialize_string_value(written)}"'
            token.representation = quoted if token.type == "string" else f"url({quoted})"
        if any(map(_escapes, tokens)) if selector else not _are_known(tokens):
            self._changed = True
            return ""
        written = str(tinycss2.serialize(tokens)).strip()
        if written.endswith("\\") or (not written.isprintable() and _CONTROLS.search(written)):
            self._changed = True
            return ""
        return written


def _is_known(name: str, known: frozenset[str] = PROPERTIES) -> bool:
    return name.lower() in known or name.startswith("--")


def _is_closed(part: str) -> bool:
    """Return whether brackets and strings that begin in a part of a style end there."""
    if "(" not in part and '"' not in part and "'" not in part:
        return ")" not in part
    is_even = part.count('"') % 2 == part.count("'") % 2 == 0
    return is_even and part.count("(") == part.count(")")


def _escapes(token: Any) -> bool:
    """Return whether ``token`` is a backslash before the end of a line, which stands for nothing.

    Written before another sign, it would change that.
    """
    return bool(token.type == "literal" and token.value == "\\")


def _are_known(tokens: Iterable[Any]) -> bool:
    """Return whether ``tokens`` have neither errors nor unknown functions."""
    stack = list(tokens)
    while stack:
        token = stack.pop()
        if token.type == "error" or _escapes(token):
            return False
        if token.type == "function":
            plain = {one.type for one in token.arguments} <= {"string", "whitespace"}
            if token.lower_name not in _PLAIN and not (token.lower_name == "url" and plain):
                return False
            stack += token.arguments
        elif isinstance(inner := getattr(token, "content", None), list):
            stack += inner
    return True
