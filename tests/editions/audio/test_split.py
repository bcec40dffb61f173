"""One file a chapter."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from publish.encoding.mastering import PROFILES, measured_in
from publish.model import Article
from publish.narration.script import ChapterKind
from publish.narration.timeline import Narration
from publish.pipeline import BuildOptions, build_article
from tests.building import export
from tests.judges.ffprobe import probe

SPLIT = {
    "m4b": partial(export, "m4b", variant="split"),
    "mp3": partial(export, "mp3", variant="split"),
    "opus": partial(export, "opus", variant="split"),
}


@pytest.mark.parametrize("name", SPLIT)
def test_each_chapter_is_a_file_in_order(
    name: str, article: Article, narration: Narration, tmp_path: Path
) -> None:
    folder = tmp_path / f"article-{name}"
    made = SPLIT[name](article, narration, folder)
    files = sorted(folder.iterdir())
    count = len(narration.chapters)
    assert made.summary.endswith(f", {count} files")
    assert len(files) == count
    for number, (file, timed) in enumerate(zip(files, narration.chapters, strict=True), start=1):
        media = probe(file)
        tags = media.tags | media.streams[0].tags
        assert file.name.startswith(f"{number:02d} ")
        assert tags["title"] == timed.chapter.title
        assert tags["album"] == article.metadata.title
        assert (tags["series"], tags["series-part"]) == ("Rails", "2")
        track = tags.get("track") or tags["tracknumber"]
        assert track == f"{number}/{count}"
        assert [chapter.title for chapter in media.chapters] == [timed.chapter.title]
        measurement = measured_in(file)
        assert 0.5 <= measurement.head <= 1
        assert 1 <= measurement.tail <= 5
        said = (timed.clips[-1].end - timed.clips[0].start) / narration.rate
        assert measurement.length == pytest.approx(0.75 + said + 2, abs=0.5)


def test_a_figure_s_file_shows_and_tells_the_figure(
    article: Article, narration: Narration, tmp_path: Path
) -> None:
    export("mp3", article, narration, tmp_path / "article-mp3", variant="split")
    files = sorted((tmp_path / "article-mp3").iterdir())
    figures = 0
    for file, timed in zip(files, narration.chapters, strict=True):
        if timed.chapter.kind is ChapterKind.FIGURE:
            figures += 1
            tag: Any = import_module("mutagen.id3").ID3(file)
            (comment,) = tag.getall("COMM")
            assert comment.text == [timed.chapter.alt]
            (picture,) = tag.getall("APIC")
            assert picture.desc == timed.chapter.alt[:64]
    assert figures == 2


def test_what_is_too_long_for_a_shop_is_split_unasked(
    article: Article, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = replace(PROFILES["audiobook"], longest=60)
    monkeypatch.setitem(PROFILES, "audiobook", short)
    options = replace(article.metadata.narration, mastering="audiobook")
    article = replace(article, metadata=replace(article.metadata, narration=options))
    (edition,) = build_article(
        article, tmp_path / "trams", BuildOptions(only=("mp3",)), lambda *_: None
    )
    assert edition.path == tmp_path / "trams-mp3"
    assert edition.size == sum(one.stat().st_size for one in edition.path.iterdir())
    assert edition.diagnostics == ()
    assert edition.summary.endswith(" files, all meet the audiobook profile")
