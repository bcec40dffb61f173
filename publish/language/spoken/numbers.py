"""Numbers as words; the one module that knows num2words, and fixes what it says wrongly.

Which form of a word goes with a number, and the cases of ordinals.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from publish.language.spoken.speech_rules import SpeechRules

#: How one and two change with the gender of what is counted (m is what num2words gives).
_GENDERED: dict[str, dict[str, dict[str, str]]] = {
    "be": {"f": {"адзін": "адна", "два": "дзве"}, "n": {"адзін": "адно"}},
    "ru": {"f": {"один": "одна", "два": "две"}, "n": {"один": "одно"}},
    "uk": {"f": {"один": "одна", "два": "дві"}, "n": {"один": "одне"}},
    "pl": {"f": {"jeden": "jedna", "dwa": "dwie"}, "n": {"jeden": "jedno"}},
    "de": {"m": {"eins": "ein"}, "f": {"eins": "eine"}, "n": {"eins": "ein"}},
    "fr": {"f": {"un": "une"}},
    "es": {"m": {"uno": "un", "veintiuno": "veintiún"}, "f": {"uno": "una"}},
}


def gendered(rules: SpeechRules, words: str, number: int, gender: str) -> str:
    """``words`` for ``number`` before a noun of ``gender``; empty where nothing is counted."""
    changes = _GENDERED.get(rules.language, {}).get(gender, {})
    start, space, last = words.rpartition(" ")
    if rules.language in ("pl", "de") and last in ("jeden", "eins") and number != 1:
        return words  # "dwadzieścia jeden" stays
    return f"{start}{space}{changes.get(last, last)}"


def inflected(rules: SpeechRules, ordinal: str, case: str) -> str:
    """``ordinal`` in ``case``: the endings of its last word (Polish: its last two) are changed."""
    endings = rules.ordinals.get(case)
    if not endings:
        return ordinal
    words = ordinal.split(" ")
    for place in range(len(words) - (2 if rules.language == "pl" else 1), len(words)):
        if place >= 0:
            words[place] = _ending(words[place], endings)
    return " ".join(words)


def _ending(word: str, endings: object) -> str:
    assert isinstance(endings, dict)  # noqa: S101 - narrows the type
    for ending in sorted(endings, key=len, reverse=True):
        if word.endswith(ending):
            return word.removesuffix(ending) + str(endings[ending])
    return word


#: German words that stand before an adjective in the dative, or in the accusative masculine.
_WEAK = frozenset(
    ["am", "vom", "zum", "dem", "den", "beim", "seit", "bis", "ab", "im", "zur", "einem", "einen"]
)


def german(ordinal: str, before: str, alone: str) -> str:
    """A German ordinal with the ending that the text ``before`` it asks for, else ``alone``."""
    word = before.rstrip().rpartition(" ")[2].lower()
    return ordinal + ("n" if word in _WEAK else "" if word in ("der", "die", "das") else alone)


def counted(rules: SpeechRules, forms: str, number: str) -> tuple[str, str]:
    """The gender of a noun and its form after ``number`` (as digits; with ``.``: a decimal).

    ``forms`` is written ``one|other``, or in Slavic languages ``one|few|many|decimal``; a gender
    may stand before it: ``f:minute|minutes``.
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
    count = int(number[-9:])  # a stranger's number may be longer than Python takes at once
    if rule == "french":
        return int(count >= 2)
    if rule == "two":
        return int(count != 1)
    one = count == 1 if rule == "polish" else count % 10 == 1 and count % 100 != 11
    if one:
        return 0
    return 1 if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14) else 2


#: More digits than this are told one by one; no listener adds up a number of that length.
LONGEST = 15

#: Belarusian tens, whose ordinals num2words leaves as they are.
_TENS_BE = {
    "пяцьдзясят": "пяцідзясяты", "шэсцьдзясят": "шасцідзясяты", "семдзесят": "сямідзясяты",
    "восемдзесят": "васьмідзясяты", "дзевяноста": "дзевяносты",
}  # fmt: skip


@lru_cache(10_000)
def _converted(number: int, language: str, kind: str) -> str:
    from num2words import num2words

    words = str(num2words(number, lang=language, to=kind)).replace(",", "")
    if language == "be":
        words = words.replace("i", "і")
        last = words.rpartition(" ")[2]
        if kind == "ordinal" and last in _TENS_BE:
            words = words[: -len(last)] + _TENS_BE[last]
    # "one thousand" before hundreds is "thousand" in these languages.
    return re.sub(r"^(адна тысяча|одна тисяча|одна тысяча)(?=\s|$)", _thousand, words)


def _thousand(found: re.Match[str]) -> str:
    return found[1].split()[1]


def cardinal(rules: SpeechRules, number: int, gender: str = "") -> str:
    """``number`` in words; ``gender`` (``m``, ``f``, ``n``) is that of what it counts, if any."""
    words = _converted(number, rules.numbers, "cardinal")
    if rules.american:
        words = words.replace(" and ", " ")
    return gendered(rules, words, number, gender)


def ordinal(rules: SpeechRules, number: int, case: str = "") -> str:
    """``number`` as an ordinal, in a case of ``rules.ordinals`` (empty: as num2words gives it)."""
    words = _converted(number, rules.numbers, "ordinal")
    if rules.american:
        words = words.replace(" and ", " ")
    return inflected(rules, words, case)


def year(rules: SpeechRules, number: int, case: str = "") -> str:
    """``number`` as a year; ``case`` counts where a year is an ordinal."""
    if rules.year_case == "ordinal":
        return ordinal(rules, number, case)
    if rules.language == "en" and 2000 <= number < 2010:  # twenty oh-five is not said
        return cardinal(rules, number)
    kind = "year" if rules.language in ("en", "de") else "cardinal"
    return _converted(number, rules.numbers, kind)


def digits(rules: SpeechRules, written: str) -> str:
    """Each digit of ``written`` by itself."""
    return " ".join(_converted(int(char), rules.numbers, "cardinal") for char in written)


def number_words(rules: SpeechRules, written: str, gender: str = "") -> str:
    """A number as it is written in that language (``1,234.5``), in words."""
    whole, decimals = parts(rules, written)
    if len(whole) > LONGEST or (len(whole) > 1 and whole.startswith("0")):
        words = digits(rules, whole)
    else:
        words = cardinal(rules, int(whole), "" if decimals else gender)
    if not decimals:
        return words
    if rules.language in ("en", "de") or len(decimals) > 2 or decimals.startswith("0"):
        return f"{words} {rules.point} {digits(rules, decimals)}"
    return f"{words} {rules.point} {cardinal(rules, int(decimals))}"


def parts(rules: SpeechRules, written: str) -> tuple[str, str]:
    """The digits before and after the decimal mark of a written number."""
    whole, _, decimals = written.partition(rules.decimal)
    return re.sub(r"\D", "", whole), decimals


@cache
def pattern(rules: SpeechRules) -> str:
    """A pattern for a written number, without sign: grouped, or plain, each with decimals."""
    groups = re.escape(rules.groups)
    decimal = re.escape(rules.decimal)
    return rf"(?:\d{{1,3}}(?:[{groups}]\d{{3}})+(?!\d)|\d+)(?:{decimal}\d+)?"


#: What may not stand around a number: it would be part of a name, a version or a code.
START, END = r"(?<![\w.,:/–\-])", r"(?!\w|[.,:/]\d)"
