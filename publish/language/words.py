"""The words that editions add to an article, in its language: the same for every edition.

A language without words gets English ones; ``Words.language`` is then ``en``, and they are marked
and spoken as English.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import reduce

from msgspec import Struct
from msgspec.structs import replace

from publish.language.scripts import direction
from publish.language.tables import table, table_or_english
from publish.language.tags import primary
from publish.model import AsideKind, Section, SectionKind


class Words(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The section ``words`` of a language; ``language`` is its primary subtag."""

    language: str
    figure: str
    table: str
    note: str
    notes: str
    contents: str
    cover: str
    title_page: str
    start: str
    landmarks: str
    colophon: str
    accessibility: str
    description_of: str
    descriptions: str
    back_to_text: str
    back_to_figure: str
    credit: str
    alt: str
    end_of_figure: str
    by: str
    and_: str
    corrections: str
    continued: str
    end: str
    quotation: str
    end_of_quotation: str
    pull_quote: str
    scrolls: str
    end_of_table: str
    blank: str
    code: str
    formula: str
    task_done: str
    task_open: str
    remark: str
    tip: str
    important: str
    warning: str
    caution: str
    deleted: str
    aside: str
    published: str
    page: str
    pages: str
    page_short: str
    links: str
    chapter: str
    part: str
    identifier: str
    illustrations: str
    series: str
    rights: str
    licence: str
    summary_text: str
    summary_navigation: str
    summary_pictures: str
    summary_descriptions: str
    summary_notes: str
    summary_formulas: str
    summary_audio: str
    summary_pages: str
    lacking_alternatives: str
    lacking_formulas: str
    synthetic_voice: str
    human_voice: str
    statement_moving: str
    statement_origin: str
    statement_certified: str
    role_aut: str
    role_edt: str
    role_ill: str
    role_pht: str
    role_trl: str
    role_nrt: str
    role_dsr: str
    role_pbl: str
    role_ctb: str
    date: str = ""


def own_words(tag: str, own: Sequence[tuple[str, str]]) -> Words:
    """Return the words for a BCP 47 tag, with those that the front matter gives (``own``)."""
    words = words_for(tag)
    given = {name: text for name, text in own if name in Words.__struct_fields__}
    return replace(words, language=primary(tag), **given) if given else words


def words_in(tag: str, otherwise: Words) -> Words:
    """Return the words for a chapter in the language of ``tag``; if it has none, ``otherwise``."""
    words = words_for(tag)
    return words if words.language == primary(tag) else otherwise


def words_for(tag: str) -> Words:
    """Return the words for a BCP 47 tag; English ones if its language has none."""
    return table_or_english(tag, "words", Words)


def names_in_words(names: Sequence[str], words: Words, tag: str = "") -> str:
    """Return ``names`` as a list in running text of the language ``tag``: "Ada, Bo and Cy".

    Source: CLDR, list patterns; ``words.and_`` is the pattern of the last two.  In a script from
    right to left it joins all of them: between names in Latin letters, which a comma would leave
    in one run from left to right, its letter keeps them in order (UAX #9, N1).  For the same
    reason a mark of the text's direction follows commas where the names have both directions.
    """
    *first, last = names
    if not first:
        return last
    if direction(words.language) == "rtl":
        return reduce(lambda said, name: _pair(words, said, name), names)
    mark = ""
    if direction(tag or words.language) == "rtl":
        mark = "\u200f"
    elif any(map(_is_rtl, names)):
        mark = "\u200e"
    return _pair(words, f",{mark} ".join(first), last)


def _pair(words: Words, first: str, last: str) -> str:
    return words.and_.replace("{first}", first).replace("{last}", last)


def _is_rtl(name: str) -> bool:
    return any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in name)


def section_label(section: Section, words: Words) -> str:
    """Return the label of a numbered part or chapter: "Chapter 1", "Part I", "I"; else empty."""
    if not section.number:
        return ""
    if section.kind is SectionKind.PART:
        return words.part.replace("{number}", roman(section.number))
    number = roman(section.number) if "roman" in section.numerals else str(section.number)
    return number if "numeral" in section.numerals else words.chapter.replace("{number}", number)


def roman(number: int) -> str:
    """Return ``number``, at least 1, as a Roman number."""
    digits = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
    letters = ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I")
    written = ""
    for digit, letter in zip(digits, letters, strict=True):
        count, number = divmod(number, digit)
        written += letter * count
    return written


def aside_name(kind: AsideKind, words: Words) -> str:
    """Return the title of an aside without one; never the word for a footnote."""
    return {
        AsideKind.NOTE: words.remark,
        AsideKind.TIP: words.tip,
        AsideKind.IMPORTANT: words.important,
        AsideKind.WARNING: words.warning,
        AsideKind.CAUTION: words.caution,
        AsideKind.ADMONITION: words.aside,
        AsideKind.SIDEBAR: words.aside,
    }[kind]


def role_word(code: str, words: Words) -> str:
    """Return the word for a MARC relator code; "contributor" if there is none."""
    known = {
        "aut": words.role_aut,
        "dsr": words.role_dsr,
        "edt": words.role_edt,
        "ill": words.role_ill,
        "nrt": words.role_nrt,
        "pbl": words.role_pbl,
        "pht": words.role_pht,
        "trl": words.role_trl,
    }
    return known.get(code, words.role_ctb)


class Dates(Struct, frozen=True, forbid_unknown_fields=True):
    """The section ``dates`` of a language.

    ``months``: the twelve names, as they stand after a day; further forms after ``|``.
    ``short_months``: the twelve abbreviations in the same way, empty where there is none.
    ``weekdays``: the seven names from Monday, if they begin with a capital letter.
    ``written``: a date in running text, with {day}, {month} and {year}.
    """

    months: tuple[str, ...]
    written: str
    short_months: tuple[str, ...] = ()
    weekdays: tuple[str, ...] = ()


def days_in(tag: str) -> frozenset[str]:
    """Return the names of months, short ones too, and of weekdays in the language of a tag."""
    dates = table(tag, "dates", Dates)
    named = (*dates.months, *dates.short_months, *dates.weekdays) if dates else ()
    return frozenset(name.rstrip(".") for one in named for name in one.split("|") if name)


def date_in_words(day: date, tag: str, words: Words | None = None) -> str:
    """Return ``day`` in the language of a tag: ``1 March 2026``; ``en-US``: ``March 1, 2026``.

    ``words.date``, which the front matter may give, is its form with numbers.  A language without
    :class:`Words` gets the English form, like all added words.
    """
    if words and words.date:
        return words.date.format(day=day.day, month=day.month, year=day.year)
    dates = table(tag, "dates", Dates) if table(tag, "words", Words) else None
    dates = dates or table("en", "dates", Dates)
    assert dates  # noqa: S101 - narrows the type: en.toml has the section
    month = dates.months[day.month - 1].split("|")[0]
    return dates.written.format(day=day.day, month=month, year=day.year)
