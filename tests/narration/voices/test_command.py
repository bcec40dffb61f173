"""``publish voices`` and ``publish doctor``: what there is, how it sounds, what is missing."""

from __future__ import annotations

import json
import wave
from pathlib import Path

import pytest

from publish.cli import main
from publish.narration.voices import piper as piper_files
from tests.narration.voices.tiny import tiny_voice


def listed(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, dict[str, str]]:
    assert main(["voices", "--json", *words]) == 0
    return {voice["id"]: voice for voice in json.loads(capsys.readouterr().out)["voices"]}


@pytest.mark.usefixtures("known")
def test_voices_of_all_engines_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    found = listed(capsys, "--all")
    assert {voice["engine"] for voice in found.values()} == {"espeak", "hibari", "system", "piper"}
    assert found["piper:en_GB-hum-low"] == {
        "id": "piper:en_GB-hum-low",
        "language": "en-GB",
        "name": "Hum (low)",
        "engine": "piper",
        "sound": "natural",
        "speed": 10,
        "licence": "not stated",
    }


@pytest.mark.usefixtures("known")
def test_the_list_is_short_unless_all_are_wanted(capsys: pytest.CaptureFixture[str]) -> None:
    short = listed(capsys)
    assert {"heart", "en-gb", "be", "uk", "pl", "piper:en_GB-hum-low"} <= set(short)
    assert not {"cs", "system:Polish"} & set(short)  # the system's Polish is espeak's again
    assert len(short) < 40 < 100 < len(listed(capsys, "--all"))
    assert main(["voices"]) == 0
    out = capsys.readouterr().out
    assert "more voices: publish voices --language LANGUAGE, or: publish voices --all" in out


@pytest.mark.usefixtures("known")
def test_voices_of_one_language(capsys: pytest.CaptureFixture[str]) -> None:
    assert set(listed(capsys, "--language", "be")) == {"be"}
    assert set(listed(capsys, "--language", "be", "--all")) == {"be", "system:Belarusian"}
    assert set(listed(capsys, "--language", "Czech")) == {"cs"}
    polish = listed(capsys, "--language", "PL")
    assert set(polish) == {"pl", "piper:pl_PL-blind-low"}
    british = listed(capsys, "--language", "en-GB")
    assert {"en-gb", "en-gb-scotland", "piper:en_GB-hum-low"} <= set(british)
    assert "en-us" not in british
    assert next(iter(listed(capsys, "--language", "en"))) == "heart"  # the natural first
    assert main(["voices", "--language", "tlh"]) == 0
    assert capsys.readouterr().out == "No voice speaks tlh. All voices: publish voices --all\n"


@pytest.mark.parametrize(
    ("words", "voice", "rate"),
    [
        (["--voice", "piper:en_gb-HUM-low"], "piper:en_GB-hum-low", 16_000),
        (["--voice", "system:English (America)"], "system:English (America)", 22_050),
        (["--voice", "en-us"], "en-us", 22_050),
        (["--language", "be"], "be", 22_050),
        ([], "en-gb", 22_050),
    ],
)
@pytest.mark.usefixtures("known")
def test_a_sample_is_written(
    words: list[str], voice: str, rate: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "new" / "sample.wav"
    assert main(["voices", "--say", "So.", *words, "-o", str(output), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["voice"] == voice
    with wave.open(str(output), "rb") as sound:
        assert sound.getparams()[:3] == (1, 2, rate)
        assert sound.getnframes() / rate == pytest.approx(said["seconds"], abs=0.001)
        assert any(sound.readframes(sound.getnframes()))


@pytest.mark.usefixtures("known")
def test_samples_of_all_in_the_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["voices", "--language", "pl", "--samples", str(tmp_path / "new"), "--json"]
    assert main(words) == 0
    found = json.loads(capsys.readouterr().out)["voices"]
    assert {Path(voice["sample"]).name for voice in found} == {
        "pl.wav",
        "piper-pl_PL-blind-low.wav",
    }
    for voice in found:
        with wave.open(voice["sample"], "rb") as sound:
            assert any(sound.readframes(sound.getnframes()))


def test_the_path_of_a_voice_will_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tiny_voice(tmp_path / "own", "en_GB-mine-low")
    monkeypatch.chdir(tmp_path)
    for written in (str(path), "own/en_GB-mine-low.onnx"):
        assert main(["voices", "--say", "So.", "--voice", written]) == 0
        assert "by piper:en_GB-mine-low" in capsys.readouterr().out
        assert (tmp_path / "sample.wav").exists()


def test_what_cannot_be_heard_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "sample.wav"
    assert main(["voices", "--say", "So.", "--voice", "en-gbx", "-o", str(output)]) == 5
    assert "Did you mean en-gb" in capsys.readouterr().err
    assert main(["voices", "--say", "—", "-o", str(output)]) == 6
    assert "it says nothing" in capsys.readouterr().err
    assert main(["voices", "--say", " ", "-o", str(output)]) == 2
    assert "There is nothing to say" in capsys.readouterr().err
    assert main(["voices", "--voice", "en-gb"]) == 2
    assert "--say" in capsys.readouterr().err
    assert not output.exists()


def test_a_broken_voice_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tiny_voice(tmp_path, "en_GB-broken-low")
    path.write_bytes(b"no model")
    output = tmp_path / "sample.wav"
    assert main(["voices", "--say", "So.", "--voice", str(path), "-o", str(output)]) == 6
    assert "piper:en_GB-broken-low cannot be loaded" in capsys.readouterr().err


def test_the_doctor_knows_the_engines(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(piper_files, "find_spec", lambda _name: None)
    assert main(["doctor", "--json"]) == 0  # editions can be made without Piper
    parts = {part["name"]: part for part in json.loads(capsys.readouterr().out)["parts"]}
    assert parts["system voices"]["found"]
    assert not parts["piper"]["found"]
    assert "pip install 'publish-editions[piper]'" in parts["piper"]["fix"]
