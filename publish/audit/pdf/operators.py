"""The operators of a content stream, each with its operands (ISO 32000-1, 7.2, 7.3 and 7.8.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias


class String(bytes):
    """What a literal or hexadecimal string holds."""


#: A name is a ``str``, without its solidus.  A number, ``true``, ``false`` or ``null`` is the plain
#: bytes that it is written with.
Operand: TypeAlias = "String | bytes | str | list[Operand] | dict[str, Operand]"

_REGULAR = rb"[^\0\t\n\f\r ()<>\[\]{}/%]"
_SPACE = rb"[\0\t\n\f\r ]"
_PLAIN = rb"[^()\\]++|\\."
_NESTED = rb"\((?:%s|\((?:%s|\((?:%s)*\))*\))*\)" % (_PLAIN, _PLAIN, _PLAIN)

#: The words that are looked at.  All other operators take numbers, or nothing.
_WANTED = rb"BDC|BMC|EMC|Tf|Tj|TJ|[fbB]\*?|F|S|s|sh|Do|ID|true|false|null"

#: Besides the tokens of 7.2, what WeasyPrint writes most often is taken at once.  Only single signs
#: are repeated possessively: Python before 3.11.5 gets groups wrong (python/cpython#106052).
_TOKEN = re.compile(
    rb"""(?P<shown>\[[^\[\]()/%%{}]*+\])   # hexadecimal strings and numbers: most text is so
        |/%(regular)s*+%(space)s*+<</MCID%(space)s(?P<number>[0-9]++)>>%(space)s*+BDC(?!%(regular)s)
        |/(?P<font>[^#\0\t\n\f\r ()<>\[\]{}/%%]++)%(space)s++[0-9.]++%(space)s++Tf(?!%(regular)s)
        |(?:(?:[-+.0-9]++%(space)s++){0,32}(?!(?:%(wanted)s)(?!%(regular)s))[A-Za-z]%(regular)s*+%(space)s*+)+
        |(?P<word>%(regular)s++)
        |/(?P<name>%(regular)s*+)
        |<(?P<digits>[0-9A-Fa-f\0\t\n\f\r ]*+)>
        |(?P<literal>%(nested)s)
        |(?P<torn>\()
        |(?P<open><<|\[)
        |(?P<close>>>|\])
        |%%[^\r\n]*+                        # a comment
    """
    % {b"regular": _REGULAR, b"space": _SPACE, b"wanted": _WANTED, b"nested": _NESTED},
    re.VERBOSE | re.DOTALL,
)
_DIGITS = re.compile(rb"<([0-9A-Fa-f\0\t\n\f\r ]*+)>")
_SIGN = re.compile(rb"#([0-9A-Fa-f]{2})")
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|.))|\r\n?", re.DOTALL)
_MEANT = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_END_OF_IMAGE = re.compile(rb"[\0\t\n\f\r ]EI(?!%s)" % _REGULAR)

#: A word with one of these at its start is a number, with one of the others an operand too.
_NUMERIC = frozenset(b"+-.0123456789")
_CONSTANT = frozenset((b"true", b"false", b"null"))


def operators(stream: bytes) -> Iterator[tuple[bytes, list[Operand]]]:
    """Each operator of ``stream`` that marks content, shows text or paints, with its operands.

    Its operands are the last ones: those of operators between it and the one before may go first.
    An array of nothing but hexadecimal strings and numbers is given as one string.  The data of an
    image in the stream are left out: it is the operator ``EI``.  Raises :class:`ValueError` where
    brackets do not match, or stand four deep in a string.
    """
    operands: list[Operand] = []
    around: list[tuple[bytes, list[Operand]]] = []
    place: int | None = 0
    while place is not None:
        tokens, place = _TOKEN.finditer(stream, place), None
        for token in tokens:
            kind, text = token.lastgroup, token[0]
            if kind == "word":
                if text[0] in _NUMERIC or text in _CONSTANT:
                    operands.append(text)
                    continue
                if text == b"ID" and (end := _END_OF_IMAGE.search(stream, token.end())):
                    text, place = b"EI", end.end()
                yield text, operands
                operands = []
                if place is not None:
                    break
            elif kind == "name":
                operands.append(_named(text[1:]))
            elif kind == "shown":
                operands.append(String(_hexadecimal(b"".join(_DIGITS.findall(text)))))
            elif kind == "number":
                yield b"BDC", [{"MCID": token[kind]}]
                operands = []
            elif kind == "font":
                yield b"Tf", [token[kind].decode("utf-8", "replace"), text.split()[-2]]
                operands = []
            elif kind == "open":
                around.append((text, operands))
                operands = []
            elif kind == "close":
                if not around:
                    raise ValueError("a bracket in it was never opened")
                opened, outer = around.pop()
                outer.append(_entries(operands) if opened == b"<<" else operands)
                operands = outer
            elif kind == "digits":
                operands.append(String(_hexadecimal(text[1:-1])))
            elif kind == "torn":
                raise ValueError("a string in it does not end, or has brackets four deep")
            elif kind == "literal":
                operands.append(String(_ESCAPE.sub(_unescaped, text[1:-1])))


def _named(text: bytes) -> str:
    return (_SIGN.sub(_signed, text) if b"#" in text else text).decode("utf-8", "replace")


def _entries(operands: list[Operand]) -> dict[str, Operand]:
    return {str(key): value for key, value in zip(operands[::2], operands[1::2], strict=False)}


def _hexadecimal(digits: bytes) -> bytes:
    """A last digit that is missing is 0 (7.3.4.3)."""
    written = b"".join(digits.split()).replace(b"\0", b"").decode("ascii")
    return bytes.fromhex(written + "0" * (len(written) % 2))


def _signed(sign: re.Match[bytes]) -> bytes:
    return bytes((int(sign[1], 16),))


def _unescaped(escape: re.Match[bytes]) -> bytes:
    octal, sign = escape[1], escape[2]
    if octal:
        return bytes((int(octal, 8) & 0xFF,))
    if sign is None:
        return b"\n"
    return b"" if sign in (b"\n", b"\r", b"\r\n") else _MEANT.get(sign, sign)
