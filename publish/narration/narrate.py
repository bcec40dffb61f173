"""Article -> Script: what a listener is told, in which order, in which role."""

from __future__ import annotations

from publish.article import Article
from publish.narration.blocks import Place, tell_blocks
from publish.narration.opening import tell_closing, tell_opening
from publish.narration.script import ChapterKind, Role, Script
from publish.narration.telling import Telling


def narrate(article: Article) -> Script:
    """The script of a prepared article; every word of it is there or in ``Script.skipped``.

    A chapter opens with the article, with every section and every figure, and after a figure
    where more of its section follows; notes and closing credits have theirs at the end.
    """
    telling = Telling.of(article)
    language = article.metadata.language
    tell_opening(telling, article)
    tell_blocks(telling, article.blocks, Place(language))
    if article.notes:
        words = telling.words
        telling.begin(ChapterKind.NOTES, words.notes, 1, "notes")
        telling.announce(words.notes, target="notes-title")
        for note in article.notes:
            telling.announce(
                f"{words.note} {note.number}", block=note.id, line=note.line, target=note.id
            )
            place = Place(note.language or language, Role.NOTE, level=1)
            tell_blocks(telling, note.blocks, place)
    tell_closing(telling, article)
    telling.close()
    return Script(language=language, chapters=tuple(telling.done), skipped=tuple(telling.skipped))
