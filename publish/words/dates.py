"""Dates as they are written in running text, the same for readers and listeners."""

from __future__ import annotations

from datetime import date

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
