"""Abbreviations, and capitals that are said as letters or as a word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from publish.narration.normalise.spoken import Form
from publish.narration.normalise.tongue import Tongue

#: The most letters that are told one by one; longer capitals are words, set so for the eye.
LONGEST = 5

#: Letters with full stops, or letters that stand together, and an ending.
_CAPITALS = re.compile(
    r"(?<![\w.])(?P<dotted>(?:[^\W\d_]\.){2,6})(?!\w)"
    r"|(?<![\w@#])(?P<word>[^\W\d_]{2,12})(?P<ending>['’]s)?(?!\w)"
)


def abbreviations(text: str, tongue: Tongue) -> Iterator[Form]:
    """``Dr.``, ``e.g.``, ``No. 5``: by the table of the language.

    Two readings with a slash: before a name or number (with ``#``: only before a number), and
    otherwise (``St. John``, ``High St.``).
    """
    for found in _abbreviations(tongue).finditer(text):
        words, _, otherwise = tongue.abbreviations[found[0]].partition("/")
        if otherwise and not _stands(words, text, found.end()):
            words = otherwise
        words = words.removeprefix("#")
        if words != found[0]:
            yield Form(found.start(), found.end(), words)


def _stands(reading: str, text: str, end: int) -> bool:
    """Whether the text from ``end`` on is a name or number, as the first ``reading`` asks for."""
    after = text[end : end + 2].lstrip(" \u00a0")[:1]
    if reading.startswith("#"):
        return after.isdigit() or after in tuple("IVX")
    return after.isdigit() or after.isupper()


@cache
def _abbreviations(tongue: Tongue) -> re.Pattern[str]:
    keys = sorted(tongue.abbreviations, key=len, reverse=True)
    known = "|".join(map(re.escape, keys)) or "(?!)"
    # A digit may follow at once where the abbreviation ends in a sign: "№5".
    return re.compile(rf"(?<![\w.])(?:{known})(?![^\W\d])(?<!\w(?=\d))")


def respelled(words: str) -> str:
    """A respelling with its stressed syllable in small letters (``dro-HO-bitch``).

    A voice tells a run of capitals letter by letter; capitals that stand alone are meant so.
    """
    return re.sub(r"[\w-]+", _unstressed, words)


def _unstressed(found: re.Match[str]) -> str:
    word = found[0]
    mixed = any(char.islower() for char in word)
    run = any(one.islower() and two.isupper() for one, two in pairwise(word))
    return word.lower() if mixed and ("-" in word or run) else word


def initialisms(text: str, tongue: Tongue) -> Iterator[Form]:
    """``BBC`` letter by letter, ``NATO`` as a word, each as the table of the language says.

    Where all of a text is in capitals they mean nothing, and only the table counts.
    """
    shouted = text.isupper() and len(re.findall(r"[^\W\d_]{2,}", text)) > 1
    for found in _CAPITALS.finditer(text):
        word, ending = found["word"] or found["dotted"].replace(".", ""), found["ending"] or ""
        if word.endswith("s") and word[:-1].isupper() and len(word) > 2:
            word, ending = word[:-1], "s"
        known = tongue.acronyms.get(word)
        if known is None and (not word.isupper() or shouted or len(word) > LONGEST):
            continue
        words = known or tongue.spelled.join(tongue.letters.get(letter, letter) for letter in word)
        if ending:  # after a single letter it needs the apostrophe to be heard as an ending
            words += ending if known else "’s"
        yield Form(found.start(), found.end(), words)
