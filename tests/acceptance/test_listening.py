"""Every way to listen to the example: one timeline, read back by tools that we did not write."""

from __future__ import annotations

import json
import re
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import webvtt
from lxml import html
from mutagen.id3 import ID3
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus
from PIL import Image

from publish.narration.narrate import narrate
from publish.narration.script import ChapterKind
from publish.narration.speak import speak
from publish.narration.timeline import Narration
from publish.prepare import prepare
from publish.source import read
from tests.acceptance.conftest import SOURCES, Publish
from tests.conftest import Once
from tests.judges.ffprobe import probe

pytestmark = pytest.mark.xdist_group("listening")  # what they share is made once

SOURCE = SOURCES["example"]
FFMPEG = ("ffmpeg", "-hide_banner", "-nostats", "-i")

Chapters = list[tuple[str, int]]


@pytest.fixture(scope="module")
def timeline(tmp_path_factory: pytest.TempPathFactory) -> Narration:
    """The example, spoken once more."""
    article = prepare(read(SOURCE))
    folder = tmp_path_factory.mktemp("timeline")
    return speak(narrate(article), article.metadata.narration, folder)


@pytest.fixture(scope="module")
def chapters(timeline: Narration) -> Chapters:
    """Title and start in ms of each chapter."""
    return [(timed.chapter.title, timeline.ms(timed.start)) for timed in timeline.chapters]


def built(publish: Publish, folder: Path, only: str, mastering: str) -> Any:
    result = publish(
        *("audio", SOURCE, "-o", folder, "--only", only, "--mastering", mastering, "--json")
    )
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


@pytest.fixture(scope="module")
def podcast(shared: Path, once: Once, publish: Publish) -> tuple[Path, Any]:
    """All editions to listen to, for a podcast: their folder, and what the command says."""
    folder = shared / "listening"
    return once("listening", lambda: (folder, built(publish, folder, "listen", "podcast")))


@pytest.fixture(scope="module")
def audiobook(shared: Path, once: Once, publish: Publish) -> tuple[Path, Any]:
    """The MP3, for an audiobook shop."""
    folder = shared / "audiobook"
    return once("audiobook", lambda: (folder, built(publish, folder, "mp3", "audiobook")))


def of_probe(file: Path) -> Chapters:
    found = probe(file).chapters
    assert all(one.start_ms == int(one.start_ms) for one in found)
    return [(one.title, int(one.start_ms)) for one in found]


def frames_of(file: Path) -> list[Any]:
    """The chapters; the table of contents leaves out what only can be skipped."""
    tag = ID3(file)
    frames = sorted(tag.getall("CHAP"), key=lambda frame: int(frame.start_time))
    names = [frame.element_id for frame in frames]
    listed = tag["CTOC:toc"].child_element_ids
    assert listed == [name for name in names if name in listed]
    return frames


def of_id3(file: Path) -> Chapters:
    frames = frames_of(file)
    return [(str(frame.sub_frames["TIT2"]), frame.start_time) for frame in frames]


def of_nero(file: Path) -> Chapters:
    return [(one.title, round(one.start * 1000)) for one in MP4(file).chapters]


def of_comments(file: Path) -> Chapters:
    tags = OggOpus(file).tags
    names = sorted({name for name, _ in tags if re.fullmatch(r"chapter\d{3}", name, re.IGNORECASE)})
    return [(tags[f"{name}NAME"][0], clock(tags[name][0])) for name in names]


def of_webvtt(file: Path) -> Chapters:
    return [(cue.text.replace("&amp;", "&"), clock(cue.start)) for cue in webvtt.read(file)]


def of_json(file: Path) -> Chapters:
    data = json.loads(file.read_text(encoding="utf-8"))
    return [(one["title"], round(one["startTime"] * 1000)) for one in data["chapters"]]


def of_lpf(file: Path) -> Chapters:
    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read("publication.json"))
        page = html.fromstring(archive.read("toc.html"))
    starts, at = {}, 0
    for part in manifest["readingOrder"]:
        starts[part["url"]] = at
        at += round(float(part["duration"][2:-1]) * 1000)
    found = []
    for link in page.xpath("//nav//a"):
        name, _, time = link.get("href").partition("#t=")
        found.append((link.text_content(), starts[name] + round(float(time or 0) * 1000)))
    return found


def clock(time: str) -> int:
    hours, minutes, seconds = time.split(":")
    return (int(hours) * 60 + int(minutes)) * 60_000 + round(float(seconds) * 1000)


@pytest.mark.parametrize(
    ("reader", "name"),
    [
        (of_probe, "article.m4b"),
        (of_nero, "article.m4b"),
        (of_probe, "article.mp3"),
        (of_id3, "article.mp3"),
        (of_probe, "article.opus"),
        (of_comments, "article.opus"),
        (of_webvtt, "article-chapters/chapters.vtt"),
        (of_json, "article-chapters/chapters.json"),
        (of_lpf, "article.lpf"),
    ],
)
def test_chapters_are_the_timeline_s_to_the_millisecond(
    reader: Any, name: str, podcast: tuple[Path, Any], chapters: Chapters
) -> None:
    assert reader(podcast[0] / name) == chapters


#: The names that ffprobe and Vorbis comments have for what all formats say.
FIELDS = ("title", "subtitle", "album", "composer", "series", "series-part", "date", "publisher")


@pytest.mark.parametrize("name", ["m4b", "mp3", "opus"])
def test_tags_say_the_same_in_all_formats(name: str, podcast: tuple[Path, Any]) -> None:
    """What ffprobe finds is what the front matter and the JSON chapters say."""
    about = read(SOURCE).metadata
    listed = json.loads((podcast[0] / "article-chapters/chapters.json").read_text(encoding="utf-8"))
    media = probe(podcast[0] / f"article.{name}")
    tags = media.tags if "title" in media.tags else media.streams[0].tags
    found = {field: tags.get(field, tags.get("tit3", "")) for field in FIELDS}
    assert about.series
    assert about.published
    assert found == {
        "title": listed["title"],
        "subtitle": about.subtitle,
        "album": listed["title"],
        "composer": "synthetic voice English (Great Britain)",
        "series": listed["podcastName"],
        "series-part": about.series.position,
        "date": f"{about.published:%Y-%m-%d}",
        "publisher": about.publisher,
    }
    assert tags["artist"] == listed["author"]
    assert [one.title for one in media.chapters] == [one["title"] for one in listed["chapters"]]
    assert max(len(one.title) for one in media.chapters) <= 60


def test_captions_are_the_timeline_s_words(podcast: tuple[Path, Any], timeline: Narration) -> None:
    starts = {clock(cue.start) for cue in webvtt.read(podcast[0] / "article.vtt")}
    assert starts >= {
        timeline.ms(clip.start) for timed in timeline.chapters for clip in timed.clips
    }


def test_the_picture_of_every_figure_comes_out_of_mp3_and_m4b(
    podcast: tuple[Path, Any], timeline: Narration, tmp_path: Path
) -> None:
    figures = [
        place
        for place, timed in enumerate(timeline.chapters)
        if timed.chapter.kind is ChapterKind.FIGURE
    ]
    assert figures
    frames = frames_of(podcast[0] / "article.mp3")
    command = [*FFMPEG, podcast[0] / "article.m4b", "-map", "0:2", "-c", "copy"]
    subprocess.run([*command, tmp_path / "%03d.jpg"], capture_output=True, check=True)
    shown = [file.read_bytes() for file in sorted(tmp_path.iterdir())][1:]
    for place in figures:
        chapter = timeline.chapters[place].chapter
        assert str(frames[place].sub_frames["TIT3"]) == chapter.alt
        (picture,) = frames[place].sub_frames.getall("APIC")
        # Both show the figure: shrunk to the same few points, they are nearly the same.
        assert likeness(picture.data, shown[place]) < 12
        others = [shown[other] for other in figures if other != place]
        assert all(likeness(picture.data, other) > 12 for other in others)


def likeness(whole: bytes, square: bytes) -> float:
    """The mean difference of a picture and the same on a white square, of 255."""
    with Image.open(BytesIO(whole)) as first, Image.open(BytesIO(square)) as second:
        first.thumbnail(second.size)
        flat = Image.new("RGB", second.size, "white")
        corner = ((second.width - first.width) // 2, (second.height - first.height) // 2)
        flat.paste(first, corner)
        one, other = (picture.convert("L").resize((40, 40)) for picture in (flat, second))
    pairs = list(zip(one.tobytes(), other.tobytes(), strict=True))
    return sum(abs(a - b) for a, b in pairs) / len(pairs)


def measured(file: Path) -> dict[str, float]:
    """The decoded file, by ffmpeg's ebur128, astats and silencedetect."""
    filters = "ebur128=peak=true:framelog=verbose,astats=measure_perchannel=none"
    quiet = "silencedetect=noise=-60dB:duration=0.3"
    said = subprocess.run(
        [*FFMPEG, file, "-map", "0:a", "-af", f"{filters},{quiet}", "-f", "null", "-"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stderr
    patterns = {
        "loudness": r"I:\s+(\S+) LUFS",
        "peak": r"True peak:\s+Peak:\s+(\S+) dBFS",
        "rms": r"RMS level dB: (\S+)",
        "floor": r"Noise floor dB: (\S+)",
        "tail": r"silence_duration: (\S+)",
    }
    found = {name: float(re.findall(pattern, said)[-1]) for name, pattern in patterns.items()}
    return found | {"head": float(re.findall(r"silence_end: (\S+)", said)[0])}


@pytest.mark.parametrize("name", ["m4b", "mp3", "opus"])
def test_it_is_as_loud_as_a_podcast(name: str, podcast: tuple[Path, Any]) -> None:
    found = measured(podcast[0] / f"article.{name}")
    assert found["loudness"] == pytest.approx(-19, abs=0.5)
    assert found["peak"] <= -1
    (edition,) = (one for one in podcast[1]["editions"] if one["format"] == name)
    assert edition["measured"]["loudness"] == pytest.approx(found["loudness"], abs=0.1)
    assert "meets the podcast profile" in edition["summary"]
    assert edition["diagnostics"] == []


def test_an_audiobook_shop_would_take_it(audiobook: tuple[Path, Any]) -> None:
    file = audiobook[0] / "article.mp3"
    found = measured(file)
    assert -23 <= found["rms"] <= -18
    assert found["peak"] <= -3
    assert found["floor"] <= -60
    assert 0.5 <= found["head"] <= 1
    assert 1 <= found["tail"] <= 5
    (sound,) = (stream for stream in probe(file).streams if stream.kind == "audio")
    assert (sound.codec, sound.sample_rate, sound.bit_rate) == ("mp3", 44_100, 192_000)
    assert probe(file).duration_ms <= 120 * 60_000
    (edition,) = audiobook[1]["editions"]
    assert edition["measured"]["rms"] == pytest.approx(found["rms"], abs=0.1)
    assert "meets the audiobook profile" in edition["summary"]
