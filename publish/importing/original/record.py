"""The content of an original as a list of passages, pictures and links, each with its place."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct, field


class Kind(StrEnum):
    """The kind of a passage; the values name it in messages."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    CELL = "table cell"
    NOTE = "note"
    BOX = "text box"
    ALT = "alt text"
    CHART = "chart"
    DIAGRAM = "diagram"
    EMBEDDED = "embedded document"
    FORM = "form"
    COMMENT = "comment"
    DELETED = "deleted passage"
    HIDDEN = "hidden passage"
    PAGE = "page header or footer"


APART = frozenset([Kind.COMMENT, Kind.DELETED, Kind.HIDDEN, Kind.PAGE])
"""Kinds that aren't shown as part of the text."""
NO_WORDS = "(without words)"
"""The text of a chart or diagram that holds no words."""


class Place(Struct, frozen=True):
    """Where something stood: in the file ``part`` of the original, below ``heading``.

    ``number`` counts the paragraphs or lines (``unit``) of the part from 1.
    """

    part: str
    unit: str
    number: int
    heading: str


class Passage(Struct, frozen=True):
    """Words of one kind: a paragraph, a cell's paragraph, an alt text, a comment."""

    kind: Kind
    text: str
    place: Place


class Picture(Struct, frozen=True):
    """A picture by its ``address``; ``digest`` is the SHA-256 of its file, if that was found."""

    address: str
    digest: str
    place: Place


class Link(Struct, frozen=True):
    """A link with the words ``text`` to another document."""

    target: str
    text: str
    place: Place


class OriginalError(Exception):
    """The original can't be read by the reader that only compares."""


class Finder(Struct):
    """Finds the lines of passages in the ``text`` from which they were read, in their order.

    The words of a passage may be spelled otherwise in the text; its line is that of the one before.
    """

    text: str
    _start: int = 0
    _line: int = 1
    _misses: int = 0

    def line(self, words: str) -> int:
        """Return the line from 1 where ``words`` stand next, or the last line found."""
        seldom = self._misses > _OFTEN and self._misses & (self._misses - 1)
        end = self._start + _NEAR if seldom else len(self.text)
        at = self.text.find(words, self._start, end)
        if at < 0:
            self._misses += 1
        else:
            self._line += self.text.count("\n", self._start, at)
            self._start = at
        return self._line


_OFTEN, _NEAR = 200, 10_000
"""After so many misses, only so many characters are searched: all would take too long."""


class Original(Struct):
    """What was found in an original, in its order.

    The position in it is kept while it is read: ``part``, ``unit``, ``number`` and ``heading``.
    """

    part: str = ""
    unit: str = "paragraph"
    number: int = 0
    heading: str = ""
    passages: list[Passage] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    insertions: int = 0

    def place(self) -> Place:
        return Place(self.part, self.unit, self.number, self.heading)

    def add(self, kind: Kind, text: str, place: Place | None = None) -> None:
        """Add a passage, unless it has no words."""
        text = " ".join(text.split())
        if text:
            self.passages.append(Passage(kind, text, place or self.place()))
            if kind is Kind.HEADING:
                self.heading = text

    def add_link(self, target: str, text: str = "") -> None:
        self.links.append(Link(target.strip(), " ".join(text.split()), self.place()))

    def add_picture(self, address: str, digest: str = "") -> None:
        self.pictures.append(Picture(address, digest, self.place()))
