"""Foreign names without a pronunciation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from publish.check.document_index import DocumentIndex
from publish.check.rule import At, Family, Rule
from publish.errors import Diagnostic, Severity
from publish.language.scripts import alphabet

NAME_UNPRONOUNCED = Rule(
    "name-unpronounced",
    Severity.INFO,
    "Names with letters foreign to the language have a pronunciation.",
    "A voice guesses, and listeners can't look up the spelling.",
    "Add it to the front matter: narration: pronunciations: {Name: ...}.",
    number="3.1.6",
)

_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"[’']s$")
_ADDRESS = ("://", "@", "www.")


def find(index: DocumentIndex) -> Iterator[Diagnostic]:
    """Find each name with letters that its language doesn't have, once, and count it.

    Names are left out if they have an entry in the front matter or the lexicon, have a
    pronunciation in the text, or are marked with their language.
    """
    settings = index.article.metadata.narration
    entries = [spelling for spelling, _ in settings.pronunciations]
    known = {
        unicodedata.normalize("NFC", word)
        for spelling in (*entries, *settings.lexicon_words)
        for word in _WORD.findall(spelling)
    }
    found: dict[str, list[At[str]]] = {}
    for at in _texts(index):
        letters = alphabet(at.language)
        if not letters or _usual(at.language).issuperset(at.it.lower()):
            continue
        for word in _WORD.findall(_without_addresses(at.it)):
            name = unicodedata.normalize("NFC", _POSSESSIVE.sub("", word))
            if name[0].isupper() and name not in known and _foreign(name, letters):
                found.setdefault(name, []).append(at)
    for name, places in found.items():
        times = f" (it occurs {len(places)} times)" if len(places) > 1 else ""
        yield NAME_UNPRONOUNCED.found(
            places[0],
            f"The name “{name}” has no pronunciation{times}.",
            f"Add it to the front matter: narration: pronunciations: {{{name}: ...}}.",
        )


_PLAIN = frozenset(" .,;:!?–—-’'‘“”\"()0123456789")
"""Characters of nearly every text, left out of the first test."""


@cache
def _usual(language: str) -> frozenset[str]:
    """Return the characters of a text in ``language`` without foreign letters."""
    return alphabet(language) | _PLAIN


def _without_addresses(text: str) -> str:
    if not any(sign in text for sign in _ADDRESS):
        return text
    return " ".join(word for word in text.split() if not any(sign in word for sign in _ADDRESS))


def _foreign(name: str, letters: frozenset[str]) -> bool:
    return any(char.isalpha() and char not in letters for char in name.lower())


def _texts(index: DocumentIndex) -> Iterator[At[str]]:
    """Yield every text that is spoken without a marked pronunciation."""
    about = index.article.metadata
    for field in ("title", "subtitle", "standfirst", "dateline"):
        yield _field(index, field, getattr(about, field))
    for field, people in (("authors", about.authors), ("contributors", about.contributors)):
        for person in people:
            yield _field(index, field, person.name)
    yield from index.texts
    for at in index.figures:
        yield At(at.file, at.line, at.language, at.it.image.alt or "")


def _field(index: DocumentIndex, name: str, text: str) -> At[str]:
    at = index.field(name)
    return At(at.file, at.line, at.language, text)


PRONUNCIATION = Family("Pronunciation", (NAME_UNPRONOUNCED,), find)
