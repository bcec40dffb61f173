"""The words that we add to an article, by language of the article.

One table for every edition: what a reader sees ("Figure 1.") is what a listener hears.  One TOML
file a language stands beside this one, for translators to edit.  A language that has none gets
English words, and ``Words.language`` says so, so that they are marked and spoken as English.

What an aside is called where its author gave it no title.

What a person did, in a word: the names of MARC relator codes.

Dates as they are written in running text, the same for readers and listeners.
"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

from msgspec import Struct

from publish.model import AsideKind

FOLDER = Path(__file__).parent / "words_data"


class Words(Struct, frozen=True, kw_only=True):
    """``language`` is the language these words are in (a primary BCP 47 subtag)."""

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
    description: str
    descriptions: str
    back_to_text: str
    back_to_figure: str
    credit: str
    alt: str
    end_of_figure: str
    by: str
    corrections: str
    continued: str
    end: str
    quotation: str
    end_of_quotation: str
    pull_quote: str
    end_of_table: str
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
    narrated_by: str
    published: str
    page: str
    pages: str
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
    statement_display: str
    statement_still: str
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


def words_in(language: str, otherwise: Words) -> Words:
    """The words for a chapter in ``language``; ``otherwise`` those of its book, where none are."""
    words = words_for(language)
    return words if words.language == language.split("-")[0].lower() else otherwise


@cache
def words_for(language: str) -> Words:
    """The words for a BCP 47 tag; English where we have none (compare ``language``)."""
    file = FOLDER / f"{language.split('-')[0].lower()}.toml"
    if not file.is_file():
        file = FOLDER / "en.toml"
    return Words(**tomllib.loads(file.read_text(encoding="utf-8")))


def aside_name(kind: AsideKind, words: Words) -> str:
    """The name of ``kind`` in the language of ``words``; never that of a footnote."""
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
    """The word for a MARC relator code; one that has no word of its own is a contributor's."""
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


#: The months as they stand after a day (in the genitive where a language has one).
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "be": "студзеня лютага сакавіка красавіка мая чэрвеня ліпеня жніўня верасня кастрычніка "
    "лістапада снежня",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października "
    "listopada grudnia",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre",
}

_FORMS = {"de": "{day}. {month} {year}", "es": "{day} de {month} de {year}"}


def date_in_words(day: date, language: str) -> str:
    """``day`` in the language of a BCP 47 tag: ``1 March 2026``; ``en-US``: ``March 1, 2026``.

    A language that is not in the table of words gets the English form, as all words that we add.
    """
    tag = language.lower()
    primary = tag.split("-")[0]
    if primary not in _MONTHS:
        tag = primary = "en"
    month = _MONTHS[primary].split()[day.month - 1]
    form = _FORMS.get(primary, "{day} {month} {year}")
    if tag == "en-us":
        form = "{month} {day}, {year}"
    return form.format(day=day.day, month=month, year=day.year)
