"""A plan says which editions are up to date, and why others aren't, without reading the source."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from PIL import Image

from publish import BuildOptions, EpubOptions, api
from publish.editions.build_edition import Edition
from publish.planning import Plan, plan
from publish.planning.recording import remembered

BOOK = """title: Two walks
language: en
authors: [Ada Kowalska]
published: 2026-03-01
narration:
  lexicon: words.pls
  intro: sound/intro.wav
contents: [one.md, two.md]
"""
CHAPTER = """---
title: Walk {0}
---

The path to Leicester ends here, at bench {0}.

![A bench under a tree.](pictures/bench.png)
"""
LEXICON = """<?xml version="1.0"?>
<lexicon version="1.0" alphabet="ipa" xml:lang="en"
  xmlns="http://www.w3.org/2005/01/pronunciation-lexicon">
<lexeme><grapheme>Leicester</grapheme><phoneme>ˈlɛstə</phoneme></lexeme>
</lexicon>
"""


class Walks:
    """A book with an EPUB without sound and an MP3; ``options`` are those of the build."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.source = folder / "walks", folder / "walks" / "publication.yaml"
        self.out, self.style = folder / "out", folder / "style"
        self.options = BuildOptions(
            only="epub,mp3",
            epub=EpubOptions(styles=(self.style / "house.css",)),
            shops="kindle",
            cache=folder / "cache",
        )

    def write(self) -> None:
        for name in ("pictures", "sound"):
            (self.folder / name).mkdir(parents=True)
        self.style.mkdir()
        self.source.write_text(BOOK, encoding="utf-8")
        for name in ("one", "two"):
            (self.folder / f"{name}.md").write_text(CHAPTER.format(name), encoding="utf-8")
        (self.folder / "words.pls").write_text(LEXICON, encoding="utf-8")
        write_sound(self.folder / "sound" / "intro.wav", 4000)
        Image.new("L", (40, 30), 90).save(self.folder / "pictures" / "bench.png")
        (self.folder / "unused.txt").touch()
        Image.new("L", (4, 3), 90).save(self.style / "paper.png")
        (self.style / "house.css").write_text('@import "more.css"; p { color: navy }')
        (self.style / "more.css").write_text("h1 { background: url(paper.png) }")

    def plan(self) -> Plan:
        return plan(self.source, self.out, self.options)

    def reasons(self) -> list[str]:
        return [one.reason for one in self.plan().editions]


def write_sound(file: Path, samples: int) -> None:
    import wave

    with wave.open(str(file), "wb") as sound:
        sound.setparams((1, 2, 16_000, 0, "NONE", ""))
        sound.writeframes(b"\0\1" * samples)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Walks:
    walks = Walks(tmp_path_factory.mktemp("planned"))
    walks.write()
    assert walks.reasons() == ["walks-kindle.epub is missing.", "walks.mp3 is missing."]
    api.build(walks.source, walks.out, walks.options)
    return walks


@pytest.fixture
def walks(built: Walks, tmp_path: Path) -> Iterator[Walks]:
    """The book, which is as it was after each test."""
    folder = built.folder.parent
    shutil.copytree(folder, tmp_path / "before", symlinks=True)
    yield built
    for one in ("walks", "out", "style"):
        shutil.rmtree(folder / one)
        shutil.copytree(tmp_path / "before" / one, folder / one, symlinks=True)
    assert built.plan().unchanged


def test_nothing_is_made_twice(walks: Walks) -> None:
    found = walks.plan()
    assert found.unchanged
    assert [one.reason for one in found.editions] == ["", ""]
    made = api.build(walks.source, walks.out, walks.options)
    assert all(one.unchanged for one in made)
    planned = [one.edition for one in found.editions]
    for one, other in zip(made, planned, strict=True):
        assert other
        assert replace(one, written=()) == replace(other, written=())
        assert [name for name, _ in one.written] == [name for name, _ in other.written]
        assert [state.digest for _, state in one.written] == [
            state.digest for _, state in other.written
        ]
    assert found.diagnostics == api.read_checked([walks.source], walks.options)[0].diagnostics
    assert (found.title, found.language) == ("Two walks", "en")


#: Each file, and whether the EPUB and the MP3 depend on it.
FILES = [
    ("walks/publication.yaml", True, True),
    ("walks/one.md", True, True),
    ("walks/two.md", True, True),
    ("walks/pictures/bench.png", True, True),
    ("walks/words.pls", False, True),
    ("walks/sound/intro.wav", False, True),
    ("style/house.css", True, False),
    ("style/more.css", True, False),
    ("style/paper.png", True, False),
    ("out/walks-kindle.epub", True, False),
    ("out/walks.mp3", False, True),
]


@pytest.mark.parametrize(("file", "epub", "mp3"), FILES)
@pytest.mark.parametrize("how", ["content", "same size and time", "removed", "another by a link"])
def test_any_change_of_a_file_makes_what_depends_on_it(
    file: str, epub: bool, mp3: bool, how: str, walks: Walks
) -> None:
    path = walks.folder.parent / file
    state, data = path.stat(), path.read_bytes()
    match how:
        case "content":
            path.write_bytes(data + b"\n")
        case "same size and time":
            with path.open("r+b") as handle:
                handle.write(bytes([data[0] ^ 1]))
            os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
        case "removed":
            path.unlink()
        case _:
            other = path.with_name(f"other-{path.name}")
            path.rename(other)
            path.symlink_to(other)
    found = walks.plan()
    assert [bool(one.reason) for one in found.editions] == [epub, mp3], found
    assert not found.unchanged
    reasons = {one.reason for one in found.editions} - {""}
    assert all(path.name in one for one in reasons)


def test_a_touched_file_changes_nothing(walks: Walks) -> None:
    folders = ("walks", "style", "out")
    every = [one for name in folders for one in (walks.folder.parent / name).rglob("*")]
    names = {one.relative_to(walks.folder.parent).as_posix() for one in every if one.is_file()}
    assert names - {"walks/unused.txt"} == {file for file, _, _ in FILES}
    (walks.folder / "unused.txt").write_text("changed")
    for path in walks.folder.parent.rglob("*"):
        if path.is_file():
            os.utime(path)
    assert walks.plan().unchanged


@pytest.mark.parametrize(
    ("name", "change", "epub", "mp3"),
    [
        ("--theme", {"epub": {"theme": "report"}}, True, False),
        ("--style", {"epub": {"styles": ()}}, True, False),
        ("--rate", {"rate": "0.9x"}, False, True),
        ("--voice", {"voice": "espeak"}, False, True),
        ("--mastering", {"mastering": "audiobook"}, False, True),
        ("--overview", {"overview": True}, False, True),
        ("--split", {"split": True}, False, True),
        ("--no-audit", {"audit": False}, True, True),
    ],
)
def test_an_option_makes_what_depends_on_it(
    name: str, change: dict[str, Any], epub: bool, mp3: bool, walks: Walks
) -> None:
    if "epub" in change:
        change = {"epub": replace(walks.options.epub, **change["epub"])}
    found = plan(walks.source, walks.out, replace(walks.options, **change))
    told = f"The option {name} has changed."
    assert [one.reason for one in found.editions] == [told * epub, told * mp3]
    assert found.reason  # a build refuses some values


@pytest.mark.parametrize(
    ("name", "epub"), [("SOURCE_DATE_EPOCH", True), ("PUBLISH_VOICE", False), ("PATH", False)]
)
def test_the_environment_is_compared(
    name: str, epub: bool, walks: Walks, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    value = "86400"
    if name == "PATH":
        (tmp_path / "ffmpeg").touch(mode=0o755)
        value = str(tmp_path)
    monkeypatch.setenv(name, value)
    first, second = walks.reasons()
    assert (bool(first), bool(second)) == (epub, True)
    assert second == (
        "ffmpeg has changed." if name == "PATH" else f"The environment variable {name} has changed."
    )


def test_settings_that_appear_near_the_source_are_seen(walks: Walks) -> None:
    (walks.folder / ".publish.toml").write_text("[source]\nsmart-typography = false\n")
    assert walks.reasons() == ["The settings near it are others."] * 2


def test_a_file_more_or_a_folder_in_place_of_an_edition_is_seen(walks: Walks) -> None:
    (walks.out / "walks.mp3").unlink()
    (walks.out / "walks.mp3").mkdir()
    assert walks.reasons() == ["", "walks.mp3 was changed."]
    (walks.out / "walks.mp3" / "walks.mp3").touch()
    assert walks.reasons() == ["", "walks.mp3 was changed."]


def test_an_edition_of_another_build_is_seen(walks: Walks, tmp_path: Path) -> None:
    """The record of one build never counts for what another has put in its place."""
    edition = api.build(walks.source, walks.out, walks.options)[0]
    (checked,) = api.read_checked([walks.source], walks.options)
    shutil.copy(edition.path, tmp_path / "other")
    with (tmp_path / "other").open("ab") as file:
        file.write(b"x")
    (tmp_path / "other").replace(edition.path)
    made = replace(edition, unchanged=False)
    list(remembered([checked], [made, *made_again(walks)], walks.out, walks.options))
    assert walks.reasons() == ["walks-kindle.epub was changed.", ""]


def made_again(walks: Walks) -> list[Edition]:
    return [one.edition for one in walks.plan().editions[1:] if one.edition]


def test_a_source_written_while_it_is_built_is_not_recorded(walks: Walks) -> None:
    chapter = walks.folder / "one.md"
    text = chapter.read_text(encoding="utf-8")
    (checked,) = api.read_checked([walks.source], walks.options)
    editions = api.build(walks.source, walks.out, walks.options)
    chapter.write_text(text.replace("ends", "begins"), encoding="utf-8")
    list(remembered([checked], editions, walks.out, walks.options))
    assert walks.reasons() == ["one.md has changed."] * 2


def test_without_its_cache_everything_is_made(walks: Walks, tmp_path: Path) -> None:
    never = plan(walks.source, walks.out, replace(walks.options, cache=False))
    assert {one.reason for one in never.editions} == {
        "The option --no-cache makes everything again."
    }
    empty = tmp_path / "empty"
    found = plan(walks.source, walks.out, replace(walks.options, cache=empty))
    assert {one.reason for one in found.editions} == {"There is no record of how it was made."}
    assert not empty.exists()
    cache = walks.folder.parent / "cache"
    cache.chmod(0o777)
    assert set(walks.reasons()) == {"There is no cache that can be used."}
    cache.chmod(0o700)
    for one in cache.rglob("*"):
        if one.is_file():
            one.write_bytes(one.read_bytes()[:-1])
    assert set(walks.reasons()) == {"There is no record of how it was made."}
    api.build(walks.source, walks.out, walks.options)


def test_editions_that_were_put_elsewhere_are_compared_by_digest(walks: Walks) -> None:
    digests = {
        one.path.name: {one.path.name: one.written[0][1].digest}
        for one in api.build(walks.source, walks.out, walks.options)
    }
    for file in walks.out.iterdir():
        file.unlink()

    def reasons() -> list[str]:
        found = plan(walks.source, walks.out, walks.options, lambda name: digests.get(name, {}))
        return [one.reason for one in found.editions]

    assert reasons() == ["", ""]
    digests["walks.mp3"] = {"walks.mp3": "0"}
    del digests["walks-kindle.epub"]
    assert reasons() == ["walks-kindle.epub is missing.", "walks.mp3 was changed."]


def test_the_reason_is_the_option_that_was_given(walks: Walks) -> None:
    """A narration that goes or comes changes much else, such as the versions that count."""
    silent = BuildOptions(only="epub", cache=walks.options.cache)
    out = walks.folder.parent / "silent"
    api.build(walks.source, out, silent)
    (found,) = plan(walks.source, out, replace(silent, narrated=True)).editions
    assert found.reason == "The option --narrated has changed."
    shutil.rmtree(out)
