"""Name who reads a narration: synthetic voices, and people in recordings."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from publish.language.words import Words, own_words
from publish.model import Article
from publish.narration.timeline import Narration


class Narrator(Struct, frozen=True):
    """A voice: ``name`` is that of the synthetic voice or of the person, or empty."""

    name: str
    synthetic: bool

    def label(self, words: Words) -> str:
        """Return the name and what it is: "English (Great Britain), synthetic voice"."""
        kind = words.synthetic_voice if self.synthetic else words.human_voice
        return f"{self.name}, {kind}" if self.name else kind


def narrators_of(article: Article, narration: Narration) -> tuple[Narrator, ...]:
    """Return the voices of ``narration``.

    Recordings that replace words are read by the contributors with the role ``nrt``.
    """
    return tuple(_narrators(article, narration))


def _narrators(article: Article, narration: Narration) -> Iterator[Narrator]:
    said = [clip.utterance for chapter in narration.chapters for clip in chapter.clips]
    if not all(one.recording for one in said):
        yield Narrator(narration.voice, synthetic=True)
    if any(one.recording and one.spans for one in said):
        people = [one.name for one in article.metadata.contributors if one.role == "nrt"]
        yield from (Narrator(name, synthetic=False) for name in people or [""])


def narrator_line(article: Article, narration: Narration) -> str:
    """Return the voices of ``narration`` on one line, in the language of the article."""
    words = own_words(article.metadata.language, article.metadata.words)
    return "; ".join(one.label(words) for one in narrators_of(article, narration))
