"""hibari: times from the model, the author's pronunciations, and nothing that is left unsaid."""

from __future__ import annotations

import sys
from itertools import pairwise
from math import log10
from pathlib import Path

import pytest

from publish.errors import MissingToolError
from publish.language.spoken.text import Span
from publish.model import NarrationSettings
from publish.narration.casting import Casting
from publish.narration.script import Chapter, ChapterKind, Role, Script, Utterance
from publish.narration.sounds import pcm
from publish.narration.speak import speak
from publish.narration.synthesis import Part, Voice
from publish.narration.voices import DEFAULT_VOICE, english, kokoro, phoneme_engine, voices
from publish.narration.voices import hibari as engine_file
from publish.narration.voices.english import EnglishReader, spell
from publish.narration.voices.hibari import Hibari
from tests.narration.voices.speaking import heard, samples, spoken

HEART = next(voice for voice in voices() if voice.id == "heart")


@pytest.fixture(scope="module")
def engine() -> Hibari:
    return Hibari()


@pytest.fixture(scope="module")
def reader(engine: Hibari) -> EnglishReader:
    return engine._reader


def phonemes(reader: EnglishReader, *parts: Part) -> str:
    return "".join(sound.phonemes for sound in reader.read(parts)[0])


def test_words_are_where_they_sound(engine: Hibari) -> None:
    """A stop consonant after a pause shows it: silence before the word, and sound at once."""
    part = Part("First they took the boats. Back home it rained; people talked.", HEART)
    speech = engine.speak([part], 165)
    said = heard(speech, part)
    assert said == [
        "First",
        "they",
        "took",
        "the",
        "boats",
        "Back",
        "home",
        "it",
        "rained",
        "people",
        "talked",
    ]
    sound, ms = samples(speech), speech.rate // 1000
    for word in ("Back", "people"):
        start = speech.words[said.index(word)].start
        assert max(map(abs, sound[start - 200 * ms : start - 50 * ms])) < 600
        assert max(map(abs, sound[start - 20 * ms : start + 80 * ms])) > 3000
    assert all(max(map(abs, sound[word.start : word.end])) > 1500 for word in speech.words)


def test_one_word_with_two_sounds_and_two_words_with_one(engine: Hibari) -> None:
    part = Part("They cannot say either/or in the U.S. now", HEART)
    said = heard(engine.speak([part], 165), part)
    assert said == ["They", "cannot", "say", "either", "or", "in", "the", "U.S", "now"]


def test_what_the_author_says_takes_the_place_of_the_dictionary(
    engine: Hibari, reader: EnglishReader
) -> None:
    parts = [
        Part("to ", HEART),
        Part("Łódź ", HEART, ipa="ˈwut͡ɕ"),
        Part("for ", HEART),
        Part("$5.30", HEART, say="five dollars thirty"),
        Part(".", HEART),
    ]
    assert phonemes(reader, *parts) == "tə wˈuʧ fɔɹ fˈIv dˈɑləɹz θˈɜɹTi."
    assert heard(engine.speak(parts, 165), *parts) == ["to", "Łódź", "for", "$5.30"]


@pytest.mark.parametrize(
    ("ipa", "spelled"),
    [("ˈwʊd", "wˈʊd"), ("ˈskreɪmd͡ʒ", "skɹˈAmʤ"), ("paˈɦɔnja", "pɑhˈɔnjɑ"), ("ʔǃ", "")],
)
def test_ipa_is_spelled_in_the_letters_of_the_model(ipa: str, spelled: str) -> None:
    assert spell(ipa) == spelled


def test_ipa_that_the_voice_lacks_is_said_so(engine: Hibari) -> None:
    part = Part("click", HEART, ipa="ǃa")
    speech = engine.speak([part], 165)
    assert heard(speech, part) == ["click"]
    assert "cannot say /ǃa/" in speech.warnings[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Yes ✓", "ʧˈɛk"),
        ("so 🙂 it", "smˈIlɪŋ fˈAs"),
        ("3 Ω", "OmˈAɡə"),
        ("a & b", "ænd"),
        ("50 %", "pəɹsˈɛnt"),
        ("the ^ sign", "sˈɜɹkəmflˌɛks"),
        ("₴", "hɹˈɪvniə"),
    ],
)
def test_signs_are_named(reader: EnglishReader, text: str, said: str) -> None:
    assert said in phonemes(reader, Part(text, HEART))


def test_punctuation_alone_is_no_speech(engine: Hibari) -> None:
    assert engine.speak([Part("… “—”", HEART)], 165).pcm == b""


def test_letters_that_nobody_sees_do_not_cut_words(reader: EnglishReader) -> None:
    plain = phonemes(reader, Part("cooperate", HEART))
    assert phonemes(reader, Part("co\u00adoper\u200bate", HEART)) == plain


def test_a_long_word_is_read_to_its_end(reader: EnglishReader) -> None:
    short, long = (phonemes(reader, Part("Zlatko" * times, HEART)) for times in (4, 12))
    assert len(long) > 2.5 * len(short)


def test_a_long_text_is_cut_at_clauses(engine: Hibari) -> None:
    clause = "the lamps along the upper line were lit again, "
    part = Part(clause * 20, HEART)
    sounds, _ = engine._reader.read([part])
    pieces = list(phoneme_engine.pieces_of(sounds, engine.longest))
    assert len(pieces) > 1
    assert all(piece[-1].phonemes == ", " for piece in pieces)
    assert all(len("".join(one.phonemes for one in piece)) <= 400 for piece in pieces)
    speech = engine.speak([part], 165)
    assert len(heard(speech, part)) == 20 * len(clause.split())
    gaps = [after.start - before.end for before, after in pairwise(speech.words)]
    assert max(gaps) < speech.rate


def test_the_number_of_workers_changes_nothing(tmp_path: Path) -> None:
    said = [
        Utterance(role=Role.BODY, spans=(Span(f"The {word} lamp was lit.", "en"),), pause=200)
        for word in ("first", "second", "third", "fourth")
    ]
    chapter = Chapter(
        kind=ChapterKind.OPENING, title="T", level=1, target="title", utterances=tuple(said)
    )
    one, two = (
        speak(
            Script(language="en", chapters=(chapter,)),
            NarrationSettings(voice="heart"),
            tmp_path / str(workers),
            workers=workers,
        )
        for workers in (1, 2)
    )
    assert one.rate == two.rate == 24_000
    assert one.voice == "Heart (American English)"
    assert one.chapters == two.chapters
    assert b"".join(pcm(one)) == b"".join(pcm(two))


def test_it_is_as_loud_as_espeak() -> None:
    british = next(voice for voice in voices() if voice.id == "en-gb")
    text = "One valley said no, and its three lines still run."
    levels = []
    for voice in (HEART, british):
        sound = samples(spoken(Part(text, voice)))
        levels.append(10 * log10(sum(one * one for one in sound) / len(sound)))
    assert abs(levels[0] - levels[1]) < 2.5


def test_scipy_changes_nothing(engine: Hibari) -> None:
    """hibari would take its transforms, which round otherwise, where it is installed."""
    assert "scipy" not in sys.modules
    assert {engine._dsp.rfft.__module__, engine._dsp.irfft.__module__} == {engine_file.__name__}


def test_it_speaks_english_unless_another_voice_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def main(wanted: str, language: str) -> str:
        return Casting.of(voices([wanted]), wanted, language).main.id

    monkeypatch.setattr(kokoro, "find_spec", lambda _name: None)
    assert main("", "en") == "en-gb"  # as the environment of the tests says
    monkeypatch.delenv(DEFAULT_VOICE)
    assert [main("", tag) for tag in ("en", "en-GB", "en-US", "be")] == ["heart"] * 3 + ["be"]
    assert main("espeak", "en-GB") == main("en-gb", "en-GB") == "en-gb"
    monkeypatch.setenv(DEFAULT_VOICE, "heart")
    assert main("", "en-GB") == "heart"


def test_without_hibari_espeak_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(DEFAULT_VOICE)
    monkeypatch.setattr(english, "find_spec", lambda _name: None)
    assert Casting.of(voices(), "", "en-US").main.id == "en-us"
    with pytest.raises(MissingToolError, match="heart"):
        Casting.of(voices(["heart"]), "heart", "en")


def test_what_would_be_downloaded_is_refused(known: dict[str, Voice]) -> None:
    assert "emma" not in known
    with pytest.raises(MissingToolError, match="publish downloads nothing"):
        Casting.of(voices(["emma"]), "emma", "en-GB")
