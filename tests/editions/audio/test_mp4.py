"""The chapters of an M4B, as mutagen, ffprobe and ffmpeg find them."""

from __future__ import annotations

import subprocess
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from PIL import Image as Pillow

from publish.editions.audio.mp4 import write_chapters
from publish.errors import ToolError
from publish.model import Article
from publish.narration.timeline import Narration
from publish.runtime.ffmpeg import program
from publish.sync.chapter_marks import ChapterMark, chapter_marks
from tests.building import export
from tests.judges.ffprobe import probe


def mp4(path: Path) -> Any:
    """The file as mutagen reads it; it has no types."""
    return import_module("mutagen.mp4").MP4(path)


@pytest.fixture(scope="module")
def beep(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty seconds of sound."""
    path = tmp_path_factory.mktemp("beep") / "beep.m4a"
    command = [program(), "-v", "error", "-f", "lavfi", "-i", "sine=duration=30:sample_rate=22050"]
    subprocess.run([*command, "-c:a", "aac", "-metadata", "title=A beep", path], check=True)
    return path


def marks(count: int, every: int = 1) -> list[ChapterMark]:
    """So many chapters in 30 s; every so many-th is at the top."""
    return [
        ChapterMark(
            title=f"Part {number} – Łódź",
            start=30_000 * number // count,
            end=30_000 * (number + 1) // count,
            image=None,
            alt="",
            level=1 if number % every == 0 else 2,
            top=number % every == 0,
        )
        for number in range(count)
    ]


def written(beep: Path, path: Path, wanted: list[ChapterMark]) -> Path:
    write_chapters(beep, path, wanted, "eng")
    return path


def test_both_lists_of_chapters_say_the_same(beep: Path, tmp_path: Path) -> None:
    wanted = marks(7)
    path = written(beep, tmp_path / "few.m4b", wanted)
    nero = mp4(path).chapters
    assert [(one.title, round(one.start * 1000)) for one in nero] == [
        (mark.title, mark.start) for mark in wanted
    ]
    assert [(one.title, one.start_ms, one.end_ms) for one in probe(path).chapters] == [
        (mark.title, mark.start, mark.end) for mark in wanted
    ]


@pytest.mark.parametrize(("every", "left"), [(10, range(0, 300, 10)), (1, range(0, 300, 2))])
def test_of_300_chapters_the_short_list_has_the_top_and_the_text_track_all(
    every: int, left: range, beep: Path, tmp_path: Path
) -> None:
    wanted = marks(300, every)
    path = written(beep, tmp_path / "many.m4b", wanted)
    assert [one.title for one in mp4(path).chapters] == [wanted[place].title for place in left]
    found = probe(path).chapters
    assert [(one.title, one.start_ms) for one in found] == [
        (mark.title, mark.start) for mark in wanted
    ]


def test_the_short_list_leaves_out_first_what_only_can_be_skipped(
    beep: Path, tmp_path: Path
) -> None:
    wanted = [replace(mark, listed=number % 2 == 0) for number, mark in enumerate(marks(300))]
    path = written(beep, tmp_path / "hidden.m4b", wanted)
    assert [one.title for one in mp4(path).chapters] == [mark.title for mark in wanted[::2]]
    assert len(probe(path).chapters) == 300


def test_the_sound_and_its_metadata_stay(beep: Path, tmp_path: Path) -> None:
    path = written(beep, tmp_path / "copy.m4b", marks(3))
    media = probe(path)
    assert media.format == probe(beep).format
    assert media.tags["title"] == "A beep"
    assert media.streams[0].tags["language"] == "eng"

    def sound(file: Path) -> bytes:
        command = [program(), "-v", "error", "-i", str(file), "-map", "0:a", "-f", "md5", "-"]
        return subprocess.run(command, capture_output=True, check=True).stdout

    assert sound(path) == sound(beep)


def test_a_long_title_is_cut_between_characters(beep: Path, tmp_path: Path) -> None:
    mark = ChapterMark("ł" * 200, 0, 30_000, None, "")
    path = written(beep, tmp_path / "long.m4b", [mark])
    assert [one.title for one in mp4(path).chapters] == ["ł" * 63]  # 127 bytes at most
    assert [one.title for one in probe(path).chapters] == ["ł" * 200]


def test_what_is_no_mp4_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.m4a"
    broken.write_bytes(b"\0\0\0\x04moov" * 4)
    with pytest.raises(ToolError, match="not well formed"):
        written(broken, tmp_path / "out.m4b", marks(1))


def test_each_figure_has_its_picture_for_as_long_as_it_is_told(
    article: Article, narration: Narration, tmp_path: Path
) -> None:
    """ffmpeg takes one picture a chapter out of the picture track; a figure's is its own."""
    path = tmp_path / "article.m4b"
    export("m4b", article, narration, path)
    pattern = tmp_path / "%02d.jpg"
    command = [program(), "-v", "error", "-i", path, "-map", "0:2", "-c", "copy", pattern]
    subprocess.run(command, check=True)
    wanted = chapter_marks(narration)
    first, *pictures = [one.read_bytes() for one in sorted(tmp_path.glob("*.jpg"))]
    assert first == pictures[0]  # once more for players that show one alone
    assert len(pictures) == len(wanted)
    cover = pictures[0]
    for mark, picture in zip(wanted, pictures, strict=True):
        assert (picture == cover) == (mark.image in (None, article.metadata.cover))
        with Pillow.open(BytesIO(picture)) as opened:
            assert opened.size == (1000, 1000)
    assert len(set(pictures)) == 3
    command = ["ffprobe", "-v", "error", "-select_streams", "2", "-show_entries", "packet=pts"]
    report = subprocess.run(
        [*command, "-of", "csv=p=0", path], capture_output=True, encoding="ascii", check=True
    )
    assert [int(time) for time in report.stdout.replace(",", "").split()][1:] == [
        mark.start for mark in wanted
    ]
