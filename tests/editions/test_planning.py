"""A plan says which editions are up to date, and why others aren't, without reading the source."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image

from publish import BuildOptions, EpubOptions, api
from publish.planning import Plan, plan

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
    assert [replace(one, written=()) for one in made] == planned
    assert found.diagnostics == api.read_checked([walks.source], walks.options)[0].diagnostics
    assert (found.title, found.language) == ("Two walks", "en")


@pytest.mark.parametrize(
    ("file", "epub", "mp3"),
    [
        ("walks/publication.yaml", True, True),
        ("walks/two.md", True, True),
        ("walks/pictures/bench.png", True, True),
        ("walks/words.pls", False, True),
        ("walks/sound/intro.wav", False, True),
        ("style/house.css", True, False),
        ("style/more.css", True, False),
        ("style/paper.png", True, False),
        ("out/walks-kindle.epub", True, False),
        ("out/walks.mp3", False, True),
    ],
)
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
    for path in walks.folder.parent.rglob("*"):
        if path.is_file():
            os.utime(path)
    assert walks.plan().unchanged
