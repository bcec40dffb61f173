"""The rules by which a language speaks its numbers, dates, units and abbreviations."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from publish.language.tables import table, tag_of
from publish.language.words import Dates


class BareYears(Struct, frozen=True, eq=False, forbid_unknown_fields=True):
    """Rules that distinguish years from counts, for numbers without a word for "year".

    ``number``: a pattern of possible years.  If that is the only key, each is a year.
    Words before the number: it is a year after ``sure_after`` whatever follows, perhaps after
    ``likely_after``, and a count after ``count_after``.  ``count_before``: a pattern of the text
    after a count.  ``case``: that of an ordinal alone.
    """

    number: str
    sure_after: tuple[str, ...] = ()
    likely_after: tuple[str, ...] = ()
    count_after: tuple[str, ...] = ()
    count_before: str = ""
    case: str = ""


class NumberFixes(Struct, frozen=True, eq=False, forbid_unknown_fields=True):
    """Corrections of num2words.

    Wrong ``letters``, phrases at the ``start``, last words of ``ordinals``, whole
    ``known_ordinals``, those that end a larger number (``ordinal_ends``), ``zeroth``.
    """

    letters: Mapping[str, str] = {}
    start: Mapping[str, str] = {}
    ordinals: Mapping[str, str] = {}
    known_ordinals: Mapping[str, str] = {}
    ordinal_ends: Mapping[str, str] = {}
    zeroth: str = ""
    patterns: Mapping[str, str] = {}


class Nouns(Struct, frozen=True, eq=False, forbid_unknown_fields=True):
    """What the words around a number say about the noun that it counts.

    ``genders``: gender -> a pattern of its nouns, tried in order.  ``adjectives``: a pattern of
    words that may stand before the noun.  ``prepositions``: word before the number -> case.
    ``cases``: ending of the noun -> case.  ``not_nouns``: words after which nothing is counted.
    """

    genders: Mapping[str, str] = {}
    adjectives: str = ""
    prepositions: Mapping[str, str] = {}
    cases: Mapping[str, str] = {}
    not_nouns: tuple[str, ...] = ()


class SpeechRules(Struct, frozen=True, kw_only=True, eq=False, forbid_unknown_fields=True):
    """The section ``speech`` of a language, which ``data/en.toml`` explains key by key.

    ``months`` and ``month_names`` (every spelling -> 1 to 12) come from the section ``dates``.
    Mappings go from written to spoken forms; ``ordinals`` and ``cardinals`` from a case to what
    it changes.
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
    full_hours: Mapping[str, str] = {}
    years: Literal["cardinal", "ordinal", "year", "digits"]
    unspaced: bool = False
    patterns: Mapping[str, str] = {}
    cardinal_years: tuple[int, int] | None = None
    zero: str = "0"
    hundred: str = ""
    decimals: Literal["number", "digits"] = "number"
    decimal_digits: int = 2
    decimal_names: tuple[str, ...] = ()
    left_out: str = ""
    number_fixes: NumberFixes = NumberFixes()
    genders: Mapping[str, Mapping[str, str]] = {}
    agreeing_words: str = ""
    fixed_in_compounds: tuple[str, ...] = ()
    declined_words: int = 1
    adjective_endings: Mapping[str, str] = {}
    ordinals: Mapping[str, Mapping[str, str]] = {}
    cardinals: Mapping[str, Mapping[str, str]] = {}
    prefixes: Mapping[str, str] = {}
    latin: Mapping[str, str] = {}
    cardinal_endings: Mapping[str, str] = {}
    years_to: str = ""
    nouns: Nouns | None = None
    ordinal_marks: Mapping[str, str] = {}
    ordinal_after: Mapping[str, str] = {}
    leading_zeros: bool = False
    phone_numbers: bool = False
    short_numbers: tuple[str, ...] = ()
    plural_alone: tuple[str, ...] = ()
    numeric_date: str = ""
    numeric_day_case: str = ""
    ordinal_endings: bool = False
    ordinal_stop: bool = False
    month_first: bool = False
    numeric_month_first: bool = False
    days: Literal["ordinal", "cardinal"] = "ordinal"
    first_day: str = ""
    day_first: str = ""
    days_to: str = ""
    short_dates: Literal["", "always", "stop"] = ""
    date_words: tuple[str, ...] = ()
    ambiguous_months: tuple[str, ...] = ()
    day_case: str = ""
    day_ending: str = ""
    time_patterns: tuple[str, ...] = ()
    half_days: Mapping[str, str] = {}
    short_hour: str = ""
    hour_gender: str = ""
    minute_gender: str = ""
    minute_zero: str = ""
    hour_case: str = ""
    hour_prepositions: Mapping[str, str] = {}
    hour_zero: str = ""
    one_hour: tuple[str, ...] = ()
    half_day: str = ""
    clock_24: bool = False
    time_and: str = ""
    minute_words: Mapping[str, str] = {}
    clock: tuple[str, ...] = ()
    year_words: Mapping[str, str] = {}
    eras: Mapping[str, str] = {}
    bare_years: BareYears | None = None
    decade_words: Mapping[str, str] = {}
    decades: Mapping[str, str] = {}
    centuries: Mapping[str, str] = {}
    locative_after: tuple[str, ...] = ()
    year_locative_after: tuple[str, ...] = ()
    numbered: tuple[str, ...] = ()
    designators: tuple[str, ...] = ()
    rulers: Mapping[str, str] = {}
    ruler: str = ""
    reign_ordinals: int = 0
    reign_articles: Mapping[str, str] = {}
    century_short: Mapping[str, str] = {}
    low_centuries: tuple[str, ...] = ()
    roman_letters: str = ""
    roman_marks: tuple[str, ...] = ()
    roman_nouns: Mapping[str, str] = {}
    currencies: Mapping[str, str] = {}
    coins: Mapping[str, str] = {}
    money_and: str | None = None
    scales: Mapping[str, str] = {}
    elided: str = ""
    of_millions: str = ""
    one_and_half: Mapping[str, str] = {}
    units: Mapping[str, str] = {}
    word_units: tuple[str, ...] = ()
    per: Mapping[str, str] = {}
    angles: str = ""
    lettered: tuple[str, ...] = ()
    attributive_after: tuple[str, ...] = ()
    not_attributed: tuple[str, ...] = ()
    scale_letters: tuple[str, ...] = ()
    counted_nouns: str = ""
    by: str = ""
    compass: Mapping[str, str] = {}
    ratio: str = ""
    ratio_case: str = ""
    ratio_words: tuple[str, ...] = ()
    fold: str = ""
    screens: tuple[str, ...] = ()
    score_words: tuple[str, ...] = ()
    score: str = ""
    nil: str = ""
    record_words: tuple[str, ...] = ()
    record: str = ""
    note_mark: str = ""
    odds: tuple[str, ...] = ()
    powers: Mapping[str, str] = {}
    power_case: str = ""
    version_point: str = ""
    hyphen: str = ""
    compounds: Mapping[str, str] = {}
    fractions: Mapping[str, str] = {}
    mark: str = ""
    mark_case: str = ""
    mark_before: tuple[str, ...] = ()
    denominators: Mapping[str, str] = {}
    denominator_letters: Mapping[str, str] = {}
    and_half: str = ""
    half_after: Mapping[str, str] = {}
    part_of: str = ""
    half_of: str = ""
    half_before: Mapping[str, str] = {}
    half_articles: tuple[str, ...] = ()
    singular: Mapping[str, str] = {}
    fraction_and: str = ""
    days_or: str = ""
    phone_words: tuple[str, ...] = ()
    abbreviations: Mapping[str, str] = {}
    sentence_starts: tuple[str, ...] = ()
    acronyms: Mapping[str, str] = {}
    emphasised: str = ""
    spelled: str = " "
    letters: Mapping[str, str] = {}
    signs: Mapping[str, str] = {}
    unnamed: str = ""
    comparisons: Mapping[str, str] = {}
    phrases: Mapping[str, str] = {}
    streets: tuple[str, ...] = ()
    states: Mapping[str, str] = {}
    degrees: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    address: Mapping[str, str] = {}
    months: tuple[str, ...] = ()
    month_names: Mapping[str, int] = {}

    def letter(self, letter: str) -> str:
        """Return how a capital letter is said."""
        return self.letters.get(letter) or self.latin.get(letter, letter)


def rules_for(tag: str) -> SpeechRules | None:
    """Return the rules for a BCP 47 tag; ``None`` if there are none, and the voice decides."""
    return _rules_for(tag_of(tag))


@cache
def _rules_for(tag: str) -> SpeechRules | None:
    rules, dates = table(tag, "speech", SpeechRules), table(tag, "dates", Dates)
    if rules is None or dates is None:
        return rules
    names = {
        name: number
        for spellings in (dates.months, dates.short_months)
        for number, forms in enumerate(spellings, start=1)
        for form in forms.split("|")
        for name in (form, form.removesuffix("."))
        if name
    }
    return replace(rules, months=dates.months, month_names=names)
