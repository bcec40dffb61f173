"""Recorded clips: instead of words that are then listed, as loud as the voice, on the timeline."""

from __future__ import annotations

import math
import wave
from array import array
from itertools import pairwise
from pathlib import Path

import pytest

from publish.errors import SourceError
from publish.model import Article, Figure, NarrationSettings
from publish.model.walk import all_blocks
from publish.narration import recordings
from publish.narration.narrate import RECORDED, narrate
from publish.narration.recordings import level_of, speech_of
from publish.narration.script import Chapter, ChapterKind, Role, Script
from publish.narration.sounds import pcm
from publish.narration.speak import speak
from publish.narration.synthesis import Recording
from publish.narration.timeline import Clip, Narration
from publish.prepare import prepare
from publish.runtime import ffmpeg
from publish.runtime.pcm import KINDS, kind_of, resample
from publish.runtime.programs import run
from publish.source import read_markdown

RATE = 22_050

SOURCE = """---
title: Trams
language: en-GB
narration:
  intro: intro.wav
  outro: outro.flac
  earcon: ding.wav
  recordings: {lines: lines.mp3}
---

The first tram left.

:::{figure} map.svg
:alt: Three lines meet.
:audio: map.ogg
:credit: Map by Olena

The lines in 1990. All three of them.
:::

{#lines}
## The lines

Line A follows the river.

:::{figure} map.svg
:alt: Another map.
:::

### In numbers

Nine hundred a day.

## The end

It was over.
"""


def tone(seconds: float, rate: int = RATE, amplitude: float = 0.5, hertz: float = 440) -> bytes:
    step = 2 * math.pi * hertz / rate
    return array(
        "h", (round(32_767 * amplitude * math.sin(step * i)) for i in range(round(seconds * rate)))
    ).tobytes()


def pcm_of(path: Path, rate: int, level: float) -> bytes:
    return speech_of(Recording(path, level, rate)).pcm


def clip(path: Path, seconds: float, rate: int = RATE, amplitude: float = 0.5) -> Path:
    """Write a tone as the sound file that the suffix of ``path`` says."""
    sound = tone(seconds, rate, amplitude)
    if path.suffix == ".wav":
        with wave.open(str(path), "wb") as file:
            file.setparams((1, 2, rate, 0, "NONE", ""))
            file.writeframes(sound)
    else:
        codec = {".ogg": "libvorbis", ".mp3": "libmp3lame", ".flac": "flac", ".m4a": "aac"}
        command = [ffmpeg.program(), "-loglevel", "error", "-y", "-f", "s16le", "-ar", str(rate)]
        command += ["-i", "pipe:0", "-c:a", codec[path.suffix], str(path)]
        run(command, stdin=[sound], timeout=60)
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("recorded")
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>'
    (folder / "map.svg").write_text(svg)
    clip(folder / "intro.wav", 2.0, amplitude=0.01)
    clip(folder / "outro.flac", 1.5)
    clip(folder / "ding.wav", 0.3, rate=48_000)
    clip(folder / "map.ogg", 2.5, rate=44_100)
    clip(folder / "lines.mp3", 3.0, rate=44_100)
    return folder


@pytest.fixture(scope="module")
def article(folder: Path) -> Article:
    return prepare(read_markdown(folder / "trams.md", SOURCE))


@pytest.fixture(scope="module")
def script(article: Article) -> Script:
    return narrate(article)


@pytest.fixture(scope="module")
def narration(
    article: Article, script: Script, tmp_path_factory: pytest.TempPathFactory
) -> Narration:
    return speak(script, article.metadata.narration, tmp_path_factory.mktemp("cache"))


def told(chapter: Chapter) -> list[tuple[str, str]]:
    """What is heard in a chapter: a recording's name, or else the role; and the words."""
    return [
        (said.recording.name if said.recording else str(said.role), said.text)
        for said in chapter.utterances
    ]


def test_a_recording_is_heard_instead_of_words(script: Script) -> None:
    chapters = [(chapter.kind, chapter.title) for chapter in script.chapters]
    assert chapters == [
        (ChapterKind.OPENING, "Trams"),
        (ChapterKind.FIGURE, "Figure 1: The lines in 1990"),
        (ChapterKind.SECTION, "The lines"),
        (ChapterKind.SECTION, "The end"),
        (ChapterKind.CLOSING, "About this edition"),
    ]
    opening, figure, lines, _, closing = script.chapters
    assert told(opening)[0] == ("intro.wav", "")
    assert [name for name, _ in told(figure)] == [
        "ding.wav", "announcement", "map.ogg", "credit", "announcement",
    ]  # fmt: skip
    assert told(figure)[2][1] == "Three lines meet. The lines in 1990. All three of them."
    assert told(lines) == [("heading", "The lines"), ("lines.mp3", "")]
    assert told(closing)[-1] == ("outro.flac", "")


def test_what_a_recording_stands_for_is_listed(script: Script) -> None:
    listed = [skipped for skipped in script.skipped if skipped.reason == RECORDED]
    assert {skipped.text: skipped.line for skipped in listed} == {
        "Three lines meet.": 13,
        "The lines in 1990.": 18,
        "All three of them.": 18,
        "Line A follows the river.": 24,
        "Another map.": 26,
        "In numbers": 30,
        "Nine hundred a day.": 32,
    }


def test_without_recordings_nothing_changes() -> None:
    plain = read_markdown(Path("trams.md"), "---\ntitle: Trams\nlanguage: en\n---\n\nA tram.\n")
    said = [one for chapter in narrate(prepare(plain)).chapters for one in chapter.utterances]
    assert not any(one.recording for one in said)


def clips(narration: Narration) -> dict[str, Clip]:
    return {
        clip.utterance.recording.name: clip
        for chapter in narration.chapters
        for clip in chapter.clips
        if clip.utterance.recording
    }


def test_recordings_have_their_length_on_the_timeline(narration: Narration) -> None:
    found = clips(narration)
    seconds = {
        "intro.wav": 2.0,
        "ding.wav": 0.3,
        "map.ogg": 2.5,
        "lines.mp3": 3.0,
        "outro.flac": 1.5,
    }
    assert found.keys() == seconds.keys()
    for name, length in seconds.items():
        lasts = (found[name].end - found[name].start) / narration.rate
        assert lasts == pytest.approx(length, abs=0.06), name  # MP3 pads its ends
        assert found[name].words == ()
    ends = [clip.end for chapter in narration.chapters for clip in chapter.clips]
    assert ends == sorted(ends)


def test_recordings_are_as_loud_as_the_voice(narration: Narration) -> None:
    """Within 1 dB, though one was recorded 34 dB softer than the others."""
    every = [clip for chapter in narration.chapters for clip in chapter.clips]
    spoken = [one for one in every if not one.utterance.recording][:5]
    voice = level_of([sound(narration, one) for one in spoken], narration.rate)
    assert -30 < voice < -10
    for name, one in clips(narration).items():
        assert level_of([sound(narration, one)], narration.rate) == pytest.approx(voice, abs=1), (
            name
        )


def sound(narration: Narration, one: Clip) -> bytes:
    return b"".join(pcm(narration, one.start, one.end))


def test_the_sound_is_that_of_the_recording(narration: Narration) -> None:
    """A tone of 440 Hz crosses zero 880 times a second, at whatever rate it was recorded."""
    for name, one in clips(narration).items():
        samples = array("h", sound(narration, one))
        crossings = sum((before < 0) != (after < 0) for before, after in pairwise(samples))
        seconds = (one.end - one.start) / narration.rate
        assert crossings / seconds == pytest.approx(880, rel=0.06), name


@pytest.mark.parametrize("suffix", [".wav", ".mp3", ".flac", ".ogg", ".m4a"])
def test_each_kind_is_known_by_its_content_and_read(suffix: str, tmp_path: Path) -> None:
    file = clip(tmp_path / f"clip{suffix}", 1.0, rate=44_100)
    assert suffix in KINDS[kind_of(file.read_bytes()[:12])]
    made = pcm_of(file, RATE, -20.0)
    assert len(made) / 2 / RATE == pytest.approx(1.0, abs=0.06)
    assert made == pcm_of(file, RATE, -20.0)
    assert level_of([made], RATE) == pytest.approx(-20, abs=1)


def test_levelling_cuts_no_peak_and_begins_softly(tmp_path: Path) -> None:
    samples = array("h", pcm_of(clip(tmp_path / "a.wav", 1.0, amplitude=0.01), RATE, 0.0))
    assert max(samples) == pytest.approx(32_767 * 10 ** (-1 / 20), rel=0.01)
    assert abs(samples[0]) < 300
    assert abs(samples[-1]) < 3000


@pytest.mark.parametrize(
    ("sound", "what"),
    [
        (tone(1.0, amplitude=0), "silent"),
        (b"", "silent"),
        (tone(3.0), "longer than"),
    ],
)
def test_recordings_of_no_use_are_named(
    sound: bytes, what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recordings, "LONGEST", 2)
    file = tmp_path / "clip.wav"
    with wave.open(str(file), "wb") as out:
        out.setparams((1, 2, RATE, 0, "NONE", ""))
        out.writeframes(sound)
    with pytest.raises(SourceError, match=rf"clip\.wav: The recording can't be used: .*{what}"):
        pcm_of(file, RATE, -20.0)


def test_a_broken_recording_is_named(tmp_path: Path) -> None:
    file = tmp_path / "clip.m4a"
    file.write_bytes(b"\0\0\0\x20ftypM4A " + bytes(range(256)) * 8)
    with pytest.raises(SourceError, match="broken"):
        pcm_of(file, RATE, -20.0)


def test_no_recording_opens_another_file(tmp_path: Path) -> None:
    """A playlist in the clothes of a sound file is not followed."""
    clip(tmp_path / "secret.wav", 1.0)
    file = tmp_path / "clip.wav"
    file.write_text(f"#EXTM3U\n#EXTINF:1,\n{tmp_path / 'secret.wav'}\n")
    with pytest.raises(SourceError):
        pcm_of(file, RATE, -20.0)


def test_resampling_keeps_time_and_bytes() -> None:
    sound = tone(1.0, rate=16_000)
    made = resample(sound, 16_000, RATE)
    assert made == resample(sound, 16_000, RATE)
    assert len(made) // 2 == pytest.approx(RATE, abs=20)
    assert resample(sound, RATE, RATE) is sound


# ---------------------------------------------------------------------- the source


@pytest.mark.parametrize(
    ("line", "diagnostic"),
    [
        ("intro: nothing.wav", "narration.intro: The file “nothing.wav” doesn't exist"),
        ("intro: ../intro.wav", "narration.intro: The file “../intro.wav” lies outside"),
        (
            "outro: map.svg",
            "narration.outro: The recording “map.svg” isn't a sound file of a known type",
        ),
        (
            "earcon: wrong.wav",
            "narration.earcon: The recording “wrong.wav” is named .wav but is MP3",
        ),
        ("earcon: empty.wav", "narration.earcon: The recording “empty.wav” is empty"),
        (
            "recordings: {lines: nothing.wav}",
            "narration.recordings.lines: The file “nothing.wav” doesn't",
        ),
        ("roles: {captoin: {rate: 180}}", "narration.roles.captoin: The field isn't a role"),
        ("roles: {caption: {rate: fast}}", "narration.roles.caption.rate: “fast” isn't a rate"),
        ("voice: /etc/voice.onnx", "narration.voice: “/etc/voice.onnx” isn't relative"),
    ],
)
def test_files_and_fields_are_checked_when_the_source_is_read(
    line: str, diagnostic: str, folder: Path
) -> None:
    (folder / "wrong.wav").write_bytes((folder / "lines.mp3").read_bytes())
    (folder / "empty.wav").write_bytes(b"")
    with pytest.raises(SourceError) as caught:
        read_markdown(
            folder / "a.md", f"---\ntitle: T\nlanguage: en\nnarration:\n  {line}\n---\n\nText.\n"
        )
    assert caught.value.diagnostic.message.startswith(diagnostic)
    assert caught.value.diagnostic.line == 5


def test_a_figure_s_recording_is_checked_where_it_is_named(folder: Path) -> None:
    figure = ":::{figure} map.svg\n:alt: A map.\n:audio: gone.mp3\n:::\n"
    with pytest.raises(SourceError, match=r"a\.md:8: .*“gone\.mp3” doesn't exist"):
        read_markdown(folder / "a.md", f"---\ntitle: T\nlanguage: en\n---\n\n{figure}")


def test_settings_are_read(article: Article, folder: Path) -> None:
    settings = article.metadata.narration
    assert settings == NarrationSettings(
        recordings=(("lines", folder / "lines.mp3"),),
        intro=folder / "intro.wav",
        outro=folder / "outro.flac",
        earcon=folder / "ding.wav",
    )
    figures = [block for block in all_blocks(article) if isinstance(block, Figure)]
    assert [figure.recording for figure in figures] == [folder / "map.ogg", None]


def test_a_section_that_is_not_there_names_the_nearest(folder: Path) -> None:
    source = SOURCE.replace("{lines: lines.mp3}", "{linnes: lines.mp3}")
    with pytest.raises(SourceError) as caught:
        narrate(prepare(read_markdown(folder / "a.md", source)))
    assert caught.value.diagnostic.line == 8
    assert caught.value.diagnostic.fix == "Did you mean lines?"


def test_roles_have_voices_and_rates_of_their_own(folder: Path, tmp_path: Path) -> None:
    roles = "{alt text: {voice: en-us, rate: 240}, caption: {voice: en-us}, heading: {rate: 100}}"
    start = "---\ntitle: Trams\nlanguage: en-GB\n"
    body = "---\n\n## Three lines\n\n![Three old lines.](map.svg 'Three lines')\n\nThree lines.\n"

    def durations(front: str) -> dict[Role, int]:
        article = prepare(read_markdown(folder / "a.md", f"{start}{front}{body}"))
        narration = speak(narrate(article), article.metadata.narration, tmp_path)
        return {
            clip.utterance.role: clip.end - clip.start
            for chapter in narration.chapters
            for clip in chapter.clips
        }

    plain = durations("")
    own = durations(f"narration: {{roles: {roles}}}\n")
    assert own[Role.BODY] == plain[Role.BODY]
    assert own[Role.HEADING] > 1.3 * plain[Role.HEADING]
    assert own[Role.ALT] < 0.8 * plain[Role.ALT]
    assert own[Role.CAPTION] != plain[Role.CAPTION]
