"""The engines, for real: sound at the rate that they say, words in order inside it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from publish.errors import MissingToolError
from publish.language.spoken.text import Span
from publish.model import NarrationSettings, RoleVoice
from publish.narration.casting import Casting
from publish.narration.script import Chapter, ChapterKind, Role, Script, Utterance
from publish.narration.speak import speak
from publish.narration.synthesis import Part, Voice
from publish.narration.voices import voices
from tests.narration.voices.speaking import heard, samples, spoken, spoken_in_turn

SENTENCE = "One valley said no, and its three lines still run."
WORDS = SENTENCE.replace(",", "").replace(".", "").split()

VOICES = {
    "en-gb": 22_050,
    "heart": 24_000,
    "system:English (Great Britain)": 22_050,
    "piper:en_GB-hum-low": 16_000,
    "piper:pl_PL-blind-low": 16_000,
}


@pytest.mark.parametrize("name", VOICES)
def test_each_engine_speaks(name: str, known: dict[str, Voice]) -> None:
    part = Part(SENTENCE, known[name])
    speech = spoken(part)
    assert speech.rate == known[name].rate == VOICES[name]
    assert heard(speech, part) == WORDS
    assert 1.5 < len(samples(speech)) / speech.rate < 12
    assert max(map(abs, samples(speech))) > 8000
    assert speech.warnings == ()


@pytest.mark.parametrize("name", VOICES)
def test_the_same_words_give_the_same_bytes_whatever_was_said_before(
    name: str, known: dict[str, Voice]
) -> None:
    voice = known[name]
    first, other, again = spoken_in_turn(
        [Part(SENTENCE, voice)], [Part("Something else.", voice)], [Part(SENTENCE, voice)]
    )
    assert first == again
    assert other.pcm != first.pcm


@pytest.mark.parametrize("name", VOICES)
def test_twice_the_speed_is_half_the_time(name: str, known: dict[str, Voice]) -> None:
    part = Part(SENTENCE, known[name])
    slow, fast = spoken(part, speed=120), spoken(part, speed=240)
    assert 1.5 < len(slow.pcm) / len(fast.pcm) < 2.5


def test_a_sentence_by_three_engines_has_one_rate(known: dict[str, Voice]) -> None:
    parts = (
        Part("They say ", known["piper:en_GB-hum-low"]),
        Part("tramwaj dwa ", known["pl"]),
        Part("here, ", known["system:English (America)"]),
        Part("and so on.", known["piper:en_GB-hum-low"]),
    )
    speech = spoken(*parts)
    assert speech.rate == 22_050
    assert heard(speech, *parts) == ["They", "say", "tramwaj", "dwa", "here", "and", "so", "on"]
    apart = [spoken(part) for part in parts]
    seconds = sum(len(samples(one)) / one.rate for one in apart) + 3 * 0.06
    assert len(samples(speech)) / speech.rate == pytest.approx(seconds, abs=0.01)


def test_a_narration_has_the_rate_of_its_main_voice(
    known: dict[str, Voice], tmp_path: Path
) -> None:
    """A phrase by another engine is brought to it, its words with it."""
    said = [
        Utterance(role=role, spans=(Span("They say ", "en-GB"), Span("tramwaj", "pl")), pause=100)
        for role in (Role.BODY, Role.NOTE)
    ]
    chapter = Chapter(
        kind=ChapterKind.OPENING, title="T", level=1, target="title", utterances=tuple(said)
    )
    main = known["piper:en_GB-hum-low"]
    narration = speak(
        Script(language="en-GB", chapters=(chapter,)),
        NarrationSettings(voice=main.id, roles=(RoleVoice("note", "en-us"),)),
        tmp_path,
    )
    assert narration.rate == main.rate == 16_000
    assert narration.voice == "Hum (low)"
    for clip in narration.chapters[0].clips:
        assert len(clip.words) == 3
        times = [time for word in clip.words for time in (word.start, word.end)]
        assert clip.start <= times[0] <= times[-1] <= clip.end
        assert times == sorted(times)
        assert 0.8 < (clip.end - clip.start) / narration.rate < 3
    hum, american = narration.chapters[0].clips
    assert hum.end - hum.start != american.end - american.start


def test_every_voice_says_what_it_is(known: dict[str, Voice]) -> None:
    engines = {voice.engine for voice in known.values()}
    assert engines == {"espeak", "hibari", "system", "piper"}
    for name, voice in known.items():
        assert name.partition(":")[0] == voice.engine or (":" not in name)
        assert voice.name
        assert voice.licence
        assert re.fullmatch(r"[a-z]{2,8}(-[A-Za-z0-9]{1,8})*", voice.language)
    hum = known["piper:en_GB-hum-low"]
    assert (hum.name, hum.language, hum.licence) == ("Hum (low)", "en-GB", "not stated")
    american = known["system:English (America)"]
    assert (american.language, american.licence) == ("en-US", "GPL-3.0-or-later")


def test_only_the_engines_that_are_asked_for_are_looked_at(known: dict[str, Voice]) -> None:
    assert {voice.engine for voice in voices()} == {"espeak", "hibari"}
    asked = voices(["piper:en_GB-hum-low", "", "en-gb"])
    assert {voice.engine for voice in asked} == {"espeak", "hibari", "piper"}
    assert set(asked) < set(known.values())


@pytest.mark.parametrize(
    ("wrong", "near"),
    [
        ("piper:en_GB-hun-low", "piper:en_GB-hum-low"),
        ("system:English (Amerika)", "system:English (America)"),
        ("en_GB-hum-low", "piper:en_GB-hum-low"),
        ("en-gbx", "en-gb"),
    ],
)
@pytest.mark.usefixtures("known")
def test_a_voice_that_is_not_there_names_the_nearest(wrong: str, near: str) -> None:
    with pytest.raises(MissingToolError) as caught:
        Casting.of(voices([wrong]), wrong, "en-GB")
    assert near in caught.value.fix
    assert "publish voices" in caught.value.fix


def test_a_voice_of_another_language_is_obeyed_with_a_warning() -> None:
    casting = Casting.of(voices(["ru"]), "ru", "be")
    assert casting.main.id == "ru"
    assert [part.voice.id for part in casting.cast([Span("Пагоня", "be"), Span("x", "en")])] == [
        "ru",
        "en-gb",
    ]
    assert list(casting.warnings) == ["The voice ru speaks ru, and the article is in be."]


def test_a_voice_of_no_known_language_is_taken_for_the_article_s() -> None:
    odd = replace(voices()[0], id="system:Odd", language="und")
    casting = Casting.of((*voices(), odd), "system:odd", "en-GB")
    assert casting.cast([Span("No", "en-GB")])[0].voice is odd
    assert not casting.warnings
