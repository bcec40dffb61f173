"""What an article holds for its readers, item by item: what an edition can lose."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from publish.article import Image


class Kind(StrEnum):
    """What an item is; the order is that of the tables of a report."""

    FRONT = "front matter"
    HEADING = "heading"
    TEXT = "text"
    FIGURE = "figure"
    ALT = "alt text"
    CAPTION = "caption"
    CREDIT = "credit"
    DESCRIPTION = "extended description"
    NOTE = "note"
    TABLE = "table"
    CELL = "table cell"
    QUOTATION = "quotation"
    ATTRIBUTION = "attribution"
    LINK = "link"
    LANGUAGE = "change of language"
    CODE = "code"
    FORMULA = "formula"
    ABBREVIATION = "abbreviation"


class Part(Struct, frozen=True):
    """Words of an item that stand together, such as a sentence; ``id`` is that of their element."""

    id: str
    text: str


class Item(Struct, frozen=True, kw_only=True):
    """One thing that a reader must find.

    ``id`` is that of the element that holds it, ``owner`` that of what it belongs to: the figure
    of a caption, the sentence of a link.  ``line`` is its line in the source.  ``parts`` are its
    words.  ``language`` is that of the words (BCP 47); of a change of language, the new one.
    ``target`` is where a link leads, or what an abbreviation stands for.  ``headers`` are the words
    of the header cells of a data cell, ``rows`` and ``columns`` the size of a table, ``calls``
    the ids of the calls of a note.  ``noted``: it stands in a note.  ``file`` is the source that
    it stands in, where that is a chapter of a book.
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
    file: Path | None = None

    @property
    def text(self) -> str:
        """Its words on one line."""
        return " ".join(" ".join(part.text for part in self.parts).split())
