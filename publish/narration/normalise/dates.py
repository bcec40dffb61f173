"""Dates, as figures and with the name of the month."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from publish.narration.normalise.grammar import german
from publish.narration.normalise.numbers import cardinal, ordinal, year
from publish.narration.normalise.spoken import Form
from publish.narration.normalise.tongue import Tongue

_SPACE = "[ \u00a0\u202f]"


def dates(text: str, tongue: Tongue) -> Iterator[Form]:
    """``2022-05-14``, ``14/05/2022``, ``14.05.2022``, ``3 May 2022``, ``May 3, 2022``."""
    for found in _dates(tongue).finditer(text):
        one = found.groupdict()
        if one["iso_year"]:
            day, month, when = int(one["iso_day"]), int(one["iso_month"]), one["iso_year"]
        elif one["number_year"]:
            first, second, when = int(one["first"]), int(one["second"]), one["number_year"]
            day, month = (second, first) if tongue.american else (first, second)
        else:
            name = one["month_after"] or one["month_before"]
            day = int(one["day_before"] or one["day_after"])
            month, when = tongue.month_names[name], one["year_after"] or one["year_last"] or ""
        if 1 <= day <= 31 and 1 <= month <= 12:
            words = _date(tongue, day, month, when, text[: found.start()])
            yield Form(found.start(), found.end(), words)


@cache
def _dates(tongue: Tongue) -> re.Pattern[str]:
    names = "|".join(map(re.escape, sorted(tongue.month_names, key=len, reverse=True)))
    marks = "|".join(map(re.escape, tongue.ordinal_marks)) or "(?!)"
    last = rf"(?:{_SPACE}|{re.escape(tongue.year_words.get('of', ','))})+"
    era = "|".join(map(re.escape, filter(None, tongue.year_words.get("after", "").split("|"))))
    after = rf"(?:{_SPACE}(?:{era})(?!\w))?" if era else ""
    of = rf"(?:{re.escape(tongue.year_words['of'])})?" if "of" in tongue.year_words else ""
    american = (
        rf"|(?P<month_before>{names}){_SPACE}(?P<day_after>\d{{1,2}})(?:{marks})?(?![\d:–-])"
        rf"(?:,?{_SPACE}(?P<year_last>\d{{4}})(?!\w))?"
        if tongue.language == "en"
        else "|(?P<month_before>(?!))(?P<day_after>(?!))(?P<year_last>(?!))"
    )
    return re.compile(
        rf"(?<![\w/.,–-])(?:(?P<iso_year>[12]\d{{3}})-(?P<iso_month>\d\d)-(?P<iso_day>\d\d)"
        r"|(?P<first>\d{1,2})(?P<sep>[/.])(?P<second>\d{1,2})(?P=sep)(?P<number_year>[12]\d{3})"
        rf"|(?P<day_before>\d{{1,2}})(?:{marks})?{_SPACE}{of}(?P<month_after>{names})"
        rf"(?:{last}(?P<year_after>[12]\d{{3}})(?!\w){after})?"
        rf"{american})(?![\w/–])"
    )


def _date(tongue: Tongue, day: int, month: int, when: str, before: str) -> str:
    name = tongue.months[month - 1].split("|")[0]
    template = tongue.date if when else tongue.day_month
    if tongue.language == "en" and before.lower().endswith("the "):
        template = template.removeprefix("the ")
    return template.format(
        day=_day(tongue, day, before),
        month=name,
        year=year(tongue, int(when), "genitive") if when else "",
    )


def _day(tongue: Tongue, day: int, before: str) -> str:
    match tongue.language:
        case "en":
            return ordinal(tongue, day)
        case "de":
            return german(ordinal(tongue, day), before, alone="r")
        case "fr":
            return "premier" if day == 1 else cardinal(tongue, day)
        case "es":
            return cardinal(tongue, day)
        case _:
            return ordinal(tongue, day, "genitive")
