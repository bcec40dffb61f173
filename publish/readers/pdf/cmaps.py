"""Read CMaps: the encodings of composite fonts, and ``ToUnicode`` tables.

Sources: ISO 32000-1, 9.7.5 and 9.10.3; Adobe Technical Notes 5014 and 5411.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pikepdf

from publish.readers import MalformedError
from publish.readers.pdf.objects import entry, integer, text, unpacked, work
from publish.readers.pdf.records import CMap, CodeTable

#: The largest table of a font that is read, in bytes.
LARGEST = 4 << 20

#: The most codes in one entry of a ``ToUnicode`` table (codes have two bytes), and in all of them.
_MOST_CODES, _MOST_ENTRIES = 0x10000, 0x40000

#: The most hexadecimal digits of the text of a code (512 bytes in Technical Note 5014).
_MOST_DIGITS = 4_096

#: The characters of the text of a code that are a unit of work more.
_TEXT_UNIT = 16

#: The most code spaces that are read; CMaps of all publishers have fewer than ten.
_MOST_SPACES = 100

#: The lengths of a code in hexadecimal digits.
_CODE_DIGITS = (2, 4, 6, 8)

_CODES = r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>"

#: The entries of the blocks of a CMap and of a ``ToUnicode`` table, by the names of the blocks.
_ENTRIES = {
    "codespacerange": re.compile(_CODES),
    "cidchar": re.compile(r"<([0-9A-Fa-f]+)>\s*(\d+)"),
    "cidrange": re.compile(_CODES + r"\s*(\d+)"),
    "bfchar": re.compile(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>"),
    "bfrange": re.compile(_CODES + r"\s*(<[0-9A-Fa-f]*>|\[[^\[\]]*\])"),
}


def read_cmap(encoding: Any) -> CMap:
    """Return the CMap of an ``Encoding``, which is a name or a stream."""
    if not isinstance(encoding, pikepdf.Stream):
        return CMap(text(encoding))
    uses = entry(encoding, "/UseCMap")
    source = unpacked(encoding, LARGEST).decode("latin-1")
    mode = re.search(r"/WMode\s+(\d+)", source)
    used = re.search(r"/([^\s/]+)\s+usecmap", source)
    cmap = CMap(
        text(entry(encoding, "/CMapName")),
        embedded=True,
        mode=integer(entry(encoding, "/WMode")),
        stream_mode=int(mode[1][:9]) if mode else 0,
        collection=read_collection(entry(encoding, "/CIDSystemInfo")),
        uses=text(uses if text(uses) else entry(uses, "/CMapName")) or (used[1] if used else ""),
    )
    for found in _found(source, "codespacerange"):
        low, high = found.groups()
        if len(low) == len(high) and len(low) in _CODE_DIGITS and len(cmap.spaces) < _MOST_SPACES:
            cmap.spaces.append((bytes.fromhex(low), bytes.fromhex(high)))
    for found in _found(source, "cidchar"):
        code, cid = found.groups()
        cmap.ranges.append((int(code, 16), int(code, 16), int(cid[:9])))
    for found in _found(source, "cidrange"):
        first, last, cid = found.groups()
        cmap.ranges.append((int(first, 16), int(last, 16), int(cid[:9])))
    cmap.ranges.sort()
    return cmap


def read_collection(info: Any) -> tuple[str, str, int] | None:
    """Return the registry, the ordering and the supplement of a ``CIDSystemInfo`` (9.7.3)."""
    if not isinstance(info, pikepdf.Dictionary):
        return None
    registry, ordering = text(entry(info, "/Registry")), text(entry(info, "/Ordering"))
    return registry, ordering, integer(entry(info, "/Supplement"))


def read_to_unicode(source: str) -> CodeTable:
    """Return the entries of a ``ToUnicode`` table (9.10.3; Adobe Technical Note 5411).

    An entry of ``bfrange`` has the text of its first code, or an array with that of each code.
    """
    table = CodeTable()
    for found in _found(source, "bfchar"):
        table[int(found[1], 16)] = _utf16(found[2])
    total = 0
    for found in _found(source, "bfrange"):
        first, last, value = found.groups()
        values = re.findall(r"<([0-9A-Fa-f]*)>", value)
        start = int(first, 16)
        count = max(0, min(int(last, 16) - start + 1, _MOST_CODES))
        text = "" if value.startswith("[") else _utf16(values[0])
        work(count * (2 + len(text) // _TEXT_UNIT))
        total += count
        if total > _MOST_ENTRIES:
            raise MalformedError("a font of it gives too many codes a meaning")
        for offset in range(count):
            if value.startswith("["):
                table[start + offset] = _utf16(values[offset]) if offset < len(values) else ""
            elif text:
                table[start + offset] = text[:-1] + chr(min(ord(text[-1]) + offset, 0x10FFFF))
    return table


def _found(source: str, name: str) -> Iterator[re.Match[str]]:
    """Yield the entries of the blocks ``name``."""
    for piece in source.split(f"begin{name}")[1:]:
        block, end, _rest = piece.partition(f"end{name}")
        for found in _ENTRIES[name].finditer(block) if end else ():
            work(2)
            yield found


def _utf16(digits: str) -> str:
    if len(digits) > _MOST_DIGITS:
        raise MalformedError("a font of it gives a code a very long meaning")
    whole = digits[: len(digits) // 4 * 4]
    return bytes.fromhex(whole).decode("utf-16-be", "replace")
