"""An edition isn't made again while nothing changes that determines it."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image

from publish import BuildOptions, EpubOptions
from publish.editions.build_edition import Edition
from publish.editions.unchanged import Unchanged
from publish.pipeline import build_all
from publish.source import read

SOURCE = """---
title: A short walk
language: en
authors: [Ada Kowalska]
published: 2026-03-01
---

The path ends here.

![A bench under a tree.](bench.png)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A source of which an EPUB and an MP3 were built."""
    folder = tmp_path_factory.mktemp("walk")
    (folder / "walk.md").write_text(SOURCE, encoding="utf-8")
    Image.new("L", (40, 30), 90).save(folder / "bench.png")
    assert not any(one.unchanged for one in build(folder))
    return folder


def build(folder: Path, only: str = "epub,mp3", epub: EpubOptions = EpubOptions()) -> list[Edition]:  # noqa: B008
    options = BuildOptions(only=only, epub=epub, silent=True, cache=folder / "cache")
    article = read(folder / "walk.md")
    return list(build_all([article], folder / "out", options, lambda *_: None))


def test_all_editions_are_recalled(folder: Path) -> None:
    before = {one: one.stat().st_mtime_ns for one in (folder / "out").iterdir()}
    first, second = build(folder), build(folder)
    assert [one.unchanged for one in first] == [True, True]
    assert [one.summary for one in first] == [one.summary for one in second]
    assert "narrated" in first[0].summary
    assert first[1].measured == second[1].measured
    assert {one: one.stat().st_mtime_ns for one in (folder / "out").iterdir()} == before


def test_a_cache_that_others_can_write_to_is_not_used(folder: Path) -> None:
    (folder / "cache").chmod(0o777)
    (edition,) = build(folder, "mp3")
    (folder / "cache").chmod(0o755)
    assert not edition.unchanged
    assert [one.code for one in edition.diagnostics if one.file == folder / "cache"] == [
        "cache-refused"
    ]
    assert build(folder, "mp3")[0].unchanged


def test_only_what_changes_is_made(folder: Path) -> None:
    made = {one.format: one.unchanged for one in build(folder, epub=EpubOptions(theme="book"))}
    assert made == {"epub": False, "mp3": True}


@pytest.mark.parametrize("damage", ["source", "picture", "edition", "no edition"])
def test_an_edition_is_made_again(damage: str, folder: Path) -> None:
    epub = EpubOptions(theme="report")
    build(folder, "epub", epub)
    assert [one.unchanged for one in build(folder, "epub", epub)] == [True]
    match damage:
        case "source":
            text = (folder / "walk.md").read_text(encoding="utf-8")
            (folder / "walk.md").write_text(text.replace("here", "there"), encoding="utf-8")
        case "picture":
            Image.new("L", (40, 30), 91).save(folder / "bench.png")
        case "edition":
            with (folder / "out" / "walk.epub").open("ab") as file:
                file.write(b"x")
        case _:
            (folder / "out" / "walk.epub").unlink()
    assert [one.unchanged for one in build(folder, "epub", epub)] == [False]


def test_a_style_sheet_that_needs_other_files_is_always_new(folder: Path) -> None:
    article = read(folder / "walk.md")
    edition = replace(build(folder, "epub")[0], unchanged=False)
    known = Unchanged(folder / "cache", article, folder / "out" / "walk")
    sheet = folder / "house.css"
    for rule, recalled in (("p { color: navy }", True), ("p { background: url(a.png) }", False)):
        sheet.write_text(rule, encoding="utf-8")
        known.remember(edition, sheet)
        assert (known.recall(sheet) is not None) is recalled


def test_a_style_sheet_written_while_an_edition_is_made_is_not_recorded(folder: Path) -> None:
    article = read(folder / "walk.md")
    edition = replace(build(folder, "epub")[0], unchanged=False)
    known = Unchanged(folder / "cache", article, folder / "out" / "walk")
    sheet = folder / "house.css"
    sheet.write_text("p { color: navy }  /* one */", encoding="utf-8")
    assert known.recall(sheet) is None
    sheet.write_text("p { color: navy }  /* two */", encoding="utf-8")
    known.remember(edition, sheet)
    assert known.recall(sheet) is None
    sheet.write_text("p { color: navy }  /* one */", encoding="utf-8")
    assert known.recall(sheet) is None
    known.remember(edition, sheet)
    assert known.recall(sheet) is not None


def test_without_a_cache_nothing_is_recalled(folder: Path) -> None:
    article = read(folder / "walk.md")
    edition = replace(build(folder, "epub")[0], unchanged=False)
    known = Unchanged(None, article, folder / "out" / "walk")
    assert known.recall() is None
    assert known.remember(edition) is edition
