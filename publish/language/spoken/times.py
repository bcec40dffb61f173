"""Find times of day and durations of a clock."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from publish.language.spoken.context import ends_with, next_words, text_before
from publish.language.spoken.numbers import SPACE, cardinal, counted, digits, ordinal
from publish.language.spoken.speech_rules import SpeechRules
from publish.language.spoken.text import Form


def times(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``18:30``, ``7 a.m.``, ``7:05 p.m.``, ``8.30 Uhr``, ``18 h 30``, ``01:02:03``."""
    if rules.clock:
        for found in _SECONDS.finditer(text):
            yield Form(found.start(), found.end(), _clock(rules, found))
    for pattern in _patterns(rules):
        for found in pattern.finditer(text):
            one = found.groupdict()
            hour, minute = int(one["hour"]), int(one["minute"] or 0)
            mark = (one.get("half") or "").lower()
            half = rules.half_days.get(mark) or rules.half_days.get(re.sub(r"\s", "", mark), "")
            if hour > 24 or minute > 59 or (half and not 0 < hour <= 12 and not rules.clock_24):
                continue
            before = text_before(text, found.start())
            if ends_with(before, rules.ratio_words) or _is_ratio(rules, text, found.end()):
                continue
            words = _time(rules, hour, minute, half, before)
            yield Form(found.start(), found.end(), words)


def _is_ratio(rules: SpeechRules, text: str, end: int) -> bool:
    """Return whether a word of ratios follows: "1:50 scale"."""
    return not set(rules.ratio_words).isdisjoint(next_words(text, end, 1))


_SECONDS = re.compile(r"(?<![\w:.,])(\d{1,2}):([0-5]\d):([0-5]\d)(?![\w:]|[.,]\d)")


def _clock(rules: SpeechRules, found: re.Match[str]) -> str:
    """Return hours, minutes and seconds with their names, as ``clock`` joins them."""
    *names, first, last = rules.clock
    said = []
    for number, forms in zip(found.groups(), names, strict=True):
        gender, noun = counted(rules, forms, number)
        said.append(f"{cardinal(rules, int(number), gender)} {noun}")
    return f"{said[0]}{first}{said[1]}{last}{said[2]}"


@cache
def _patterns(rules: SpeechRules) -> tuple[re.Pattern[str], ...]:
    halves = "|".join(map(re.escape, sorted(rules.half_days, key=len, reverse=True))) or "(?!)"
    halves = halves.replace(r"\.", rf"\.{SPACE}?").replace(r"\ ", " ")
    patterns = (
        rf"(?P<hour>\d{{1,2}})(?:[:.](?P<minute>\d\d))?{SPACE}?(?P<half>{halves})(?!\w)",
        *rules.time_patterns,
        rf"(?P<hour>\d{{1,2}})[:.](?P<minute>\d\d)(?=[–-]\d{{1,2}}(?:[:.]\d\d)?{SPACE}?(?:{halves}))",
        r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?![\w]|[:.,]\d|[ \u00a0]\d{3}(?!\d))",
    )
    return tuple(re.compile(rf"(?<![\w:.,/]){pattern}", re.I) for pattern in patterns)


def _time(rules: SpeechRules, hour: int, minute: int, half: str, before: str) -> str:
    case = _case_after(rules, before)
    template = rules.time if minute else rules.full_hours.get(case, rules.full_hour)
    if case and not minute and rules.hour_prepositions:
        template = "{hour}"
    if half:
        template = rules.half_day or ("{hour} {minute} {half}" if minute else "{hour} {half}")
    elif rules.short_hour and not minute and 0 < hour <= 12:
        template = rules.short_hour
    words = template.format(
        hour=_hour(rules, hour, minute, case), minute=_minute(rules, hour, minute, case), half=half
    )
    if not (minute or half or case) and rules.plural == "east" and rules.clock:
        many = rules.clock[0].rpartition("|")[2]  # "в двадцать три часа"
        if words.endswith(f" {many}"):
            words = words.removesuffix(many) + counted(rules, rules.clock[0], str(hour))[1]
    if not minute:
        words = words.replace(f" {rules.time_and} ", " ") if rules.time_and and half else words
    one = rules.one_hour
    return " ".join(
        (words.replace(one[0], one[1]) if hour == 1 and len(one) == 2 else words).split()
    )


def _case_after(rules: SpeechRules, before: str) -> str:
    """Return the case of an hour after a preposition: of the ordinal, or else of the number."""
    words = before.lower().split()[-2:] if before[-1:].isspace() else []
    table = rules.hour_prepositions or (rules.nouns.prepositions if rules.nouns else {})
    known = (table.get(" ".join(words[-count:])) for count in (2, 1) if words)
    return next(filter(None, known), "")


def _hour(rules: SpeechRules, hour: int, minute: int, case: str) -> str:
    if not hour and minute and rules.hour_zero:
        return rules.hour_zero
    if hour and rules.hour_prepositions and (rules.hour_case or case):
        # Polish: "osiemnasta", after a preposition "osiemnastej".
        return ordinal(rules, hour, case or rules.hour_case)
    return cardinal(rules, hour, rules.hour_gender, case)


def _minute(rules: SpeechRules, hour: int, minute: int, case: str) -> str:
    if hour <= 12 and str(minute) in rules.minute_words:
        return rules.minute_words[str(minute)]
    if rules.minute_zero and 0 < minute < 10:
        return f"{rules.minute_zero} {digits(rules, str(minute))}"
    if rules.hour_prepositions:
        case = ""
    return cardinal(rules, minute, rules.minute_gender, case) if minute else ""
