"""Find dates, times of day, years, decades and centuries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from publish.language.spoken.letters import value
from publish.language.spoken.numbers import (
    END,
    START,
    agreeing,
    cardinal,
    digits,
    inflected,
    ordinal,
    year,
)
from publish.language.spoken.speech_rules import BareYears, SpeechRules
from publish.language.spoken.text import Form

_SPACE = "[ \u00a0\u202f]"


def dates(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``2022-05-14``, ``14/05/2022``, ``14.05.2022``, ``3 May 2022``, ``May 3, 2022``."""
    for found in _dates(rules).finditer(text):
        one = found.groupdict()
        if one["iso_year"]:
            day, month, when = int(one["iso_day"]), int(one["iso_month"]), one["iso_year"]
        elif one["number_year"]:
            first, second, when = int(one["first"]), int(one["second"]), one["number_year"]
            day, month = (second, first) if rules.numeric_month_first else (first, second)
        else:
            name = one["month_after"] or one["month_before"]
            day = int(one["day_before"] or one["day_after"])
            month, when = rules.month_names[name], one["year_after"] or one["year_last"] or ""
        if 1 <= day <= 31 and 1 <= month <= 12:
            words = _date(rules, day, month, when, text[: found.start()])
            yield Form(found.start(), found.end(), words)


@cache
def _dates(rules: SpeechRules) -> re.Pattern[str]:
    names = "|".join(map(re.escape, sorted(rules.month_names, key=len, reverse=True))) or "(?!)"
    marks = "|".join(map(re.escape, rules.ordinal_marks)) or "(?!)"
    last = rf"(?:{_SPACE}|{re.escape(rules.year_words.get('of', ','))})+"
    era = "|".join(map(re.escape, filter(None, rules.year_words.get("after", "").split("|"))))
    after = rf"(?:{_SPACE}(?:{era})(?!\w))?" if era else ""
    of = rf"(?:{re.escape(rules.year_words['of'])})?" if "of" in rules.year_words else ""
    month_first = (
        rf"|(?P<month_before>{names}){_SPACE}(?P<day_after>\d{{1,2}})(?:{marks})?(?![\d:–-])"
        rf"(?:,?{_SPACE}(?P<year_last>\d{{4}})(?!\w))?"
        if rules.month_first
        else "|(?P<month_before>(?!))(?P<day_after>(?!))(?P<year_last>(?!))"
    )
    return re.compile(
        rf"(?<![\w/.,–-])(?:(?P<iso_year>[12]\d{{3}})-(?P<iso_month>\d\d)-(?P<iso_day>\d\d)"
        r"|(?P<first>\d{1,2})(?P<sep>[/.])(?P<second>\d{1,2})(?P=sep)(?P<number_year>[12]\d{3})"
        rf"|(?P<day_before>\d{{1,2}})(?:{marks})?{_SPACE}{of}(?P<month_after>{names})"
        rf"(?:{last}(?P<year_after>[12]\d{{3}})(?!\w){after})?"
        rf"{month_first})(?![\w/–])"
    )


def _date(rules: SpeechRules, day: int, month: int, when: str, before: str) -> str:
    name = rules.months[month - 1].split("|")[0]
    template = rules.date if when else rules.day_month
    article = template.partition("{")[0]
    if article and before.lower().endswith(article):
        template = template.removeprefix(article)
    return template.format(
        day=_day(rules, day, before),
        month=name,
        year=year(rules, int(when), "genitive") if when else "",
    )


def _day(rules: SpeechRules, day: int, before: str) -> str:
    if rules.days == "cardinal":
        return rules.first_day if day == 1 and rules.first_day else cardinal(rules, day)
    return agreeing(rules, ordinal(rules, day, rules.day_case), before, rules.day_ending)


def times(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``18:30``, ``7 a.m.``, ``7:05 p.m.``, ``8.30 Uhr``, ``18 h 30``."""
    for pattern in _patterns(rules):
        for found in pattern.finditer(text):
            one = found.groupdict()
            hour, minute = int(one["hour"]), int(one["minute"] or 0)
            half = rules.half_days.get(re.sub(r"\s", "", one.get("half") or "").lower(), "")
            if hour > 24 or minute > 59 or (half and not 0 < hour <= 12):
                continue
            words = _time(rules, hour, minute, half, text[: found.start()])
            yield Form(found.start(), found.end(), words)


@cache
def _patterns(rules: SpeechRules) -> tuple[re.Pattern[str], ...]:
    halves = "|".join(map(re.escape, sorted(rules.half_days, key=len, reverse=True))) or "(?!)"
    halves = halves.replace(r"\.", rf"\.{_SPACE}?")
    patterns = (
        *rules.time_patterns,
        rf"(?P<hour>\d{{1,2}})(?:[:.](?P<minute>\d\d))?{_SPACE}?(?P<half>{halves})(?!\w)",
        r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?![\w]|[:.]\d)",
    )
    return tuple(re.compile(rf"(?<![\w:.,]){pattern}", re.I) for pattern in patterns)


def _time(rules: SpeechRules, hour: int, minute: int, half: str, before: str) -> str:
    template = rules.time if minute else rules.full_hour
    if half:
        template = "{hour} {minute} {half}" if minute else "{hour} {half}"
    elif rules.short_hour and not minute and 0 < hour <= 12:
        template = rules.short_hour
    words = template.format(
        hour=_hour(rules, hour, before), minute=_minute(rules, minute), half=half
    )
    return " ".join(words.split())


def _hour(rules: SpeechRules, hour: int, before: str) -> str:
    if rules.hour_case and hour:
        # Polish: "osiemnasta", after a preposition "osiemnastej".
        oblique = _ends_with(before, rules.hour_prepositions)
        return ordinal(rules, hour, rules.hour_case_after if oblique else rules.hour_case)
    return cardinal(rules, hour, rules.hour_gender)


def _minute(rules: SpeechRules, minute: int) -> str:
    if rules.minute_zero and 0 < minute < 10:
        return f"{rules.minute_zero} {digits(rules, str(minute))}"
    return cardinal(rules, minute, rules.minute_gender) if minute else ""


def _ends_with(before: str, words: tuple[str, ...]) -> bool:
    """Return whether the text ``before`` a form ends with one of ``words`` and a space."""
    return bool(words) and _words_at_end(words).search(before) is not None


@cache
def _words_at_end(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})\s$", re.I)


#: Numbers that are more often a year than a count, if no word around them decides.
_LIKELY = range(1800, 2100)


def dated(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``1990s``, ``’80s``, ``lata 90.``, ``w 1863 roku``, ``XX wiek``."""
    if rules.decade_words:
        yield from _decades(text, rules)
    yield from _named_decades(text, rules)
    if words := rules.year_words.get("after"):
        yield from _years_with_word(text, rules, words)
    yield from _centuries(text, rules)


def years(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``1863`` alone: a year unless the words around it make it a count."""
    bare = rules.bare_years
    if bare is None:
        return
    for found in re.finditer(rf"{START}({bare.number}){END}", text):
        number, before = int(found[1]), text[: found.start()]
        if _counts(bare, text, found.end(), before):
            continue
        dated = _ends_with(before, bare.likely_after) or before.endswith("(")
        if not bare.likely_after or number in _LIKELY or (1000 < number < 2100 and dated):
            yield Form(found.start(), found.end(), year(rules, number))


def _counts(bare: BareYears, text: str, end: int, before: str) -> bool:
    """Return whether the number that ends at ``end`` counts something."""
    if _ends_with(before, bare.count_after):
        return True
    if not bare.count_before or _ends_with(before, bare.sure_after):
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


def _named_decades(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find a decade with the marks of the language: ``1990er``, ``lata 90.``."""
    for mark, case in rules.decades.items():
        before, _, after = mark.partition("N")
        pattern = rf"{re.escape(before)}(?<!\d)((?:1[89]|20)?\d0){re.escape(after)}(?!\w)"
        for found in re.finditer(pattern, text):
            start = found.start(1)
            if case.startswith("+"):
                words = year(rules, int(found[1])) + case[1:]
            else:
                words = ordinal(rules, int(found[1]), case)
            yield Form(start, found.end(), words)


def _years_with_word(text: str, rules: SpeechRules, words: str) -> Iterator[Form]:
    """Find a year before a word for "year", whose form determines the case of the ordinal."""
    for entry in words.split("|"):
        pattern = rf"{START}([12]\d{{3}})({_SPACE}?)({re.escape(entry)})(?!\w)"
        for found in re.finditer(pattern, text):
            case, noun = _case_of(rules, entry, text[: found.start()])
            yield Form(found.start(), found.end(), f"{year(rules, int(found[1]), case)} {noun}")


def _case_of(rules: SpeechRules, entry: str, before: str) -> tuple[str, str]:
    """Return the case of a year before ``entry``, and the spoken form of ``entry``."""
    inside = _ends_with(before, rules.year_locative_after)
    written = rules.year_words.get(entry, "")
    nominative, genitive, locative = [*written.split("/"), "", "", ""][:3]
    if inside and locative:
        return "locative", locative
    return ("genitive", genitive) if genitive else ("", nominative)


def _centuries(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``XX wiek``, ``у XX стагоддзі``; the noun determines the case of the ordinal."""
    for noun, cases in rules.centuries.items():
        for found in re.finditer(rf"(?<!\w)([IVX]+)(?={_SPACE}{noun}(?!\w))", text):
            inside = _ends_with(text[: found.start()], rules.locative_after)
            case = cases.split("/")[1 if inside and "/" in cases else 0]
            if number := value(found[1]):
                yield Form(found.start(), found.end(), ordinal(rules, number, case))


@lru_cache(10_000)
def suffixed(rules: SpeechRules, number: int, suffix: str) -> str:
    """Return ``number`` as the ordinal that ends in ``suffix`` (``90-х``, ``5-га``), or nothing."""
    plain = ordinal(rules, number)
    cases = ("", *rules.ordinals)
    # Tens are mostly decades ("1990-я"), which are plural; plurals are last in the rules.
    for case in reversed(cases) if number % 10 == 0 else cases:
        words = inflected(rules, plain, case)
        if words.endswith(suffix):
            return words
    return ""
