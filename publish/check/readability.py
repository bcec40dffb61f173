"""Measure how hard a text is to read, by the formula for its language.

A formula counts syllables and words, not ideas, so its result is information only.

Sources: English: Flesch, A new readability yardstick, 1948.  German: Amstad, Wie verständlich sind
unsere Zeitungen?, 1978.  French: Kandel and Moles, 1958.  Spanish: Fernández Huerta, 1959.
Italian: Franchina and Vacca, 1986.  Russian: Oborneva, 2006.  Other languages have none: the fog
index for Polish (Pisarek, 1969), for example, has another scale.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from publish.check.rule import At, Passage
from publish.language.tables import table
from publish.language.tags import primary
from publish.model import Paragraph


class ReadingLevel(Struct, frozen=True):
    """The reading level of a text of ``words`` words.

    ``ease``: reading ease, from 100 (very easy) to 0; ``None`` if the language has no formula.
    ``sentence``: the mean length of a sentence in words.
    """

    language: str
    words: int
    sentence: float
    ease: float | None


class Readability(Struct, frozen=True, forbid_unknown_fields=True):
    """The section ``readability`` of a language: the parameters of its formula.

    Reading ease is ``base - sentence * words a sentence - syllable * syllables a word``.
    ``silent_e``: an e at the end of a word is no syllable.
    """

    base: float
    sentence: float
    syllable: float
    silent_e: bool = False


_VOWELS = re.compile(r"[aeiouyäöüàâéèêëîïôûùáíóúœæ]+|[аеёиоуыэюяіїєў]", re.I)
_SILENT = re.compile(r"(?<=[a-z]{2}[^aeiouyl\W])e(?:s|d)?\b", re.I)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_END = re.compile(r"(?<![.!?…])[.!?…]++(?:\s|[»”’\"]|$)")

FEWEST = 100
"""The number of words that a formula needs: formulas were made with samples of 100."""
SAMPLE = 50_000
"""The number of characters that are counted: more hardly change the mean."""


def reading_level(tag: str, passages: Iterable[At[Passage]]) -> ReadingLevel | None:
    """Return the reading level of running text in a language; ``None`` if there are few words."""
    language, formula = primary(tag), table(tag, "readability", Readability)
    words = sentences = syllables = length = 0
    for at in passages:
        if not isinstance(at.it.block, Paragraph) or not at.it.in_block_language or length > SAMPLE:
            continue
        if primary(at.language) != language:
            continue
        text = at.it.words
        found = len(_WORD.findall(text))
        if found < 8:  # a list item, a table cell
            continue
        length += len(text)
        words += found
        sentences += max(1, len(_END.findall(text)))
        spoken = _SILENT.sub("", text) if formula and formula.silent_e else text
        syllables += len(_VOWELS.findall(spoken))
    if words < FEWEST:
        return None
    mean = words / sentences
    ease = None
    if formula:
        ease = formula.base - formula.sentence * mean - formula.syllable * syllables / words
        ease = round(max(0.0, min(100.0, ease)), 1)
    return ReadingLevel(language, words, round(mean, 1), ease)
