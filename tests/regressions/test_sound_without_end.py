"""An edition with hours of silence, or that is a pipe, kept `publish audit` busy for as long."""

import os
import signal
import subprocess
import wave
from pathlib import Path
from types import SimpleNamespace
from zipfile import ZipFile

import pytest

from publish.audit.captions import cues_in
from publish.audit.sound import files
from publish.audit.sound.curve import Curve, curve_in
from publish.editions import auditing
from publish.errors import SourceError, ToolError
from publish.narration.inspection import facts_of
from publish.narration.recordings import speech_of
from publish.narration.synthesis import Recording
from publish.prepare import prepare
from publish.readers import MalformedError
from publish.runtime import deadline, ffmpeg
from publish.runtime.programs import Program, run
from publish.source import read


@pytest.fixture(scope="module")
def silence(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Half an hour of silence in 50 kB."""
    file = tmp_path_factory.mktemp("silence") / "a.flac"
    source = ("-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono", "-t", "1800")
    command = [ffmpeg.program(), "-loglevel", "error", *source, str(file)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return file


def test_decoding_ends_soon_after_the_narration(
    silence: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded: list[int] = []
    decode = ffmpeg.decode

    def counting(source: tuple[str, ...], rate: int) -> bytes:
        pcm = decode(source, rate)
        decoded.append(len(pcm) // 2 // rate)
        return pcm

    monkeypatch.setattr(ffmpeg, "decode", counting)
    with pytest.raises(MalformedError, match="longer than 620 s"):
        curve_in(silence, 10)
    assert sum(decoded) < 700
    assert curve_in(silence, 700).seconds == pytest.approx(1800)


def test_a_file_that_is_listed_often_is_decoded_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = '{"url": "a.mp3", "duration": "PT1S"}'
    book = tmp_path / "a.lpf"
    with ZipFile(book, "w") as archive:
        archive.writestr("publication.json", f'{{"readingOrder": [{",".join([part] * 500)}]}}')
        archive.writestr("toc.html", "<p>Contents</p>")
        archive.writestr("a.mp3", b"sound")
    heard: list[Path] = []

    def curve(file: Path, _seconds: float) -> Curve:
        heard.append(file)
        return Curve((), 1.0)

    monkeypatch.setattr(files, "curve_in", curve)
    narration = SimpleNamespace(rate=100, length=600_00, chapters=(), ms=lambda sample: sample * 10)
    sound = files.open_audiobook(book, narration, Curve((), 600.0))  # type: ignore[arg-type]
    assert len(heard) == 1
    assert len(sound.segments) == 500


@pytest.mark.parametrize("name", ["a.vtt", "a-chapters/chapters.json", "a-mp3/01 A.mp3"])
def test_pipes_are_not_waited_for(name: str, tmp_path: Path) -> None:
    pipe = tmp_path / name
    pipe.parent.mkdir(exist_ok=True)
    os.mkfifo(pipe)
    with pytest.raises(SourceError, match="a pipe or a device"):
        auditing.needs_narration(tmp_path / Path(name).parts[0], "a")


def test_hours_of_thousands_of_digits() -> None:
    assert not cues_in(f"WEBVTT\n\n{'9' * 5_000}:00:00.000 --> 00:00:01.000\nA")


def test_an_audit_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: A\nlanguage: en\n---\n\nWords.\n")
    article = prepare(read(tmp_path / "a.md"))
    edition = tmp_path / "a.pdf"
    edition.write_bytes(bytes(10))
    monkeypatch.setenv(deadline.VARIABLE, "1")

    def endless(*_given: object) -> None:
        while True:
            pass

    monkeypatch.setattr(auditing, "_results", endless)
    with pytest.raises(SourceError, match="Auditing the edition takes more than 1 s"):
        auditing.audit(article, (edition,), None)


def test_a_recording_is_measured_as_far_as_it_may_last(tmp_path: Path) -> None:
    file = tmp_path / "a.wav"
    with wave.open(str(file), "wb") as out:
        out.setparams((1, 2, 8000, 0, "NONE", ""))
        out.writeframes(bytes(32_000) + b"\0\x40" * 16_000)
    assert facts_of(file, "wav", 1).channels[0].peak == float("-inf")
    assert facts_of(file, "wav", 4).channels[0].peak > -10


def test_what_is_said_of_a_broken_recording_is_the_same_each_time(tmp_path: Path) -> None:
    file = tmp_path / "a.flac"
    file.write_bytes(b"fLaC" + bytes(100))
    with pytest.raises(SourceError, match=r"it is broken: [^\]]*$"):
        speech_of(Recording(file, -20.0, 22_050))


def test_a_list_of_other_sounds_is_none(silence: Path, tmp_path: Path) -> None:
    """ffmpeg would open the files that it names."""
    (tmp_path / "b.flac").write_bytes(silence.read_bytes())
    file = tmp_path / "a.mp3"
    file.write_text("ffconcat version 1.0\nfile b.flac\n")
    with pytest.raises(MalformedError, match="isn't a sound file"):
        curve_in(file, 10)


def test_a_small_recording_has_little_time(silence: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight channels of silence at 600 kHz took minutes."""
    limits: list[int] = []
    limit = Program.limit_processor_time

    def limited(program: Program, seconds: int) -> None:
        limits.append(seconds)
        limit(program, seconds)

    monkeypatch.setattr(Program, "limit_processor_time", limited)
    with pytest.raises(SourceError, match="it is silent"):
        speech_of(Recording(silence, -20.0, 8_000))
    assert limits == [4, 4]


def test_ffmpeg_says_that_its_time_has_passed() -> None:
    words = f"Exiting normally, received signal {int(signal.SIGXCPU)}."
    with pytest.raises(ToolError, match="took too long"):
        run(["sh", "-c", f"echo '{words}' >&2; exit 255"], timeout=20)
