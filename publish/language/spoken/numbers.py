"""Numbers as words: cardinals, ordinals, years, decimals, and forms of counted nouns.

Only this module calls num2words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from publish.language.spoken.speech_rules import SpeechRules


def gendered(rules: SpeechRules, words: str, gender: str) -> str:
    """Return a number in ``words`` before a noun of ``gender`` (empty: nothing is counted)."""
    changes = rules.genders.get(gender, {})
    start, space, last = words.rpartition(" ")
    if last in rules.fixed_in_compounds and words != last:
        return words  # "dwadzieścia jeden" stays
    return f"{start}{space}{changes.get(last, last)}"


def inflected(rules: SpeechRules, ordinal: str, case: str) -> str:
    """Return ``ordinal`` in ``case``: with other endings of its last word (Polish: two words)."""
    endings = rules.ordinals.get(case)
    if not endings:
        return ordinal
    words = ordinal.split(" ")
    for place in range(max(0, len(words) - rules.declined_words), len(words)):
        words[place] = _ending(words[place], endings)
    return " ".join(words)


def _ending(word: str, endings: Mapping[str, str]) -> str:
    for ending in sorted(endings, key=len, reverse=True):
        if word.endswith(ending):
            return word.removesuffix(ending) + endings[ending]
    return word


def agreeing(rules: SpeechRules, ordinal: str, before: str, alone: str = "") -> str:
    """Return an ordinal with the adjective ending for the text ``before`` it, or with ``alone``.

    In German: "am dritten", "der dritte", and alone "dritter".
    """
    word = before.rstrip().rpartition(" ")[2].lower()
    return ordinal + rules.adjective_endings.get(word, alone)


def counted(rules: SpeechRules, forms: str, number: str) -> tuple[str, str]:
    """Return the gender of a noun and its form after ``number`` (digits; with ``.``: a decimal).

    ``forms`` is ``one|other``, or in Slavic languages ``one|few|many|decimal``, after an optional
    gender: ``f:minute|minutes``.
    """
    gender, colon, rest = forms.partition(":")
    if not colon:
        gender, rest = "m", forms
    choices = rest.split("|")
    return gender, choices[min(_choice(rules.plural, number), len(choices) - 1)]


def _choice(rule: str, number: str) -> int:
    if "." in number:
        if rule in ("east", "polish"):
            return 3
        return int(rule != "french" or not number.startswith(("0.", "1.")))
    count = int(number[-9:])  # int() refuses very long numbers
    if rule == "french":
        return int(count >= 2)
    if rule == "two":
        return int(count != 1)
    one = count == 1 if rule == "polish" else count % 10 == 1 and count % 100 != 11
    if one:
        return 0
    return 1 if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14) else 2


#: Numbers with more digits are spoken digit by digit.
LONGEST = 15


@lru_cache(10_000)
def _converted(rules: SpeechRules, number: int, kind: str) -> str:
    """Return the words of num2words, corrected; ``kind``: ``cardinal``, ``ordinal`` or ``year``."""
    from num2words import num2words

    fixes = rules.number_fixes
    words = str(num2words(number, lang=rules.numbers, to=kind)).replace(",", "")
    for wrong, right in fixes.letters.items():
        words = words.replace(wrong, right)
    start, space, last = words.rpartition(" ")
    if kind == "ordinal":
        words = f"{start}{space}{fixes.ordinals.get(last, last)}"
    for phrase, right in fixes.start.items():  # "one thousand" before hundreds is "thousand"
        if f"{words} ".startswith(f"{phrase} "):
            words = right + words.removeprefix(phrase)
    return words.replace(rules.left_out, " ") if rules.left_out else words


def cardinal(rules: SpeechRules, number: int, gender: str = "") -> str:
    """Return ``number`` in words; ``gender`` (``m``, ``f``, ``n``) is that of the counted noun."""
    return gendered(rules, _converted(rules, number, "cardinal"), gender)


def ordinal(rules: SpeechRules, number: int, case: str = "") -> str:
    """Return ``number`` as an ordinal, in a case of ``rules.ordinals`` (empty: nominative)."""
    return inflected(rules, _converted(rules, number, "ordinal"), case)


def year(rules: SpeechRules, number: int, case: str = "") -> str:
    """Return ``number`` as a year; ``case`` is used if the language's years are ordinals."""
    if rules.years == "ordinal":
        return ordinal(rules, number, case)
    first, last = rules.cardinal_years or (0, -1)
    if first <= number <= last:
        return cardinal(rules, number)
    return _converted(rules, number, rules.years)


def digits(rules: SpeechRules, written: str) -> str:
    """Return ``written`` digit by digit."""
    return " ".join(_converted(rules, int(char), "cardinal") for char in written)


def number_words(rules: SpeechRules, written: str, gender: str = "") -> str:
    """Return a number as the language writes it (``1,234.5``) in words."""
    whole, decimals = parts(rules, written)
    if len(whole) > LONGEST or (len(whole) > 1 and whole.startswith("0")):
        words = digits(rules, whole)
    else:
        words = cardinal(rules, int(whole), "" if decimals else gender)
    if not decimals:
        return words
    if rules.decimals == "digits" or len(decimals) > 2 or decimals.startswith("0"):
        return f"{words} {rules.point} {digits(rules, decimals)}"
    return f"{words} {rules.point} {cardinal(rules, int(decimals))}"


def parts(rules: SpeechRules, written: str) -> tuple[str, str]:
    """Return the digits before and after the decimal mark of a written number."""
    whole, _, decimals = written.partition(rules.decimal)
    return re.sub(r"\D", "", whole), decimals


@cache
def pattern(rules: SpeechRules) -> str:
    """Return a pattern for a written number without sign: grouped or plain, with decimals."""
    groups = re.escape(rules.groups)
    decimal = re.escape(rules.decimal)
    return rf"(?:\d{{1,3}}(?:[{groups}]\d{{3}})+(?!\d)|\d+)(?:{decimal}\d+)?"


#: No number is found after or before these characters, with which it is part of a name or code.
START, END = r"(?<![\w.,:/–\-])", r"(?!\w|[.,:/]\d)"
