"""Numbers as words; the one module that knows num2words, and mends what it says wrongly."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from publish.narration.normalise.grammar import gendered, inflected
from publish.narration.normalise.tongue import Tongue

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


def cardinal(tongue: Tongue, number: int, gender: str = "") -> str:
    """``number`` in words; ``gender`` (``m``, ``f``, ``n``) is that of what it counts, if any."""
    words = _converted(number, tongue.numbers, "cardinal")
    if tongue.american:
        words = words.replace(" and ", " ")
    return gendered(tongue, words, number, gender)


def ordinal(tongue: Tongue, number: int, case: str = "") -> str:
    """``number`` as an ordinal, in a case of ``tongue.ordinals`` (empty: as num2words gives it)."""
    words = _converted(number, tongue.numbers, "ordinal")
    if tongue.american:
        words = words.replace(" and ", " ")
    return inflected(tongue, words, case)


def year(tongue: Tongue, number: int, case: str = "") -> str:
    """``number`` as a year; ``case`` counts where a year is an ordinal."""
    if tongue.year_case == "ordinal":
        return ordinal(tongue, number, case)
    if tongue.language == "en" and 2000 <= number < 2010:  # twenty oh-five is not said
        return cardinal(tongue, number)
    kind = "year" if tongue.language in ("en", "de") else "cardinal"
    return _converted(number, tongue.numbers, kind)


def digits(tongue: Tongue, written: str) -> str:
    """Each digit of ``written`` by itself."""
    return " ".join(_converted(int(char), tongue.numbers, "cardinal") for char in written)


def number_words(tongue: Tongue, written: str, gender: str = "") -> str:
    """A number as it is written in that language (``1,234.5``), in words."""
    whole, decimals = parts(tongue, written)
    if len(whole) > LONGEST or (len(whole) > 1 and whole.startswith("0")):
        words = digits(tongue, whole)
    else:
        words = cardinal(tongue, int(whole), "" if decimals else gender)
    if not decimals:
        return words
    if tongue.language in ("en", "de") or len(decimals) > 2 or decimals.startswith("0"):
        return f"{words} {tongue.point} {digits(tongue, decimals)}"
    return f"{words} {tongue.point} {cardinal(tongue, int(decimals))}"


def parts(tongue: Tongue, written: str) -> tuple[str, str]:
    """The digits before and after the decimal mark of a written number."""
    whole, _, decimals = written.partition(tongue.decimal)
    return re.sub(r"\D", "", whole), decimals


@cache
def pattern(tongue: Tongue) -> str:
    """A pattern for a written number, without sign: grouped, or plain, each with decimals."""
    groups = re.escape(tongue.groups)
    decimal = re.escape(tongue.decimal)
    return rf"(?:\d{{1,3}}(?:[{groups}]\d{{3}})+(?!\d)|\d+)(?:{decimal}\d+)?"


#: What may not stand around a number: it would be part of a name, a version or a code.
START, END = r"(?<![\w.,:/–\-])", r"(?!\w|[.,:/]\d)"
