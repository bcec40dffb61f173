"""The rules by which a language speaks its numbers, dates, units and abbreviations."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from publish.language.tables import table
from publish.language.words import Dates


class BareYears(Struct, frozen=True, eq=False, forbid_unknown_fields=True):
    """Rules that distinguish years from counts, for numbers without a word for "year".

    ``number``: a pattern of possible years.  If that is the only key, each is a year.
    Words before the number: it is a year after ``sure_after`` whatever follows, perhaps after
    ``likely_after``, and a count after ``count_after``.  ``count_before``: a pattern of the text
    after a count.
    """

    number: str
    sure_after: tuple[str, ...] = ()
    likely_after: tuple[str, ...] = ()
    count_after: tuple[str, ...] = ()
    count_before: str = ""


class NumberFixes(Struct, frozen=True, eq=False, forbid_unknown_fields=True):
    """Corrections of num2words: wrong letters, phrases at the start, last words of ordinals."""

    letters: Mapping[str, str] = {}
    start: Mapping[str, str] = {}
    ordinals: Mapping[str, str] = {}


class SpeechRules(Struct, frozen=True, kw_only=True, eq=False, forbid_unknown_fields=True):
    """The section ``speech`` of a language, which ``data/en.toml`` explains key by key.

    ``months`` and ``month_names`` (every spelling -> 1 to 12) come from the section ``dates``.
    Mappings go from written to spoken forms; ``ordinals`` from a case to the endings that it
    changes.
    """

    language: str
    numbers: str
    decimal: str
    groups: str
    plural: Literal["two", "french", "east", "polish"]
    point: str
    minus: str
    to: str
    and_: str
    date: str
    day_month: str
    time: str
    full_hour: str
    years: Literal["cardinal", "ordinal", "year"]
    cardinal_years: tuple[int, int] | None = None
    decimals: Literal["number", "digits"] = "number"
    left_out: str = ""
    number_fixes: NumberFixes = NumberFixes()
    genders: Mapping[str, Mapping[str, str]] = {}
    fixed_in_compounds: tuple[str, ...] = ()
    declined_words: int = 1
    adjective_endings: Mapping[str, str] = {}
    ordinals: Mapping[str, Mapping[str, str]] = {}
    ordinal_marks: tuple[str, ...] = ()
    ordinal_endings: bool = False
    ordinal_stop: bool = False
    month_first: bool = False
    numeric_month_first: bool = False
    days: Literal["ordinal", "cardinal"] = "ordinal"
    first_day: str = ""
    day_case: str = ""
    day_ending: str = ""
    time_patterns: tuple[str, ...] = ()
    half_days: Mapping[str, str] = {}
    short_hour: str = ""
    hour_gender: str = ""
    minute_gender: str = ""
    minute_zero: str = ""
    hour_case: str = ""
    hour_case_after: str = ""
    hour_prepositions: tuple[str, ...] = ()
    year_words: Mapping[str, str] = {}
    bare_years: BareYears | None = None
    decade_words: Mapping[str, str] = {}
    decades: Mapping[str, str] = {}
    centuries: Mapping[str, str] = {}
    locative_after: tuple[str, ...] = ()
    year_locative_after: tuple[str, ...] = ()
    numbered: tuple[str, ...] = ()
    rulers: tuple[str, ...] = ()
    ruler: str = ""
    reign_ordinals: int = 0
    roman_marks: tuple[str, ...] = ()
    currencies: Mapping[str, str] = {}
    scales: Mapping[str, str] = {}
    elided: str = ""
    units: Mapping[str, str] = {}
    fractions: Mapping[str, str] = {}
    abbreviations: Mapping[str, str] = {}
    acronyms: Mapping[str, str] = {}
    spelled: str = " "
    letters: Mapping[str, str] = {}
    signs: Mapping[str, str] = {}
    address: Mapping[str, str] = {}
    months: tuple[str, ...] = ()
    month_names: Mapping[str, int] = {}


@cache
def rules_for(tag: str) -> SpeechRules | None:
    """Return the rules for a BCP 47 tag; ``None`` if there are none, and the voice decides."""
    rules, dates = table(tag, "speech", SpeechRules), table(tag, "dates", Dates)
    if rules is None or dates is None:
        return rules
    names = {
        name: number
        for spellings in (dates.months, dates.short_months)
        for number, forms in enumerate(spellings, start=1)
        for name in forms.split("|")
        if name
    }
    return replace(rules, months=dates.months, month_names=names)
