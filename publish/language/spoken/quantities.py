"""Find numbers: ranges, ratios and scores, ordinals, plain numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from publish.language.spoken.context import (
    agreement,
    ends_with,
    gender_of,
    last_word,
    next_words,
    text_before,
)
from publish.language.spoken.numbers import (
    END,
    SPACE,
    START,
    agreeing,
    cardinal,
    choices,
    compound,
    counted,
    declined,
    digits,
    number_words,
    ordinal,
    parts,
    pattern,
    year,
)
from publish.language.spoken.romans import value
from publish.language.spoken.speech_rules import SpeechRules
from publish.language.spoken.text import Form
from publish.language.spoken.years import suffixed

#: Dashes between two numbers.  `ranges` accepts hyphens too, between short numbers.
_DASH = f"{SPACE}?[–—]{SPACE}?"

_YEARS = range(1000, 2200)


def ranges(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``5–10``, ``1994–2022``, ``2019–20``, ``50-50``, and the score ``won 3–1``."""
    for found in _ranges(rules).finditer(text):
        low, high = found["low"], found["high"]
        before = text_before(text, found.start())
        if re.match("0[0-9]", low) or re.match("0[0-9]", high):
            continue  # a code
        if rules.record and _is_score(rules.record_words, text, before, found.end(), low, high):
            words = rules.record.format(
                low=number_words(rules, low), high=number_words(rules, high)
            )
        elif _is_score(rules.score_words, text, before, found.end(), low, high) or _between_teams(
            rules, text, before, found
        ):
            words = _score(rules, low, high)
        elif low.isdecimal() and high.isdecimal() and len(low) == 2 and int(low) + int(high) == 100:
            words = f"{number_words(rules, low)}-{number_words(rules, high)}"
        elif (
            len(low) == 4
            and int(low[:4] if low.isdecimal() else 0) in _YEARS
            and (high.isdecimal() and len(high) in (2, 4))
        ):
            words = _years(rules, low, high)
        elif found["hyphen"] and not 0 < len(high) - len(low) + 1 < 3:
            continue
        else:
            words = _range(rules, text, found)
        yield Form(found.start(), found.end(), words)


def _range(rules: SpeechRules, text: str, found: re.Match[str]) -> str:
    low, high = found["low"], found["high"]
    gender, case = agreement(rules, text, found.start(), found.end(), high)
    one, two = (number_words(rules, number, gender, case) for number in (low, high))
    return f"{one} {rules.to} {two}"


def _is_score(
    known: tuple[str, ...], text: str, before: str, end: int, low: str, high: str
) -> bool:
    """Return whether words before or after two numbers make them a score."""
    if not (low.isdecimal() and high.isdecimal() and max(len(low), len(high)) < 4):
        return False
    noun = next_words(text, end, 1)

    if noun and noun[0].endswith("s") and noun[0] not in ("against", "versus", "was"):
        return False  # "won 5–10 awards"
    words = [*re.findall(r"[^\W\d_]+", before.lower())[-3:]]
    after = re.findall(r"[^\W\d_]+", text[end : end + 20].lower())[:1]
    return bool(known) and not set(known).isdisjoint(words + after)


def _between_teams(rules: SpeechRules, text: str, before: str, found: re.Match[str]) -> bool:
    """Return whether two low numbers stand between names: "Arsenal 2-1 Chelsea"."""
    word = last_word(before)
    return (
        bool(rules.nil)
        and len(found["low"]) == len(found["high"]) == 1
        and word.istitle()
        and word.removesuffix("s") not in rules.numbered
        and re.compile(r"[ \u00a0][A-Z][a-z]+").match(text, found.end()) is not None
    )


def _score(rules: SpeechRules, low: str, high: str) -> str:
    one, two = (
        rules.nil if rules.nil and not int(n) else number_words(rules, n) for n in (low, high)
    )
    return rules.score.format(low=one, high=two)


def _years(rules: SpeechRules, low: str, high: str) -> str:
    joining = rules.years_to or rules.to
    last = cardinal(rules, int(high)) if len(high) == 2 else _plain_year(rules, high)
    return f"{_plain_year(rules, low)} {joining} {last}"


def _plain_year(rules: SpeechRules, digits: str) -> str:
    """Return a year of a range: cardinal, even where years are ordinals."""
    number = int(digits)
    return cardinal(rules, number, "m") if rules.years == "ordinal" else year(rules, number)


@cache
def _ranges(rules: SpeechRules) -> re.Pattern[str]:
    number = pattern(rules)
    return re.compile(
        rf"{START}(?P<low>{number})(?:{_DASH}|(?P<hyphen>[-‐‑]))(?P<high>{number})"
        r"(?![\w–—\-‐‑/:=]|[.,]\d)"
    )


_RATIO = re.compile(
    r"(?<![\w.,:])(?P<low>\d{1,4}):(?P<high>\d{1,3}(?:[,.\u00a0 ]\d{3}){0,3}|\d{4,6})"
    r"(?![\w:]|[.,]\d)"
)


_SEASON = re.compile(r"(?<![\w/.,])((?:1[89]|20)\d\d)/((?:19|20)?\d\d)(?![\w/])")


def ratios(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``16:9``, ``1:1,000``, ``3:1``."""
    for found in _SEASON.finditer(text):
        second = int(found[1]) + 1
        if int(found[2]) in (second, second % 100):
            oh = f"{rules.minute_zero} " if found[2].startswith("0") and rules.hundred else ""
            short = len(found[2]) == 2
            last = cardinal(rules, second % 100) if short else _plain_year(rules, found[2])
            words = f"{year(rules, int(found[1]))} {oh}{last}"
            yield Form(found.start(), found.end(), words)
    if not rules.ratio:
        return
    for found in _RATIO.finditer(text):
        low, high = found["low"], found["high"]
        after = next_words(text, found.end(), 1)
        screen = (low, high) in _SCREENS or (after and after[0] in rules.screens)
        joining = rules.by if rules.by and screen else rules.ratio
        if rules.hundred and last_word(text_before(text, found.start()))[:1].isupper():
            joining = ""  # a verse: Kings 5:1
        if int(low) + int(re.sub(r"\D", "", high)) == 100 and after:  # a 50:50 chance
            joining = ""
        last = compound(rules, number_words(rules, high, "", rules.ratio_case))
        words = " ".join(filter(None, (number_words(rules, low), joining, last)))
        yield Form(found.start(), found.end(), words)


#: Proportions of screens and pictures.
_SCREENS = {("16", "9"), ("21", "9"), ("16", "10")}


def factors(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``4x4``, ``3 × 5``: dimensions; and ``10x``: so many times."""
    if rules.fold:
        for found in _fold(rules).finditer(text):
            words = number_words(rules, found[1]), counted(rules, rules.fold, found[1])[1]
            yield Form(found.start(), found.end(), " ".join(words))
    if not rules.by:
        return
    for found in re.finditer(
        r"(?<![\w.,])(\d{1,5})[x×](\d{1,5})(?:[x×](\d{1,5}))?(?!\w|[.,]\d)", text
    ):
        numbers = [number_words(rules, one) for one in found.groups() if one]
        yield Form(found.start(), found.end(), f" {rules.by} ".join(numbers))


@cache
def _fold(rules: SpeechRules) -> re.Pattern[str]:
    return re.compile(rf"{START}({pattern(rules)})[x×](?=[ \u00a0][^\W\d])")


def ordinals(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``1st``, ``2e``, ``3.º``, ``90-х``."""
    if rules.ordinal_stop:
        yield from _with_stop(text, rules)
    if rules.ordinal_after:
        for found in _after(rules).finditer(text):
            case = rules.ordinal_after[found["word"]]
            words = ordinal(rules, int(found["number"]), case)
            yield Form(found.start("number"), found.end("number"), words)
    for found in _marked(rules).finditer(text):
        number, mark = int(re.sub(r"\D", "", found[1])), found[2]
        case = rules.ordinal_marks.get(mark, "")
        words = ordinal(rules, number, case)
        if case == "check" and not words.endswith(mark.lower()):
            continue  # "14st" isn't an ordinal
        if rules.hundred and last_word(text_before(text, found.start())).lower() == "the":
            words = re.sub(r"^one (?=hundredth|thousandth|millionth)", "", words)
        yield Form(found.start(), found.end(), words)
    if rules.ordinal_endings:
        for found in re.finditer(r"(?<![\w.,])(\d{1,4})[-‑]([^\W\d_]{1,3})(?![\w-])", text):
            if words := _with_ending(text, rules, found):
                yield Form(found.start(), found.end(), words)
        for found in re.finditer(r"(?<![\w.,])([IVX]{1,6})[-‑]([^\W\d_]{1,3})(?![\w-])", text):
            number = value(found[1])
            if number and (words := suffixed(rules, number, found[2])):
                yield Form(found.start(), found.end(), words)
    if rules.prefixes:
        for found in re.finditer(r"(?<![\w.,:/-])(\d{1,4}|[IVX]{1,6})[-‑]([^\W\d_]{4,30})", text):
            number = int(found[1]) if found[1].isdecimal() else value(found[1])
            if not number:
                continue
            hyphen = "-" if found[2][0].isupper() else ""
            words = f"{_prefix(rules, number)}{hyphen}{found[2]}"
            yield Form(found.start(), found.end(), words)


def _with_ending(text: str, rules: SpeechRules, found: re.Match[str]) -> str:
    """Return ``4-х`` as a cardinal before a noun ("четырёх лет"), else as an ordinal."""
    case = rules.cardinal_endings.get(found[2])
    if case and int(found[1]) % 10 and re.compile(r"[ \u00a0][^\W\d_]").match(text, found.end()):
        words = cardinal(rules, int(found[1]), "", case)
        if words.endswith(found[2]):
            return words
    alone = not next_words(text, found.end(), 1)
    before = text_before(text, found.start())
    noun = next_words(text, found.end(), 1)
    if (
        found[2] == "й"
        and noun
        and noun[0][-1] in "аеиіыуюяїє"
        and ends_with(before, rules.year_locative_after)
    ):  # "в 1-й половине", but "в 1-й раз"
        return ordinal(rules, int(found[1]), "feminine oblique")
    said = suffixed(rules, int(found[1]), found[2], alone and found[2] in rules.plural_alone)
    words = cardinal(rules, int(found[1]), "", case) if case else ""
    return said or (words if words.endswith(found[2]) else "")


def _prefix(rules: SpeechRules, number: int) -> str:
    """Return the first part of a word like ``5-летний``: "пяти"."""
    words = cardinal(rules, number).split(" ")
    return "".join(rules.prefixes.get(word) or declined(rules, word, "genitive") for word in words)


def _with_stop(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``3.`` before a noun, and ``am 3.`` anywhere."""
    for found in re.finditer(r"(?<![\w.,/])(\d{1,5})\.(?=[ \u00a0][^\W\d]|$|[;,)])", text):
        before = text_before(text, found.start())
        follows = next_words(text, found.end(), 2)
        sure = last_word(before).lower() in ("am", "zum", "vom", "beim", "im")
        if before.strip() and not (follows or sure):
            continue  # a number at the end of a sentence
        gender = gender_of(rules, follows, "") if follows else "m"
        alone = {"f": "", "n": "s"}.get(gender, "r")
        words = agreeing(rules, ordinal(rules, int(found[1])), before, alone)
        yield Form(found.start(), found.end(), words)


@cache
def _after(rules: SpeechRules) -> re.Pattern[str]:
    words = choices(rules.ordinal_after)
    return re.compile(rf"(?<!\w)(?P<word>{words})[ \u00a0](?P<number>\d{{1,4}})(?![\w–-]|[.,/:]\d)")


@cache
def _marked(rules: SpeechRules) -> re.Pattern[str]:
    groups = re.escape(rules.groups)
    return re.compile(
        rf"(?<![\w.,/])(\d{{1,3}}(?:[{groups} ]\d{{3}}){{1,3}}|\d{{1,6}})"
        rf"({choices(rules.ordinal_marks)})(?!\w)"
    )


def numbers(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``1,234,567``, ``86.82``, ``−3``, ``42``."""
    for found in _numbers(rules).finditer(text):
        minus = f"{rules.minus} " if found["minus"] else ""
        written = found["number"]
        whole, decimals = parts(rules, written)
        gender, case = (
            ("", "") if decimals else agreement(rules, text, found.start(), found.end(), whole)
        )
        words = number_words(rules, written, gender, case)
        if written == f"1{rules.decimal}5" and rules.one_and_half:
            gender, _ = agreement(rules, text, found.start(), found.end(), "2")
            words = rules.one_and_half.get(gender) or words
        yield Form(found.start(), found.end(), minus + words)


@cache
def _numbers(rules: SpeechRules) -> re.Pattern[str]:
    point = r"|\.\d+" if rules.decimal == "." else ""  # ".5"
    return re.compile(
        rf"(?:(?<![\w\d.,)])(?P<minus>[−-])|{START})(?P<number>{pattern(rules)}{point}){END}"
    )


def patterned(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find the forms that a language describes itself, by the text around a number."""
    for expression, words in _patterned(rules):
        for found in expression.finditer(text):
            said = {
                name: digits(rules, re.sub(r"\D", "", written))
                if name.startswith("digits")
                else number_words(rules, written)
                for name, written in found.groupdict().items()
            }
            yield Form(found.start(), found.end(), words.format(**said))


@cache
def _patterned(rules: SpeechRules) -> list[tuple[re.Pattern[str], str]]:
    return [
        (re.compile(rf"(?<![\d.,/-])(?:{expression.replace('NUMBER', pattern(rules))})"), words)
        for expression, words in rules.patterns.items()
    ]


def leftovers(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find the digits that are in no other form: no voice has to know them."""
    for found in _leftover(rules).finditer(text):
        plain = unicodedata.normalize("NFKC", found[0])
        last = text[max(0, found.start() - 1) : found.start()]
        if plain.count(".") > (rules.decimal == "."):  # version 3.11
            point = f" {rules.version_point or rules.point} "
            words = point.join(number_words(rules, one) for one in plain.split("."))
        elif len(plain) > 4 and plain.isdecimal() and (last.isalpha() or last == "/"):
            words = digits(rules, plain)
        else:
            words = number_words(rules, plain) if plain[0].isdecimal() else plain
        if rules.note_mark and not found[0].isascii() and found[0] < "①":
            words = rules.note_mark.format(number=words)
        left = " " if last.isalnum() or (last and last in ".,;:!?)”’»") else ""
        yield Form(found.start(), found.end(), left + words)


@cache
def _leftover(rules: SpeechRules) -> re.Pattern[str]:
    return re.compile(
        rf"[0-9]+(?:\.[0-9]+)+|[0-9]+(?:{re.escape(rules.decimal)}[0-9]+)?|[²³¹⁰⁴-⁹₀-₉]+|[①-⑳]"
    )
