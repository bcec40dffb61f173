"""Find dates, with one day or several."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from publish.language.spoken.context import ends_with, text_before
from publish.language.spoken.numbers import SPACE, agreeing, cardinal, choices, ordinal, year
from publish.language.spoken.speech_rules import SpeechRules
from publish.language.spoken.text import Form

#: A two-digit year below it is of this century.
_THIS_CENTURY = 40


def dates(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``2022-05-14``, ``14/05/2022``, ``3 May 2022``, ``May 3``, ``26–28 May``."""
    for found in _dates(rules).finditer(text):
        if form := _read(rules, text, found):
            yield form


def _read(rules: SpeechRules, text: str, found: re.Match[str]) -> Form | None:
    one = found.groupdict()
    days, first_is_day = "", False
    if one["iso_year"]:
        day, month, when = one["iso_day"], int(one["iso_month"]), one["iso_year"]
    elif one["first"]:
        first, second, when = one["first"], one["second"], one["number_year"]
        month_first = rules.numeric_month_first and one["sep"] == "/"
        if (month_first and int(first) > 12) or (not month_first and int(second) > 12):
            month_first = not month_first
        day, month = (second, int(first)) if month_first else (first, int(second))
        first_is_day = one["sep"] == "-"
    elif one["short_day"]:
        if not _is_short_date(rules, text, found):
            return None
        day, month, when = one["short_day"], int(one["short_month"]), ""
    else:
        name = (one["month_after"] or one["month_before"]).lower()
        alone = one["month_before"] if not one["year_last"] else ""
        if alone and name in rules.ambiguous_months and not alone[0].isupper():
            return None
        first_is_day = bool(one["day_before"])
        day = one["day_before"] or one["day_after"]
        days = one["days_before"] or one["days_after"] or ""
        month = _months(rules)[name]
        when = one["year_after"] or one["year_last"] or ""
    last = re.findall(r"\d+", days)[-1:] or [day]
    if not (1 <= int(day) <= 31 and 1 <= int(last[0]) <= 31 and 1 <= month <= 12):
        return None
    before = text_before(text, found.start())
    numeric = bool(one["first"])
    said = _days(rules, day, days, before, first_is_day)
    if numeric and rules.numeric_date and not before.strip():
        said = ordinal(rules, int(day), rules.numeric_day_case)
    words = _date(rules, said, month, when, before, first_is_day, numeric)
    return Form(found.start(), found.end(), words)


#: More short dates or numbers of sections before one: "vom 3.2. bis", "siehe 4.3., 5.1. und".
_CHAIN = re.compile(r"(?:\d{1,2}\.\d{1,2}\.?(?:,|[ \u00a0][^\W\d_]{1,4})?[ \u00a0]){1,20}$")


def _is_short_date(rules: SpeechRules, text: str, found: re.Match[str]) -> bool:
    """Return whether ``3.2.`` is a day and a month, not a section: alone, or by the word before."""
    before = _CHAIN.sub("", text_before(text, found.start()))
    return ends_with(before, rules.date_words) or not (
        before.strip() or text[found.end() :].strip()
    )


@cache
def _months(rules: SpeechRules) -> dict[str, int]:
    return {name.lower(): number for name, number in rules.month_names.items()}


@cache
def _dates(rules: SpeechRules) -> re.Pattern[str]:
    names = choices(rules.month_names)
    marks = choices([*rules.ordinal_marks, *(["."] if rules.ordinal_stop else [])])
    of_year = (rules.year_words.get(key, ",") for key in ("of", "of_the"))
    last = rf"(?:{SPACE}|{'|'.join(map(re.escape, of_year))})+"
    era = "|".join(map(re.escape, filter(None, rules.year_words.get("after", "").split("|"))))
    after = rf"(?:{SPACE}?(?:{era})(?!\w))?" if era else ""
    of = rf"(?:{re.escape(rules.year_words['of'].lstrip())})?" if "of" in rules.year_words else ""
    more = rf"(?:{SPACE}?(?:[-–—/]|[-‐]{SPACE}|[–—]{SPACE})\d{{1,2}}(?:{marks})?){{0,3}}"
    month_first = (
        rf"|(?P<month_before>{names})[ \u00a0-](?P<day_after>\d{{1,2}})(?:{marks})?"
        rf"(?P<days_after>(?:[–-]\d{{1,2}})?)(?![\d:])"
        rf"(?:,?[ \u00a0-](?P<year_last>\d{{4}})(?!\w))?"
        if rules.month_first
        else "|(?P<month_before>(?!))(?P<day_after>(?!))(?P<days_after>(?!))(?P<year_last>(?!))"
    )
    plain = r"[0-3]\d(?=\.[01]\d)|" if rules.short_dates == "always" else ""
    short = (
        rf"|(?P<short_day>{plain}\d{{1,2}}(?=\.\d{{1,2}}\.(?!\d)))\.(?P<short_month>[01]?\d)\.?(?![\d%])"
        if rules.short_dates
        else "|(?P<short_day>(?!))(?P<short_month>(?!))"
    )
    return re.compile(
        r"(?<![\w/.,])(?<![\W\d_][–-])(?:(?P<iso_year>[12]\d{3})(?P<iso>[-/])(?P<iso_month>\d\d?)(?P=iso)(?P<iso_day>\d\d?)"
        rf"|(?P<day_before>\d{{1,2}})(?:{marks})?(?P<days_before>{more})(?:{SPACE}{of}|-)"
        rf"(?P<month_after>{names})(?:(?:{last}|-)(?P<year_after>[12]\d{{3}})(?!\w){after})?"
        r"|(?P<first>\d{1,2})(?P<sep>[/-]|\.[ \u00a0]?)(?P<second>\d{1,2})(?P=sep)"
        r"(?P<number_year>[12]\d{3}|(?<=/)\d\d)"
        rf"{month_first}{short})(?![\w/]|–(?!\d{{1,2}}{SPACE}(?:{names}))|-\d)",
        re.I,
    )


def _days(rules: SpeechRules, day: str, more: str, before: str, first_is_day: bool) -> str:
    words = _day(rules, int(day), before)
    others = re.findall(r"[/]|\d+", more)
    numbers = [one for one in others if one != "/"]
    if not numbers:
        return words
    if len(numbers) > 1:
        return ", ".join([words, *(_day(rules, int(one), before) for one in numbers)])
    final = _day(rules, int(numbers[0]), before)
    if "/" in others:
        return f"{words} {rules.days_or} {final}"
    joining = rules.days_to if first_is_day and rules.days_to else rules.to
    return f"{words} {joining} {final}"


def _date(
    rules: SpeechRules,
    day: str,
    month: int,
    when: str,
    before: str,
    first_is_day: bool,
    numeric: bool,
) -> str:
    name = rules.months[month - 1].split("|")[0]
    template = rules.date if when else rules.day_month
    if numeric and rules.numeric_date:
        template = rules.numeric_date
    if first_is_day and rules.day_first:
        template = rules.day_first if when else rules.day_first.removesuffix(" {year}")
    article = template.partition("{")[0]
    if article and before.lower().endswith(article):
        template = template.removeprefix(article)
    number = int(when) if when else 0
    if when and len(when) == 2:
        number += 2000 if number < _THIS_CENTURY else 1900
    return template.format(
        day=day, month=name, year=year(rules, number, "genitive") if when else ""
    )


def _day(rules: SpeechRules, day: int, before: str) -> str:
    if rules.days == "cardinal":
        return rules.first_day if day == 1 and rules.first_day else cardinal(rules, day)
    return agreeing(rules, ordinal(rules, day, rules.day_case), before, rules.day_ending)
