"""What an article is built of: a closed union, :data:`Block`, and the notes.

What a book has that an article has not: parts, chapters, and matter before and after them.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TypedDict

from msgspec import Struct

from publish.model.inlines import Image, Inline
from publish.model.metadata import Contributor


class SectionKind(StrEnum):
    """What a section is; the values are the names of the field, without ``doc-``.

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


class Matter(StrEnum):
    """Which division of a book a section is in (EPUB SSV 1.1, 2 Document divisions)."""

    FRONT = "frontmatter"
    BODY = "bodymatter"
    BACK = "backmatter"


class Opening(Struct, frozen=True, kw_only=True):
    """What stands between the title of a chapter and its text, as an article has it too."""

    subtitle: str = ""
    standfirst: str = ""
    authors: tuple[Contributor, ...] = ()
    dateline: str = ""
    published: datetime | None = None


class NotesPlace(StrEnum):
    """Where the notes of a book stand in editions without pages."""

    CHAPTER = "chapter"
    BOOK = "book"


class Book(Struct, frozen=True, kw_only=True):
    """How a book is made up: where its notes stand."""

    notes: NotesPlace = NotesPlace.CHAPTER


class Placed(Struct, frozen=True, kw_only=True):
    """What every block has: where it stands in the source, its id, its own language.

    ``line`` counts from 1.  ``id`` is empty until ``prepare`` has given it one, unless the author
    did.  ``language`` is a BCP 47 tag, or ``None`` for the language of the surroundings.
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
    """A heading and all that stands under it; ``level`` is the number of ``#`` in the source.

    In a book the top blocks are sections of other kinds: parts, which hold chapters, and chapters,
    each from a ``file`` of its own (for messages; ``None``: that of the article) and of level 1.
    ``matter`` says where in the book one of these is.  ``abbreviations`` are those of its file.
    """

    title: tuple[Inline, ...]
    level: int
    blocks: tuple[Block, ...]
    kind: SectionKind = SectionKind.SECTION
    matter: Matter = Matter.BODY
    opening: Opening | None = None
    file: Path | None = None
    abbreviations: tuple[tuple[str, str], ...] = ()


class Paragraph(Placed, frozen=True, kw_only=True):
    content: tuple[Inline, ...]


class Quotation(Placed, frozen=True, kw_only=True):
    """A block quotation; ``pull`` where it repeats words of the article to catch the eye."""

    blocks: tuple[Block, ...]
    attribution: tuple[Inline, ...] = ()
    pull: bool = False


class ListItem(Placed, frozen=True, kw_only=True):
    """``checked`` is ``None`` unless the item is a task (GFM ``[ ]``, ``[x]``)."""

    blocks: tuple[Block, ...]
    checked: bool | None = None


class List(Placed, frozen=True, kw_only=True):
    """``tight``: the items are set without space between them."""

    items: tuple[ListItem, ...]
    ordered: bool = False
    start: int = 1
    tight: bool = True


class Definition(Placed, frozen=True, kw_only=True):
    """One or more terms with what they mean."""

    terms: tuple[tuple[Inline, ...], ...]
    meanings: tuple[tuple[Block, ...], ...]


class DefinitionList(Placed, frozen=True, kw_only=True):
    items: tuple[Definition, ...]


class Scope(StrEnum):
    """What a header cell is the header of (HTML ``scope``; ISO 32000-1, table 349)."""

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


MAX_COLUMNS = 200
"""Columns of a table."""


class Table(Placed, frozen=True, kw_only=True):
    """``head`` are the header rows, ``body`` the others; every row covers the same columns."""

    head: tuple[Row, ...]
    body: tuple[Row, ...]
    caption: tuple[Inline, ...] = ()
    number: int = 0


class CodeBlock(Placed, frozen=True, kw_only=True):
    """Code, with its white space; ``syntax`` names the programming language, if known."""

    text: str
    syntax: str = ""


class MathBlock(Placed, frozen=True, kw_only=True):
    tex: str
    alt: str = ""


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
    """Matter beside the text; without a ``title`` the name of its kind stands for it."""

    kind: AsideKind
    blocks: tuple[Block, ...]
    title: tuple[Inline, ...] = ()


class Figure(Placed, frozen=True, kw_only=True):
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


class Note(Placed, frozen=True, kw_only=True):
    """A footnote; ``number`` is its place in the order of first calls, from 1.

    ``calls`` are the ids of its calls, in document order.  ``chapter`` is the id of the chapter of
    a book in which the numbers count; empty in an article.
    """

    blocks: tuple[Block, ...]
    number: int = 0
    calls: tuple[str, ...] = ()
    chapter: str = ""
