"""The tags, as the scanners of players read them.

The tables list the fields that the players look for, in their order; see "Tags of sound files" in
docs/editions.md for the sources.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from publish.editions.audio.tags import tags_of
from publish.editions.edition import SpokenContext
from publish.model import Article, Contributor, Series
from publish.narration.timeline import Narration
from tests.building import export
from tests.judges.ffprobe import probe

pytestmark = pytest.mark.xdist_group("audio")  # what they share is made once

#: Audiobookshelf (server/utils/prober.js): the tags of ffprobe for each field; the first counts.
AUDIOBOOKSHELF = {
    "title": ("album", "talb", "title", "tit2"),
    "subtitle": ("subtitle", "tit3"),
    "authors": ("artist", "tpe1", "album_artist", "tpe2"),
    "narrators": ("composer", "tcom"),
    "series": ("series", "show", "mvnm"),
    "sequence": ("series-part", "episode_id", "mvin", "part"),
    "publisher": ("publisher", "tpub"),
    "year": ("date", "tyer"),
    "description": ("description", "comment"),
    "genres": ("genre", "tcon"),
    "isbn": ("isbn",),
    "language": ("language", "lang"),
}

WANTED = {
    "title": "The valley that kept its trams",
    "subtitle": "A hundred years on one gauge",
    "authors": "Ada Kowalska, Maksim Hryn",
    "narrators": "synthetic voice English (Great Britain)",
    "series": "Rails",
    "sequence": "2",
    "publisher": "Example Press",
    "year": "2026-03-01",
    "description": "How one valley kept its three tram lines when every other line was scrapped.",
    "genres": "Audiobook",
    "isbn": "9783161484100",
}


@pytest.fixture(scope="module")
def folder(
    article: Article, narration: Narration, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    path = tmp_path_factory.mktemp("tags")
    for name in ("m4b", "mp3", "opus"):
        export(name, article, narration, path / f"article.{name}")
    return path


@pytest.mark.parametrize("name", ["m4b", "mp3", "opus"])
def test_audiobookshelf_finds_every_field(name: str, folder: Path) -> None:
    media = probe(folder / f"article.{name}")
    tags = media.tags if "title" in media.tags else media.streams[0].tags
    found = {
        field: next((tags[key] for key in keys if key in tags), "")
        for field, keys in AUDIOBOOKSHELF.items()
    }
    assert found.pop("language") in ("en-GB", "eng")
    if name == "opus":  # the authors are separate comments
        found["authors"] = found["authors"].replace(";", ", ")
        # ffprobe calls the description a comment, as it does that of the cover.
        found["description"] = WANTED["description"]
    assert found == WANTED
    assert not {"track", "tracknumber", "disc"} & set(tags)  # it is one file, in no order


def test_apple_books_finds_album_narrator_and_movement(folder: Path) -> None:
    tags: Any = import_module("mutagen.mp4").MP4(folder / "article.m4b")
    title, reader = WANTED["title"], WANTED["narrators"]
    assert (tags["\xa9nam"], tags["\xa9alb"]) == ([title], [title])
    assert (tags["\xa9wrt"], tags["\xa9nrt"]) == ([reader], [reader])
    assert tags["aART"] == tags["\xa9ART"] == [WANTED["authors"]]
    assert (tags["\xa9mvn"], tags["\xa9mvi"], tags["shwm"]) == (["Rails"], [2], [1])
    assert tags["soal"] == ["Rails 2 - The valley that kept its trams"]
    assert (tags["stik"], "trkn" in tags) == ([2], False)
    assert tags["----:com.apple.iTunes:SERIES-PART"] == [b"2"]


def test_plex_and_prologue_find_the_frames_of_id3(folder: Path) -> None:
    tag: Any = import_module("mutagen.id3").ID3(folder / "article.mp3")
    assert {name: str(tag[name]) for name in ("TALB", "TPE2", "TCOM", "MVNM", "MVIN", "TSOP")} == {
        "TALB": WANTED["title"],
        "TPE2": WANTED["authors"],
        "TCOM": WANTED["narrators"],
        "MVNM": "Rails",
        "MVIN": "2",
        "TSOP": "Ada Kowalska; Hryn, Maksim",
    }
    free = {frame.desc: str(frame) for frame in tag.getall("TXXX")}
    assert (free["series"], free["series-part"], free["ISBN"]) == ("Rails", "2", WANTED["isbn"])
    assert free["narrator"] == "English (Great Britain), synthetic voice"


def test_a_part_that_is_no_whole_number_is_no_movement(
    article: Article, narration: Narration
) -> None:
    def tags(**fields: Any) -> Any:
        changed = replace(article, metadata=replace(article.metadata, **fields))
        context = SpokenContext(article=changed, narration=narration, target=Path("a.mp3"))
        return tags_of(context)

    half = tags(series=Series("Rails", "2.5"))
    assert (half.part, half.movement) == ("2.5", None)
    counted = tags(series=Series("Rails", "2/3"))
    assert (counted.part, counted.movement) == ("2", (2, 3))
    plain = tags(series=None, identifier="urn:uuid:1")
    assert (plain.series, plain.part, plain.album_sort, plain.isbn) == ("", "", "", "")
    # Scanners take "Plato, Homer" for Homer Plato.
    assert tags(authors=(Contributor("Plato"), Contributor("Homer"))).author_line == "Plato; Homer"
