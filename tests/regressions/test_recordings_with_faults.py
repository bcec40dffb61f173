"""Recordings with faults: cut off, with an offset, silent, too fast ...: corrected, or named.

A recording without faults is only levelled and faded.
"""

from __future__ import annotations

import math
import wave
from array import array
from collections.abc import Callable
from pathlib import Path

import pytest
from mutagen.mp3 import EasyMP3

from publish.errors import SourceError
from publish.narration.inspection import artist_of
from publish.narration.narrate import narrate
from publish.narration.narrators import narrator_line
from publish.narration.recordings import level_of, speech_of
from publish.narration.speak import speak
from publish.narration.synthesis import Recording, Speech
from publish.prepare import prepare
from publish.runtime import ffmpeg
from publish.runtime.programs import run
from publish.source import read_markdown

RATE = 22_050

#: As many words as are read aloud in the six seconds of :func:`speech`.
WORDS = (15, 15)


def speech(seconds: float = 6.0, amplitude: float = 0.3) -> list[float]:
    """Syllables: a tone that swells four times a second."""
    return [
        amplitude * math.sin(2 * math.pi * 220 * i / RATE) * math.sin(4 * math.pi * i / RATE) ** 2
        for i in range(round(seconds * RATE))
    ]


def write(path: Path, *channels: list[float], rate: int = RATE) -> Path:
    samples = (max(-1.0, min(1.0, one)) for frame in zip(*channels, strict=True) for one in frame)
    with wave.open(str(path), "wb") as file:
        file.setparams((len(channels), 2, rate, 0, "NONE", ""))
        file.writeframes(array("h", (round(32_767 * one) for one in samples)).tobytes())
    return path


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("recorded") / "good.wav", speech())


def read(path: Path, words: tuple[int, int] = WORDS) -> Speech:
    return speech_of(Recording(path, -20.0, RATE, words))


def converted(good: Path, path: Path, *options: str) -> Path:
    run(
        [ffmpeg.program(), "-loglevel", "error", "-y", "-i", str(good), *options, str(path)],
        timeout=60,
    )
    return path


def test_a_good_recording_is_only_levelled_and_faded(good: Path) -> None:
    made = read(good)
    assert made.warnings == ()
    before, after = (array("h", one) for one in (good.read_bytes()[44:], made.pcm))
    assert len(before) == len(after)
    edge = RATE // 100
    factor = 10 ** ((-20.0 - level_of([before.tobytes()], RATE)) / 20)
    assert all(
        abs(new - old * factor) <= 1
        for old, new in zip(before[edge:-edge], after[edge:-edge], strict=True)
    )


@pytest.mark.parametrize("suffix", [".wav", ".mp3", ".flac", ".ogg", ".opus", ".m4a"])
def test_a_file_that_is_cut_off_is_refused(good: Path, tmp_path: Path, suffix: str) -> None:
    options = ("-movflags", "+faststart") if suffix == ".m4a" else ()
    whole = converted(good, tmp_path / f"whole{suffix}", *options)
    assert read(whole).warnings == ()
    cut = tmp_path / f"cut{suffix}"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size * 6 // 10])
    with pytest.raises(SourceError, match="of the file is missing") as caught:
        read(cut, ())
    assert caught.value.diagnostic.file == cut
    assert "again" in caught.value.diagnostic.fix


def test_a_stream_that_never_knew_its_size_is_whole(good: Path, tmp_path: Path) -> None:
    data = bytearray(good.read_bytes())
    data[40:44] = b"\xff\xff\xff\xff"
    (tmp_path / "piped.wav").write_bytes(data)
    assert read(tmp_path / "piped.wav").pcm == read(good).pcm


QUIET = [0.0] * (3 * RATE)
FAULTS: dict[str, tuple[Callable[[], tuple[list[float], ...]], str, float]] = {
    "offset": (lambda: ([one + 0.2 for one in speech()],), "DC offset of 20.0 %", 6),
    "beginning": (lambda: ([*QUIET, *speech()],), "3.0 s of silence at its beginning", 6.3),
    "end": (lambda: ([*speech(), *QUIET],), "3.0 s of silence at its end", 6.3),
    "gap": (
        lambda: ([*speech(), *QUIET, *QUIET, *QUIET, *speech()],),
        "9.0 s of silence at 0:05",
        21,
    ),
    "clipped": (lambda: (speech(amplitude=2.0),), "clipped", 6),
    "left": (lambda: (speech(), [0.0] * (6 * RATE)), "right channel is empty", 6),
    "right": (lambda: ([0.0] * (6 * RATE), speech()), "left channel is empty", 6),
    "inverted": (lambda: (speech(), [-one for one in speech()]), "cancel each other", 6),
    "soft": (lambda: (speech(amplitude=0.008),), "very soft", 6),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_and_the_level_is_right(fault: str, tmp_path: Path) -> None:
    channels, what, seconds = FAULTS[fault]
    made = read(write(tmp_path / "clip.wav", *channels()), (40, 40) if seconds > 10 else WORDS)
    (warning,) = made.warnings
    assert what in warning
    assert level_of([made.pcm], RATE) == pytest.approx(-20, abs=0.2)
    assert len(made.pcm) / 2 / RATE == pytest.approx(seconds, abs=0.06)
    samples = array("h", made.pcm)
    assert abs(sum(samples) / len(samples)) < 100


@pytest.mark.parametrize(
    ("words", "what"), [((60, 60), "600 words a minute"), ((0, 2), ""), ((10, 5), "")]
)
def test_words_that_cannot_be_said_in_the_time_are_named(
    good: Path, words: tuple[int, int], what: str
) -> None:
    warnings = read(good, words).warnings
    assert len(warnings) == bool(what)
    assert all(what in one for one in warnings)


def test_a_slow_recording_and_a_telephone_are_named(good: Path, tmp_path: Path) -> None:
    slow = converted(good, tmp_path / "slow.wav", "-af", f"asetrate={RATE // 3},aresample=8000")
    told = read(slow).warnings
    assert "50 words a minute" in told[0]
    assert "8,000 Hz" in told[1]


def test_near_silence_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="nearly"):
        read(write(tmp_path / "clip.wav", speech(amplitude=0.003)))


def test_music_keeps_its_silence(tmp_path: Path) -> None:
    made = read(write(tmp_path / "intro.wav", [*QUIET, *speech()]), ())
    assert made.warnings == ()
    assert len(made.pcm) == 2 * 9 * RATE


@pytest.mark.parametrize("suffix", [".wav", ".mp3", ".flac", ".ogg", ".m4a"])
def test_the_artist_in_the_tags_is_read(good: Path, tmp_path: Path, suffix: str) -> None:
    assert artist_of(good) == ""
    tagged = converted(good, tmp_path / f"tagged{suffix}", "-metadata", "artist=Nadia Petrov")
    assert artist_of(tagged) == "Nadia Petrov"


SOURCE = """---
title: Trams
language: en-GB
contributors: [{people}]
narration:
  recordings: {{lines: lines.mp3}}
---

{{#lines}}
## The lines

Line A follows the river, and climbs a hill. Line B leaves the town by the bridge, and ends there.
"""


def test_the_reader_of_a_section_is_named(good: Path, tmp_path: Path) -> None:
    clip = converted(good, tmp_path / "lines.mp3", "-t", "1.5")
    names = {"Nadia Petrov": "{name: Nadia Petrov, role: narrator}", "Artist of Tags": ""}
    tags = EasyMP3(clip)
    tags["artist"] = "Artist of Tags"
    tags.save()
    for name, people in names.items():
        article = prepare(read_markdown(tmp_path / "a.md", SOURCE.format(people=people)))
        narration = speak(narrate(article), article.metadata.narration, tmp_path / "cache")
        assert f"{name}, human voice" in narrator_line(article, narration)
        assert "synthetic voice" in narrator_line(article, narration)
        (warning,) = narration.warnings
        assert warning.startswith("lines.mp3: It has 1.5 s for 20 words")
