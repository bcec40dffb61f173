"""Emoji, arrows and units of money were silent in languages without rules, and ー a false alarm."""

from __future__ import annotations

import pytest

from publish.language.spoken.normalise import normalised, spoken
from publish.language.spoken.sign_names import names
from publish.language.spoken.text import Span
from publish.language.tables import languages_with
from publish.narration.casting import Casting
from publish.narration.synthesis import Part, Voice
from publish.narration.voices.espeak import Espeak, espeak_voices
from publish.narration.voices.silence import Listener

SIGNS = (
    *"→⇒<>^|€£°×§†•‰′✓✗★☎☺🎉👍🚀©™♥☐∑◆％＜≠�",
    *("👩🏽‍🚀", "🇮🇱", "50٪", "x=5", "#1", "a/b", "①", "Ⅳ", "㎡", "┌──┐", "\ue123"),
)


@pytest.fixture(scope="module")
def espeak() -> Espeak:
    return Espeak()


def warnings(text: str, language: str, espeak: Espeak) -> list[str]:
    voices = espeak_voices()
    parts = [
        Part(one.text, Casting.of(voices, "", one.language).main, one.ipa, one.say)
        for one in normalised([Span(text, language)])
    ]
    return list(Listener(espeak.phonemes).warnings(parts))


@pytest.mark.parametrize(
    "language", ["he", "ka", "ja", "zh", "ko", "ar", "hi", "th", "sv", "tr", "am", "fi", "mt", "eo"]
)
def test_each_sign_has_a_sound(language: str, espeak: Espeak) -> None:
    assert [warnings(sign, language, espeak) for sign in SIGNS] == [[]] * len(SIGNS)


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("he", "מסיבה 🎉🎉!", "מסיבה פצצת קונפטי!"),
        ("ka", "ა → ბ", "ა მარჯვნივ მიმართული ისარი ბ"),
        ("sv", "5 €, 4 × 3", "5 euro, 4 multiplikationstecken 3"),
        ("nb", "👍🏽", "tommel opp"),
        ("sv", "A & B + C", "A & B + C"),  # voices know these
        ("fi", "#2", "ristikkomerkki 2"),  # except in some languages
        ("be", "👍", "вялікі палец угору"),
        ("ja", "完了🎉。", "完了クラッカー。"),
        ("he", "שָׁלוֹם, בֵּית־סֵפֶר, צה״ל", "שלום, בית ספר, צהל"),
        ("ar", "ﷺ ﻻ", "صلى الله عليه وسلم لا"),
        ("ja", "ﾃﾚﾋﾞ、いすゞ", "テレビ、いすず"),
        ("am", "፫", "3 "),
        ("ko", "(🙂) ㈜", "(살짝 미소 짓는 얼굴) (주)"),
        ("cs", "ﬁlm", "film"),
    ],
)
def test_signs_are_said_in_the_language(language: str, written: str, said: str) -> None:
    assert spoken(written, language).text == said


def test_a_sign_without_a_name_is_said_in_english() -> None:
    unknown, known = normalised([Span("⏚", "he")]), normalised([Span("→", "eo")])
    assert [(one.say, one.language) for one in unknown] == [("earth ground", "en")]
    assert [(one.say, one.language) for one in known] == [("right-pointing arrow", "en")]


def test_languages_with_rules_have_names_of_emoji() -> None:
    assert all(names(language).get("🎉") for language in languages_with("speech"))


def swallowed(word: str, language: str, silent: str) -> list[str]:
    voice = Voice("test", "Test", language, "MIT", "espeak", "test")
    listener = Listener(lambda _voice, text: "".join(char for char in text if char not in silent))
    found = listener.warnings([Part(word, voice)])
    return [sign for sign in silent if any(f"“{sign}”" in one for one in found)]


@pytest.mark.parametrize(
    ("word", "language"),
    [("コーヒー", "ja"), ("ｺｰﾋｰ", "ja"), ("عـــربي", "ar"), ("пʼять", "uk"), ("Hawaiʻi", "haw")],
)
def test_letters_that_only_change_others_may_be_silent(word: str, language: str) -> None:
    assert swallowed(word, language, "ーｰـʼʻ") == []


def test_true_silences_are_still_found() -> None:
    assert swallowed("ーー", "ja", "ー") == ["ー"]
    assert swallowed("いすゞ", "ja", "ゞ") == ["ゞ"]
    assert swallowed("Mᵉ", "fr", "ᵉ") == ["ᵉ"]
    assert swallowed("50٪", "ar", "٪") == ["٪"]
