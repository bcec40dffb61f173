"""Find numbers: money, units, ranges, ordinals, fractions, telephone numbers, plain numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from publish.language.spoken.dates import suffixed
from publish.language.spoken.numbers import (
    END,
    START,
    agreeing,
    cardinal,
    counted,
    digits,
    number_words,
    ordinal,
    parts,
    pattern,
    year,
)
from publish.language.spoken.speech_rules import SpeechRules
from publish.language.spoken.text import Form

_SPACE = "[ \u00a0\u202f\u2009]"

#: Dashes between two numbers.  `ranges` accepts hyphens too, between short numbers.
_DASH = f"{_SPACE}?[–—]{_SPACE}?"

_YEARS = range(1000, 2200)


def money(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``$5.30``, ``£2m``, ``1 234,50 zł``, ``£5–10m``."""
    for found in _money(rules).finditer(text):
        sign = found["sign"] or found["after"]
        written = found["number"] or found["counted"]
        scale = found["scale"] or found["scaled"] or ""
        low = found["low"] or found["least"]
        start = f"{number_words(rules, low)} {rules.to} " if low else ""
        words = start + _sum(rules, sign, written, scale)
        yield Form(
            found.start(), found.end(), f"{rules.minus} {words}" if found["minus"] else words
        )


@cache
def _money(rules: SpeechRules) -> re.Pattern[str]:
    number, signs, scales = pattern(rules), _choices(rules.currencies), _choices(rules.scales)
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


def _sum(rules: SpeechRules, sign: str, written: str, scale: str) -> str:
    major, _, minor = rules.currencies[sign].partition(";")
    whole, decimals = parts(rules, written)
    if scale:
        number = number_words(rules, written, "m")
        gender, scaled = counted(rules, rules.scales[scale], _number(whole, decimals))
        if not decimals:
            number = number_words(rules, written, gender)
        _, of_many = counted(rules, major, "5")  # millions of ...: the form of many
        joined = f"{number} {scaled} {of_many}"
        return re.sub(r"\bde (?=[aeiouéh])", rules.elided, joined) if rules.elided else joined
    if len(decimals) == 2 and minor:
        big = _count(rules, whole, major) if whole.strip("0") or not decimals.strip("0") else ""
        small = _count(rules, decimals, minor.strip()) if decimals.strip("0") else ""
        return f" {rules.and_} ".join(filter(None, (big, small)))
    return _named(rules, written, major)


def _count(rules: SpeechRules, digits: str, forms: str) -> str:
    digits = digits.lstrip("0") or "0"
    gender, noun = counted(rules, forms, digits)
    return f"{number_words(rules, digits, gender)} {noun}"


def _named(rules: SpeechRules, written: str, forms: str) -> str:
    """Return a written number with the right form of the noun after it."""
    whole, decimals = parts(rules, written)
    gender, noun = counted(rules, forms, _number(whole, decimals))
    return f"{number_words(rules, written, gender)} {noun}"


def _number(whole: str, decimals: str) -> str:
    return f"{whole}.{decimals}" if decimals else whole


def units(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``5km``, ``11 °C``, ``5–10 %``: a quantity, or a range, with its unit."""
    for found in _units(rules).finditer(text):
        minus = f"{rules.minus} " if found["minus"] else ""
        start = f"{number_words(rules, found['low'])} {rules.to} " if found["low"] else ""
        words = _named(rules, found["number"], rules.units[found["unit"]])
        yield Form(found.start(), found.end(), f"{minus}{start}{words}")


@cache
def _units(rules: SpeechRules) -> re.Pattern[str]:
    number, names = pattern(rules), _choices(rules.units)
    return re.compile(
        rf"(?<![\w.,])(?P<minus>[-−])?(?:(?P<low>{number})(?:[-‐‑]|{_DASH}))?"
        rf"(?P<number>{number}){_SPACE}?(?P<unit>{names})(?![\w²³°%])"
    )


def ranges(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``5–10``, ``1994–2022``, ``2019–20``."""
    for found in _ranges(rules).finditer(text):
        low, high = found["low"], found["high"]
        if len(low) == 4 and int(low) in _YEARS and len(high) in (2, 4) and low.isdecimal():
            after = cardinal(rules, int(high)) if len(high) == 2 else _plain_year(rules, high)
            words = f"{_plain_year(rules, low)} {rules.to} {after}"
        elif found["hyphen"] and not 0 < len(high) - len(low) + 1 < 3:
            continue
        else:
            words = f"{number_words(rules, low)} {rules.to} {number_words(rules, high)}"
        yield Form(found.start(), found.end(), words)


def _plain_year(rules: SpeechRules, digits: str) -> str:
    """Return a year of a range: cardinal, even where years are ordinals."""
    number = int(digits)
    return cardinal(rules, number) if rules.years == "ordinal" else year(rules, number)


@cache
def _ranges(rules: SpeechRules) -> re.Pattern[str]:
    number = pattern(rules)
    return re.compile(
        rf"{START}(?P<low>{number})(?:{_DASH}|(?P<hyphen>[-‐‑]))(?P<high>{number})"
        r"(?![\w–—\-‐‑/:]|[.,]\d)"
    )


def _choices(table: Mapping[str, str]) -> str:
    """Return a pattern for any key of ``table``, the longest first."""
    return "|".join(map(re.escape, sorted(table, key=len, reverse=True))) or "(?!)"


_PHONE = re.compile(
    r"(?<![\w.,])(?:\+\d[\d ()\u00a0-]{6,18}\d|0\d{2,4}[ -]\d{3,4}[ -]\d{3,4})(?!\w)"
)


def ordinals(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``1st``, ``2e``, ``3.º``, ``90-х``."""
    if rules.ordinal_stop:
        for found in re.finditer(r"(?<![\w.,])(\d{1,3})\.(?=[ \u00a0][^\W\d])", text):
            words = agreeing(rules, ordinal(rules, int(found[1])), text[: found.start()])
            yield Form(found.start(), found.end(), words)
    for found in _marked(rules).finditer(text):
        yield Form(found.start(), found.end(), ordinal(rules, int(found[1])))
    if rules.ordinal_endings:
        for found in re.finditer(r"(?<![\w.,])(\d{1,4})[-‑]([^\W\d_]{1,3})(?![\w-])", text):
            if words := suffixed(rules, int(found[1]), found[2]):
                yield Form(found.start(), found.end(), words)


@cache
def _marked(rules: SpeechRules) -> re.Pattern[str]:
    marks = "|".join(map(re.escape, rules.ordinal_marks)) or "(?!)"
    return re.compile(rf"(?<![\w.,])(\d{{1,6}})(?:{marks})(?!\w)")


def fractions(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``½``, ``2½``, ``3/4``."""
    for found in _fractions(rules).finditer(text):
        part = rules.fractions[found["part"]]
        whole = found["whole"]
        words = f"{cardinal(rules, int(whole))} {rules.and_} {part}" if whole else part
        yield Form(found.start(), found.end(), words)


@cache
def _fractions(rules: SpeechRules) -> re.Pattern[str]:
    parts = "|".join(map(re.escape, rules.fractions)) or "(?!)"
    return re.compile(rf"(?<![\w/.,])(?:(?P<whole>\d{{1,6}}) ?(?!\d))?(?P<part>{parts})(?![\w/])")


def telephones(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``+44 20 7946 0018``; it is spoken digit by digit, with a pause between groups."""
    for found in _PHONE.finditer(text):
        groups = [digits(rules, group) for group in re.findall(r"\d+", found[0])]
        plus = f"{rules.address.get('+', '')} " if found[0].startswith("+") else ""
        yield Form(found.start(), found.end(), plus + ", ".join(groups))


def numbers(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``1,234,567``, ``86.82``, ``−3``, ``42``."""
    for found in _numbers(rules).finditer(text):
        minus = f"{rules.minus} " if found["minus"] else ""
        yield Form(found.start(), found.end(), minus + number_words(rules, found["number"]))


@cache
def _numbers(rules: SpeechRules) -> re.Pattern[str]:
    return re.compile(rf"(?:(?<![\w\d])(?P<minus>[−-])|{START})(?P<number>{pattern(rules)}){END}")
