"""The words that we add to an article, by language of the article.

One table for every edition: what a reader sees ("Figure 1.") is what a listener hears.  One TOML
file a language stands beside this one, for translators to edit.  A language that has none gets
English words, and ``Words.language`` says so, so that they are marked and spoken as English.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from msgspec import Struct

FOLDER = Path(__file__).parent


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
