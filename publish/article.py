"""The model of a publication: plain, frozen data and nothing else.

A source is read once into an :class:`Article`; every later step trusts it and no exporter looks at
the source again.  Blocks and inlines are two closed unions (:data:`Block`, :data:`Inline`): whoever
writes one ``match`` over them ends it in ``assert_never``, so that a new kind of block is a type
error in every writer that forgets it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

# --------------------------------------------------------------------------- inlines


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
    """A link; ``target`` is a URL, or ``#id`` of a block of this publication."""

    content: tuple[Inline, ...]
    target: str
    title: str = ""


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

# --------------------------------------------------------------------------- blocks


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What every block has: where it stands in the source, its id, its own language.

    ``line`` counts from 1.  ``id`` is empty until ``prepare`` has given it one, unless the author
    did.  ``language`` is a BCP 47 tag, or ``None`` for the language of the surroundings.
    """

    line: int = 0
    id: str = ""
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Image:
    """A picture file, measured when the source was read.

    ``source`` is the path as written; ``file`` the checked path inside the source's folder.
    ``alt`` is ``None`` where the author wrote none, which is an error unless ``decorative``.
    ``width`` and ``height`` are pixels (for SVG: user units), ``digest`` the SHA-256 of the file.
    """

    source: str
    file: Path
    media_type: str
    width: int
    height: int
    digest: str
    alt: str | None = None
    decorative: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Section(Placed):
    """A heading and all that stands under it; ``level`` is the number of ``#`` in the source."""

    title: tuple[Inline, ...]
    level: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph(Placed):
    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation(Placed):
    """A block quotation; ``pull`` where it repeats words of the article to catch the eye."""

    blocks: tuple[Block, ...]
    attribution: tuple[Inline, ...] = ()
    pull: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListItem(Placed):
    """``checked`` is ``None`` unless the item is a task (GFM ``[ ]``, ``[x]``)."""

    blocks: tuple[Block, ...]
    checked: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class List(Placed):
    """``tight``: the items are set without space between them."""

    items: tuple[ListItem, ...]
    ordered: bool = False
    start: int = 1
    tight: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition(Placed):
    """One or more terms with what they mean."""

    terms: tuple[tuple[Inline, ...], ...]
    meanings: tuple[tuple[Block, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionList(Placed):
    items: tuple[Definition, ...]


class Scope(StrEnum):
    """What a header cell is the header of (HTML ``scope``; ISO 32000-1, table 349)."""

    COLUMN = "col"
    ROW = "row"


class Align(StrEnum):
    LEFT = "left"
    CENTRE = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell(Placed):
    """A table cell; a header cell has a ``scope``.  Spans count cells and are at least 1."""

    blocks: tuple[Block, ...]
    scope: Scope | None = None
    colspan: int = 1
    rowspan: int = 1
    align: Align | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row(Placed):
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Placed):
    """``head`` are the header rows, ``body`` the others; every row covers the same columns."""

    head: tuple[Row, ...]
    body: tuple[Row, ...]
    caption: tuple[Inline, ...] = ()
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeBlock(Placed):
    """Code, with its white space; ``syntax`` names the programming language, if known."""

    text: str
    syntax: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MathBlock(Placed):
    tex: str
    alt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThematicBreak(Placed):
    pass


class AsideKind(StrEnum):
    NOTE = "note"
    TIP = "tip"
    IMPORTANT = "important"
    WARNING = "warning"
    CAUTION = "caution"
    ADMONITION = "admonition"
    SIDEBAR = "sidebar"


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside(Placed):
    """Matter beside the text; without a ``title`` the name of its kind stands for it."""

    kind: AsideKind
    blocks: tuple[Block, ...]
    title: tuple[Inline, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Placed):
    """A picture with its caption, credit and extended description.

    The alt text is in ``image``.  ``number`` counts the figures from 1 (0: not numbered yet, or
    decorative).  ``recording`` is a sound file that tells what it shows, instead of alt text and
    caption.
    """

    image: Image
    caption: tuple[Block, ...] = ()
    credit: tuple[Inline, ...] = ()
    description: tuple[Block, ...] = ()
    number: int = 0
    recording: Path | None = None


Block = (
    Section
    | Paragraph
    | Quotation
    | List
    | DefinitionList
    | Table
    | CodeBlock
    | MathBlock
    | ThematicBreak
    | Aside
    | Figure
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Placed):
    """A footnote; ``number`` is its place in the order of first calls, from 1.

    ``calls`` are the ids of its calls, in document order.
    """

    blocks: tuple[Block, ...]
    number: int = 0
    calls: tuple[str, ...] = ()


# --------------------------------------------------------------------------- metadata


@dataclass(frozen=True, slots=True)
class Contributor:
    """``role`` is a MARC relator code (``aut``, ``ill``, ``trl`` ...)."""

    name: str
    role: str = "aut"
    file_as: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    name: str
    position: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    date: date
    text: str


@dataclass(frozen=True, slots=True)
class Licence:
    """``name`` is an SPDX identifier or empty, ``url`` its address or empty; one is given."""

    name: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class RoleVoice:
    """Who reads a role, and how fast (words a minute); empty and 0: as all others."""

    role: str
    voice: str = ""
    rate: int = 0


@dataclass(frozen=True, slots=True)
class ListeningProfile:
    """Which roles the narration leaves out, and where it reads the notes (empty: at the end)."""

    name: str
    skip: tuple[str, ...] = ()
    notes: str = ""


#: How an audio edition can be mastered.
MASTERING = ("podcast", "audiobook")


@dataclass(frozen=True, slots=True)
class NarrationSettings:
    """The author's wishes for the audio edition; ``rate`` in words a minute, 0 for the default.

    ``lexicon_words`` are the spellings that the ``lexicon`` has entries for.
    ``roles`` are the names of roles with their own voice and rate.  ``recordings`` are the ids of
    sections with the sound files that are heard instead; ``intro``, ``outro`` and ``earcon`` (heard
    where a figure begins) are sound files too.  ``mastering`` is one of :data:`MASTERING`, or
    empty.
    ``url`` is the address of the folder where the sound files will be found, with a slash at its
    end, or empty.  ``profile`` names a listening profile, one of ``profiles`` or one that is known
    everywhere; empty: all is read.
    """

    voice: str = ""
    rate: int = 0
    lexicon: Path | None = None
    lexicon_words: tuple[str, ...] = ()
    pronunciations: tuple[tuple[str, str], ...] = ()
    roles: tuple[RoleVoice, ...] = ()
    recordings: tuple[tuple[str, Path], ...] = ()
    intro: Path | None = None
    outro: Path | None = None
    earcon: Path | None = None
    mastering: str = ""
    url: str = ""
    profile: str = ""
    profiles: tuple[ListeningProfile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What the front matter says; every field is validated.

    ``identifier`` is always set: the author's (ISBN and DOI as ``urn:isbn:``, ``https://doi.org/``)
    or a URN made from language, title and first author, so that it outlives corrections.
    """

    title: str
    language: str
    identifier: str
    subtitle: str = ""
    standfirst: str = ""
    authors: tuple[Contributor, ...] = ()
    contributors: tuple[Contributor, ...] = ()
    publisher: str = ""
    published: datetime | None = None
    modified: datetime | None = None
    dateline: str = ""
    description: str = ""
    subjects: tuple[str, ...] = ()
    rights: str = ""
    licence: Licence | None = None
    cover: Image | None = None
    series: Series | None = None
    corrections: tuple[Correction, ...] = ()
    abbreviations: tuple[tuple[str, str], ...] = ()
    narration: NarrationSettings = field(default_factory=NarrationSettings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article, complete: no exporter needs its source.

    ``file`` is the source's path, for messages only.  ``lines`` maps the name of each front matter
    field given (``cover.alt``) to its line.
    """

    metadata: Metadata
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...] = ()
    file: Path = Path()
    lines: tuple[tuple[str, int], ...] = ()
