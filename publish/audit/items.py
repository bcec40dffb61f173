"""The items of an article that an edition can lose, and the result of looking for one.

Texts are compared by their letters, since editions differ in line breaks and white space.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from publish.glyphs import INVISIBLE
from publish.model import Image


class Kind(StrEnum):
    """The kind of an item; reports list kinds in this order."""

    FRONT = "front matter"
    HEADING = "heading"
    TEXT = "text"
    FIGURE = "figure"
    ALT = "alt text"
    CAPTION = "caption"
    CREDIT = "credit"
    DESCRIPTION = "extended description"
    NOTE = "note"
    MARKER = "list marker"
    TABLE = "table"
    CELL = "table cell"
    QUOTATION = "quotation"
    ATTRIBUTION = "attribution"
    LINK = "link"
    LANGUAGE = "change of language"
    CODE = "code"
    FORMULA = "formula"
    ABBREVIATION = "abbreviation"


class Part(Struct, frozen=True, gc=False):
    """The words of an item in one element, such as a sentence, and the element's id."""

    id: str
    text: str


class Item(Struct, frozen=True, kw_only=True, gc=False):
    """A part of the article that a reader must find.

    ``id`` is the id of its element; ``owner`` that of the element it belongs to: the figure of a
    caption, the sentence of a link, the page that a title names.  ``line`` is its line in the
    source, ``file`` its chapter file in a book.  ``parts`` are its words, in ``language`` (BCP 47);
    a change of language has the new one.  ``target`` is the target of a link, the expansion of an
    abbreviation, or the number or sign before an item of a list.  ``headers`` are
    the words of the header cells of a data cell, ``rows`` and ``columns`` the size of a table,
    ``calls`` the ids of the calls of a note.  ``noted`` says that it is in a note, ``pulled``
    that it is in a pull quote.
    """

    kind: Kind
    id: str
    line: int
    language: str
    parts: tuple[Part, ...] = ()
    owner: str = ""
    target: str = ""
    headers: tuple[str, ...] = ()
    header: bool = False
    rows: int = 0
    columns: int = 0
    calls: tuple[str, ...] = ()
    image: Image | None = None
    noted: bool = False
    pulled: bool = False
    file: Path | None = None

    @property
    def names_page(self) -> bool:
        """Whether it is the title of a dedication or epigraph, which is in no heading."""
        return self.kind is Kind.HEADING and bool(self.owner)

    @property
    def text(self) -> str:
        """Its words on one line."""
        return " ".join(" ".join(part.text for part in self.parts).split())


#: The advice for a loss.
FIX = (
    "Build again. If it is lost again, report it as a fault of publish; --no-audit builds all "
    "the same."
)

#: The reason why only the words of a link are there.
NOWHERE = "its target does not exist in the source, or its address is not safe"


class State(StrEnum):
    """The state of an item in an edition; ``LEFT_OUT`` is on purpose, with a reason."""

    FOUND = "found"
    LEFT_OUT = "left out"
    LOST = "lost"


class Result(Struct, frozen=True, gc=False):
    """The state of ``item`` in ``edition``.

    ``place`` is its place: ``text.xhtml#fig-1``, ``page 4`` or ``00:03:12.480``; ``reason`` says
    why it is left out, or which part is lost.
    """

    item: Item
    edition: str
    state: State
    place: str = ""
    reason: str = ""


def found(item: Item, edition: str, place: str) -> Result:
    return Result(item, edition, State.FOUND, place)


def left_out(item: Item, edition: str, reason: str, place: str = "") -> Result:
    return Result(item, edition, State.LEFT_OUT, place, reason)


def lost(item: Item, edition: str, reason: str, place: str = "") -> Result:
    return Result(item, edition, State.LOST, place, reason)


#: Ligatures that are characters (Latin): a font draws "fi" with the same glyph, so a PDF can't tell
#: them apart.
_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}

#: Characters that aren't painted, and those that XML 1.0 (2.2, production 2) forbids.  Editions
#: keep marks of direction, joiners and zero-width spaces; fonts have no glyphs for them.
_IGNORED = re.compile(INVISIBLE.pattern + "|[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def letters(text: str) -> str:
    """Return ``text`` without white space and characters that aren't painted.

    Letters with marks are composed (Unicode, UAX 15, form C), ligatures divided.
    """
    joined = "".join(text.split())
    if joined.isascii() and joined.isprintable():  # the frequent case, and the fast one
        return joined
    return unicodedata.normalize("NFC", _IGNORED.sub("", joined).translate(_LIGATURES))


def short(text: str, longest: int = 60) -> str:
    """Return ``text`` on one line, cut after a word if longer than ``longest`` characters."""
    text = " ".join(text.split())
    if len(text) <= longest:
        return text
    return text[: longest - 1].rsplit(" ", 1)[0][: longest - 1].rstrip(" ,;:.") + "…"
