"""Money, units, percentages and ranges: a number with what it counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from publish.narration.normalise.grammar import counted
from publish.narration.normalise.numbers import START, cardinal, number_words, parts, pattern, year
from publish.narration.normalise.spoken import Form
from publish.narration.normalise.tongue import Tongue

_SPACE = "[ \u00a0\u202f\u2009]"

#: Dashes between two numbers; a hyphen only between short numbers, for it also joins codes.
_DASH = f"{_SPACE}?[–—]{_SPACE}?"

_YEARS = range(1000, 2200)


def money(text: str, tongue: Tongue) -> Iterator[Form]:
    """``$5.30``, ``£2m``, ``1 234,50 zł``, ``£5–10m``."""
    for found in _money(tongue).finditer(text):
        sign = found["sign"] or found["after"]
        written = found["number"] or found["counted"]
        scale = found["scale"] or found["scaled"] or ""
        low = found["low"] or found["least"]
        start = f"{number_words(tongue, low)} {tongue.to} " if low else ""
        words = start + _sum(tongue, sign, written, scale)
        yield Form(
            found.start(), found.end(), f"{tongue.minus} {words}" if found["minus"] else words
        )


@cache
def _money(tongue: Tongue) -> re.Pattern[str]:
    number, signs, scales = pattern(tongue), _choices(tongue.currencies), _choices(tongue.scales)
    start = rf"(?:{_SPACE}?(?:{scales}))?{_DASH}"
    before = (
        rf"(?P<sign>{signs}){_SPACE}?(?:(?P<low>{number}){start}(?:{signs})?)?"
        rf"(?P<number>{number})(?:{_SPACE}?(?P<scale>{scales}))?"
    )
    after = (
        rf"(?:(?P<least>{number}){start})?(?P<counted>{number}){_SPACE}?"
        rf"(?:(?P<scaled>{scales}){_SPACE}?)?(?P<after>{signs})"
    )
    return re.compile(rf"(?<![\w$€£.,])(?P<minus>[-−])?(?:{before}|{after})(?!\w|[.,]\d)")


def _sum(tongue: Tongue, sign: str, written: str, scale: str) -> str:
    major, _, minor = tongue.currencies[sign].partition(";")
    whole, decimals = parts(tongue, written)
    if scale:
        number = number_words(tongue, written, "m")
        gender, scaled = counted(tongue, tongue.scales[scale], _number(whole, decimals))
        if not decimals:
            number = number_words(tongue, written, gender)
        _, of_many = counted(tongue, major, "5")  # millions of ...: the form of many
        joined = f"{number} {scaled} {of_many}"
        return re.sub(r"\bde (?=[aeiouéh])", _elided(tongue), joined)
    if len(decimals) == 2 and minor:
        big = _count(tongue, whole, major) if whole.strip("0") or not decimals.strip("0") else ""
        small = _count(tongue, decimals, minor.strip()) if decimals.strip("0") else ""
        return f" {tongue.and_} ".join(filter(None, (big, small)))
    return _named(tongue, written, major)


def _elided(tongue: Tongue) -> str:
    return "d’" if tongue.language == "fr" else "de "


def _count(tongue: Tongue, digits: str, forms: str) -> str:
    digits = digits.lstrip("0") or "0"
    gender, noun = counted(tongue, forms, digits)
    return f"{number_words(tongue, digits, gender)} {noun}"


def _named(tongue: Tongue, written: str, forms: str) -> str:
    """A written number with the right form of the noun after it."""
    whole, decimals = parts(tongue, written)
    gender, noun = counted(tongue, forms, _number(whole, decimals))
    return f"{number_words(tongue, written, gender)} {noun}"


def _number(whole: str, decimals: str) -> str:
    return f"{whole}.{decimals}" if decimals else whole


def units(text: str, tongue: Tongue) -> Iterator[Form]:
    """``5km``, ``11 °C``, ``5–10 %``: a quantity, or a range of quantities, with its unit."""
    for found in _units(tongue).finditer(text):
        minus = f"{tongue.minus} " if found["minus"] else ""
        start = f"{number_words(tongue, found['low'])} {tongue.to} " if found["low"] else ""
        words = _named(tongue, found["number"], tongue.units[found["unit"]])
        yield Form(found.start(), found.end(), f"{minus}{start}{words}")


@cache
def _units(tongue: Tongue) -> re.Pattern[str]:
    number, names = pattern(tongue), _choices(tongue.units)
    return re.compile(
        rf"(?<![\w.,])(?P<minus>[-−])?(?:(?P<low>{number})(?:[-‐‑]|{_DASH}))?"
        rf"(?P<number>{number}){_SPACE}?(?P<unit>{names})(?![\w²³°%])"
    )


def ranges(text: str, tongue: Tongue) -> Iterator[Form]:
    """``5–10``, ``1994–2022``, ``2019–20``: from one number to another."""
    for found in _ranges(tongue).finditer(text):
        low, high = found["low"], found["high"]
        if len(low) == 4 and int(low) in _YEARS and len(high) in (2, 4) and low.isdecimal():
            after = cardinal(tongue, int(high)) if len(high) == 2 else _plain_year(tongue, high)
            words = f"{_plain_year(tongue, low)} {tongue.to} {after}"
        elif found["hyphen"] and not 0 < len(high) - len(low) + 1 < 3:
            continue
        else:
            words = f"{number_words(tongue, low)} {tongue.to} {number_words(tongue, high)}"
        yield Form(found.start(), found.end(), words)


def _plain_year(tongue: Tongue, digits: str) -> str:
    """A year of a range: where years are ordinals, a range is told in cardinals all the same."""
    number = int(digits)
    return cardinal(tongue, number) if tongue.year_case == "ordinal" else year(tongue, number)


@cache
def _ranges(tongue: Tongue) -> re.Pattern[str]:
    number = pattern(tongue)
    return re.compile(
        rf"{START}(?P<low>{number})(?:{_DASH}|(?P<hyphen>[-‐‑]))(?P<high>{number})"
        r"(?![\w–—\-‐‑/:]|[.,]\d)"
    )


def _choices(table: Mapping[str, str]) -> str:
    """A pattern for any key of ``table``, the longest first."""
    return "|".join(map(re.escape, sorted(table, key=len, reverse=True))) or "(?!)"
