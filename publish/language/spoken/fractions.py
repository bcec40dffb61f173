"""Find fractions, alone or after a whole number: ``½``, ``3/4``, ``2 1/2 cups``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from publish.language.spoken.context import gender_of, next_words, text_before
from publish.language.spoken.numbers import cardinal, counted, ordinal
from publish.language.spoken.speech_rules import SpeechRules
from publish.language.spoken.text import Form

#: Fractions of one character; NFKC gives their digits with U+2044 between.
_VULGAR = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"

#: A fraction with or without a whole number before it.
MIXED = (
    rf"(?:\d{{1,6}}[ \u00a0\u202f]?[{_VULGAR}]|[{_VULGAR}]"
    r"|(?:\d{1,6}[ \u00a0\u202f])?\d{1,4}[/⁄]\d[\d.]{0,11}(?<!\.))"
)

_MIXED = re.compile(
    r"(?<![\w/.,])(?P<minus>[-−])?"
    rf"(?:(?P<whole>\d{{1,6}})[ \u00a0\u202f]?(?=[{_VULGAR}]|(?<=[ \u00a0\u202f])\d))?"
    rf"(?:(?P<vulgar>[{_VULGAR}])|(?P<top>\d{{1,4}})[/⁄](?P<low>\d[\d.]{{0,11}}(?<!\.)))(?P<mark>th\b|TH\b)?(?![\w/⁄])"
)


def fractions(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``½``, ``2½``, ``31/32``, ``2 1/2 cups``."""
    for found in _MIXED.finditer(text):
        words, end = "", found.end()
        if rules.half_after and found["whole"] and read(found[0])[1:] == (1, 2):
            words, end = _half_after(rules, text, found)
            end = end or found.end()
        if not words:
            gender = gender_of(rules, next_words(text, end), "2")
            near = text_before(text, found.start()).lower().split()[-2:]
            ratio = found["top"] and not set(rules.odds).isdisjoint(near)
            words = (
                _odds(rules, found)
                if ratio
                else _mark(rules, found)
                if _is_mark(rules, text, found)
                else spoken_fraction(rules, found[0], gender, alone=True)
            )
        near = next_words(text, found.end(), 1)
        if rules.half_before and near and read(found[0]) == (0, 1, 2) and not found["minus"]:
            words = rules.half_before.get(gender_of(rules, near, "1"), words)
        if near and near[0] in rules.half_articles and read(found[0]) == (0, 1, 2):
            words = words.removeprefix("a ")  # "½ a mile"
        if words:
            yield Form(found.start(), end, words)


def _odds(rules: SpeechRules, found: re.Match[str]) -> str:
    return (
        f"{cardinal(rules, int(found['top']))} {rules.ratio} {cardinal(rules, int(found['low']))}"
    )


#: The best marks of schools and critics.
_BEST = ("10", "20", "100")


def _is_mark(rules: SpeechRules, text: str, found: re.Match[str]) -> bool:
    """Return whether ``8/10`` is a mark: in a sentence, and not a part of what follows."""
    if not rules.mark or found["low"] not in _BEST or found["whole"] or found["minus"]:
        return False
    after = next_words(text, found.end(), 1)
    alone = not (text[: found.start()].strip() or text[found.end() :].strip(" ."))
    alone = alone and found["low"] != "20"  # of schools in France
    top = int(found["top"])
    return (
        1 < top <= int(found["low"])
        and not alone
        and (after[0] in rules.mark_before if after else text[found.end() : found.end() + 1] != "-")
    )


def _mark(rules: SpeechRules, found: re.Match[str]) -> str:
    best = cardinal(rules, int(found["low"]), "", rules.mark_case)
    return rules.mark.format(top=cardinal(rules, int(found["top"])), low=best)


def _half_after(rules: SpeechRules, text: str, found: re.Match[str]) -> tuple[str, int]:
    """Return "deux tasses et demie" for the number and the noun after it, and their end."""
    noun = re.compile(r"[ \u00a0\u202f]([^\W\d_]{2,40})").match(text, found.end())
    if not noun or found["minus"]:
        return "", 0
    gender = gender_of(rules, next_words(text, found.end(), 1), found["whole"])
    if rules.singular and found["whole"] == "1":
        gender = gender_of(rules, [_singular(rules, noun[1].lower())], "1")
    half = rules.half_after.get(gender[:1]) or rules.half_after["m"]
    number = cardinal(rules, int(found["whole"]), gender)
    name = _singular(rules, noun[1]) if found["whole"] == "1" else noun[1]
    return f"{number} {name} {half}", noun.end()


def _singular(rules: SpeechRules, noun: str) -> str:
    """Return the singular of a noun in a Romance language, by the endings of the rules."""
    for ending, single in rules.singular.items():
        if noun.endswith(ending):
            return noun.removesuffix(ending) + single
    return noun.removesuffix("s")


def read(written: str) -> tuple[int, int, int]:
    """Return the whole number (0: none), numerator and denominator of a written fraction."""
    plain = re.sub(rf"(?<=\d)(?=[{_VULGAR}])", " ", written).lstrip("-−")
    plain = unicodedata.normalize("NFKC", plain).replace("⁄", "/").strip("thTH")
    whole, _, part = plain.rpartition(" ")
    top, _, low = part.partition("/")
    return int(whole or "0"), int(top), int(low.replace(".", ""))


def spoken_fraction(
    rules: SpeechRules, written: str, gender: str = "", *, alone: bool = False
) -> str:
    """Return a written fraction in words; empty if it has no sense as one."""
    whole, top, low = read(written)
    if not low or not rules.denominators:
        return ""
    minus = f"{rules.minus} " if written[0] in "-−" else ""
    if whole == 1 and (top, low) == (1, 2) and rules.one_and_half:
        return minus + (rules.one_and_half.get(gender) or rules.one_and_half["m"])
    part = _part(rules, top, low, alone=alone and not whole)
    if not whole:
        return minus + part
    if (top, low) == (1, 2) and rules.and_half:
        part = rules.and_half
        return f"{minus}{cardinal(rules, whole, gender)}{part}"
    return f"{minus}{cardinal(rules, whole, gender)}{rules.fraction_and}{part}"


def _part(rules: SpeechRules, top: int, low: int, *, alone: bool) -> str:
    key = f"{top}/{low}"
    if key in rules.fractions and (alone or top == 1):
        return rules.fractions[key]
    if "over" in rules.denominators and low > 100 and low % 100:
        return f"{cardinal(rules, top)} {rules.denominators['over']} {cardinal(rules, low)}"
    kind = (
        "*" if low <= int(rules.denominators.get("ordinal_to", "0") or 0) or low % 100 == 0 else "+"
    )
    forms = (
        rules.denominators.get(str(low)) or rules.denominators.get(kind) or rules.denominators["*"]
    )
    gender, form = counted(rules, forms, str(top))
    names = _Names(rules, low)
    name = form.format_map(names)
    for letters, right in rules.denominator_letters.items():
        name = name.replace(letters, right)
    return f"{cardinal(rules, top, gender)} {name}"


class _Names(dict[str, str]):
    """The names of a denominator, by the case of the ordinal."""

    def __init__(self, rules: SpeechRules, number: int) -> None:
        super().__init__()
        self.rules, self.number = rules, number

    def __missing__(self, key: str) -> str:
        if key == "cardinal":
            return cardinal(self.rules, self.number)
        return ordinal(self.rules, self.number, "" if key == "ordinal" else key)


@cache
def part_of(rules: SpeechRules, written: str, unit: str) -> str:
    """Return a fraction below one with its unit: "half a tablespoon"; empty if it has a whole."""
    whole, top, low = read(written)
    if whole or not rules.part_of or not low:
        return ""
    one = counted(rules, unit, "1")[1]
    if (top, low) == (1, 2) and rules.half_of:
        return rules.half_of.format(unit=one)
    return rules.part_of.format(part=_part(rules, top, low, alone=False), unit=one)
