"""Japanese and Mandarin: phonemes, words, who speaks; and the real dictionaries, where they are."""

from __future__ import annotations

import importlib.util
from types import SimpleNamespace

import pytest

from publish.language.spoken.normalise import normalised
from publish.language.spoken.text import Span
from publish.narration.casting import Casting
from publish.narration.synthesis import Part, Voice
from publish.narration.voices import japanese, kokoro, mandarin, voices
from publish.narration.voices.english import Sound, text_pieces
from publish.narration.voices.kokoro import kokoro_voices
from publish.narration.voices.phoneme_engine import _said

VOICE = Voice("kokoro:alpha-ja", "Alpha", "ja-JP", "Apache-2.0", "kokoro", "", 24_000, slow=True)


@pytest.fixture
def natural(monkeypatch: pytest.MonkeyPatch) -> tuple[Voice, ...]:
    """The voices that a machine with the extra ``voices`` has."""
    monkeypatch.setattr(kokoro, "_weights", list)
    monkeypatch.setattr(kokoro, "find_spec", lambda _name: True)
    assert {"kokoro:alpha-ja", "kokoro:xiaoxiao"} < {voice.id for voice in kokoro_voices()}
    return voices()


@pytest.mark.parametrize(
    ("kana", "phonemes"),
    [
        ("トーキョー", "toːkʲoː"), ("ガッコー", "ɡaʔkoː"), ("シャシン", "ɕaɕiɴ"),
        ("シンブン", "ɕimbɯɴ"), ("テンキ", "teŋkʲi"), ("コンニチワ", "koɲɲiʨiβa"),
        ("アンナイ", "annai"), ("ファン", "ɸaɴ"), ("ウィーク", "βiːkɯ"), ("デス’", "desɨ"),
        ("パーティー", "paːtʲiː"), ("ジュウ", "ʥɨɯ"), ("、", ""),
    ],
)  # fmt: skip
def test_readings_in_katakana_have_the_phonemes_of_the_model(kana: str, phonemes: str) -> None:
    assert japanese.phonemes_of(kana) == phonemes


@pytest.mark.parametrize(
    ("syllable", "phonemes"),
    [
        ("zhong1", "ꭧʊ→ŋ"), ("guo2", "kwo↗"), ("shi4", "ʂɨ↘"), ("ci2", "ʦʰɨ↗"), ("qu4", "ʨʰy↘"),
        ("yuan2", "ɥɛ↗n"), ("xue2", "ɕɥe↗"), ("lv3", "ly↓"), ("lü3", "ly↓"), ("ma5", "ma"),
        ("er2", "ɚ↗"), ("wo3", "wo↓"), ("bo1", "pwo→"), ("jiu3", "ʨjou↓"), ("dui4", "twei↘"),
        ("hun1", "xwə→n"), ("jun1", "ʨy→n"), ("o5", "ɔ"), ("xyz", ""),
    ],
)  # fmt: skip
def test_syllables_in_pinyin_have_the_phonemes_of_the_model(syllable: str, phonemes: str) -> None:
    assert mandarin.phonemes_of(syllable) == phonemes


def test_each_word_is_found_again_in_the_text() -> None:
    """A number is read with what it counts, though it is another part of the text."""

    def analyse(text: str) -> list[SimpleNamespace]:
        assert text == "三本の傘、"
        found = [
            ("三", "サン", 0, 1),
            ("本", "ボン", 1, 2),
            ("の", "ノ", 2, 3),
            ("傘", "カサ", 3, 4),
        ]
        found.append(("、", "、", 4, 5))
        return [
            SimpleNamespace(word=word, pron=pron, char_span=(first, last))
            for word, pron, first, last in found
        ]

    parts = [Part("３", VOICE, say="三"), Part("本の傘、", VOICE)]
    pieces, _ = text_pieces(parts, str, str)
    sounds = japanese.spaced(japanese._sounds(pieces, analyse))
    assert "".join(one.phonemes for one in sounds) == "saɴ boɴ no kasa, "
    text = "".join(part.text for part in parts)
    words = [text[one.first : one.last] for one in _said(sounds)]
    assert words == ["３", "本", "の", "傘"]


def test_pauses_are_written_beside_words() -> None:
    signs = ["“", "e", "?", "”", "ne", "…", "…", "a"]
    sounds = japanese.spaced([Sound(sign, place, place + 1) for place, sign in enumerate(signs)])
    assert "".join(one.phonemes for one in sounds) == "“e?” ne… a "


@pytest.mark.usefixtures("natural")
def test_natural_voices_speak_them_and_phrases_in_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PUBLISH_VOICE")

    def cast(language: str, text: str) -> list[tuple[str, str]]:
        casting = Casting.of(voices(), "", language)
        parts = casting.cast(normalised([Span(text, language)]))
        return [(part.say or part.text, part.voice.id) for part in parts]

    assert cast("ja", "WHOとPython") == [
        ("ダブリューエイチオー", "kokoro:alpha-ja"), ("と", "kokoro:alpha-ja"), ("Python", "heart"),
    ]  # fmt: skip
    assert cast("zh", "E 等于 m c的平方") == [("E 等于 m c的平方", "kokoro:xiaoxiao")]
    assert cast("zh-TW", "你好") == [("你好", "kokoro:xiaoxiao")]
    assert cast("zh-HK", "你好") == [("你好", "yue")]  # Cantonese
    assert cast("en", "On 天, 地.")[1] == ("天, 地.", "kokoro:xiaoxiao")
    assert cast("en", "She said 你好.")[1] == ("你好.", "kokoro:xiaoxiao")
    narrator = Casting.of(voices(), "", "en")
    assert narrator.voice_for("fr", "").id == "kokoro:siwis"
    assert narrator.voice_for("de", "").id == "de"
    assert Casting.of(voices(), "espeak", "en").voice_for("fr", "").id == "fr-fr"


@pytest.mark.skipif(
    importlib.util.find_spec("haqumei") is None, reason="the extra voices isn't installed"
)
def test_dictionaries_give_the_readings() -> None:
    ja, zh = "今日は三月一日です。", "重庆银行，长大了，a。"
    sounds, _ = japanese.JapaneseReader().read([Part(ja, VOICE)])
    assert "".join(one.phonemes for one in sounds) == "kʲoː βa saŋɡaʦɨ ʦɨitaʨi desɨ. "
    sounds, _ = mandarin.MandarinReader().read([Part(zh, VOICE)])
    assert "".join(one.phonemes for one in sounds) == "ꭧʰʊ↗ŋʨʰi↘ŋ i↗nxa↗ŋ, ꭧa↓ŋta↘ lɤ, A. "
