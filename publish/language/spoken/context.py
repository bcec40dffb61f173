"""Look at the text around a form: the words before it, and the noun that it counts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from publish.language.spoken.numbers import plural_form
from publish.language.spoken.speech_rules import SpeechRules

#: Characters of the text around a form that are looked at, so that time stays linear.
NEAR = 80

_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_LAST_WORD = re.compile(r"([^\W\d_][\w’'.-]{0,80})[ \u00a0]{0,80}$")


def text_before(text: str, start: int) -> str:
    """Return the text just before ``start``: at most :data:`NEAR` characters."""
    return text[max(0, start - NEAR) : start]


def ends_with(before: str, words: tuple[str, ...]) -> bool:
    """Return whether the text ``before`` a form ends with one of ``words`` and a space."""
    return bool(words) and _words_at_end(words).search(before) is not None


@cache
def _words_at_end(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})\s$", re.I)


def last_word(before: str) -> str:
    """Return the word with which the text ``before`` a form ends; empty if there is none."""
    found = _LAST_WORD.search(before)
    return found[1] if found else ""


def next_words(text: str, end: int, most: int = 3) -> list[str]:
    """Return up to ``most`` words after ``end``, in small letters; none beyond punctuation."""
    words: list[str] = []
    while len(words) < most and text[end : end + 1] in (" ", "\u00a0", "\u202f"):
        found = _WORD.match(text, end + 1, end + 1 + NEAR)
        if not found:
            break
        words.append(found[0].lower())
        end = found.end()
    return words


def agreement(rules: SpeechRules, text: str, start: int, end: int, number: str) -> tuple[str, str]:
    """Return gender and case of the noun that the number at ``start`` to ``end`` counts.

    ``number`` has its digits.  Both are empty if nothing is counted, or the language has no rules.
    """
    nouns = rules.nouns
    if nouns is None:
        return "", ""
    words = next_words(text, end)
    if words and words[0] in nouns.not_nouns:
        words = []
    before = text_before(text, start)
    governed = nouns.prepositions.get(last_word(before).lower() or before.strip()[-1:], "")
    if not words:
        return "", governed
    case = next(
        (
            case
            for word in words[:2]
            for ending, case in nouns.cases.items()
            if word.endswith(ending)
        ),
        governed,
    )
    return gender_of(rules, words, number, case), case


def gender_of(rules: SpeechRules, words: Iterable[str], number: str, case: str = "") -> str:
    """Return the gender of the noun among ``words`` that follow ``number``; ``m`` if unknown."""
    nouns = rules.nouns
    if nouns is None:
        return ""
    form = str(plural_form(rules.plural, number or "5"))
    if case and form == "0":
        form = "3"
    for word in words:
        for key, pattern in nouns.genders.items():
            # "f1": nouns in the form after 2 to 4; "f3": after one, in a case
            if (key[-1] == form or not key[-1].isdigit()) and _compiled(pattern).search(word):
                return key.rstrip("0123")
        if not _compiled(nouns.adjectives or "(?!)").search(word):
            break
    return "m"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
