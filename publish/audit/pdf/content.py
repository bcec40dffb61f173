"""What each marked-content sequence of a page says (ISO 32000-1, 14.6), and whether it shows.

Text is read as a screen reader reads it: ``ActualText`` where there is one, else the ``ToUnicode``
table of the font.
"""

from __future__ import annotations

import re
from typing import Any

from msgspec import Struct, field

#: Operators that leave a mark on the page, text aside (ISO 32000-1, 8.5.3, 8.8 to 8.10).
_PAINT = frozenset(
    {"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do", "BI", "INLINE IMAGE"}
)

#: All operators that are looked at: the others are never taken out of the file.
_LOOKED_AT = " ".join(["BDC", "BMC", "EMC", "Tf", "Tj", "TJ", "'", '"', *sorted(_PAINT)])


class Sequence(Struct):
    """``text`` is what it says; ``painted``: something is drawn in it."""

    text: str = ""
    painted: bool = False


class Fonts(Struct):
    """The ``ToUnicode`` tables, each read once."""

    tables: dict[Any, dict[int, str]] = field(default_factory=dict)

    def of(self, font: Any) -> dict[int, str]:
        key = font.objgen
        if key not in self.tables:
            stream = font.get("/ToUnicode")
            self.tables[key] = _table(bytes(stream.read_bytes())) if stream is not None else {}
        return self.tables[key]


def sequences(page: Any, fonts: Fonts) -> dict[int, Sequence]:
    """The sequences of a ``pikepdf.Page`` by their numbers."""
    import pikepdf

    resources = page.obj.get("/Resources", {})
    by_name = dict(resources.get("/Font", {}).items())
    found: dict[int, Sequence] = {}
    stack: list[tuple[int | None, str | None]] = []
    table: dict[int, str] = {}
    instructions: Any = pikepdf.parse_content_stream(page, _LOOKED_AT)
    for operands, operator in instructions:
        name = str(operator)
        if name == "BDC":
            number, actual = _properties(operands[1], resources)
            stack.append((number, actual))
            if number is not None:
                found.setdefault(number, Sequence())
        elif name == "BMC":
            stack.append((None, None))
        elif name == "EMC" and stack:
            number, actual = stack.pop()
            number = number if number is not None else _inner(stack)
            if number is not None and actual is not None:
                found[number].text += actual
        elif name == "Tf":
            table = fonts.of(by_name[str(operands[0])])
        elif name in ("Tj", "TJ", "'", '"'):
            number = _inner(stack)
            if number is not None:
                found[number].painted = True
                if all(actual is None for _, actual in stack):
                    shown = operands[0] if name == "TJ" else operands[-1:]
                    found[number].text += "".join(
                        _decoded(bytes(part), table)
                        for part in shown
                        if isinstance(part, pikepdf.String)
                    )
        elif name in _PAINT:
            number = _inner(stack)
            if number is not None:
                found[number].painted = True
    return found


def _properties(properties: Any, resources: Any) -> tuple[int | None, str | None]:
    """The number of a sequence and its ``ActualText``, where it has them."""
    import pikepdf

    if isinstance(properties, pikepdf.Name):
        properties = resources.get("/Properties", {}).get(str(properties), {})
    number, actual = properties.get("/MCID"), properties.get("/ActualText")
    return (None if number is None else int(number)), (None if actual is None else str(actual))


def _inner(stack: list[tuple[int | None, str | None]]) -> int | None:
    """The number of the innermost sequence that has one."""
    return next((number for number, _ in reversed(stack) if number is not None), None)


def _decoded(codes: bytes, table: dict[int, str]) -> str:
    pairs = zip(codes[::2], codes[1::2], strict=False)
    return "".join(table.get(high * 256 + low, "\ufffd") for high, low in pairs)


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
