"""M4B, MP3 and Opus: what a player finds in them is what the timeline says."""

from __future__ import annotations

import re
import subprocess
from array import array
from functools import partial
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Pillow

from publish.editions.audio.mp3 import write_tag
from publish.editions.audio.tags import tags_of
from publish.editions.edition import SpokenContext
from publish.model import Article
from publish.narration.script import ChapterKind
from publish.narration.sounds import pcm
from publish.narration.timeline import Narration
from publish.runtime.ffmpeg import program
from publish.sync.chapter_marks import ChapterMark
from tests.building import export
from tests.judges.ffprobe import probe

pytestmark = pytest.mark.xdist_group("audio")  # what they share is made once

EXPORT = {
    "m4b": partial(export, "m4b"),
    "mp3": partial(export, "mp3"),
    "opus": partial(export, "opus"),
}


@pytest.fixture(scope="module", params=EXPORT)
def edition(
    request: pytest.FixtureRequest,
    article: Article,
    narration: Narration,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    path = tmp_path_factory.mktemp("edition") / f"article.{request.param}"
    made = EXPORT[request.param](article, narration, path)
    assert re.fullmatch(r"\d+ chapters, \d+ min \d\d s", made.summary)
    return path


def test_chapters_are_the_timeline_s(edition: Path, narration: Narration) -> None:
    chapters = probe(edition).chapters
    assert [chapter.title for chapter in chapters] == [
        timed.chapter.title for timed in narration.chapters
    ]
    for chapter, timed in zip(chapters, narration.chapters, strict=True):
        assert abs(chapter.start_ms - timed.start * 1000 / narration.rate) < 1
        # The end of the last is that of the file, in which Opus counts its 6.5 ms of pre-skip.
        last = timed is narration.chapters[-1] and edition.suffix == ".opus"
        assert abs(chapter.end_ms - timed.end * 1000 / narration.rate) < (7.5 if last else 1)


def decoded(edition: Path, rate: int) -> array[int]:
    command = [program(), "-v", "error", "-i", str(edition), "-map", "0:a", "-f", "s16le"]
    raw = subprocess.run(
        [*command, "-ac", "1", "-ar", str(rate), "-"], capture_output=True, check=True
    ).stdout
    return array("h", raw)


def test_the_sound_stands_where_the_timeline_says(edition: Path, narration: Narration) -> None:
    """The sound of each of several clips fits best where it should, to 2 ms."""
    heard = decoded(edition, narration.rate)
    assert abs(len(heard) - narration.length) < 0.05 * narration.rate
    length = 20_000  # many words: a vowel alone fits itself
    spoken = [clip for timed in narration.chapters for clip in timed.clips]
    clips = [clip for clip in spoken if clip.end - clip.start >= length]
    for clip in clips[:: len(clips) // 5]:
        piece = array("h", b"".join(pcm(narration, clip.start, clip.start + length)))

        def likeness(shift: int, start: int = clip.start, piece: array[int] = piece) -> int:
            return sum(
                piece[i] * heard[start + shift + i]
                for i in range(0, len(piece), 7)
                if 0 <= start + shift + i < len(heard)
            )

        best = max(range(-440, 441, 11), key=likeness)
        assert abs(best) <= 44, clip.utterance.text


def test_it_is_as_loud_as_a_podcast_and_never_clips(edition: Path) -> None:
    """Mono speech at -19 LUFS (EBU R 128) within 0.5, true peak at most -1 dB."""
    command = [program(), "-hide_banner", "-nostats", "-i", str(edition)]
    report = subprocess.run(
        [*command, "-map", "0:a", "-af", "ebur128=peak=true", "-f", "null", "-"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stderr
    loudness = float(re.findall(r"I:\s+(-?[\d.]+) LUFS", report)[-1])
    peak = float(re.findall(r"Peak:\s+(-?[\d.]+) dBFS", report)[-1])
    assert -19.5 <= loudness <= -18.5
    assert peak < -1


def test_the_same_narration_gives_the_same_bytes(
    edition: Path, article: Article, narration: Narration, tmp_path: Path
) -> None:
    again = tmp_path / edition.name
    EXPORT[edition.suffix[1:]](article, narration, again)
    assert again.read_bytes() == edition.read_bytes()


def test_metadata_and_cover(edition: Path) -> None:
    media = probe(edition)
    sound = next(stream for stream in media.streams if stream.kind == "audio")
    tags = media.tags | sound.tags  # Ogg has its comments in the stream
    assert tags["title"] == "The valley that kept its trams"
    assert re.fullmatch("Ada Kowalska[,;] ?Maksim Hryn", tags["artist"])
    assert tags["album"] == tags["title"]
    assert tags["genre"] == "Audiobook"
    assert tags.get("publisher") or tags["organization"] == "Example Press"
    assert tags["copyright"].endswith("2026 Example Press")
    assert tags["date"].startswith("2026")
    # A player finds the cover; the M4B has its chapter pictures as another track.
    assert [stream.codec for stream in media.pictures][edition.suffix == ".m4b" :] == ["mjpeg"]
    assert sound.channels == 1
    assert {"eng", "en-GB"} & {sound.tags.get("language"), media.tags.get("language")}


def tag_of(path: Path) -> Any:
    """The ID3 tag, which has no types."""
    return import_module("mutagen.id3").ID3(path)


def test_each_figure_of_the_mp3_has_its_picture_and_its_alt_text(
    article: Article, narration: Narration, tmp_path: Path
) -> None:
    path = tmp_path / "article.mp3"
    export("mp3", article, narration, path)
    tag = tag_of(path)
    assert tag.version == (2, 3, 0)
    contents = tag["CTOC:toc"]
    assert contents.flags == 3  # ordered, top level
    frames = tag.getall("CHAP")
    listed = [timed.chapter.title for timed in narration.chapters if timed.chapter.listed]
    assert [
        str(tag[f"CHAP:{name}"].sub_frames["TIT2"]) for name in contents.child_element_ids
    ] == listed  # what only can be skipped is hidden from menus
    assert len(listed) < len(frames)
    chapters = sorted(frames, key=lambda frame: int(frame.start_time))
    figures = 0
    for chapter, timed in zip(chapters, narration.chapters, strict=True):
        assert chapter.sub_frames["TIT2"].text == [timed.chapter.title]
        if timed.chapter.kind is ChapterKind.FIGURE:
            figures += 1
            assert chapter.sub_frames["TIT3"].text == [timed.chapter.alt]
            picture = chapter.sub_frames.getall("APIC")[0]
            assert Pillow.open(BytesIO(picture.data)).format == "JPEG"
        elif timed.chapter.kind is not ChapterKind.OPENING:
            assert not chapter.sub_frames.getall("APIC")
    assert figures == 2


def test_chapters_stand_in_the_file_in_time_order(
    article: Article, narration: Narration, tmp_path: Path
) -> None:
    path = tmp_path / "article.mp3"
    export("mp3", article, narration, path)
    places = [path.read_bytes().index(f"ch{n}\0".encode(), 4000) for n in range(3)]
    assert places == sorted(places)


def test_more_than_255_chapters_are_nested(
    article: Article, narration: Narration, tmp_path: Path
) -> None:
    file = tmp_path / "many.mp3"
    file.write_bytes(b"")
    marks = [ChapterMark(f"Part {n}", n * 10, n * 10 + 10, None, "") for n in range(300)]
    context = SpokenContext(article=article, narration=narration, target=file)
    write_tag(tags_of(context), marks, file, nested=False)
    tag = tag_of(file)
    inner = tag["CTOC:toc"].child_element_ids
    names = [name for table in inner for name in tag[f"CTOC:{table}"].child_element_ids]
    assert [tag[f"CHAP:{name}"].start_time for name in names] == [n * 10 for n in range(300)]


def test_a_chapter_leads_to_what_its_text_links_to(
    article: Article, narration: Narration, tmp_path: Path
) -> None:
    path = tmp_path / "article.mp3"
    export("mp3", article, narration, path)
    tag = tag_of(path)
    found = [
        (chapter.sub_frames["TIT2"].text[0], link.desc, link.url)
        for chapter in tag.getall("CHAP")
        for link in chapter.sub_frames.getall("WXXX")
    ]
    address = "https://example.org/%D1%82%D1%80%D0%B0%D0%BC"  # the tag holds ASCII alone
    assert found == [("Where to read on", "the tram museum", address)]


def test_the_m4b_is_an_audiobook_with_both_kinds_of_chapters(
    article: Article, narration: Narration, tmp_path: Path
) -> None:
    path = tmp_path / "article.m4b"
    export("m4b", article, narration, path)
    data = path.read_bytes()
    assert data[8:12] == b"M4B "
    assert data.index(b"moov") < data.index(b"mdat")  # plays before it is whole
    assert data.count(b"chpl") == 1
    mp4: Any = import_module("mutagen.mp4").MP4(path)
    assert mp4["stik"] == [2]
    assert mp4["\xa9ART"] == ["Ada Kowalska, Maksim Hryn"]
    assert len(mp4.chapters) == len(narration.chapters)
