"""Name who reads a narration: synthetic voices, and people in recordings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from publish.language.tags import primary
from publish.language.words import Words, own_words
from publish.model import Article, Metadata
from publish.narration.inspection import artist_of
from publish.narration.synthesis import Voice
from publish.narration.timeline import Narration
from publish.narration.voices import ESPEAK


class Narrator(Struct, frozen=True):
    """A voice: ``name`` is that of the synthetic voice or of the person, or empty.

    ``listed_as`` is the name of the voice in the list of voices, which is in English.
    """

    name: str
    synthetic: bool
    listed_as: str = ""

    def label(self, words: Words) -> str:
        """Return the name and what it is: "English (Great Britain), synthetic voice"."""
        return f"{self.name}, {self._kind(words)}" if self.name else self._kind(words)

    def credit(self, words: Words) -> str:
        """Return the label with the name in the list of voices, for machines."""
        return f"{self.listed_as}, {self._kind(words)}" if self.listed_as else self.label(words)

    def listed(self, words: Words) -> str:
        """Return the name for a list of people: "synthetic voice English (Great Britain)".

        It has no comma or semicolon, at which scanners divide the list; Audiobookshelf drops what
        is in brackets, so "synthetic" isn't.
        """
        name = re.sub(r"(?:(?<!\s)\s++)?[,;]\s*", " ", self.name)
        return f"{self._kind(words)} {name}".rstrip() if self.synthetic or not name else name

    def _kind(self, words: Words) -> str:
        return words.synthetic_voice if self.synthetic else words.human_voice


def narrators_of(article: Article, narration: Narration) -> tuple[Narrator, ...]:
    """Return the voices of ``narration``, people first, as :func:`people_in` names them."""
    return tuple(_narrators(article, narration))


def _narrators(article: Article, narration: Narration) -> Iterator[Narrator]:
    said = [clip.utterance for chapter in narration.chapters for clip in chapter.clips]
    recordings = [one.recording for one in said if one.recording and one.replaced]
    if recordings:
        people = people_in(article.metadata, recordings)
        yield from (Narrator(name, synthetic=False) for name in people or [""])
    if not all(one.recording for one in said):
        own = narration.voice if narration.voice_name is None else narration.voice_name
        yield Narrator(own, synthetic=True, listed_as=narration.voice)


def voice_name(voice: Voice, language: str) -> str:
    """Return the name of ``voice`` without the English name of its language in another language.

    Those of espeak-ng are named only by their languages.
    """
    if primary(language) == "en":
        return voice.name
    return "" if voice.engine == ESPEAK else voice.name.partition(" (")[0]


def people_in(metadata: Metadata, recordings: Iterable[Path]) -> tuple[str, ...]:
    """Return the names of who reads ``recordings``, which replace words.

    They are the contributors with the role ``nrt``, or else the artists in the files' tags.
    """
    named = [one.name for one in metadata.contributors if one.role == "nrt"]
    if not named:
        named = [name for path in dict.fromkeys(recordings) if (name := artist_of(path))]
    return tuple(dict.fromkeys(named))


def narrator_line(article: Article, narration: Narration) -> str:
    """Return the voices of ``narration`` on one line, in the language of the article."""
    words = own_words(article.metadata.language, article.metadata.words)
    return "; ".join(one.label(words) for one in narrators_of(article, narration))
