"""Times of day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from publish.narration.normalise.numbers import cardinal, digits, ordinal
from publish.narration.normalise.spoken import Form
from publish.narration.normalise.tongue import Tongue

_SPACE = "[ \u00a0\u202f]"

#: How a language writes times beside ``18:30``.
_OWN = {
    "de": (rf"(?P<hour>\d{{1,2}})(?:[.:](?P<minute>\d\d))?{_SPACE}Uhr\b",),
    "fr": (rf"(?P<hour>\d{{1,2}}){_SPACE}?h(?:{_SPACE}?(?P<minute>\d\d))?(?!\w)",),
}

#: Polish prepositions before an hour in the locative.
_LOCATIVE = re.compile(r"\b(?:o|po|około|od|do)\s$", re.I)


def times(text: str, tongue: Tongue) -> Iterator[Form]:
    """``18:30``, ``7 a.m.``, ``7:05 p.m.``, ``8.30 Uhr``, ``18 h 30``."""
    for pattern in _patterns(tongue):
        for found in pattern.finditer(text):
            one = found.groupdict()
            hour, minute = int(one["hour"]), int(one["minute"] or 0)
            half = tongue.half_days.get(re.sub(r"\s", "", one.get("half") or "").lower(), "")
            if hour > 24 or minute > 59 or (half and not 0 < hour <= 12):
                continue
            words = _time(tongue, hour, minute, half, text[: found.start()])
            yield Form(found.start(), found.end(), words)


@cache
def _patterns(tongue: Tongue) -> tuple[re.Pattern[str], ...]:
    halves = "|".join(map(re.escape, sorted(tongue.half_days, key=len, reverse=True))) or "(?!)"
    halves = halves.replace(r"\.", rf"\.{_SPACE}?")
    patterns = (
        *_OWN.get(tongue.language, ()),
        rf"(?P<hour>\d{{1,2}})(?:[:.](?P<minute>\d\d))?{_SPACE}?(?P<half>{halves})(?!\w)",
        r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?![\w]|[:.]\d)",
    )
    return tuple(re.compile(rf"(?<![\w:.,]){pattern}", re.I) for pattern in patterns)


def _time(tongue: Tongue, hour: int, minute: int, half: str, before: str) -> str:
    template = tongue.time if minute else tongue.full_hour
    if half:
        template = "{hour} {minute} {half}" if minute else "{hour} {half}"
    elif tongue.language == "en" and not minute and 0 < hour <= 12:
        template = "{hour} o’clock"
    words = template.format(
        hour=_hour(tongue, hour, before), minute=_minute(tongue, minute), half=half
    )
    return " ".join(words.split())


def _hour(tongue: Tongue, hour: int, before: str) -> str:
    if tongue.language == "pl":
        # The hour is an ordinal there: "osiemnasta", after a preposition "osiemnastej".
        case = "feminine oblique" if _LOCATIVE.search(before) else "feminine"
        return ordinal(tongue, hour, case) if hour else "zero"
    gender = {"fr": "f", "de": "m", "es": "f"}.get(tongue.language, "")
    return cardinal(tongue, hour, gender)


def _minute(tongue: Tongue, minute: int) -> str:
    if tongue.language == "en" and 0 < minute < 10:
        return f"oh {digits(tongue, str(minute))}"
    gender = {"fr": "f"}.get(tongue.language, "")
    return cardinal(tongue, minute, gender) if minute else ""
