"""Article -> Script: what a listener is told, in which order, in which role."""

from __future__ import annotations

from publish.article import Article
from publish.narration.blocks import Place, end_of_section, tell_blocks
from publish.narration.notes import Notes
from publish.narration.opening import tell_closing, tell_opening
from publish.narration.recorded import recorded
from publish.narration.script import Script
from publish.narration.telling import Telling


def narrate(article: Article) -> Script:
    """The script of a prepared article; every word of it is there or in ``Script.skipped``.

    A chapter opens with the article, with every section and every figure, and after a figure
    where more of its section follows; closing credits, and notes unless the profile reads them
    elsewhere, have theirs at the end.  Raises :class:`SourceError` where a recording is given for a
    section that is not there, :class:`UsageError` for a listening profile that is not known.
    """
    telling = Telling.of(article)
    notes = Notes.of(telling, article)
    language = article.metadata.language
    tell_opening(telling, article)
    tell_blocks(telling, article.blocks, Place(language))
    end_of_section(telling)
    notes.read_rest()
    tell_closing(telling, article)
    telling.close()
    script = Script(language=language, chapters=tuple(telling.done), skipped=tuple(telling.skipped))
    return recorded(script, article)
