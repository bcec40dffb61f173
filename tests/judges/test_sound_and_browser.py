"""ffprobe and Chromium; and what happens when a judge is missing or never ends."""

import subprocess
import time
from pathlib import Path

import pytest
from imageio_ffmpeg import get_ffmpeg_exe
from PIL import Image

from . import browser, ffprobe, process

CHAPTERS = """;FFMETADATA1
title=A sample
[CHAPTER]
TIMEBASE=1/1000
START=0
END=1234
title=One
[CHAPTER]
TIMEBASE=1/1000
START=1234
END=3000
title=Zwei äöü
"""


@pytest.mark.parametrize("suffix", ["m4b", "mp3"])
def test_ffprobe_reads_chapters_tags_and_pictures(tmp_path: Path, suffix: str) -> None:
    (tmp_path / "chapters.txt").write_text(CHAPTERS, "utf-8")
    Image.new("RGB", (40, 30), "navy").save(tmp_path / "cover.jpg")
    sound = tmp_path / f"sample.{suffix}"
    inputs = "-f lavfi -t 3 -i sine=sample_rate=44100 -i chapters.txt -i cover.jpg"
    outputs = "-map 0 -map 2 -map_metadata 1 -disposition:v attached_pic -c:v copy"
    command = [get_ffmpeg_exe(), "-v", "error", *inputs.split(), *outputs.split(), sound.name]
    subprocess.run(command, cwd=tmp_path, check=True)
    media = ffprobe.probe(sound)
    one, two = media.chapters
    assert (one.title, two.title) == ("One", "Zwei äöü")
    times = [one.start_ms, one.end_ms, two.start_ms, two.end_ms]
    assert times == pytest.approx([0, 1234, 1234, 3000], abs=0.5)
    assert media.tags["title"] == "A sample"
    assert media.duration_ms == pytest.approx(3000, abs=60)
    assert [picture.size for picture in media.pictures] == [(40, 30)]
    (track,) = [stream for stream in media.streams if stream.kind == "audio"]
    assert (track.sample_rate, track.channels) == (44100, 1)


def test_ffprobe_refuses_what_is_no_sound(tmp_path: Path) -> None:
    (tmp_path / "empty.mp3").write_bytes(b"")
    with pytest.raises(process.JudgeError):
        ffprobe.probe(tmp_path / "empty.mp3")


@pytest.mark.parametrize(("width", "colour"), [(browser.PHONE, "red"), (browser.DESKTOP, "blue")])
def test_the_browser_shows_the_page_as_wide_as_asked(
    tmp_path: Path, width: int, colour: str
) -> None:
    page = tmp_path / "page.xhtml"
    page.write_text(
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>A page</title><style>'
        "html{background:blue} @media (max-width:390px){html{background:red}}"
        "</style></head><body/></html>"
    )
    picture = browser.screenshot(page, tmp_path / "page.png", width=width, height=300)
    expected = Image.new("RGB", (1, 1), colour).getpixel((0, 0))
    with Image.open(picture) as shot:
        assert shot.size == (width, 300)
        assert shot.convert("RGB").getpixel((width - 1, 299)) == expected


def test_a_missing_judge_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    with pytest.raises(process.MissingJudgeError, match="poppler-utils"):
        process.program("pdftoppm", "poppler-utils")
    monkeypatch.setattr(process, "HOME", tmp_path)
    with pytest.raises(process.MissingJudgeError, match="make test"):
        process.downloaded("java/none.jar")


def test_a_judge_that_never_ends_is_stopped_with_its_children() -> None:
    start = time.monotonic()
    with pytest.raises(process.JudgeError, match=r"within 0\.5 s"):
        process.run(["sh", "-c", "sleep 60 & sleep 60"], timeout=0.5)
    assert time.monotonic() - start < 30


def test_a_judge_that_fails_is_not_a_verdict() -> None:
    with pytest.raises(process.JudgeError, match="exit code 3"):
        process.run(["sh", "-c", "echo no >&2; exit 3"], timeout=5)
