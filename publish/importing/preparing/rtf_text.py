r"""Make the text of RTF plain (Rich Text Format Specification 1.9.1).

pandoc reads every byte as Windows-1252, pairs of surrogates as two characters, and deleted text; it
drops text boxes and comments.  Here all characters become UTF-8, which pandoc reads as they are,
hidden and deleted text goes away, and text boxes become paragraphs after the one that they are
anchored to.  Pictures are kept apart (:mod:`publish.importing.preparing.rtf_pictures`).
"""

from __future__ import annotations

import codecs
import re

from msgspec import Struct, field
from msgspec.structs import replace

from publish.importing.markers import Marks
from publish.importing.preparing.rtf_pictures import TYPES, RtfPictures
from publish.runtime.text import FORBIDDEN

CHARACTER_SETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk",
    136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256",
    186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
"""The codecs of Python by the number of a font's character set (``fcharset``)."""
CODE_PAGES = {936: "gbk", 10000: "mac_roman", 10007: "mac_cyrillic", 65001: "utf-8"}
"""The codecs of code pages that Python doesn't name by their number."""
DOUBLE_BYTE = frozenset({"cp932", "cp949", "johab", "gbk", "cp950"})
_TOKEN = re.compile(
    r"\\bin(?P<bin>\d+) ?"
    r"|(?P<hex>(?:\\'[0-9A-Fa-f]{2})+)"
    r"|\\(?P<word>[A-Za-z]+)(?P<number>-?\d+)? ?"
    r"|\\(?P<symbol>[^A-Za-z])"
    r"|(?P<brace>[{}])"
    r"|(?P<text>[^\\{}\r\n]+)"
    r"|[\r\n]+|\\$",
    re.S,
)
_DROPPED = frozenset({
    "pntext", "nonshppict", "shprslt", "header", "headerl", "headerr", "headerf", "footer",
    "footerl", "footerr", "footerf", "atnid", "atntime", "atndate", "atnref", "atnicn",
    "atnparent", "atrfstart", "atrfend",
})  # fmt: skip
"""Groups that repeat others, or aren't text."""
_BOXES = frozenset({"shptxt", "dptxbxtext"})
_TOLD = frozenset({"header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr",
                   "footerf"})  # fmt: skip
_EVALUATED = frozenset({"pntext", "annotation", "atnauthor", "sn", "sv"})
"""Groups that aren't written, but whose words are used."""
_SHAPES = frozenset({"shpinst", "do"})
_DATA = frozenset({
    "fonttbl", "colortbl", "stylesheet", "listtable", "listoverridetable", "info", "generator",
    "revtbl", "rsidtbl", "themedata", "colorschememapping", "datastore", "latentstyles",
    "fldinst", "bkmkstart", "bkmkend", "objdata", "objclass",
})  # fmt: skip
"""Groups without text for readers, which stay as they are."""

_FILE = 2
"""The size of the stack in the group that is the file (RTF 1.9.1, "Contents of an RTF File")."""

_SIGNS = re.compile(r"[\\{}]")
"""Characters with a meaning, which are written by their codes."""


class Plain(Struct):
    """RTF for pandoc and what was left out of it."""

    data: bytes = b""
    pictures: RtfPictures = field(default_factory=RtfPictures)
    deleted: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    cut: bool = False


class _Group(Struct):
    """The state of a group, which begins as that of the group around it."""

    codec: str
    skipped: int = 1
    deleted: bool = False
    hidden: bool = False
    name: str = ""
    dropped: bool = False
    silent: bool = False
    data: bool = False
    picture: bool = False
    boxed: bool = False
    opened: bool = False

    @property
    def shown(self) -> bool:
        """Whether text in the group is written."""
        return not self.dropped and (self.data or not (self.deleted or self.hidden))


class _Reader:
    """Reads tokens, and writes the same without what pandoc doesn't understand."""

    def __init__(self, marks: Marks) -> None:
        self.plain = Plain()
        self.marks = marks
        self.out: list[str] = []
        self.outs: list[list[str]] = []
        self.behind: list[str] = []
        self.codec = "cp1252"
        self.fonts: dict[int, str] = {}
        self.font = 0
        self.bytes = b""
        self.to_skip = 0
        self.said: list[str] = []
        self.author = self.property = ""
        self.pictures = self.plain.pictures
        self.high = 0
        self.ended = False
        self.stack: list[_Group] = [_Group(self.codec)]

    @property
    def group(self) -> _Group:
        return self.stack[-1]

    def read(self, text: str) -> Plain:
        position = 0
        while not self.ended and (match := _TOKEN.match(text, position)):
            position = match.end()
            if match["bin"]:
                end = position + int(match["bin"][:9])
                if self.group.picture:
                    self.pictures.digits.append(text[position:end].encode("latin-1").hex())
                position = end
                continue
            if not match["hex"] and not (self.bytes and match["text"]):
                self._flush()
            self._token(match)
        self._flush()
        self._end()
        self.plain.data = "".join(self.out).encode("utf-8", "replace")
        return self.plain

    def _end(self) -> None:
        """Close what is open, the group of the file last, so that pandoc can read it."""
        self.plain.cut = not self.ended
        while len(self.stack) > _FILE:
            self._close()
        if self.behind:
            self.out += ["\\par ", *(f"{{\\pard {box}\\par }}" for box in self.behind)]
        self.out.append("}")

    def _token(self, match: re.Match[str]) -> None:
        if match["brace"] == "{":
            self.to_skip = 0
            inner = replace(self.group, opened=False, boxed=False, picture=False, name="")
            self.stack.append(inner)
            if not self.group.dropped:
                self.out.append("{")
        elif match["brace"]:
            self._close()
        elif match["hex"]:
            found = bytes.fromhex(match["hex"].replace("\\'", ""))
            self.bytes += found[self.to_skip :]
            self.to_skip = max(0, self.to_skip - len(found))
        elif match["word"]:
            number = match["number"]  # of 32 bits (RTF 1.9.1, "Control Word")
            self._word(match["word"], int(number[:11]) if number else None, match[0])
        elif match["symbol"]:
            self._symbol(match["symbol"], match[0])
        elif match["text"]:
            self._text(match["text"])

    def _word(self, word: str, number: int | None, written: str) -> None:
        group = self.group
        first, group.opened = not group.opened, True
        if first:
            group.name = word
            self._begin(word)
        group = self.group
        if word == "u" and number is not None:
            self.to_skip = group.skipped
            self._character(number % 0x10000)
            return
        self.to_skip = 0
        on = number != 0
        match word:
            case "ansicpg":
                self.codec = CODE_PAGES.get(number or 0, f"cp{number}")
                group.codec = self.codec = _known(self.codec, "cp1252")
            case "mac" | "pc" | "pca":
                codec = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}[word]
                group.codec = self.codec = codec
            case "uc":
                group.skipped = number if number is not None else 1
                return
            case "f" | "fcharset" | "cpg" | "plain" | "pard":
                self._font(word, number)
            case "rtf" if len(self.stack) > _FILE:  # a file in the file: pandoc takes one only
                return
            case "deleted":
                group.deleted = on
                return
            case "v":
                group.hidden = on
                return
        if first and (word in _SHAPES or (group.boxed and word in _BOXES)):
            return
        if group.shown or (word in ("par", "pard") and not group.dropped):
            self.out.append(written if written.endswith(" ") else f"{written} ")
        if word in TYPES and group.picture:
            self.pictures.kind = TYPES[word]
        if word in ("par", "row") and self.behind and not self.outs and not group.dropped:
            boxes, self.behind = self.behind, []
            self.out += [f"{{\\pard {box}\\par }}" for box in boxes]

    def _font(self, word: str, number: int | None) -> None:
        """Follow the fonts, whose character sets are the code pages of their text."""
        if any(one.name == "fonttbl" for one in self.stack):
            if word == "f" and number is not None:
                self.font = number
            elif word == "fcharset" and number in CHARACTER_SETS:
                self.fonts[self.font] = CHARACTER_SETS[number]
            elif word == "cpg" and number is not None:
                self.fonts[self.font] = _known(CODE_PAGES.get(number, f"cp{number}"), self.codec)
        elif word == "f" and number is not None:
            self.group.codec = self.fonts.get(number, self.codec)
        elif word == "plain":
            self.group.deleted = self.group.hidden = False
            self.group.codec = self.codec

    def _begin(self, word: str) -> None:
        """Begin a group whose first word is ``word``."""
        group = self.group
        group.data = group.data or word in _DATA
        if word in _SHAPES and not group.dropped and self.out[-1] == "\\*":
            self.out.pop()
        if word in _TOLD or word in _EVALUATED:
            self.said = []
            group.silent = True
        if word in _DROPPED or word in ("sp", "annotation", "atnauthor", "background"):
            if not group.dropped:
                del self.out[-2 if self.out[-1] == "\\*" else -1 :]
            group.dropped = True
        elif word in _BOXES and not group.dropped:
            self.out.pop()
            self._box("")
        elif word == "pict" and (not group.dropped or self.property == "pib"):
            group.boxed = group.dropped
            if not group.dropped:
                del self.out[-2 if self.out[-1] == "\\*" else -1 :]
            group.dropped = group.picture = True
            self.pictures.begin()
        elif word == "shpinst":
            self.pictures.begin_shape()

    def _box(self, start: str) -> None:
        """Write the group to a paragraph of its own."""
        self.group.boxed = True
        self.outs.append(self.out)
        self.out = [start]

    def _close(self) -> None:
        self.to_skip = 0
        if len(self.stack) <= _FILE:
            self.ended = True  # what follows is no text
            return
        closed = self.stack.pop()
        if closed.name == "shpinst" and self.pictures.alt:
            self._report(self.pictures.describe(self.marks))
        if closed.picture:
            written, lost = self.pictures.end(self.marks)
            self._report(lost)
            self.behind.append(written) if closed.boxed else self.out.append(written)
        elif closed.boxed:
            box, self.out = "".join(self.out), self.outs.pop()
            self.behind.append(box.removesuffix("\\par "))
        elif not closed.dropped:
            self.out.append("}")
        elif closed.name in _EVALUATED or closed.name in _TOLD:
            self._read_silently(closed.name, " ".join("".join(self.said).split()))

    def _read_silently(self, name: str, said: str) -> None:
        """Evaluate the words of a group that isn't written."""
        if name == "sn":
            self.property = said
        elif name == "sv":
            if self.property == "wzDescription":
                self.pictures.alt = said
            self.property = ""
        elif name == "pntext":
            number = any(map(str.isalnum, said))
            self.out += [f"{said} "] if number and said.isascii() else []
        elif name == "atnauthor":
            self.author = said
        elif name == "annotation" and said:
            self.out.append(self.marks.comment(self.author, said))
            self.author = ""
        elif said:
            self.plain.headers.append(said)

    def _report(self, mark: str) -> None:
        """Put the mark of something that was left out behind the paragraph."""
        if mark:
            self.behind.append(mark)

    def _symbol(self, symbol: str, written: str) -> None:
        self.to_skip = 0
        group = self.group
        if symbol in "\r\n":
            written = "\\par "
        if symbol in "{}\\":
            group.opened = True
            self._say(symbol)
        if group.shown:
            self.out.append(written)

    def _text(self, text: str) -> None:
        self.group.opened = True
        if self.group.picture:
            self.pictures.digits.append(text)
            return
        if self.to_skip:
            cut = min(self.to_skip, len(text))
            self.to_skip -= cut
            text = text[cut:]
        if self.bytes and text and self._incomplete():
            self.bytes += text[0].encode("latin-1", "replace")
            text = text[1:]
        self._flush()
        for piece in re.findall(r"[\x00-\x7f]+|[^\x00-\x7f]+", text):
            if piece.isascii():
                self._write(piece)
            else:
                self.bytes += piece.encode("latin-1", "replace")
                self._flush()

    def _incomplete(self) -> bool:
        """Return whether the last byte begins a character of two bytes."""
        if self.group.codec not in DOUBLE_BYTE:
            return False
        decoder = codecs.getincrementaldecoder(self.group.codec)("replace")
        decoder.decode(self.bytes)
        return bool(decoder.getstate()[0])

    def _flush(self) -> None:
        """Write the bytes that were gathered as characters."""
        if self.bytes:
            text, self.bytes = self.bytes.decode(self.group.codec, "replace"), b""
            self.group.opened = True
            self._write(text)

    def _character(self, code: int) -> None:
        """Write a character; two surrogates are one."""
        if 0xD800 <= code < 0xDC00:
            self.high = code
            return
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((self.high - 0xD800) << 10) + code - 0xDC00 if self.high else 0xFFFD
        self.high = 0
        self._write(chr(code))

    def _say(self, text: str) -> None:
        """Note words that aren't written."""
        group = self.group
        if group.data:
            return
        if group.silent:
            self.said.append(text)
        elif group.deleted and not group.dropped:
            self.plain.deleted.append(text)
        elif group.hidden and not group.dropped:
            self.plain.hidden.append(text)

    def _write(self, text: str) -> None:
        """Write text, if it is shown, without control characters, which no editor shows."""
        group, text = self.group, FORBIDDEN.sub("", text)
        self._say(text)
        if group.shown:
            self.out.append(_SIGNS.sub(r"\\\g<0>", text))


def _known(codec: str, default: str) -> str:
    try:
        return codecs.lookup(codec).name
    except LookupError:
        return default


def plain(data: bytes, marks: Marks) -> Plain:
    """Return RTF as pandoc reads it."""
    return _Reader(marks).read(data.decode("latin-1"))
