"""The letters that the names of a language are written with, in small letters."""

from __future__ import annotations

_BASIC = "abcdefghijklmnopqrstuvwxyz"

#: English takes the accents of words that it has made its own (café, Zoë).
_BEYOND_BASIC = {
    "en": "éèêëïöôç",
    "pl": "ąćęłńóśźż",
    "de": "äöüßé",
    "fr": "àâæçéèêëîïôœùûüÿ",
    "es": "áéíñóúü",
    "it": "àèéìíîòóùú",
    "pt": "áâãàçéêíóôõú",
    "nl": "áéëïóöü",
    "cs": "áčďéěíňóřšťúůýž",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "sl": "čšž",
    "hr": "čćđšž",
    "hu": "áéíóöőúüű",
    "ro": "ăâîșşțţ",
    "lt": "ąčęėįšųūž",
    "lv": "āčēģīķļņšūž",
    "et": "äõöüšž",
    "fi": "äöå",
    "sv": "äöåé",
    "da": "æøåé",
    "nb": "æøåé",
    "tr": "çğıöşüi̇",
}

_CYRILLIC = {
    "be": "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "bg": "абвгдежзийклмнопрстуфхцчшщъьюя",
}

#: The letters of a language, by its primary subtag.
ALPHABETS: dict[str, frozenset[str]] = {
    **{language: frozenset(_BASIC + more) for language, more in _BEYOND_BASIC.items()},
    # A voice of another script reads Latin letters as English, so they are at home there.
    **{
        language: frozenset(letters + _BASIC + _BEYOND_BASIC["en"])
        for language, letters in _CYRILLIC.items()
    },
}
