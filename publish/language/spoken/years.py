"""Find years, eras, decades and centuries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from publish.language.spoken.context import agreement, ends_with, last_word, text_before
from publish.language.spoken.numbers import (
    END,
    SPACE,
    START,
    cardinal,
    choices,
    inflected,
    ordinal,
    year,
)
from publish.language.spoken.romans import value
from publish.language.spoken.speech_rules import BareYears, SpeechRules
from publish.language.spoken.text import Form

#: Numbers that are more often a year than a count, if no word around them decides.
_LIKELY = range(1800, 2100)


def dated(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``1990s``, ``’80s``, ``lata 90.``, ``w 1863 roku``, ``XX wiek``, ``44 BC``."""
    if rules.decade_words:
        yield from _decades(text, rules)
    yield from _named_decades(text, rules)
    if words := rules.year_words.get("after"):
        yield from _year_spans(text, rules)
        yield from _years_with_word(text, rules, words)
    if rules.eras:
        yield from _eras(text, rules)
    yield from _centuries(text, rules)


def years(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``1863`` alone: a year unless the words around it make it a count."""
    bare = rules.bare_years
    if bare is None:
        return
    if rules.years == "ordinal":
        yield from _ordinal_years(text, rules, bare)
        return
    for found in re.finditer(rf"{START}({bare.number}){END}", text):
        number, before = int(found[1]), text_before(text, found.start())
        month = _after_month(rules).search(before) is not None
        if not month and _counts(bare, text, found.end(), before):
            continue
        dated = ends_with(before, bare.likely_after) or before.endswith("(")
        if not bare.likely_after or month or number in _LIKELY or (1000 < number < 2100 and dated):
            yield Form(found.start(), found.end(), year(rules, number))


def _ordinal_years(text: str, rules: SpeechRules, bare: BareYears) -> Iterator[Form]:
    """Find ``в 1996`` without a word for "year": an ordinal, if no noun follows."""
    for found in re.finditer(rf"{START}({bare.number}){END}", text):
        before = text_before(text, found.start())
        gender, governed = agreement(rules, text, found.start(), found.end(), found[1])
        if gender or ends_with(before, bare.count_after):
            continue
        inside = ends_with(before, rules.year_locative_after)
        case = "locative" if inside else governed or bare.case
        yield Form(found.start(), found.end(), year(rules, int(found[1]), case))


@cache
def _after_month(rules: SpeechRules) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{choices(rules.month_names)}),?\s$", re.I)


def _counts(bare: BareYears, text: str, end: int, before: str) -> bool:
    """Return whether the number that ends at ``end`` counts something."""
    if ends_with(before, bare.count_after):
        return True
    if not bare.count_before or ends_with(before, bare.sure_after):
        return False
    return re.compile(bare.count_before).match(text, end) is not None


def _decades(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``1990s``, ``’80s``: a decade with the ending of an English plural."""
    for found in re.finditer(r"(?<!\w)(?:([12]\d)?(\d0)|['’‘](\d0))['’]?s\b", text):
        century, decade = found[1], found[2] or found[3]
        if not century and decade == "00":
            continue
        words = rules.decade_words.get(f"{century or ''}{decade}", "")
        if not words:
            words = f"{cardinal(rules, int(century))} {rules.decade_words[decade]}"
        yield Form(found.start(), found.end(), words)
    for found in re.finditer(r"(?<![\w.,])(\d)(\d0)s(?= (?:BC|AD|CE))", text):
        words = f"{cardinal(rules, int(found[1]))} {rules.decade_words[found[2]]}"
        yield Form(found.start(), found.end(), words)
    for found in re.finditer(r"(?<=[a-z][-‑])(\d{1,2})s\b", text):  # the under-21s
        yield Form(found.start(), found.end(), f"{cardinal(rules, int(found[1]))}s")


def _named_decades(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find a decade with the marks of the language: ``1990er``, ``lata 90.``."""
    for mark, case in rules.decades.items():
        before, _, after = mark.partition("N")
        pattern = rf"{re.escape(before)}(?<!\d)((?:1[89]|20)?\d0){re.escape(after)}(?!\w)"
        for found in re.finditer(pattern, text):
            start = found.start(1)
            if case.startswith("+"):
                words = year(rules, int(found[1])) + case[1:]
            elif case == "cardinal":
                words = cardinal(rules, int(found[1]))
            else:
                words = ordinal(rules, int(found[1]), case)
            yield Form(start, found.end(), words)


def _year_spans(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find two years before a plural word for "year": ``у 2014–2022 рр.``."""
    for entry in filter(None, rules.year_words.get("spans", "").split("|")):
        one = rf"([12]\d{{3}}){SPACE}?"
        pattern = rf"{START}{one}[-–—]{SPACE}?{one}{re.escape(entry)}(?!\w)"
        for found in re.finditer(pattern, text):
            before = text_before(text, found.start())
            inside = ends_with(before, rules.year_locative_after)
            case, noun = ("locative", 1) if inside else ("genitive", 0)
            nouns = rules.year_words[entry].split("/")
            one, two = (year(rules, int(found[i]), case) for i in (1, 2))
            yield Form(found.start(), found.end(), f"{one} {rules.to} {two} {nouns[noun]}")


def _years_with_word(text: str, rules: SpeechRules, words: str) -> Iterator[Form]:
    """Find a year before a word for "year", whose form determines the case of the ordinal."""
    eras = choices(rules.eras)
    for entry in words.split("|"):
        word = re.escape(entry)
        old = rf"(?P<old>\d{{1,3}})(?={SPACE}?{word}{SPACE}(?:{eras}))"
        plain = len(entry) > 3 or entry.endswith(".")  # not the unit in "500 г"
        early = rf"(?P<early>[1-9]\d{{2}})(?={SPACE})" if plain else "(?P<early>(?!))"
        pattern = rf"{START}(?:(?P<year>[12]\d{{3}})|{old}|{early}){SPACE}?{word}(?!\w)"
        for found in re.finditer(pattern, text):
            before = text_before(text, found.start())
            if found["early"] and not ends_with(before, rules.year_locative_after):
                continue  # "500 г."
            case, noun = _case_of(rules, entry, before)
            if found["old"] and not before.strip():
                case, noun = "", rules.year_words.get("alone", noun)
            words_ = year(rules, int(found["year"] or found["old"] or found["early"]), case)
            yield Form(found.start(), found.end(), f"{words_} {noun}")


def _case_of(rules: SpeechRules, entry: str, before: str) -> tuple[str, str]:
    """Return the case of a year before ``entry``, and the spoken form of ``entry``."""
    inside = ends_with(before, rules.year_locative_after)
    written = rules.year_words.get(entry, "")
    nominative, genitive, locative, instrumental = [*written.split("/"), "", "", "", ""][:4]
    governed = rules.nouns.prepositions.get(last_word(before).lower()) if rules.nouns else ""
    if governed == "instrumental" and instrumental:
        return "instrumental", instrumental
    if governed == "dative" and locative:
        return "dative", locative
    if inside and locative:
        return "locative", locative
    return ("genitive", genitive) if genitive else ("", nominative)


def _eras(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``1479 BC``, ``1493–1479 BC``, ``AD 79``."""
    for found in _era_pattern(rules).finditer(text):
        if found["first"]:
            era = rules.eras.get(found["first"], found["first"])
            words = f"{era} {year(rules, int(found['after']))}"
        else:
            words = f"{year(rules, int(found['year']))} {rules.eras[found['era']]}"
            if found["low"]:
                words = f"{year(rules, int(found['low']))} {rules.to} {words}"
        yield Form(found.start(), found.end(), words)


@cache
def _era_pattern(rules: SpeechRules) -> re.Pattern[str]:
    dash = rf"{SPACE}?[-–—]{SPACE}?|{SPACE}(?:{choices([rules.to, rules.and_])}){SPACE}"
    return re.compile(
        rf"{START}(?:(?P<low>\d{{1,4}})(?:{dash}))?(?P<year>\d{{1,4}}){SPACE}?"
        rf"(?P<era>{choices(rules.eras)})(?!\w)"
        rf"|(?<![\w.])(?P<first>AD|CE){SPACE}(?P<after>\d{{1,4}}){END}"
    )


def _centuries(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``XX wiek``, ``у XX стагоддзі``; the noun determines the case of the ordinal.

    An abbreviation has "case:noun" after a preposition, after other words, and alone.
    """
    for noun, cases in rules.centuries.items():
        pattern = (
            rf"(?<!\w)([IVXІХ]+)(?:({SPACE}?[-–—]{SPACE}?|{SPACE}{re.escape(rules.and_)}{SPACE})"
            r"([IVXІХ]+))?"
            rf"({SPACE}?{re.escape(noun)})(?!\w)"
        )
        before_other = (
            rf"(?<!\w)([IVXІХ]{{1,6}})(?={SPACE}[-–—]{SPACE}(?:[^\W\d_]{{2,20}}{SPACE}){{1,2}}"
            rf"[IVXІХ]{{1,6}}{SPACE}?{re.escape(noun)})"
        )
        for found in re.finditer(before_other, text):  # "конец XIX — начало XX века"
            if number := value(found[1]):
                yield Form(found.start(), found.end(), ordinal(rules, number, "genitive"))
        for found in re.finditer(pattern, text):
            number, other = value(found[1]), value(found[3]) if found[3] else 0
            if not number:
                continue
            before = text_before(text, found.start())
            inside = ends_with(before, rules.locative_after)
            if ":" in cases:
                place = 0 if inside else 1 if before.strip() else 2
                case, _, said = cases.split("|")[place].partition(":")
            else:
                case, said = cases.split("/")[1 if inside and "/" in cases else 0], ""
            words = ordinal(rules, number, case)
            if other:
                joining = rules.and_ if rules.and_ in found[2] else rules.to
                words = f"{words} {joining} {ordinal(rules, other, case)}"
            end = found.end() if said else found.start(4)
            yield Form(found.start(), end, f"{words} {said}".rstrip())


@lru_cache(10_000)
def suffixed(rules: SpeechRules, number: int, suffix: str, plural: bool = False) -> str:
    """Return ``number`` as the ordinal that ends in ``suffix`` (``90-х``, ``5-га``), or nothing."""
    plain = ordinal(rules, number)
    cases = ("", *rules.ordinals)
    # Tens are mostly decades ("1990-я"), which are plural; plurals are last in the rules.
    for case in reversed(cases) if plural or number % 10 == 0 else cases:
        words = inflected(rules, plain, case)
        if words.endswith(suffix):
            return words
    return ""
