"""Dates, as figures and with the name of the month.

Times of day.

Years, decades and centuries.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from publish.language.spoken.letters import value
from publish.language.spoken.numbers import (
    END,
    START,
    cardinal,
    digits,
    german,
    inflected,
    ordinal,
    year,
)
from publish.language.spoken.speech_rules import SpeechRules
from publish.language.spoken.text import Form

_SPACE = "[ \u00a0\u202f]"


def dates(text: str, rules: SpeechRules) -> Iterator[Form]:
    """``2022-05-14``, ``14/05/2022``, ``14.05.2022``, ``3 May 2022``, ``May 3, 2022``."""
    for found in _dates(rules).finditer(text):
        one = found.groupdict()
        if one["iso_year"]:
            day, month, when = int(one["iso_day"]), int(one["iso_month"]), one["iso_year"]
        elif one["number_year"]:
            first, second, when = int(one["first"]), int(one["second"]), one["number_year"]
            day, month = (second, first) if rules.american else (first, second)
        else:
            name = one["month_after"] or one["month_before"]
            day = int(one["day_before"] or one["day_after"])
            month, when = rules.month_names[name], one["year_after"] or one["year_last"] or ""
        if 1 <= day <= 31 and 1 <= month <= 12:
            words = _date(rules, day, month, when, text[: found.start()])
            yield Form(found.start(), found.end(), words)


@cache
def _dates(rules: SpeechRules) -> re.Pattern[str]:
    names = "|".join(map(re.escape, sorted(rules.month_names, key=len, reverse=True)))
    marks = "|".join(map(re.escape, rules.ordinal_marks)) or "(?!)"
    last = rf"(?:{_SPACE}|{re.escape(rules.year_words.get('of', ','))})+"
    era = "|".join(map(re.escape, filter(None, rules.year_words.get("after", "").split("|"))))
    after = rf"(?:{_SPACE}(?:{era})(?!\w))?" if era else ""
    of = rf"(?:{re.escape(rules.year_words['of'])})?" if "of" in rules.year_words else ""
    american = (
        rf"|(?P<month_before>{names}){_SPACE}(?P<day_after>\d{{1,2}})(?:{marks})?(?![\d:–-])"
        rf"(?:,?{_SPACE}(?P<year_last>\d{{4}})(?!\w))?"
        if rules.language == "en"
        else "|(?P<month_before>(?!))(?P<day_after>(?!))(?P<year_last>(?!))"
    )
    return re.compile(
        rf"(?<![\w/.,–-])(?:(?P<iso_year>[12]\d{{3}})-(?P<iso_month>\d\d)-(?P<iso_day>\d\d)"
        r"|(?P<first>\d{1,2})(?P<sep>[/.])(?P<second>\d{1,2})(?P=sep)(?P<number_year>[12]\d{3})"
        rf"|(?P<day_before>\d{{1,2}})(?:{marks})?{_SPACE}{of}(?P<month_after>{names})"
        rf"(?:{last}(?P<year_after>[12]\d{{3}})(?!\w){after})?"
        rf"{american})(?![\w/–])"
    )


def _date(rules: SpeechRules, day: int, month: int, when: str, before: str) -> str:
    name = rules.months[month - 1].split("|")[0]
    template = rules.date if when else rules.day_month
    if rules.language == "en" and before.lower().endswith("the "):
        template = template.removeprefix("the ")
    return template.format(
        day=_day(rules, day, before),
        month=name,
        year=year(rules, int(when), "genitive") if when else "",
    )


def _day(rules: SpeechRules, day: int, before: str) -> str:
    match rules.language:
        case "en":
            return ordinal(rules, day)
        case "de":
            return german(ordinal(rules, day), before, alone="r")
        case "fr":
            return "premier" if day == 1 else cardinal(rules, day)
        case "es":
            return cardinal(rules, day)
        case _:
            return ordinal(rules, day, "genitive")


_SPACE_times = "[ \u00a0\u202f]"

#: How a language writes times beside ``18:30``.
_OWN = {
    "de": (rf"(?P<hour>\d{{1,2}})(?:[.:](?P<minute>\d\d))?{_SPACE}Uhr\b",),
    "fr": (rf"(?P<hour>\d{{1,2}}){_SPACE}?h(?:{_SPACE}?(?P<minute>\d\d))?(?!\w)",),
}

#: Polish prepositions before an hour in the locative.
_LOCATIVE = re.compile(r"\b(?:o|po|około|od|do)\s$", re.I)


def times(text: str, rules: SpeechRules) -> Iterator[Form]:
    """``18:30``, ``7 a.m.``, ``7:05 p.m.``, ``8.30 Uhr``, ``18 h 30``."""
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
        *_OWN.get(rules.language, ()),
        rf"(?P<hour>\d{{1,2}})(?:[:.](?P<minute>\d\d))?{_SPACE}?(?P<half>{halves})(?!\w)",
        r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?![\w]|[:.]\d)",
    )
    return tuple(re.compile(rf"(?<![\w:.,]){pattern}", re.I) for pattern in patterns)


def _time(rules: SpeechRules, hour: int, minute: int, half: str, before: str) -> str:
    template = rules.time if minute else rules.full_hour
    if half:
        template = "{hour} {minute} {half}" if minute else "{hour} {half}"
    elif rules.language == "en" and not minute and 0 < hour <= 12:
        template = "{hour} o’clock"
    words = template.format(
        hour=_hour(rules, hour, before), minute=_minute(rules, minute), half=half
    )
    return " ".join(words.split())


def _hour(rules: SpeechRules, hour: int, before: str) -> str:
    if rules.language == "pl":
        # The hour is an ordinal there: "osiemnasta", after a preposition "osiemnastej".
        case = "feminine oblique" if _LOCATIVE.search(before) else "feminine"
        return ordinal(rules, hour, case) if hour else "zero"
    gender = {"fr": "f", "de": "m", "es": "f"}.get(rules.language, "")
    return cardinal(rules, hour, gender)


def _minute(rules: SpeechRules, minute: int) -> str:
    if rules.language == "en" and 0 < minute < 10:
        return f"oh {digits(rules, str(minute))}"
    gender = {"fr": "f"}.get(rules.language, "")
    return cardinal(rules, minute, gender) if minute else ""


_SPACE_years = "[ \u00a0\u202f]"

#: Numbers that are more often a year than a count where no word tells.
_LIKELY = range(1800, 2100)

#: English words before a year, and before a count.
_DATED = re.compile(
    r"(?:\b(?:in|since|until|till|from|by|of|after|before|during|circa|spring|summer|autumn|fall"
    r"|winter|year|early|late|mid)\s|\()$",
    re.I,
)
_COUNTING = re.compile(
    r"\b(?:about|over|under|nearly|almost|some|than|least|most|approximately|exactly|roughly|only"
    r"|number)\s$",
    re.I,
)

#: What follows a count in English: a noun in the plural, which mostly ends in s as no verb does.
_COUNTED = re.compile(
    r"\s(?:people|men|women|children|(?!was\b|is\b|has\b|does\b|as\b|this\b|its\b|us\b)"
    r"[a-z]+[^\Ws]s)\b"
)


def dated(text: str, rules: SpeechRules) -> Iterator[Form]:
    """``1990s``, ``’80s``, ``lata 90.``, ``w 1863 roku``, ``XX wiek``: the text says what it is."""
    if rules.language == "en":
        yield from _english_decades(text, rules)
    yield from _named_decades(text, rules)
    if words := rules.year_words.get("after"):
        yield from _years_with_word(text, rules, words)
    yield from _centuries(text, rules)


def years(text: str, rules: SpeechRules) -> Iterator[Form]:
    """``1863`` alone: a year where the words around it do not make it a count."""
    if rules.language == "en":
        yield from _english_years(text, rules)
    elif rules.language == "de":  # both years and counts are told in hundreds there
        for found in re.finditer(rf"{START}(1[1-9]\d\d){END}", text):
            yield Form(found.start(), found.end(), year(rules, int(found[1])))


def _english_decades(text: str, rules: SpeechRules) -> Iterator[Form]:
    for found in re.finditer(r"(?<!\w)(?:([12]\d)?(\d)0|['’‘](\d)0)['’]?s\b", text):
        decade = found[2] or found[3]
        if found[1] and decade == "0":
            century = int(found[1])
            words = "two thousands" if century == 20 else f"{cardinal(rules, century)} hundreds"
        elif decade == "0":
            continue
        else:
            tens = cardinal(rules, int(decade) * 10)
            tens = f"{tens[:-1]}ies" if tens.endswith("y") else f"{tens}s"
            words = f"{cardinal(rules, int(found[1]))} {tens}" if found[1] else tens
        yield Form(found.start(), found.end(), words)


def _english_years(text: str, rules: SpeechRules) -> Iterator[Form]:
    for found in re.finditer(rf"{START}([12]\d{{3}}){END}(?![–—%])", text):
        number, before = int(found[1]), text[: found.start()]
        counted = _COUNTED.match(text, found.end()) and not re.search(r"\bthe\s$", before, re.I)
        if counted or _COUNTING.search(before):
            continue
        if number in _LIKELY or (1000 < number < 2100 and _DATED.search(before)):
            yield Form(found.start(), found.end(), year(rules, number))


def _named_decades(text: str, rules: SpeechRules) -> Iterator[Form]:
    """A decade with what marks it in that language: ``1990er``, ``lata 90.``."""
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
    """A year before "year": that word's own form tells the case of the ordinal."""
    for entry in words.split("|"):
        pattern = rf"{START}([12]\d{{3}})({_SPACE}?)({re.escape(entry)})(?!\w)"
        for found in re.finditer(pattern, text):
            case, said = _case_of(rules, entry, text[: found.start()])
            yield Form(found.start(), found.end(), f"{year(rules, int(found[1]), case)} {said}")


def _case_of(rules: SpeechRules, entry: str, before: str) -> tuple[str, str]:
    """The case of a year before ``entry`` and how that is said; ``before`` is the text before."""
    inside = re.search(r"(?:^|\s)(?:у|ў|в|w|we|о|аб|по)\s$", before, re.I) is not None
    written = rules.year_words.get(entry, "")
    nominative, genitive, locative = [*written.split("/"), "", "", ""][:3]
    if inside and locative:
        return "locative", locative
    return ("genitive", genitive) if genitive else ("", nominative)


def _centuries(text: str, rules: SpeechRules) -> Iterator[Form]:
    """``XX wiek``, ``у XX стагоддзі``: a numeral that the noun after it declines."""
    for noun, cases in rules.centuries.items():
        for found in re.finditer(rf"(?<!\w)([IVX]+)(?={_SPACE}{noun}(?!\w))", text):
            inside = re.search(r"(?:^|\s)(?:у|ў|в|w|we)\s$", text[: found.start()], re.I)
            case = cases.split("/")[1 if inside and "/" in cases else 0]
            if number := value(found[1]):
                yield Form(found.start(), found.end(), ordinal(rules, number, case))


@lru_cache(10_000)
def suffixed(rules: SpeechRules, number: int, suffix: str) -> str:
    """``number`` as the ordinal whose ending is ``suffix`` (``90-х``, ``5-га``); or empty."""
    plain = ordinal(rules, number)
    cases = ("", *rules.ordinals)
    # Tens are decades more often than not ("1990-я"), and the plurals stand last.
    for case in reversed(cases) if number % 10 == 0 else cases:
        words = inflected(rules, plain, case)
        if words.endswith(suffix):
            return words
    return ""
