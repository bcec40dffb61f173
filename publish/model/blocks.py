"""The blocks of an article or book: a closed union, :data:`Block`, and the notes."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TypedDict

from msgspec import Struct

from publish.model.inlines import Image, Inline
from publish.model.metadata import Contributor


class SectionKind(StrEnum):
    """The kind of a section; the values are the DPUB-ARIA roles without ``doc-``.

    Sources: Digital Publishing WAI-ARIA Module 1.1, 4.3 (``doc-chapter``); EPUB 3 Structural
    Semantics Vocabulary 1.1 (``chapter``).  An ordinary ``section`` has no role of its own.
    """

    SECTION = "section"
    PART = "part"
    CHAPTER = "chapter"
    DEDICATION = "dedication"
    EPIGRAPH = "epigraph"
    FOREWORD = "foreword"
    PREFACE = "preface"
    ACKNOWLEDGMENTS = "acknowledgments"
    INTRODUCTION = "introduction"
    PROLOGUE = "prologue"
    CONCLUSION = "conclusion"
    EPILOGUE = "epilogue"
    AFTERWORD = "afterword"
    APPENDIX = "appendix"
    GLOSSARY = "glossary"
    BIBLIOGRAPHY = "bibliography"
    CREDITS = "credits"


#: Kinds of chapters that are a page of a few lines: their titles stand in the contents alone.
UNTITLED = frozenset({SectionKind.DEDICATION, SectionKind.EPIGRAPH})


class Matter(StrEnum):
    """A division of a book (EPUB SSV 1.1, 2 Document divisions)."""

    FRONT = "frontmatter"
    BODY = "bodymatter"
    BACK = "backmatter"


class Opening(Struct, frozen=True, kw_only=True):
    """The lines between the title of a chapter and its text."""

    subtitle: str = ""
    standfirst: str = ""
    authors: tuple[Contributor, ...] = ()
    dateline: str = ""
    published: datetime | None = None


class NotesPlace(StrEnum):
    """The place of the notes of a book in editions without pages."""

    CHAPTER = "chapter"
    BOOK = "book"


class Book(Struct, frozen=True, kw_only=True):
    """The settings of a book that an article doesn't have."""

    notes: NotesPlace = NotesPlace.CHAPTER


class Placed(Struct, frozen=True, kw_only=True, gc=False):  # frozen, so never in a cycle
    """The fields of every block.

    ``line`` is the line of the source, from 1.  ``id`` is the author's, or empty until ``prepare``
    sets it.  ``language`` is a BCP 47 tag, or ``None`` for the language of the surroundings.
    """

    line: int = 0
    id: str = ""
    language: str | None = None


class Place(TypedDict):
    """The fields of :class:`Placed`, as the arguments that a reader gives every block."""

    line: int
    id: str
    language: str | None


class Section(Placed, frozen=True, kw_only=True):
    """A heading with everything below it; ``level`` is the number of ``#`` in the source.

    In a book the top blocks are sections of other kinds: chapters, and parts with chapters, all of
    level 1.  ``number`` counts parts, and chapters of the body, from 1 (0: no
    number); ``numerals`` is one of ``CHAPTER_NUMBERS``.  Each
    chapter comes from its own ``file`` (for messages; ``None``: the file of the article), with its
    own ``abbreviations``.  ``matter`` is its division of the book.
    """

    title: tuple[Inline, ...]
    level: int
    blocks: tuple[Block, ...]
    kind: SectionKind = SectionKind.SECTION
    number: int = 0
    numerals: str = "arabic"
    matter: Matter = Matter.BODY
    opening: Opening | None = None
    file: Path | None = None
    abbreviations: tuple[tuple[str, str], ...] = ()


class Paragraph(Placed, frozen=True, kw_only=True):
    """A paragraph, or a stanza of ``verse``, whose lines end in line breaks."""

    content: tuple[Inline, ...]
    verse: bool = False


class Quotation(Placed, frozen=True, kw_only=True):
    """A block quotation.

    ``pull``: it only repeats words of the article.  ``epigraph``: it stands before a text.
    """

    blocks: tuple[Block, ...]
    attribution: tuple[Inline, ...] = ()
    pull: bool = False
    epigraph: bool = False


class ListItem(Placed, frozen=True, kw_only=True):
    """``checked`` is ``None`` unless the item is a task (GFM ``[ ]``, ``[x]``)."""

    blocks: tuple[Block, ...]
    checked: bool | None = None


class List(Placed, frozen=True, kw_only=True):
    """``tight``: without space between the items."""

    items: tuple[ListItem, ...]
    ordered: bool = False
    start: int = 1
    tight: bool = True


class Definition(Placed, frozen=True, kw_only=True):
    """One or more terms with their meanings."""

    terms: tuple[tuple[Inline, ...], ...]
    meanings: tuple[tuple[Block, ...], ...]


class DefinitionList(Placed, frozen=True, kw_only=True):
    items: tuple[Definition, ...]


class Scope(StrEnum):
    """The cells that a header cell belongs to (HTML ``scope``; ISO 32000-1, table 349)."""

    COLUMN = "col"
    ROW = "row"


class Align(StrEnum):
    LEFT = "left"
    CENTRE = "center"
    RIGHT = "right"


class Cell(Placed, frozen=True, kw_only=True):
    """A table cell; a header cell has a ``scope``.  Spans count cells and are at least 1."""

    blocks: tuple[Block, ...]
    scope: Scope | None = None
    colspan: int = 1
    rowspan: int = 1
    align: Align | None = None


class Row(Placed, frozen=True, kw_only=True):
    cells: tuple[Cell, ...]


#: The most columns that a table can have.
MAX_COLUMNS = 200


class Table(Placed, frozen=True, kw_only=True):
    """``head`` are the header rows, ``body`` the others; all rows cover the same columns."""

    head: tuple[Row, ...]
    body: tuple[Row, ...]
    caption: tuple[Inline, ...] = ()
    number: int = 0


class CodeBlock(Placed, frozen=True, kw_only=True):
    """Code, with its white space; ``syntax`` names the programming language, if known."""

    text: str
    syntax: str = ""


class MathBlock(Placed, frozen=True, kw_only=True):
    """A formula of its own, as :class:`~publish.model.InlineMath` is one in the text."""

    tex: str
    alt: str = ""
    spoken: str = ""

    @property
    def words(self) -> str:
        """The words for it, or its TeX if it can't be read."""
        return self.alt or self.spoken or self.tex


class ThematicBreak(Placed, frozen=True, kw_only=True):
    pass


class AsideKind(StrEnum):
    NOTE = "note"
    TIP = "tip"
    IMPORTANT = "important"
    WARNING = "warning"
    CAUTION = "caution"
    ADMONITION = "admonition"
    SIDEBAR = "sidebar"


class Aside(Placed, frozen=True, kw_only=True):
    """A block outside the main text; without a ``title`` the name of its kind is the title."""

    kind: AsideKind
    blocks: tuple[Block, ...]
    title: tuple[Inline, ...] = ()


class Speech(Placed, frozen=True, kw_only=True):
    """What one person says in a play, a dialogue or an interview."""

    speaker: tuple[Inline, ...]
    blocks: tuple[Block, ...]


class Figure(Placed, frozen=True, kw_only=True):
    """A picture with its caption, credit and extended description.

    The alt text is in ``image``.  ``number`` counts the figures from 1 (0: not numbered yet,
    decorative, or without a caption and never referred to).  ``recording`` is a sound file that
    replaces alt text and caption in the narration.
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
    | Speech
    | Figure
)


class Note(Placed, frozen=True, kw_only=True):
    """A footnote; ``number`` counts the notes in the order of their first calls, from 1.

    ``calls`` are the ids of its calls, in document order.  ``chapter`` is the id of its chapter in
    a book, where each chapter counts from 1; empty in an article.
    """

    blocks: tuple[Block, ...]
    number: int = 0
    calls: tuple[str, ...] = ()
    chapter: str = ""
