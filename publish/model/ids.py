"""The ids of an article's elements; only this module derives one id from another.

Ids are XML names that every edition can hold.  ``prepare`` sets the ids of blocks, notes and
sentences; the functions below return those of their parts.  The XHTML, the narration, the media
overlays and the audit find an element by the same id.
"""

from __future__ import annotations

import re
import unicodedata

#: The ids of elements that an article or book has once.
TITLE = "title"
TEXT = "text"
COLOPHON = "colophon"
DESCRIPTIONS = "descriptions"
LANDMARKS = "landmarks"
PAGE_LIST = "page-list"

#: The picture of the cover.
COVER_IMAGE = "cover-img"

#: The heading of the list of corrections in the colophon.
CORRECTIONS = f"{COLOPHON}-corrections"

#: The lines of an opening; after the id of a section, its own.
OPENING_LINES = (TITLE, "subtitle", "standfirst", "byline", "dateline")

#: Ids of elements that editions add, which no block may have.
RESERVED = frozenset(
    {
        *(*OPENING_LINES, "cover", "toc", LANDMARKS),
        *("loi", "notes", COLOPHON, DESCRIPTIONS, "opening", PAGE_LIST, TEXT),
    }
)


def slug(text: str) -> str:
    """Return ``text`` as an XML name: lower case, letters and digits, single hyphens.

    Letters of any script stay.  Text without any gives ``section``.  Source: XML 1.0 (Fifth
    Edition), 2.3, production 4.
    """
    folded = unicodedata.normalize("NFKC", text).lower()
    name = re.sub(r"[^\w]+", "-", folded.replace("_", "-")).strip("-")[:60].rstrip("-")
    name = "".join(char for char in name if char == "-" or unicodedata.category(char)[0] in "LN")
    if not name:
        return "section"
    return name if name[0].isalpha() else f"section-{name}"


def scoped(chapter: str, name: str) -> str:
    """Return the id of ``name`` in the chapter with the id ``chapter``; ``name`` if that is empty.

    A slug has no underscore, so ids of two chapters are never the same, and the id needs no escapes
    in a style sheet.

    >>> scoped("mill", "map")
    'mill_map'
    """
    return f"{chapter}_{name}" if chapter else name


def unscoped(identifier: str) -> tuple[str, str]:
    """Split an id that :func:`scoped` made into chapter and name.

    The name is empty where ``identifier`` is the id of a chapter.
    """
    chapter, _, name = identifier.partition("_")
    return chapter, name


def numbered_id(name: str, number: int) -> str:
    """Return the id of the ``number``-th element called ``name``: ``fig-1``, ``toc-3``."""
    return f"{name}-{number}"


def block_id(home: str, kind: str, number: int) -> str:
    """Return the id of the ``number``-th block of its ``kind`` in the section or note ``home``."""
    return f"{home}-{kind}-{number}"


def opening_line_id(section: str, line: str) -> str:
    """Return the id of one of :data:`OPENING_LINES`; ``section`` is empty for the article's own."""
    return f"{section}-{line}" if section else line


def title_id(owner: str) -> str:
    """Return the id of the title of a section, an aside or a list of links."""
    return f"{owner}-title"


def caption_id(owner: str) -> str:
    """Return the id of the caption of a figure or table."""
    return f"{owner}-caption"


def image_id(figure: str) -> str:
    """Return the id of the picture in a figure."""
    return f"{figure}-img"


def credit_id(figure: str) -> str:
    """Return the id of the credit line of a figure."""
    return f"{figure}-credit"


def description_id(figure: str) -> str:
    """Return the id of the extended description of a figure."""
    return f"{figure}-desc"


def description_link_id(figure: str) -> str:
    """Return the id of the link from a figure to its extended description."""
    return f"{description_id(figure)}-link"


def attribution_id(quotation: str) -> str:
    """Return the id of the attribution of a quotation."""
    return f"{quotation}-attribution"


def item_id(owner: str, number: int) -> str:
    """Return the id of an item of a list or of a definition list; ``number`` counts from 1."""
    return f"{owner}-item-{number}"


def term_id(definition: str, number: int) -> str:
    """Return the id of a term of a definition; ``number`` counts from 1."""
    return f"{definition}-term-{number}"


def head_row_id(table: str, row: int) -> str:
    """Return the id of a header row; ``row`` counts from 1."""
    return f"{table}-head-{row}"


def body_row_id(table: str, row: int) -> str:
    """Return the id of a row that isn't a header row; ``row`` counts from 1."""
    return f"{table}-body-{row}"


def cell_id(row: str, column: int) -> str:
    """Return the id of the ``column``-th cell, counted from 1, of the row with the id ``row``."""
    return f"{row}-{column}"


def sentence_id(owner: str, number: int) -> str:
    """Return the id of a sentence of ``owner``; ``number`` counts from 1."""
    return f"{owner}-s{number}"


def word_id(owner: str, number: int) -> str:
    """Return the id of a word of ``owner``, as word-by-word highlighting needs it."""
    return f"{owner}-w{number}"


def is_word_of(identifier: str, owner: str) -> bool:
    """Return whether :func:`word_id` made ``identifier`` for a word of ``owner``."""
    return identifier.startswith(f"{owner}-w")


def sentence_owner(identifier: str) -> str:
    """Return the element that :func:`sentence_id` made ``identifier`` for, or ``identifier``."""
    return re.sub(r"-s[0-9]+$", "", identifier)


def word_owner(identifier: str) -> str:
    """Return the element that :func:`word_id` made ``identifier`` for, or ``identifier``."""
    return re.sub(r"-w[0-9]+$", "", identifier)


def note_id(chapter: str, number: int) -> str:
    """Return the id of a note; ``chapter`` is empty where notes are numbered in the whole text."""
    return scoped(chapter, f"note-{number}")


def note_call_id(note: str, number: int) -> str:
    """Return the id of the ``number``-th call of the note with the id ``note``."""
    return f"{note}-call-{number}"


def descriptions_id(chapter: str) -> str:
    """Return the id of the section with the extended descriptions of ``chapter``; of all if it is
    empty.
    """
    return scoped(chapter, DESCRIPTIONS)


def notes_id(chapter: str) -> str:
    """Return the id of the section with the notes of ``chapter``; of all notes if it is empty."""
    return scoped(chapter, "notes")


def correction_id(number: int) -> str:
    """Return the id of a correction in the colophon; ``number`` counts from 1."""
    return f"{COLOPHON}-correction-{number}"


def fact_id(number: int) -> str:
    """Return the id of a fact in the colophon; ``number`` counts from 1."""
    return f"{COLOPHON}-fact-{number}"


def page_id(page: int) -> str:
    """Return the id of the marker where a page of the PDF begins."""
    return f"page-{page}"
