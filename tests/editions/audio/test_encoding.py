"""Encoded segment by segment, and put together: the sound stands where the timeline says."""

from __future__ import annotations

import subprocess
from array import array
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bench.text import article
from publish.encoding.codecs import CODECS, Codec, mp3, opus
from publish.encoding.containers import packed, unpacked
from publish.encoding.encoder import Mastering
from publish.encoding.encoder import encode as encode_with
from publish.narration.narrate import narrate
from publish.narration.script import Script
from publish.narration.sounds import pcm
from publish.narration.speak import speak
from publish.narration.timeline import Narration
from publish.runtime.cache import Cache
from publish.runtime.ffmpeg import program
from tests.narration.sources import article_of

pytestmark = pytest.mark.xdist_group("encoding")  # what they share is made once

#: How far the sound may be from its place, in samples at 22,050 Hz: half of Opus's shortest packet
#: of 2.5 ms; the others are exact.
NEAR = {"mp3": 1, "aac": 1, "opus": 30}


#: MP3 has frames of other lengths at the bit rate that shops ask for.
WAYS = {**CODECS, "mp3-192": mp3(22_050, 192), "opus-48": opus(44_100)}

MASTERING = Mastering(
    "test", "volume=3.5dB,alimiter=limit=0.7:attack=5:release=50:level=false:latency=true"
)


def encode(
    narration: Narration, codec: Codec, path: Path, start: int = 0, end: int | None = None
) -> None:
    encode_with(narration, codec, path, MASTERING, start, end)


@pytest.fixture(scope="module")
def script() -> Script:
    return narrate(article_of(article(900)))


@pytest.fixture(scope="module")
def narration(script: Script, tmp_path_factory: pytest.TempPathFactory) -> Narration:
    settings = article_of(article(1)).metadata.narration
    return speak(script, settings, tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module", params=WAYS)
def file(
    request: pytest.FixtureRequest, narration: Narration, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """All of the narration; its stem is a key of ``WAYS``, its suffix the codec's name."""
    codec = WAYS[request.param]
    path = tmp_path_factory.mktemp("encoded") / f"{request.param}.{codec.name}"
    encode(narration, codec, path)
    return path


def samples(narration: Narration, start: int = 0, end: int | None = None) -> array[int]:
    return array("h", b"".join(pcm(narration, start, end)))


def decoded(file: Path, rate: int) -> array[int]:
    command = [program(), "-v", "error", "-i", str(file), "-f", "s16le", "-ac", "1"]
    done = subprocess.run([*command, "-ar", str(rate), "-"], capture_output=True, check=True)
    assert not done.stderr
    return array("h", done.stdout)


def lag(heard: array[int], piece: array[int], place: int) -> int:
    """How much later than at ``place`` the sound of ``piece`` fits best, in samples."""
    around = np.array(heard[place - 1100 : place + 1100 + len(piece)], dtype=float)
    return int(np.argmax(np.correlate(around, np.array(piece, dtype=float)))) - 1100


def test_the_narration_is_divided_in_pauses(narration: Narration) -> None:
    segments = narration.segments
    assert len(segments) > 4
    assert [one.start for one in segments] == [0, *(one.end for one in segments[:-1])]
    assert segments[-1].end == narration.length
    clips = [clip for timed in narration.chapters for clip in timed.clips]
    assert [clip for one in segments for clip in one.clips] == clips
    for one in segments:
        assert not any(samples(narration, one.end - narration.rate // 4, one.end))


def test_sound_stands_where_the_timeline_says(file: Path, narration: Narration) -> None:
    """After each joint, at the first words of the segment, by correlation."""
    heard = decoded(file, narration.rate)
    assert len(heard) == narration.length
    for segment in narration.segments:
        start = segment.clips[0].start
        piece = samples(narration, start, min(start + 3000, segment.clips[0].end))
        assert abs(lag(heard, piece, start)) <= NEAR[file.suffix[1:]], segment.start


def test_joints_sound_as_if_there_were_none(file: Path, narration: Narration) -> None:
    """No click before a joint; after it, the level goes as it does when encoded in one go."""
    heard, whole = decoded(file, narration.rate), decoded_whole(file, narration)

    def level(sound: array[int], start: int) -> list[int]:
        """Of each 20 ms of the second from ``start``."""
        return [sum(map(abs, sound[start + i : start + i + 441])) for i in range(0, 22_050, 441)]

    for segment in narration.segments[1:]:
        start = segment.clips[0].start
        assert max(map(abs, heard[start - 3000 : start - 600])) < 30  # under -60 dB
        # Every codec lets a little be heard before a sudden sound: here it is under -40 dB.
        assert max(map(abs, heard[start - 600 : start - 30])) < 330
        one, other = level(heard, start), level(whole, start)
        apart = sum(abs(i - j) for i, j in zip(one, other, strict=True))
        assert apart < 0.08 * sum(other), segment.start


def decoded_whole(file: Path, narration: Narration) -> array[int]:
    """The narration, encoded in one go as a single segment."""
    clips = tuple(clip for one in narration.segments for clip in one.clips)
    whole = replace(narration.segments[0], end=narration.length, clips=clips)
    path = file.with_name(f"whole-{file.name}")
    encode(replace(narration, segments=(whole,)), WAYS[file.stem], path)
    return decoded(path, narration.rate)


def test_a_part_of_the_narration(narration: Narration, tmp_path: Path) -> None:
    """A chapter as a file of its own begins and ends where it should."""
    timed = narration.chapters[1]
    for name, codec in CODECS.items():
        path = tmp_path / f"part.{name}"
        encode(narration, codec, path, start=timed.start, end=timed.end)
        heard = decoded(path, narration.rate)
        assert abs(len(heard) - (timed.end - timed.start)) <= 1024
        for clip in (timed.clips[0], timed.clips[-1]):
            piece = samples(narration, clip.start, min(clip.start + 3000, clip.end))
            place = clip.start - timed.start
            late = lag(array("h", bytes(2200)) + heard, piece, place + 1100)
            assert abs(late) <= NEAR[name]


def test_the_bytes_do_not_depend_on_the_cache(
    script: Script, narration: Narration, tmp_path: Path
) -> None:
    """Empty, warm, half gone, damaged: the same files."""
    wanted = {name: tmp_path / f"{name}.{codec.name}" for name, codec in WAYS.items()}
    for name, path in wanted.items():
        encode(narration, WAYS[name], path)
    settings = article_of(article(1)).metadata.narration
    for state in ("empty", "warm", "half gone", "damaged"):
        entries = sorted((tmp_path / "cache").rglob("*.*"))
        for entry in entries[::2] if state == "half gone" else ():
            entry.unlink()
        for entry in entries if state == "damaged" else ():
            entry.write_bytes(entry.read_bytes()[:-3])
        spoken = speak(script, settings, tmp_path / "cache", workers=1)
        for name, path in wanted.items():
            again = tmp_path / f"again{path.suffix}"
            encode(spoken, WAYS[name], again)
            assert again.read_bytes() == path.read_bytes(), (name, state)


def test_a_correction_encodes_one_segment(script: Script, tmp_path: Path) -> None:
    """All others keep their bytes, also those that now stand elsewhere."""
    settings = article_of(article(1)).metadata.narration
    codec = CODECS["mp3"]

    def encoded(said: Script, name: str) -> tuple[Narration, set[str]]:
        narration = speak(said, settings, tmp_path / "cache")
        encode(narration, codec, tmp_path / name)
        return narration, {path.name for path in (tmp_path / "cache").rglob("*.mp3")}

    before, kept = encoded(script, "one.mp3")
    chapter = script.chapters[1]
    first = chapter.utterances[1]
    shorter = replace(first, spans=(replace(first.spans[0], text="It was late."),))
    utterances = (chapter.utterances[0], shorter, *chapter.utterances[2:])
    chapters = (script.chapters[0], replace(chapter, utterances=utterances), *script.chapters[2:])
    after, now = encoded(replace(script, chapters=chapters), "two.mp3")
    assert len(before.segments) > 4
    assert after.length < before.length
    assert len(now - kept) == 1


@given(st.lists(st.binary(max_size=400)), st.integers(0, 500))
def test_packets_come_out_as_they_went_in(packets: list[bytes], count: int) -> None:
    assert unpacked(packed(packets), count) == packets[:count]


def test_a_cache_of_another_build_is_of_use(narration: Narration) -> None:
    """What the encoder keeps is in the cache of the narration itself."""
    cache = narration.sounds.cache
    assert isinstance(cache, Cache)
    encode(narration, CODECS["mp3"], cache.folder / "x.mp3")
    assert len(list(cache.folder.rglob("??/*.mp3"))) >= len(narration.segments)
