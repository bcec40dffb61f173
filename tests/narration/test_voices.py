"""Which voice speaks what, and how IPA reaches it."""

from __future__ import annotations

import pytest

from publish.language.spoken.text import Span
from publish.narration.casting import Casting
from publish.narration.voices import voices
from publish.narration.voices.ipa import Alphabet


def test_the_voices_say_what_they_are() -> None:
    found = {voice.id: voice for voice in voices()}
    assert len(found) == len(voices()) > 100
    british = found["en-gb"]
    assert british.name == "English (Great Britain)"
    assert british.language == "en-GB"
    assert british.licence == "GPL-3.0-or-later"
    assert british.engine == "espeak"


@pytest.mark.parametrize(
    ("language", "voice"),
    [
        ("en", "en-gb"), ("en-US", "en-us"), ("en-AU", "en-gb"), ("be-tarask", "be"), ("uk", "uk"),
        ("ru", "ru"), ("pl-PL", "pl"), ("de-AT", "de"), ("fr-CA", "fr-fr"), ("fr-CH", "fr-ch"),
        ("pt-BR", "pt-br"), ("es-MX", "es-419"), ("zh-Hans", "cmn"), ("zh-HK", "yue"), ("no", "nb"),
        ("he", "he"), ("ja", "ja"), ("el", "el"), ("hi", "hi"), ("ar-EG", "ar"), ("lt", "lt"),
    ],
)  # fmt: skip
def test_each_language_has_its_voice(language: str, voice: str) -> None:
    casting = Casting.of(voices(), "", language)
    assert casting.main.id == voice
    assert not casting.warnings


def test_the_article_s_voice_speaks_every_region_of_its_language() -> None:
    casting = Casting.of(voices(), "en-us", "en-GB")
    parts = casting.cast([Span("colour ", "en-GB"), Span("couleur", "fr")])
    assert [part.voice.id for part in parts] == ["en-us", "fr-fr"]


@pytest.mark.parametrize(
    ("text", "language", "cast"),
    [
        ("To Αθήνα now", "en", [("To ", "en-gb"), ("Αθήνα ", "el"), ("now", "en-gb")]),
        ("the ўжо one", "en", [("the ", "en-gb"), ("ўжо ", "be"), ("one", "en-gb")]),
        ("у CNN 5 км", "be", [("у ", "be"), ("CNN 5 ", "en-gb"), ("км", "be")]),
        ("5 µm, 3 Ω", "en", [("5 µm, 3 Ω", "en-gb")]),
    ],
)
def test_scripts_switch_the_voice(text: str, language: str, cast: list[tuple[str, str]]) -> None:
    parts = Casting.of(voices(), "", language).cast([Span(text, language)])
    assert [(part.text, part.voice.id) for part in parts] == cast


def test_ipa_is_spelled_in_what_the_voice_has() -> None:
    alphabet = Alphabet({"w": "w", "u": "u", "tɕ": "tS;", "t": "t", "a": "a", "aː": "a:", "i": "i"})
    assert alphabet.spell("ˈwut͡ɕ") == "'w|u|tS;"
    assert alphabet.spell("taːt") == "t|a:|t"
    assert alphabet.spell("tɨt") == "t|i|t"  # the nearest that there is
    assert alphabet.spell("tǃ") == ""


def test_a_voice_is_asked_what_its_mnemonics_mean() -> None:
    made = {"u": ["ˈu"], "d": ["t"], "da": ["d", "ˈa"], "zz": ["z", "z"], "zza": ["z", "z", "ˈa"]}
    alphabet = Alphabet.measured(["u", "d", "zz", "none"], lambda text: made.get(text, []))
    assert alphabet.mnemonics == {"u": "u", "d": "d"}
