"""Mastering: what the encoded files measure, by ffmpeg's filters run here."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace

from publish.editions.audio.encode import missed_targets
from publish.encoding import mastering
from publish.encoding import mastering as measuring
from publish.encoding.mastering import PROFILES, Measurement, fitting_gain
from publish.model import Article
from publish.narration.timeline import Narration
from publish.runtime.ffmpeg import program
from tests.building import export
from tests.judges.ffprobe import probe

EXPORT = {
    "m4b": partial(export, "m4b"),
    "mp3": partial(export, "mp3"),
    "opus": partial(export, "opus"),
}
GOOD = Measurement(loudness=-19, rms=-20, peak=-3.5, floor=-80, head=0.8, tail=2, length=60)


def wishing(article: Article, mastering: str) -> Article:
    options = replace(article.metadata.narration, mastering=mastering)
    return replace(article, metadata=replace(article.metadata, narration=options))


def measured(path: Path) -> dict[str, float]:
    """What ffmpeg's filters say of the decoded file."""
    filters = "ebur128=peak=true:framelog=verbose,astats=measure_perchannel=none"
    command = [program(), "-hide_banner", "-nostats", "-i", path, "-map", "0:a"]
    said = subprocess.run(
        [*command, "-af", filters, "-f", "null", "-"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stderr
    patterns = {
        "loudness": r"I:\s+(\S+) LUFS",
        "peak": r"True peak:\s+Peak:\s+(\S+) dBFS",
        "rms": r"RMS level dB: (\S+)",
        "floor": r"Noise floor dB: (\S+)",
    }
    return {name: float(re.findall(pattern, said)[-1]) for name, pattern in patterns.items()}


@pytest.mark.parametrize("name", EXPORT)
def test_a_podcast_is_as_loud_as_podcasts_are(
    name: str, article: Article, narration: Narration, tmp_path: Path
) -> None:
    path = tmp_path / f"article.{name}"
    made = EXPORT[name](wishing(article, "podcast"), narration, path)
    found = measured(path)
    assert found["loudness"] == pytest.approx(-19, abs=0.5)
    assert found["peak"] <= -1
    assert made.diagnostics == ()
    assert made.measured["loudness"] == found["loudness"]
    assert "meets the podcast profile" in made.summary


def test_an_audiobook_is_what_shops_take(
    article: Article, narration: Narration, tmp_path: Path
) -> None:
    path = tmp_path / "article.mp3"
    made = export("mp3", wishing(article, "audiobook"), narration, path)
    found = measured(path)
    assert -23 <= found["rms"] <= -18
    assert found["peak"] <= -3
    assert found["floor"] <= -60
    (sound,) = (stream for stream in probe(path).streams if stream.kind == "audio")
    assert (sound.sample_rate, sound.bit_rate) == (44_100, 192_000)
    assert 0.5 <= made.measured["head"] <= 1
    assert 1 <= made.measured["tail"] <= 5
    assert made.diagnostics == ()
    assert "meets the audiobook profile" in made.summary


def test_without_a_wish_nothing_is_measured(
    article: Article, narration: Narration, tmp_path: Path
) -> None:
    made = export("mp3", wishing(article, ""), narration, tmp_path / "article.mp3")
    assert made.measured == {}
    assert "profile" not in made.summary


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("turned", [-14.0, -6.0, 4.0])
def test_a_softer_or_louder_voice_ends_as_loud(
    profile: str, turned: float, narration: Narration, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The narration turned down or up: the gain makes up for it, behind the limiter."""
    behind: list[float] = []
    name = "loudness" if profile == "podcast" else "rms"
    measured: Callable[[bytes, int, str], float] = getattr(measuring, name)

    def turned_measured(pcm: bytes, rate: int, before: str) -> float:
        behind.append(measured(pcm, rate, f"volume={turned}dB,{before}"))
        return behind[-1]

    monkeypatch.setattr(mastering, name, turned_measured)
    fitting_gain(PROFILES[profile], narration, 1.5)
    wanted = -19 if profile == "podcast" else -20.5
    assert behind[-1] == pytest.approx(wanted, abs=0.6)


def test_silence_has_a_gain_too(narration: Narration, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mastering, "pcm", lambda *_: iter([bytes(44_100)]))
    for profile in PROFILES.values():
        assert abs(fitting_gain(profile, narration, 1.5)) < 100


@pytest.mark.parametrize(
    ("profile", "changed", "said"),
    [
        ("podcast", {"loudness": -20.1}, "asks for -19 LUFS (within 0.5); it is -20.1"),
        ("podcast", {"peak": -0.4}, "allows peaks of -1 dB; one is -0.4"),
        ("audiobook", {"rms": -17.5}, "asks for a level of -23 to -18 dB RMS; it is -17.50"),
        ("audiobook", {"peak": -2.9}, "allows peaks of -3 dB; one is -2.9"),
        ("audiobook", {"floor": -55.0}, "allows noise of -60 dB; it is -55.0"),
        ("audiobook", {"head": 0.2}, "silence at the beginning of 0.5 to 1 s; it is 0.20"),
        ("audiobook", {"tail": 6.0}, "silence at the end of 1 to 5 s; it is 6.00"),
        ("audiobook", {"length": 7300.0}, "allows 120 min a file; it is 122 (--split"),
    ],
)
def test_a_missed_target_is_told_with_its_numbers(
    profile: str, changed: dict[str, float], said: str
) -> None:
    assert list(missed_targets(PROFILES[profile], GOOD)) == []
    (found,) = missed_targets(PROFILES[profile], replace(GOOD, **changed))
    assert said in found
