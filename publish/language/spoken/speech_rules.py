"""What a language needs to say its numbers, dates, units and abbreviations: a table a language.

The tables are TOML files beside this one, for people who know the language to read and fix.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from msgspec import Struct, field

FOLDER = Path(__file__).parent

#: Regions of English that write the month first and leave "and" out of numbers.
_AMERICAN = frozenset({"en-us", "en-ph"})


class SpeechRules(Struct, frozen=True, kw_only=True, eq=False):
    """One language's table.

    ``numbers`` is its code in num2words.  ``decimal`` stands before decimals, each character of
    ``groups`` may stand between thousands.  ``plural`` names the rule by which ``|`` forms are
    chosen (:mod:`publish.language.spoken.numbers`).  ``date`` and ``day_month`` are templates.
    ``spelled`` stands between letters that are told one by one.
    Mappings go from what is written to what is said; ``ordinals`` from the name of a case to the
    endings that it changes.
    """

    language: str
    numbers: str
    decimal: str
    groups: str
    plural: str
    point: str
    minus: str
    to: str
    and_: str
    months: tuple[str, ...]
    month_names: Mapping[str, int]
    date: str
    day_month: str
    year_case: str
    time: str
    full_hour: str
    american: bool = False
    spelled: str = " "
    year_words: Mapping[str, str] = field(default_factory=dict)
    half_days: Mapping[str, str] = field(default_factory=dict)
    currencies: Mapping[str, str] = field(default_factory=dict)
    scales: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    acronyms: Mapping[str, str] = field(default_factory=dict)
    letters: Mapping[str, str] = field(default_factory=dict)
    signs: Mapping[str, str] = field(default_factory=dict)
    address: Mapping[str, str] = field(default_factory=dict)
    fractions: Mapping[str, str] = field(default_factory=dict)
    ordinals: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    ordinal_marks: tuple[str, ...] = ()
    numbered: tuple[str, ...] = ()
    rulers: tuple[str, ...] = ()
    ruler: str = ""
    centuries: Mapping[str, str] = field(default_factory=dict)
    decades: Mapping[str, str] = field(default_factory=dict)


@cache
def rules_for(language: str) -> SpeechRules | None:
    """The table for a BCP 47 tag, or ``None`` where there is none: the voice then decides."""
    tag = language.lower()
    file = FOLDER / f"{tag.split('-')[0]}.toml"
    if not file.is_file():
        return None
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    american = table.pop("american", {})
    if tag in _AMERICAN:
        for name, value in american.items():
            table[name] = {**table[name], **value} if isinstance(value, dict) else value
    table["month_names"] = _months(table["months"], table.pop("month_short", []))
    for name in ("months", "ordinal_marks", "numbered", "rulers"):
        table[name] = tuple(table.get(name, ()))
    return SpeechRules(language=tag.split("-")[0], american=tag in _AMERICAN, **table)


def _months(names: list[str], short: list[str]) -> dict[str, int]:
    """Every spelling of a month -> its number, from 1."""
    return {
        name: number
        for table in (names, short)
        for number, spellings in enumerate(table, start=1)
        for name in spellings.split("|")
        if name
    }
