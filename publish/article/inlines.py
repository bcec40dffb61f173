"""What stands in a line of text: a closed union, :data:`Inline`."""

from __future__ import annotations

from dataclasses import dataclass

from publish.article.image import Image


@dataclass(frozen=True, slots=True)
class Text:
    """Characters as they are read; white space is already folded to single spaces."""

    text: str


@dataclass(frozen=True, slots=True)
class Emphasis:
    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Strong:
    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Deletion:
    """Text struck out (GFM ``~~text~~``)."""

    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Superscript:
    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Subscript:
    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class InlineCode:
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link; ``target`` is a URL, or ``#id`` of a block of this publication.

    ``chapter`` is the id of the chapter of a book that the target is in, until the chapters are put
    together; the target may then be ``#`` alone.
    """

    content: tuple[Inline, ...]
    target: str
    title: str = ""
    chapter: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in another language than their surroundings (WCAG 2.2, 3.1.2 Language of Parts)."""

    content: tuple[Inline, ...]
    language: str


@dataclass(frozen=True, slots=True)
class Abbreviation:
    text: str
    expansion: str


@dataclass(frozen=True, slots=True)
class Pronounced:
    """Words with their pronunciation: a respelling (``say``) or IPA (``ipa``), never both empty."""

    content: tuple[Inline, ...]
    say: str = ""
    ipa: str = ""


@dataclass(frozen=True, slots=True)
class InlineMath:
    """A formula in the text, in TeX; ``alt`` is the author's wording for it, if any."""

    tex: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class InlineImage:
    """A picture that stands in a line of text."""

    image: Image


@dataclass(frozen=True, slots=True)
class NoteReference:
    """The call of a note: ``note`` is the id of a :class:`Note`.

    ``id`` is the call's own id (the note's back link goes there).
    """

    note: str
    id: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class LineBreak:
    """A forced end of line."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, the unit that narration and highlighting share.

    Made by ``prepare``; a source as read has none.  ``id`` is stable: it depends on the block's
    id and the sentence's place in it, not on other blocks.
    """

    content: tuple[Inline, ...]
    id: str


Inline = (
    Text
    | Emphasis
    | Strong
    | Deletion
    | Superscript
    | Subscript
    | InlineCode
    | Link
    | Phrase
    | Abbreviation
    | Pronounced
    | InlineMath
    | InlineImage
    | NoteReference
    | LineBreak
    | Sentence
)
