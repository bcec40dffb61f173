"""Characters that no font of the PDF has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from msgspec.structs import replace

from publish.check.document_index import DocumentIndex
from publish.check.rule import At, Family, Rule
from publish.errors import Diagnostic, Severity

GLYPH_MISSING = Rule(
    "glyph-missing",
    Severity.ERROR,
    "The fonts of the PDF have every character of the text.",
    "The PDF would have an empty box there, so it isn't made.",
    "Use other characters, install a font that has it, or build without the PDF: --only epub,web.",
    source="https://pdfa.org/resource/the-matterhorn-protocol/",
    fixed=True,
)

ODD = re.compile(r"[^\s!-~¡-ſ–—‘’‚“”„†•…‹›€А-яЁёІіЎўҐґЄєЇї]")
"""Characters other than common Latin and Cyrillic letters, punctuation and signs."""

MANY = 5
"""The number of characters that one diagnostic names."""


def find(index: DocumentIndex) -> Iterator[Diagnostic]:
    """Find each character that no font has, once; those of a block are in one diagnostic.

    They are warnings where no PDF is wanted: reading systems have fonts of their own.
    """
    if not _odd(index):
        return
    from publish.glyphs import missing_glyphs, name

    for (file, line), group in groupby(
        missing_glyphs(index.article), lambda one: (one.file, one.line)
    ):
        characters = [one.character for one in group]
        names = ", ".join(map(name, characters[:MANY]))
        more = f" and {len(characters) - MANY} more" if len(characters) > MANY else ""
        found = GLYPH_MISSING.found(
            At(file, line, "", None), f"No font of the PDF has {names}{more}."
        )
        yield found if index.environment.pdf else replace(found, severity=Severity.WARNING)


def _odd(index: DocumentIndex) -> bool:
    """Return whether the bundled fonts may lack a character: a quick test."""
    from publish.glyphs import words_in

    about = index.article.metadata
    people = (person.name for person in (*about.authors, *about.contributors))
    front = (about.title, about.subtitle, about.standfirst, about.publisher, about.dateline)
    texts = (
        *front,
        about.rights,
        *people,
        *(correction.text for correction in about.corrections),
        *index.code,
        *(at.it.text for at in index.abbreviations),
        *(at.it.words for at in index.passages),
        *(words_in(at.it) for at in (*index.pictures, *index.inline_pictures)),
    )
    return any(not text.isascii() and ODD.search(text) for text in texts)


GLYPHS = Family("Characters", (GLYPH_MISSING,), find)
