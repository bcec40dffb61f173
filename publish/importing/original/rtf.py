r"""Read RTF 1.9.1 for comparison with its source.

Control words end at a space or another character; ``\'hh`` is a byte of the font's code page, and
``\uN`` a character, after which ``\ucN`` bytes are for older programs.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from publish.importing.original.record import Kind, Original, OriginalError

MAX_FILE = 60_000_000
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|"
    rb"([{}])|([\r\n]+)|([^\\{}\r\n]+)"
)
_UNSEEN = frozenset(
    b"""fonttbl colortbl stylesheet info pict fldinst listtext pntext pntxta pntxtb xe tc bkmkstart
    bkmkend sn sv themedata colorschememapping datastore latentstyles listtable revtbl
    listoverridetable rsidtbl generator xmlnstbl atnid atnauthor atntime atnicn atnref atnparent
    atnid objdata objclass nonshppict ftnsep ftnsepc aftnsep aftnsepc mmathPr wgrffmtfilter
    protusertbl userprops pgptbl formfield datafield nesttableprops noncs""".split()
)
_KINDS = {
    b"footnote": Kind.NOTE, b"header": Kind.PAGE, b"headerl": Kind.PAGE, b"headerr": Kind.PAGE,
    b"headerf": Kind.PAGE, b"footer": Kind.PAGE, b"footerl": Kind.PAGE, b"footerr": Kind.PAGE,
    b"footerf": Kind.PAGE, b"annotation": Kind.COMMENT, b"shptxt": Kind.BOX,
}  # fmt: skip
_ENTERED = frozenset([b"annotation", b"shpinst", b"ud", b"shppict", b"footnote", b"nestcell"])
"""Destinations after ``\\*`` that hold text."""
_ENDS = frozenset([b"par", b"cell", b"nestcell", b"row", b"sect", b"page"])
_SPACES = {b"tab": " ", b"line": " ", b"emdash": "-", b"endash": "-", b"lquote": "‘",
           b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"emspace": " ",
           b"enspace": " "}  # fmt: skip
_CHARSETS = {
    0: "cp1252", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251",
    222: "cp874", 238: "cp1250", 77: "mac_roman",
}  # fmt: skip
_GROUP = rb"\{(?:[^{}]++|\{(?:[^{}]++|\{(?:[^{}]++|\{[^{}]*+\})*\})*\})*\}"
_HEADER = re.compile(rb"(?:\\[a-z]{1,32}(?:-?\d{1,10})? ?|\s+|" + _GROUP + rb")*")
"""What stands before the digits or bytes of a picture."""


class _Group(Struct, frozen=True):
    """What a group restores at its end."""

    kind: Kind = Kind.PARAGRAPH
    unseen: bool = False
    deleted: bool = False
    hidden: bool = False
    table: bool = False
    font: int = 0
    fallback: int = 1


def read(file: Path) -> Original:
    """Return the content of ``file``.  Raises :class:`OriginalError`."""
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_FILE)
    except OSError as error:
        raise OriginalError(str(error)) from error
    found = Original(part=file.name)
    _Reader(found, data).read()
    return found


class _Reader:
    def __init__(self, found: Original, data: bytes) -> None:
        self.found, self.data = found, data
        self.group = _Group()
        self.stack: list[_Group] = []
        self.words: list[str] = []
        self.bytes = bytearray()
        self.fonts: dict[int, str] = {}
        self.page = "cp1252"
        self.starred = False
        self.left = 0
        self.in_fonts = 0

    def read(self) -> None:
        position = 0
        while match := _TOKEN.search(self.data, position):
            position = match.end()
            word, number, byte, symbol, brace, _, text = match.groups()
            if text is not None:
                self._text(text)
            elif word is not None:
                self._word(word, int(number[:11]) if number else None, match.end())
                if word == b"bin":  # so many bytes follow that are no text
                    position += max(int(number[:11]) if number else 0, 0)
            elif byte is not None:
                if self.left:
                    self.left -= 1
                else:
                    self.bytes.append(int(byte, 16))
            elif brace == b"{":
                self._decode()
                self.stack.append(self.group)
                self.starred = False
            elif brace == b"}":
                self._decode()
                self._leave()
            elif symbol is not None:
                self._symbol(symbol)
        self._end()

    def _text(self, text: bytes) -> None:
        if self.left:
            skipped = min(self.left, len(text))
            self.left -= skipped
            text = text[skipped:]
        self.bytes += text

    def _leave(self) -> None:
        before = self.group
        if self.stack:
            self.group = self.stack.pop()
        if len(self.stack) < self.in_fonts:
            self.in_fonts = 0
        if before.kind is not self.group.kind:
            self._end(before)

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self.starred = True
        elif symbol in (b"~", b"_"):
            self.bytes += b" " if symbol == b"~" else b"-"
        elif symbol in (b"{", b"}", b"\\"):
            self.bytes += symbol
        elif symbol in (b"\n", b"\r"):
            self._end()

    def _word(self, word: bytes, number: int | None, end: int) -> None:
        if word != b"u":
            self._decode()
        on = number != 0
        starred, self.starred = self.starred, False
        match word:
            case b"u":
                self._decode()
                self._add(chr((number or 0) % 65536))
                self.left = self.group.fallback
            case b"uc":
                self.group = replace(self.group, fallback=number or 0)
            case b"f" if number is not None:
                self.group = replace(self.group, font=number)
            case b"fcharset" if self.in_fonts:
                self.fonts[self.group.font] = _CHARSETS.get(number or 0, self.page)
            case b"ansicpg":
                self.page = _known(f"cp{number}")
            case b"mac" | b"pc" | b"pca":
                self.page = {b"mac": "mac_roman", b"pc": "cp437"}.get(word, "cp850")
            case b"deleted":
                self.group = replace(self.group, deleted=on)
            case b"revised":
                self.found.insertions += on
            case b"v":
                self.group = replace(self.group, hidden=on)
            case b"plain":
                self.group = replace(self.group, hidden=False, deleted=False)
            case b"intbl":
                self.group = replace(self.group, table=True)
            case b"pard":
                self.group = replace(self.group, table=False)
            case b"fonttbl":
                self.in_fonts = len(self.stack)
                self.group = replace(self.group, unseen=True)
            case b"pict" if not self.group.unseen:
                self._picture(end)
            case _ if word in _ENDS:
                self._end()
            case _ if word in _SPACES:
                self._add(_SPACES[word])
            case _ if word in _KINDS:
                self._end()
                page = self.group.kind is Kind.PAGE
                self.group = replace(self.group, kind=Kind.PAGE if page else _KINDS[word])
            case _ if word in _UNSEEN or (starred and word not in _ENTERED):
                self.group = replace(self.group, unseen=True)

    def _picture(self, end: int) -> None:
        found = _HEADER.match(self.data, end)
        header = found[0] if found else b""
        start = end + len(header)
        self.group = replace(self.group, unseen=True)
        if self.group.kind is not Kind.PAGE:
            stated = re.search(rb"\\bin(\d+) ?$", header)
            raw = re.sub(rb"\s", b"", self.data[start : self.data.find(b"}", start)])
            try:
                data = bytes.fromhex(raw.decode("ascii")) if not stated else b""
            except ValueError:
                data = b""
            if stated:
                data = self.data[start : start + int(stated[1][:9])]
            named = re.search(rb"\\(\w+)blip|\\(wmetafile|dibitmap|macpict)", header)
            digest = hashlib.sha256(data).hexdigest() if data else ""
            self.found.add_picture(named[0][1:].decode() if named else "pict", digest)

    def _decode(self) -> None:
        """Add the bytes that are pending, in the code page of the font."""
        if self.bytes:
            data = bytes(self.bytes)
            self.bytes.clear()
            self._add(data.decode(self.fonts.get(self.group.font, self.page), "replace"))

    def _add(self, text: str) -> None:
        group = self.group
        if group.unseen:
            return
        if group.deleted or group.hidden:
            self.found.add(Kind.DELETED if group.deleted else Kind.HIDDEN, text)
        else:
            self.words.append(text)

    def _end(self, group: _Group | None = None) -> None:
        """End a paragraph."""
        self._decode()
        if self.words:
            group = group or self.group
            kind = Kind.CELL if group.table and group.kind is Kind.PARAGRAPH else group.kind
            self.found.number += 1
            text = "".join(self.words)  # \\u writes characters beyond 0xFFFF as two
            self.found.add(kind, text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
            self.words.clear()


def _known(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"
