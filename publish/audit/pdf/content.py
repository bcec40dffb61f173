"""What each marked-content sequence of a page says (ISO 32000-1, 14.6), and whether it shows.

Text is read as a screen reader reads it: ``ActualText`` where there is one, else the ``ToUnicode``
table of the font.
"""

from __future__ import annotations

import re
import struct
from typing import Any

from msgspec import Struct, field

from publish.audit.pdf.operators import Operand, String, operators
from publish.runtime.cache import digest

#: Operators that leave a mark on the page, text aside (ISO 32000-1, 8.5.3, 8.8 to 8.10).
_PAINT = frozenset((b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"S", b"s", b"sh", b"Do", b"EI"))

#: Operators that show text (9.4.3).
_SHOW = frozenset((b"Tj", b"TJ", b"'", b'"'))


class Sequence(Struct):
    """``text`` is what it says; ``painted``: something is drawn in it."""

    text: str = ""
    painted: bool = False


class Table(dict[int, str]):
    """What the codes of a font mean."""

    def __missing__(self, code: int) -> str:
        return "\ufffd"


class Fonts(Struct):
    """The ``ToUnicode`` tables, each read once."""

    tables: dict[Any, Table] = field(default_factory=dict)
    digests: dict[Any, bytes] = field(default_factory=dict)

    def of(self, font: Any) -> Table:
        key = font.objgen
        if key not in self.tables:
            stream = font.get("/ToUnicode")
            read = _table(bytes(stream.read_bytes())) if stream is not None else {}
            self.tables[key] = Table(read)
        return self.tables[key]

    def digest_of(self, font: Any) -> bytes:
        """What tells the table of ``font`` from others."""
        key = font.objgen
        if key not in self.digests:
            stream = font.get("/ToUnicode")
            self.digests[key] = digest(bytes(stream.read_bytes()) if stream is not None else b"")
        return self.digests[key]


def sequences(page: Any, fonts: Fonts, content: bytes) -> dict[int, Sequence]:
    """The sequences of a ``pikepdf.Page`` with ``content`` by their numbers.

    Raises :class:`ValueError` where its content cannot be read.
    """
    resources = page.obj.get("/Resources", {})
    by_name = dict(resources.get("/Font", {}).items())
    found: dict[int, Sequence] = {}
    stack: list[tuple[int | None, str | None]] = []
    table = Table()
    for operator, operands in operators(content):
        if operator == b"BDC":
            number, actual = _properties(operands[-1], resources)
            stack.append((number, actual))
            if number is not None:
                found.setdefault(number, Sequence())
        elif operator == b"BMC":
            stack.append((None, None))
        elif operator == b"EMC" and stack:
            number, actual = stack.pop()
            number = number if number is not None else _inner(stack)
            if number is not None and actual is not None:
                found[number].text += actual
        elif operator == b"Tf":
            table = fonts.of(by_name["/" + str(operands[-2])])
        elif operator in _SHOW:
            number = _inner(stack)
            if number is not None:
                found[number].painted = True
                if all(actual is None for _, actual in stack):
                    found[number].text += _decoded(operands[-1], table)
        elif operator in _PAINT:
            number = _inner(stack)
            if number is not None:
                found[number].painted = True
    return found


def content_of(page: Any) -> bytes:
    """The streams of a page dictionary, one behind the other (7.8.2)."""
    import pikepdf

    contents = page.get("/Contents")
    if contents is None:
        return b""
    streams = contents if isinstance(contents, pikepdf.Array) else [contents]
    return b"\n".join(bytes(stream.read_bytes()) for stream in streams)


def _properties(properties: Operand, resources: Any) -> tuple[int | None, str | None]:
    """The number of a sequence and its ``ActualText``, where it has them."""
    import pikepdf

    if isinstance(properties, str):
        named = resources.get("/Properties", {}).get(f"/{properties}", {})
        number, actual = named.get("/MCID"), named.get("/ActualText")
        return (None if number is None else int(number)), (None if actual is None else str(actual))
    if not isinstance(properties, dict):
        raise ValueError("a sequence in it has no properties")
    given, said = properties.get("MCID"), properties.get("ActualText")
    return (
        int(given) if type(given) is bytes else None,
        str(pikepdf.String(bytes(said))) if isinstance(said, String) else None,
    )


def _inner(stack: list[tuple[int | None, str | None]]) -> int | None:
    """The number of the innermost sequence that has one."""
    return next((number for number, _ in reversed(stack) if number is not None), None)


def _decoded(shown: Operand, table: Table) -> str:
    """What a string says, or an array of strings; codes have two bytes."""
    if isinstance(shown, list):
        return "".join(_decoded(part, table) for part in shown)
    if not isinstance(shown, String):
        return ""
    count = len(shown) // 2
    return "".join(map(table.__getitem__, struct.unpack(f">{count}H", shown[: 2 * count])))


def _table(source: bytes) -> dict[int, str]:
    """The entries of a ``ToUnicode`` table (Adobe Technical Note 5411)."""
    text = source.decode("latin-1")
    table: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.DOTALL):
        for code, value in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>", block):
            table[int(code, 16)] = _utf16(value)
    for block in re.findall(r"beginbfrange(.*?)endbfrange", text, re.DOTALL):
        three = r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>"
        for first, last, value in re.findall(three, block):
            start, begin = int(first, 16), _utf16(value)
            for place in range(min(int(last, 16) - start + 1, 0x10000)):
                table[start + place] = begin[:-1] + chr(ord(begin[-1]) + place) if begin else ""
    return table


def _utf16(digits: str) -> str:
    return bytes.fromhex(digits).decode("utf-16-be", "replace")
