"""The inlines of a text: a closed union, :data:`Inline`; and the record of a picture."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

from msgspec import Struct


class AltStatus(StrEnum):
    """The state of the alt text of a picture.

    A ``draft`` comes from a machine, and nobody has reviewed it; with ``needs-description`` the
    picture needs an extended description too.
    """

    REVIEWED = "reviewed"
    DRAFT = "draft"
    NEEDS_DESCRIPTION = "needs-description"


class Conversion(StrEnum):
    """How a picture is changed for the editions, which can't hold it as it is."""

    NONE = ""
    SCALED = "scaled"
    INKS = "from inks to screen colours"
    DEPTH = "from 16 to 8 bits"


class Image(Struct, frozen=True, gc=False):
    """A picture file, measured when the source was read.

    ``source`` is the path as written; ``file`` the checked path inside the source's folder.
    ``alt`` is ``None`` where the author wrote none, which is an error unless ``decorative``.
    ``width`` and ``height`` are pixels (for SVG: user units) in the editions, ``digest`` the
    SHA-256 of the file.  ``words`` is the size of the smallest words in it, in the same pixels, if
    the author states it (0: there are none).
    """

    source: str
    file: Path
    media_type: str
    width: int
    height: int
    digest: str
    alt: str | None = None
    decorative: bool = False
    alt_status: AltStatus = AltStatus.REVIEWED
    conversion: Conversion = Conversion.NONE
    words: int | None = None


class Text(Struct, frozen=True, gc=False):
    """Characters without markup; runs of white space are single spaces."""

    text: str


class Emphasis(Struct, frozen=True, gc=False):
    content: tuple[Inline, ...]


class Strong(Struct, frozen=True, gc=False):
    content: tuple[Inline, ...]


class Deletion(Struct, frozen=True, gc=False):
    """Text struck out (GFM ``~~text~~``)."""

    content: tuple[Inline, ...]


class Superscript(Struct, frozen=True, gc=False):
    content: tuple[Inline, ...]


class Subscript(Struct, frozen=True, gc=False):
    content: tuple[Inline, ...]


class TextElement(StrEnum):
    """The role of words in a line, as HTML names it (HTML Living Standard, 4.5)."""

    MARK = "mark"
    KEYBOARD = "kbd"
    SAMPLE = "samp"
    VARIABLE = "var"
    CITE = "cite"
    DEFINED = "dfn"
    SMALL = "small"
    INSERTED = "ins"
    UNDERLINED = "u"


class TextLevel(Struct, frozen=True, gc=False):
    """Words with a role of their own, such as a key to press or a marked passage."""

    content: tuple[Inline, ...]
    element: TextElement


class InlineCode(Struct, frozen=True, gc=False):
    text: str


LINK_SCHEMES = ("http", "https", "mailto", "tel")
"""Schemes of addresses that a link may lead to."""


class Link(Struct, frozen=True, gc=False):
    """A link; ``target`` is a URL, or ``#id`` of a block of this publication.

    Until the chapters of a book are put together, ``chapter`` is the id of the chapter of the
    target, and the target may be only ``#``.
    """

    content: tuple[Inline, ...]
    target: str
    title: str = ""
    chapter: str = ""


class Phrase(Struct, frozen=True, gc=False):
    """Words in a language other than that around them (WCAG 2.2, 3.1.2 Language of Parts)."""

    content: tuple[Inline, ...]
    language: str


class Abbreviation(Struct, frozen=True, gc=False):
    text: str
    expansion: str


class Pronounced(Struct, frozen=True, gc=False):
    """Words with their pronunciation: a respelling (``say``) or IPA (``ipa``), never both empty."""

    content: tuple[Inline, ...]
    say: str = ""
    ipa: str = ""


_PLAIN_FORMULA = re.compile(r"[A-Za-z]|\\[A-Za-z]+|[0-9]+(?:[.,][0-9]+)?")


class InlineMath(Struct, frozen=True, gc=False):
    """A formula in the text, in TeX.

    ``alt`` is the author's wording for it, if any; ``spoken`` is the wording by rule, which
    ``prepare`` adds where there is no other.
    """

    tex: str
    alt: str = ""
    spoken: str = ""

    @property
    def words(self) -> str:
        """The words for it, or its TeX if it can't be read."""
        return self.alt or self.spoken or self.tex


def is_plain_formula(tex: str) -> bool:
    """Return whether a formula is one letter or number, which is read as it stands."""
    return _PLAIN_FORMULA.fullmatch(tex.strip()) is not None


class InlineImage(Struct, frozen=True, gc=False):
    """A picture in a line of text."""

    image: Image


class NoteReference(Struct, frozen=True, gc=False):
    """The call of a note: ``note`` is the id of a :class:`Note`.

    ``id`` is the call's own id (the note's back link goes there).
    """

    note: str
    id: str = ""
    number: int = 0


class LineBreak(Struct, frozen=True, gc=False):
    """A forced end of line."""


class Sentence(Struct, frozen=True, gc=False):
    """One sentence, the unit that narration and highlighting share.

    ``prepare`` makes them; an article that was only read has none.  ``id`` is stable: it depends
    on the id of the block and the place in it, not on other blocks.
    """

    content: tuple[Inline, ...]
    id: str


#: An inline that has others in its ``content``; the most frequent first, as ``isinstance`` asks.
Holder = (
    Sentence
    | Emphasis
    | Strong
    | Link
    | Phrase
    | Deletion
    | Superscript
    | Subscript
    | Pronounced
    | TextLevel
)

Inline = Holder | (
    Text | InlineCode | Abbreviation | InlineMath | InlineImage | NoteReference | LineBreak
)
