"""Which language a text is in: sure answers, advice and guesses."""

from __future__ import annotations

import pytest

from publish.language.detection import (
    guess_language,
    kin,
    language_of,
    language_of_letter,
    likely,
    writes,
)

TEXTS = {
    "en": "The tram that left the mill was on time, and it stopped at every house of the valley.",
    "be": "Трамвай, які выехаў ад млына, быў на час, і ён спыняўся каля кожнай хаты.",
    "uk": "Трамвай, що виїхав від млина, був на час, і він зупинявся біля кожної хати.",
    "ru": "Трамвай, который выехал от мельницы, был вовремя, и он останавливался у каждого дома.",
    "pl": "Tramwaj, który wyjechał z młyna, był na czas i zatrzymywał się przy każdym domu.",
    "de": "Die Straßenbahn, die von der Mühle kam, war pünktlich und hielt an jedem Haus.",
    "fr": "Le tramway qui est parti du moulin était à l’heure, et il s’arrêtait à chaque maison.",
    "el": "Το τραμ που έφυγε από τον μύλο ήταν στην ώρα του.",
    "ja": "水車小屋を出た電車は時間どおりでした。",
    "zh": "离开磨坊的电车准时到达了。",
    "fa": "تراموایی که از آسیاب حرکت کرد به‌موقع بود و پیش هر خانه‌ای می‌ایستاد و چراغ می‌زد.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_sentence_is_enough_for_a_guess(language: str) -> None:
    assert guess_language(TEXTS[language]) == language


def test_no_letters_are_guessed_to_be_english() -> None:
    assert guess_language("1 2 3") == "en"


@pytest.mark.parametrize("language", ["en", "pl", "de", "fr"])
def test_only_a_sentence_in_another_language_is_one(language: str) -> None:
    assert language_of(TEXTS[language], language) == ""
    assert language_of(TEXTS[language], "es") == language


def test_a_near_relative_is_no_other_language() -> None:
    assert kin("be", "uk")
    assert kin("nb", "no-NO")
    assert not kin("be", "pl")
    assert language_of(TEXTS["uk"], "be") == ""


@pytest.mark.parametrize(
    ("words", "language"),
    [("ўсё", "be"), ("їжак", "uk"), ("місяць, ти ще", "uk"), ("сын і маці", "be"), ("łąka", "pl"),
     ("Straße", "de"), ("λόγος", "el"), ("שלום", "he"), ("слово", ""), ("word", "")],
)  # fmt: skip
def test_letters_point_to_a_language(words: str, language: str) -> None:
    assert likely(words) == language


def test_a_letter_of_one_language() -> None:
    assert language_of_letter("Ў") == "be"
    assert language_of_letter("ђ") == "sr"
    assert language_of_letter("a") == ""


def test_a_language_writes_its_scripts() -> None:
    assert writes("be", TEXTS["be"])
    assert not writes("en", TEXTS["be"])
    assert writes("en-Cyrl", TEXTS["be"])
    assert writes("qab", TEXTS["be"])
    assert writes("en", "Мир")
