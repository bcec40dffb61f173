"""How hard a text is to read, by the formula that was made for its language.

A formula counts syllables and words; it knows nothing of sense.  So this is information only.

Sources: English: Flesch, A new readability yardstick, 1948.  German: Amstad, Wie verständlich sind
unsere Zeitungen?, 1978.  French: Kandel and Moles, 1958.  Spanish: Fernández Huerta, 1959.
Italian: Franchina and Vacca, 1986.  Russian: Oborneva, 2006.  Polish: the fog index of Pisarek,
1969, brought to the same scale would be guessing, so it has none; nor have others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from publish.check.rule import At, Passage
from publish.language.detector import primary
from publish.model import Paragraph


class ReadingLevel(Struct, frozen=True):
    """``ease`` is the reading ease of the language's formula: 100 very easy, 0 very hard.

    ``None`` where there is no sound formula.  ``sentence`` is the mean length of a sentence, in
    words.
    """

    language: str
    words: int
    sentence: float
    ease: float | None


class _Formula(Struct, frozen=True):
    """``base - sentence * words a sentence - syllable * syllables a word``."""

    base: float
    sentence: float
    syllable: float


_FORMULAS = {
    "en": _Formula(206.835, 1.015, 84.6),
    "de": _Formula(180.0, 1.0, 58.5),
    "fr": _Formula(207.0, 1.015, 73.6),
    "es": _Formula(206.84, 1.02, 60.0),
    "it": _Formula(217.0, 1.3, 60.0),
    "ru": _Formula(206.835, 1.3, 60.1),
}
_VOWELS = re.compile(r"[aeiouyäöüàâéèêëîïôûùáíóúœæ]+|[аеёиоуыэюяіїєў]", re.I)
_SILENT = re.compile(r"(?<=[a-z]{2}[^aeiouyl\W])e(?:s|d)?\b", re.I)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_END = re.compile(r"[.!?…]+(?:\s|[»”’\"]|$)")

FEWEST = 100
"""Words from which a formula says something (they were made from samples of 100)."""
SAMPLE = 50_000
"""Characters that are counted: more does not change the mean."""


def reading_level(tag: str, passages: Iterable[At[Passage]]) -> ReadingLevel | None:
    """The reading level of running text in a language; ``None`` where there are too few words."""
    language = primary(tag)
    words = sentences = syllables = length = 0
    for at in passages:
        if not isinstance(at.it.block, Paragraph) or not at.it.around or length > SAMPLE:
            continue
        if primary(at.language) != language:
            continue
        text = at.it.words
        found = len(_WORD.findall(text))
        if found < 8:  # an item of a list, a cell
            continue
        length += len(text)
        words += found
        sentences += max(1, len(_END.findall(text)))
        spoken = _SILENT.sub("", text) if language in ("en", "fr") else text
        syllables += len(_VOWELS.findall(spoken))
    if words < FEWEST:
        return None
    formula = _FORMULAS.get(language)
    mean = words / sentences
    ease = None
    if formula:
        ease = formula.base - formula.sentence * mean - formula.syllable * syllables / words
        ease = round(max(0.0, min(100.0, ease)), 1)
    return ReadingLevel(language, words, round(mean, 1), ease)
