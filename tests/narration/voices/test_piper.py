"""Piper: times from the model, files of strangers, and nothing from the network."""

from __future__ import annotations

import json
from pathlib import Path

import onnx.external_data_helper
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

from publish.errors import MissingToolError
from publish.narration.synthesis import Part, Voice
from publish.narration.voices import piper as piper_files
from publish.narration.voices import voices
from publish.narration.voices.piper import Piper, piper_voices
from tests.narration.voices.speaking import heard, samples
from tests.narration.voices.tiny import HOP, tiny_voice


@pytest.fixture(scope="module")
def engine() -> Piper:
    return Piper()


def test_a_word_lasts_as_long_as_its_phonemes(engine: Piper, known: dict[str, Voice]) -> None:
    """With ``phoneme_type: text`` the phonemes are the letters, so the times can be told."""
    voice = known["piper:en_GB-hum-low"]
    folder = Path(voice.handle).parent
    letters = tiny_voice(folder, "en_GB-letters-low", phoneme_type="text")
    part = Part("no tram", voices([str(letters)])[-1])
    speech = engine.speak([part], 165)
    assert heard(speech, part) == ["no", "tram"]

    def lasts(text: str) -> int:
        ids = [one for char in text for one in (*DEFAULT_PHONEME_ID_MAP[char], 0)]
        return sum(2 + one % 5 for one in ids) * HOP

    no, tram = speech.words
    assert no.end - no.start == lasts("no")
    assert tram.start - no.end == lasts(" ")
    assert tram.end - tram.start == lasts("tram")
    assert no.start == lasts("^")


def test_words_without_times_share_the_sound(engine: Piper, known: dict[str, Voice]) -> None:
    part = Part("a extraordinarily", known["piper:pl_PL-blind-low"])
    speech = engine.speak([part], 165)
    short, long = speech.words
    assert heard(speech, part) == ["a", "extraordinarily"]
    assert 3 * (short.end - short.start) < long.end - long.start


def test_a_number_is_one_word(engine: Piper, known: dict[str, Voice]) -> None:
    part = Part("In 1990, of the 5.5 km", known["piper:en_GB-hum-low"])
    assert heard(engine.speak([part], 165), part) == ["In", "1990", "of", "the", "5.5", "km"]


def test_ipa_and_respellings_are_spoken_and_the_text_kept(
    engine: Piper, known: dict[str, Voice]
) -> None:
    voice = known["piper:en_GB-hum-low"]
    plain = [Part("to Łódź", voice)]
    parts = [Part("to ", voice), Part("Łódź ", voice, ipa="ˈwut͡ɕ"), Part("now", voice)]
    speech = engine.speak(parts, 165)
    assert heard(speech, *parts) == ["to", "Łódź", "now"]
    assert speech.warnings == ()
    said = [Part("to ", voice), Part("Łódź", voice, say="woodge indeed")]
    assert engine.speak(said, 165).pcm != engine.speak(plain, 165).pcm
    assert heard(engine.speak(said, 165), *said) == ["to", "Łódź"]


def test_ipa_that_the_voice_lacks_is_said_so(engine: Piper, known: dict[str, Voice]) -> None:
    part = Part("click", known["piper:en_GB-hum-low"], ipa="жa")
    speech = engine.speak([part], 165)
    assert heard(speech, part) == ["click"]
    assert "cannot say /жa/" in speech.warnings[0]


def test_brackets_of_the_text_are_not_phonemes(engine: Piper, known: dict[str, Voice]) -> None:
    voice = known["piper:en_GB-hum-low"]
    text = Part("see [[ aaaaaaaaaaaaaaaaaaaaaaaaaa ]] so", voice)
    assert heard(engine.speak([text], 165), text)[-1] == "so"


@pytest.fixture(scope="module")
def hum(hums: Path) -> Voice:
    return voices([str(hums / "en_GB-hum-low.onnx")])[-1]


@settings(max_examples=40, deadline=None)
@given(text=st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_text_gives_words_in_order_inside_the_sound(
    engine: Piper, hum: Voice, text: str
) -> None:
    part = Part(text, hum)
    heard(engine.speak([part], 165), part)


def test_silence_is_no_speech(engine: Piper, tmp_path: Path) -> None:
    path = tiny_voice(tmp_path, "en_GB-mute-low", amplitude=0.0)
    assert engine.speak([Part("No", voices([str(path)])[-1])], 165).pcm == b""


def test_a_broken_model_is_named(engine: Piper, tmp_path: Path) -> None:
    path = tiny_voice(tmp_path, "en_GB-broken-low")
    path.write_bytes(b"no model")
    with pytest.raises(RuntimeError, match=r"piper:en_GB-broken-low cannot be loaded"):
        engine.speak([Part("No", voices([str(path)])[-1])], 165)


def test_a_model_reads_no_other_file(engine: Piper, tmp_path: Path) -> None:
    path = tiny_voice(tmp_path, "en_GB-curious-low")
    model = onnx.load(path)
    tensor = next(one for one in model.graph.initializer if one.name == "pitch")
    (tmp_path / "secret").write_bytes(tensor.raw_data)
    onnx.external_data_helper.set_external_data(tensor, "secret")
    tensor.ClearField("raw_data")
    path.write_bytes(model.SerializeToString())
    with pytest.raises(RuntimeError, match="it wants to read another file"):
        engine.speak([Part("No", voices([str(path)])[-1])], 165)


@pytest.mark.parametrize(
    "damage",
    [
        {"phoneme_type": "pinyin"},  # its dictionary would be fetched
        {"audio": {}},
        {"audio": {"sample_rate": "fast"}},
    ],
)
def test_descriptions_of_no_use_are_passed_over(
    damage: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tiny_voice(tmp_path, "en_GB-odd-low", **damage)
    monkeypatch.setenv("PUBLISH_VOICES", str(tmp_path))
    assert piper_voices() == ()
    with pytest.raises(MissingToolError, match=r"NAME\.onnx\.json"):
        voices([str(path)])


def test_the_licence_is_that_of_the_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny_voice(tmp_path)
    card = "# Model card\n\n* Language: en_GB\n* License: CC-BY-4.0\n"
    (tmp_path / "MODEL_CARD").write_text(card)
    monkeypatch.setenv("PUBLISH_VOICES", str(tmp_path))
    assert [voice.licence for voice in piper_voices()] == ["CC-BY-4.0"]


def test_the_language_is_told_by_the_name_or_the_phonemes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("sr_RS-old-low", "strange"):
        path = tiny_voice(tmp_path, name, language="uk")
        about = path.with_name(f"{path.name}.json")
        told = json.loads(about.read_text())
        del told["language"]
        about.write_text(json.dumps(told))
    monkeypatch.setenv("PUBLISH_VOICES", str(tmp_path))
    assert [voice.language for voice in piper_voices()] == ["sr-RS", "uk"]


def test_without_piper_its_voices_say_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(piper_files, "find_spec", lambda _name: None)
    with pytest.raises(MissingToolError, match=r"pip install 'publish-editions\[piper\]'"):
        voices(["piper:en_GB-hum-low"])


def test_sound_begins_and_ends_with_sound(engine: Piper, known: dict[str, Voice]) -> None:
    """No more than the ten milliseconds that keep a soft consonant are silent."""
    speech = engine.speak([Part("No.", known["piper:en_GB-hum-low"])], 165)
    edge = speech.rate // 50
    assert max(map(abs, samples(speech)[:edge])) > 100
    assert max(map(abs, samples(speech)[-edge:])) > 100
