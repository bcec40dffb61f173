"""Find amounts: money, and numbers with units."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from publish.language.spoken.context import agreement, ends_with, last_word, text_before
from publish.language.spoken.fractions import MIXED, part_of, read, spoken_fraction
from publish.language.spoken.numbers import (
    SPACE,
    cardinal,
    choices,
    compound,
    counted,
    number_words,
    parts,
    pattern,
)
from publish.language.spoken.speech_rules import SpeechRules
from publish.language.spoken.text import Form

#: Dashes between two numbers.  Hyphens are accepted too, where a sign or unit follows.
DASH = f"{SPACE}?[–—]{SPACE}?|[-‐‑]| [-‐] "

#: Words before a noun: "a 3-year, 4.5%, $20m loan" has its article at the start.
_ARTICLE = re.compile(r"(?<!\w)(\w+)[ \u00a0](?:[\d£$€][\w.,%£$€-]{0,20},?[ \u00a0]){0,4}$")


def money(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``$5.30``, ``£2m``, ``1 234,50 zł``, ``£5–10m``, ``A$45m``, ``£12/hr``."""
    for found in _money(rules).finditer(text):
        sign = found["sign"] or found["after"] or found["coin"]
        written = (found["number"] or found["counted"] or found["coins"]).removesuffix(
            f"{rules.decimal}-"
        )
        scale = found["scale"] or found["scaled"] or ""
        low = found["low"] or found["least"] or ""
        forms = rules.currencies[sign] if not found["coin"] else rules.coins[sign]
        single = not found["coin"] and _is_attributive(rules, text, found.start(), found.end())
        case = agreement(rules, text, found.start(), found.end(), "")[1] if not low else ""
        words = _sum(rules, forms, written, scale, single=single, case=case)
        if low and parts(rules, low)[1].strip("0") and not scale:
            words = f"{_sum(rules, forms, low, '')} {rules.to} {words}"
        elif low:
            whole = low if scale or not parts(rules, low)[1] else low.partition(rules.decimal)[0]
            words = f"{number_words(rules, whole)} {rules.to} {words}"
        if rules.compounds and re.compile(r"-[^\W\d_]").match(text, found.end()):
            number, _, sign = words.rpartition(" ")
            words = f"{compound(rules, number)}-{sign}"
        if found["minus"]:
            words = f"{rules.minus} {words}"
        if found["per"]:
            words = f"{words} {per(rules, found['per'])}"
        yield Form(found.start(), found.end(), words)


@cache
def _money(rules: SpeechRules) -> re.Pattern[str]:
    number, signs, scales = pattern(rules), choices(rules.currencies), choices(rules.scales)
    decimal = re.escape(rules.decimal)
    start = rf"(?:{SPACE}?(?:{scales}))?(?:{DASH})"
    before = (
        rf"(?P<sign>{signs}){SPACE}?(?:(?P<low>{number}){start}(?:(?:{signs}){SPACE}?)?)?"
        rf"(?P<number>{number}(?:{decimal}[-–—])?|{decimal}\d+)(?:{SPACE}?(?P<scale>{scales})(?!\w))?"
    )
    after = (
        rf"(?:(?P<least>{number}){start})?(?P<counted>{number}(?:{decimal}[-–—])?)"
        rf"(?:[-‑]|{SPACE})?"
        rf"(?:(?P<scaled>{scales}){SPACE}?)?(?P<after>{signs})"
    )
    coins = rf"(?P<coins>{number})(?P<coin>{choices(rules.coins)})"
    per = rf"(?:[ ]?/[ ]?(?P<per>{choices([*rules.per, *rules.units])})(?!\w))?"
    return re.compile(
        rf"(?<![\w$€£.,])(?P<minus>[-−])?(?:{before}|{after}|{coins}){per}(?![\w]|[.,]\d|['’]\w)"
    )


def _sum(
    rules: SpeechRules,
    forms: str,
    written: str,
    scale: str,
    *,
    single: bool = False,
    case: str = "",
) -> str:
    major, _, minor = forms.partition(";")
    whole, decimals = parts(rules, written)
    if decimals and not decimals.strip("0") and not scale:
        decimals, written = "", written.partition(rules.decimal)[0]
    if scale:
        return _scaled(rules, major, written, scale, single=single, case=case)
    significant = decimals.rstrip("0")
    if decimals and minor and len(significant) <= 2:
        cents = significant.ljust(2, "0")
        big = _count(rules, whole, major, case) if whole.strip("0") else ""
        small = _count(rules, cents, minor.strip(), case)
        joining = f" {rules.and_} " if rules.money_and is None else rules.money_and
        return joining.join(filter(None, (big, small)))
    if single:
        return f"{number_words(rules, written)} {counted(rules, major, '1')[1]}"
    return named(rules, written, major, case)


def _scaled(
    rules: SpeechRules, major: str, written: str, scale: str, *, single: bool, case: str
) -> str:
    whole, decimals = parts(rules, written)
    gender, scaled = counted(rules, rules.scales[scale], _number(whole, decimals), case)
    number = _half(rules, written, gender)
    if not number:
        number = number_words(rules, written, gender, case)
    _, of_many = counted(rules, major, "1" if single else "5")  # millions of ...: the form of many
    joined = f"{number} {scaled} {of_many}"
    return re.sub(r"\bde (?=[aeiouéh])", rules.elided, joined) if rules.elided else joined


def _half(rules: SpeechRules, written: str, gender: str) -> str:
    """Return "półtora" for 1,5 in the languages that have a word for it."""
    if written != f"1{rules.decimal}5" or not rules.one_and_half:
        return ""
    return rules.one_and_half.get(gender) or rules.one_and_half["m"]


def _count(rules: SpeechRules, digits: str, forms: str, case: str = "") -> str:
    digits = digits.lstrip("0") or "0"
    gender, noun = counted(rules, forms, digits, case)
    return f"{number_words(rules, digits, gender, case)} {noun}"


def named(rules: SpeechRules, written: str, forms: str, case: str = "") -> str:
    """Return a written number with the right form of the noun after it."""
    whole, decimals = parts(rules, written)
    gender, noun = counted(rules, forms, _number(whole, decimals), case)
    half = _half(rules, written, gender)
    of = rules.of_millions if len(whole) > 6 and whole.endswith("000000") and not decimals else ""
    if of and noun[:1].lower() in tuple("aeiouéh") and of == "de" and rules.elided:
        return f"{number_words(rules, written, gender, case)} {rules.elided}{noun}"
    number = half or number_words(rules, written, gender, case)
    return " ".join(filter(None, (number, of, noun)))


def _number(whole: str, decimals: str) -> str:
    return f"{whole}.{decimals}" if decimals else whole


def per(rules: SpeechRules, unit: str) -> str:
    """Return what is said for a stroke and a unit: "an hour", "pro Stunde"."""
    if unit in rules.per:
        return rules.per[unit]
    gender, one = counted(rules, rules.units[unit], "1")
    return rules.per.get("*", "{unit}").format(unit=one, gender=gender)


_SECONDS_AFTER = re.compile(r"[ \u00a0]?\d{1,2}(?:[.,]\d{1,3})?[ \u00a0]?s(?!\w)")


def units(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``5km``, ``11 °C``, ``5–10 %``, ``10-metre``: a quantity or range with its unit."""
    for found in _units(rules).finditer(text):
        written, unit, end = found["number"], found["unit"] or found["long"], found.end()
        if unit in rules.word_units and _reads_on(text, end, len(unit)):
            continue
        if _is_letter(rules, text, found):
            continue
        forms = rules.units[unit]
        if unit == "m" and "min" in rules.units and _SECONDS_AFTER.match(text, end):
            forms = rules.units["min"]  # "1m 42s"
        if found["scale"]:
            scaled = named(rules, written, rules.scales[found["scale"]])
            words = f"{scaled} {counted(rules, forms, '5')[1]}"
        elif found["mixed"] and (
            found["hyphen"] or _is_attributive(rules, text, found.start(), end)
        ):
            words = f"{spoken_fraction(rules, found['mixed'])} {counted(rules, forms, '1')[1]}"
        elif found["mixed"]:
            words = _mixed(rules, found["mixed"], forms)
        else:
            low = found["low"] or ""
            case = agreement(rules, text, found.start(), end, "")[1] if not low else ""
            angle = unit == "°" and re.compile(rules.angles or "(?!)").match(text, end)
            single = _is_attributive(rules, text, found.start(), end)
            single = single and not (found["factor"] and text.endswith("the ", 0, found.start()))
            if found["hyphen"] or angle or single:
                one = unit if found["hyphen"] else counted(rules, forms, "1")[1]
                words = f"{number_words(rules, written)}{'-' if found['hyphen'] else ' '}{one}"
            else:
                words = named(rules, written, forms, case)
            if low:
                words = f"{number_words(rules, low)} {rules.to} {words}"
            if found["factor"]:
                factor = number_words(rules, found["factor"])
                times = rules.signs.get("×", rules.by) if unit[-1] in "gl" else rules.by
                words = f"{factor} {times} {words}"
        if found["per"]:
            words = f"{words} {per(rules, found['per'])}"
        minus = f"{rules.minus} " if found["minus"] else ""
        yield Form(found.start(), end, minus + words)


def attributes(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``a 15-min walk``, ``ein 5-kg-Sack``: short units with hyphens before a noun."""
    if not (rules.attributive_after or rules.compounds):
        return
    for found in _attributes(rules).finditer(text):
        one = counted(rules, rules.units[found["unit"]], "5" if rules.compounds else "1")[1]
        number = compound(rules, number_words(rules, found["number"]))
        yield Form(found.start(), found.end(), f"{number}-{one}")


@cache
def _attributes(rules: SpeechRules) -> re.Pattern[str]:
    short = choices([name for name in rules.units if len(name) < 4 and name.isalpha()])
    return re.compile(
        rf"(?<![\w.,/–-])(?P<number>{pattern(rules)})[-‑](?P<unit>{short})"
        r"(?=[ \u00a0][^\W\d_]{2}|-[A-ZÄÖÜ][a-zäöü])"
    )


def _reads_on(text: str, end: int, length: int) -> bool:
    """Return whether a unit that is a word, too, stands as one: "8 people in 2022"."""
    spaced = text[end - length - 1].isspace()
    return spaced and re.compile(r"[ \u00a0]\w").match(text, end) is not None


def _is_letter(rules: SpeechRules, text: str, found: re.Match[str]) -> bool:
    """Return whether a unit is something else: the page of "5 с. 12", "a 5K run", "gate 5 K"."""
    unit, start = found["unit"] or "", found.start("unit")
    if rules.abbreviations.get(f"{unit}.", "").startswith("#"):
        return re.compile(r"\.[ \u00a0]?\d").match(text, found.end()) is not None
    if len(unit) > 1 or not unit.isupper():
        return False
    close = unit == "K" and text[start - 1].isdecimal()
    return close or ends_with(text_before(text, found.start()), rules.lettered)


def rates(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``12/kg``, ``56,3 /km²``: a number for each unit."""
    for found in _rates(rules).finditer(text):
        words = f"{number_words(rules, found['number'])} {per(rules, found['unit'])}"
        yield Form(found.start(), found.end(), words)


@cache
def _rates(rules: SpeechRules) -> re.Pattern[str]:
    names = choices([name for name in rules.units if len(name) > 1])
    return re.compile(rf"(?<![\w.,/])(?P<number>{pattern(rules)}) ?/(?P<unit>{names})(?!\w)")


def symbols(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``km²`` without a number: "people per square kilometre"."""
    for found in _symbols(rules).finditer(text):
        before = last_word(text_before(text, found.start())).lower()
        single = rules.per.get("*", "").startswith(f"{before} ") if before else True
        words = counted(rules, rules.units[found[0]], "1" if single else "5")[1]
        yield Form(found.start(), found.end(), words)


@cache
def _symbols(rules: SpeechRules) -> re.Pattern[str]:
    names = choices([name for name in rules.units if re.search("[²³/]|^°.", name)])
    return re.compile(rf"(?<![\w/²³°])(?:{names})(?![\w²³/])")


def _mixed(rules: SpeechRules, written: str, forms: str) -> str:
    if alone := part_of(rules, written, forms):
        return alone
    whole, top, low = read(written)
    gender, noun = counted(rules, forms, str(max(whole, 1)) if rules.half_after else "5")
    if rules.half_after and (top, low) == (1, 2):
        half = rules.half_after.get(gender) or rules.half_after["m"]
        return f"{cardinal(rules, whole, gender)} {noun} {half}"
    return f"{spoken_fraction(rules, written, gender)} {noun}"


@cache
def _units(rules: SpeechRules) -> re.Pattern[str]:
    number, names = pattern(rules), choices(rules.units)
    # A hyphen only before a unit that is a word: "10-metre", not "5-m".
    long = choices([name for name in rules.units if len(name) > 3 and name.isalpha()])
    long_scales = choices([name for name in rules.scales if len(name) > 2])
    return re.compile(
        r"(?<![\w.,/])(?<![^\W\d_]-)(?P<minus>[-−])?"
        rf"(?:(?P<low>{number})(?:{SPACE}?(?:{names}))?(?:{DASH}))?"
        rf"(?:(?P<factor>\d{{1,3}}){SPACE}?[x×]{SPACE}?)?"
        rf"(?:(?P<mixed>{MIXED})|(?P<number>{number}))"
        rf"(?:(?:{SPACE}?(?P<scale>{long_scales})(?={SPACE}))?{SPACE}?(?P<unit>{names})"
        rf"|(?P<hyphen>[-‑])(?P<long>{long}))"
        rf"(?:[ ]?/[ ]?(?P<per>{choices([*rules.per, *rules.units])}))?(?![\w²³°%/]|[-‑]\w|['’]\w)"
    )


def _is_attributive(rules: SpeechRules, text: str, start: int, end: int) -> bool:
    """Return whether an amount stands before a noun, as an adjective: "a 10m passage"."""
    if not rules.attributive_after:
        return False
    found = _ARTICLE.search(text_before(text, start))
    if not found or found[1].lower() not in rules.attributive_after:
        return False
    return _attributed(rules).match(text, end) is not None


@cache
def _attributed(rules: SpeechRules) -> re.Pattern[str]:
    return re.compile(rf"[ \u00a0](?!(?:{'|'.join(rules.not_attributed)})\b)[^\W\d_]")


def scales(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``2m followers``, ``10k``: a number with a letter for thousands or millions."""
    if not rules.scale_letters:
        return
    for found in _scales(rules).finditer(text):
        words = f"{number_words(rules, found['number'])} {rules.scales[found['scale']]}"
        low = f"{number_words(rules, found['low'])} {rules.to} " if found["low"] else ""
        yield Form(found.start(), found.end(), low + words)


@cache
def _scales(rules: SpeechRules) -> re.Pattern[str]:
    number = pattern(rules)
    return re.compile(
        rf"(?<![\w.,/])(?:(?P<low>{number})(?:{DASH}))?(?P<number>{number})"
        rf"(?P<scale>{choices(rules.scale_letters)})(?={rules.counted_nouns})"
    )
