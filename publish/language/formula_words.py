"""The words for formulas: the section ``mathematics`` of a language.

``en.toml`` explains the keys.  A language without the section gets English words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from publish.language.tables import table, table_or_english


class MathWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The section ``mathematics`` of a language; ``en.toml`` explains the keys."""

    decimal: str
    greek: str
    capital: str
    signs: dict[str, str]
    functions: dict[str, str]
    operators: dict[str, str]
    accents: dict[str, str]
    fractions: dict[str, str]
    letters: dict[str, str] = {}
    ipa: dict[str, str] = {}
    fraction: str
    long_fraction: str
    end_of_fraction: str
    square_root: str
    cube_root: str
    nth_root: str
    end_of_root: str
    squared: str
    cubed: str
    power: str
    end_of_power: str
    index: str
    low: str
    low_and_high: str
    limit: str
    approaches: str
    of: str
    base: str
    absolute: str
    norm: str
    floor: str
    ceiling: str
    choose: str
    above: str
    below: str
    matrix: str
    row: str
    end_of_matrix: str
    cases: str
    end_of_cases: str
    line: str
    per: str
    ratio: str
    given: str
    such_that: str
    negative: str = ""


def math_words(tag: str) -> MathWords:
    """Return the words for a BCP 47 tag; English ones if its language has none."""
    return table_or_english(tag, "mathematics", MathWords)


def language_of_formulas(tag: str) -> str:
    """Return ``tag`` if formulas can be said in its language, otherwise English."""
    return tag if table(tag, "mathematics", MathWords) else "en"


def words_between(said: str, tag: str) -> Iterator[tuple[str, str]]:
    """Yield ``said``, words by rule, in pieces with their pronunciation or none.

    A pronunciation (IPA) is for letters that would be read as words, such as an "a" in English.
    """
    ipa = math_words(tag).ipa
    for piece in re.split(rf"\b({'|'.join(ipa)})\b", said) if ipa else (said,):
        yield piece, ipa.get(piece, "")
