"""Split a content stream into operators and operands (ISO 32000-1, 7.2, 7.3 and 7.8.2).

``pikepdf.parse_content_stream`` takes twice the time (for 526 pages 1.1 s, here 0.5 s), since it
creates an object for each operand, and a build reads every page that it writes.  A test compares
both on generated streams.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TypeAlias

from publish.readers import MalformedError


class String(bytes):
    """The content of a literal or hexadecimal string."""


#: A name is a ``str``, without its solidus.  A number, ``true``, ``false`` or ``null`` is a plain
#: ``bytes`` object, as in the file.
Operand: TypeAlias = "String | bytes | str | list[Operand] | dict[str, Operand]"

_REGULAR = rb"[^\0\t\n\f\r ()<>\[\]{}/%]"
_SPACE = rb"[\0\t\n\f\r ]"
_PLAIN = rb"[^()\\]++|\\."  # a string has 64 pieces in each level: each takes memory
_NESTED = rb"\((?:%s|\((?:%s|\((?:%s){0,64}\)){0,64}\)){0,64}\)" % (_PLAIN, _PLAIN, _PLAIN)

#: The operators that mark content, show text, paint or may choose inks; those that show text or
#: change where it is; and words that are operands.  The others are skipped.
_CONTENT = rb"BDC|BMC|EMC|q|Q|Tf|Tr|Tj|TJ|[kK]|rg|RG|cs|CS|[fbB]\*?|F|S|s|sh|Do|ID"
_PLACES = rb"BDC|BMC|EMC|q|Q|cm|BT|T[dDm*]|T[Lcwzs]|Tf|Tj|TJ|ID"
_WORDS = rb"true|false|null"


def _tokens(wanted: bytes) -> re.Pattern[bytes]:
    """Return the tokens of 7.2, and frequent sequences of them, if these operators are wanted.

    Only single characters are repeated possessively: Python before 3.11.5 gets groups wrong
    (python/cpython#106052).
    """
    return re.compile(
        rb"""(?P<shown>\[[^\[\]()/%%{}]*+\])   # hexadecimal strings and numbers: most text
        |/(?P<tag>%(regular)s*+)%(space)s*+<</MCID%(space)s(?P<number>[0-9]++)>>%(space)s*+BDC(?!%(regular)s)
        |/(?P<font>[^#\0\t\n\f\r ()<>\[\]{}/%%]++)%(space)s++[0-9.]++%(space)s++Tf(?!%(regular)s)
        |(?:(?:[-+.0-9]++%(space)s++){0,32}(?!(?:%(wanted)s)(?!%(regular)s))[A-Za-z]%(regular)s*+%(space)s*+){1,200}
        |(?P<word>%(regular)s++)
        |/(?P<name>%(regular)s*+)
        |<(?P<digits>[0-9A-Fa-f\0\t\n\f\r ]*+)>
        |(?P<literal>%(nested)s)
        |(?P<torn>\()
        |(?P<open><<|\[)
        |(?P<close>>>|\])
        |(?:%%[^\r\n]*+%(space)s*+){1,200}  # comments
    """
        % {
            b"regular": _REGULAR,
            b"space": _SPACE,
            b"wanted": wanted + b"|" + _WORDS,
            b"nested": _NESTED,
        },
        re.VERBOSE | re.DOTALL,
    )


#: How deep brackets may be in each other, and the most operands in one of them or of an operator.
_DEEPEST, _MOST_OPERANDS = 500, 100_000

_TOKEN = _tokens(_CONTENT)
_TOKEN_OF_PLACES = _tokens(_PLACES)
_DIGITS = re.compile(rb"<([0-9A-Fa-f\0\t\n\f\r ]*+)>")
_PIECE = re.compile(rb"([-+.0-9]++)|<([0-9A-Fa-f\0\t\n\f\r ]*+)>")
_BRACKET = re.compile(rb"\\.|[()]", re.DOTALL)
_HEX_CODE = re.compile(rb"#([0-9A-Fa-f]{2})")
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|.))|\r\n?", re.DOTALL)
_MEANT = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_END_OF_IMAGE = re.compile(rb"[\0\t\n\f\r ]EI(?!%s)" % _REGULAR)

#: A word that begins with one of these is a number.
_NUMERIC = frozenset(b"+-.0123456789")
_CONSTANT = frozenset((b"true", b"false", b"null"))


def operators(stream: bytes, *, places: bool = False) -> Iterator[tuple[bytes, list[Operand]]]:
    """Yield each operator that marks content, shows text, paints or may choose inks.

    ``q``, ``Q`` and ``Tr`` are yielded, too.  With ``places``, those that mark content, show text
    or change where it is are yielded instead.

    Each comes with its operands, which operands of skipped operators may precede.  An array of only
    hexadecimal strings and numbers is joined to one string, but not with ``places``.  An inline
    image is the operator ``EI`` without its data.

    Raises:
        MalformedError: A bracket has no partner.
    """
    operands: list[Operand] = []
    enclosing: list[tuple[bytes, list[Operand]]] = []
    position: int | None = 0
    images = True
    pattern = _TOKEN_OF_PLACES if places else _TOKEN
    while position is not None:
        tokens, position = pattern.finditer(stream, position), None
        for token in tokens:
            kind, text = token.lastgroup, token[0]
            if kind == "word":
                if text[0] in _NUMERIC or text in _CONSTANT:
                    operands.append(text)
                    if len(operands) > _MOST_OPERANDS:
                        raise MalformedError("an operator in it has too many operands")
                    continue
                if text == b"ID" and images:
                    end = _END_OF_IMAGE.search(stream, token.end())
                    if end:
                        text, position = b"EI", end.end()
                    images = end is not None
                yield text, operands
                operands = []
            elif kind == "name":
                operands.append(_name(text[1:]))
            elif kind == "shown":
                operands.append(_pieces(text) if places else _joined(text))
            elif kind == "number":
                yield b"BDC", [_name(token["tag"]), {"MCID": token[kind]}]
                operands = []
            elif kind == "font":
                yield b"Tf", [token[kind].decode("utf-8", "replace"), text.split()[-2]]
                operands = []
            elif kind == "open":
                enclosing.append((text, operands))
                operands = []
                if len(enclosing) > _DEEPEST:
                    raise MalformedError("brackets in it are too deep in each other")
            elif kind == "close":
                if not enclosing:
                    raise MalformedError("a bracket in it was never opened")
                opened, outer = enclosing.pop()
                outer.append(_dictionary(operands) if opened == b"<<" else operands)
                operands = outer
            elif kind == "digits":
                operands.append(String(_hexadecimal(text[1:-1])))
            elif kind == "literal":
                operands.append(_literal(text))
            elif kind == "torn":  # brackets more than three deep
                position = _end_of_literal(stream, token.start())
                operands.append(_literal(stream[token.start() : position]))
            if len(operands) > _MOST_OPERANDS:
                raise MalformedError("an operator in it has too many operands")
            if position is not None:
                break


def _joined(array: bytes) -> String:
    return String(_hexadecimal(b"".join(_DIGITS.findall(array))))


@lru_cache(1 << 12)
def _string(digits: bytes) -> String:
    return String(_hexadecimal(digits))


def _pieces(array: bytes) -> list[Operand]:
    """Return the strings and numbers of an array of hexadecimal strings and numbers."""
    return [number or _string(digits) for number, digits in _PIECE.findall(array)]


def _end_of_literal(stream: bytes, start: int) -> int:
    depth = 0
    for bracket in _BRACKET.finditer(stream, start):
        depth += {b"(": 1, b")": -1}.get(bracket[0], 0)
        if not depth:
            return bracket.end()
        if depth > _DEEPEST:
            break
    raise MalformedError("a string in it does not end")


def _literal(text: bytes) -> String:
    return String(_ESCAPE.sub(_unescaped, text[1:-1]))


def _name(text: bytes) -> str:
    return (_HEX_CODE.sub(_character, text) if b"#" in text else text).decode("utf-8", "replace")


def _dictionary(operands: list[Operand]) -> dict[str, Operand]:
    return {str(key): value for key, value in zip(operands[::2], operands[1::2], strict=False)}


def _hexadecimal(digits: bytes) -> bytes:
    """Decode hexadecimal digits; a missing last digit is 0 (7.3.4.3)."""
    written = b"".join(digits.split()).replace(b"\0", b"").decode("ascii")
    return bytes.fromhex(written + "0" * (len(written) % 2))


def _character(code: re.Match[bytes]) -> bytes:
    return bytes((int(code[1], 16),))


def _unescaped(escape: re.Match[bytes]) -> bytes:
    octal, sign = escape[1], escape[2]
    if octal:
        return bytes((int(octal, 8) & 0xFF,))
    if sign is None:
        return b"\n"
    return b"" if sign in (b"\n", b"\r", b"\r\n") else _MEANT.get(sign, sign)
