"""A chapter of a book: in whose words it is told, and how it ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from msgspec.structs import replace

from publish.article import Section, SectionKind
from publish.narration.telling import Telling, text_in
from publish.words import words_in


@contextmanager
def told_as_chapter(
    telling: Telling, section: Section, language: str, level: int
) -> Iterator[None]:
    """``section`` is told in this block; if it is a chapter of a book, in its own words.

    What we add is said in its language (BCP 47), and an abbreviation is explained in each chapter:
    a listener may begin with any.  At its end come its notes, where the book has them in its
    chapters; they form a chapter of the narration one deeper than its ``level``.
    """
    if section.kind in (SectionKind.SECTION, SectionKind.PART):
        yield
        return
    before = telling.language, telling.words, telling.phraser, telling.file
    words = words_in(language, telling.words)
    telling.language, telling.words = language, words
    telling.file = str(section.file or "")
    telling.phraser = replace(
        telling.phraser, text=text_in(section.blocks), words=words, explained=set()
    )
    try:
        yield
        telling.end_chapter(section, level)
    finally:
        telling.language, telling.words, telling.phraser, telling.file = before
