"""Whatever lies in the cache, it is never run, never waited for, and the editions are the same."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree, rmtree

import pytest
from msgspec import json, msgpack

from publish import BuildOptions
from publish.pipeline import build_all
from publish.runtime import cache as caching
from publish.runtime.cache import Cache
from publish.source import read

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs links and pipes")

BOOK = "title: Two walks\nlanguage: en\nauthors: [Ada]\ncontents: [one.md, two.md]\n"
CHAPTER = "---\ntitle: Walk {0}\n---\n\nThe path {0} ends here. See [the other](#{1}).\n"
KINDS = {
    *("sound", "timing", "gain", "encoded", "edition"),
    *("piece", "margins", "font", "subset", "pages"),
}


class _Run:
    """A pickle of it makes a file when it is read."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (f"touch {self.file}",)


def kind_of(entry: Path) -> str:
    """Which part of the program wrote an entry; empty if it is still poisoned."""
    suffix = {".pcm": "sound", ".json": "timing", ".gain": "gain", ".mp3": "encoded"}
    if entry.suffix:
        return suffix[entry.suffix]
    data = Cache(entry.parents[1]).get(name_of(entry))
    if data is None:
        return ""
    value = msgpack.decode(data)
    if isinstance(value, bytes):
        return "font"
    if isinstance(value, list):
        return "piece"
    keys = set(value)
    if "format" in keys:
        return "edition"
    return "subset" if keys == {"body", "data"} else "margins" if "objects" in keys else "pages"


def name_of(entry: Path) -> str:
    return entry.parent.name + entry.name


def entries(cache: Path) -> list[Path]:
    return sorted(path for path in cache.glob("??/*") if path.is_file())


def build(folder: Path, cache: Path) -> dict[str, bytes]:
    rmtree(folder / "out", ignore_errors=True)
    options = BuildOptions(only="pdf,mp3", cache=cache)
    article = read(folder / "walks" / "publication.yaml")
    for edition in build_all([article], folder / "out", options, lambda *_: None):
        assert not edition.unchanged
        assert not [one for one in edition.diagnostics if one.code == "cache-refused"]
    return {file.name: file.read_bytes() for file in (folder / "out").iterdir()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source of a book, its editions, and the cache of their build."""
    folder = tmp_path_factory.mktemp("poisoned")
    (folder / "walks").mkdir()
    (folder / "walks" / "publication.yaml").write_text(BOOK, encoding="utf-8")
    for one, other in (("one", "two"), ("two", "one")):
        (folder / "walks" / f"{one}.md").write_text(CHAPTER.format(one, other), encoding="utf-8")
    build(folder, folder / "cache")
    (folder / "out").rename(folder / "whole")
    return folder


@pytest.fixture
def whole(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in (folder / "whole").iterdir()}


@pytest.fixture
def cache(folder: Path) -> Iterator[Path]:
    """A copy of that cache."""
    copytree(folder / "cache", folder / "poisoned")
    yield folder / "poisoned"
    rmtree(folder / "poisoned")


def link(entry: Path, _other: Path) -> None:
    entry.rename(entry.parents[2] / "elsewhere")  # it would be right
    entry.symlink_to(entry.parents[2] / "elsewhere")


def device(entry: Path, _other: Path) -> None:
    entry.unlink()
    entry.symlink_to("/dev/zero")


def pipe(entry: Path, _other: Path) -> None:
    entry.unlink()
    os.mkfifo(entry)


def full_folder(entry: Path, _other: Path) -> None:
    entry.unlink()
    (entry / "deep").mkdir(parents=True)
    (entry / "deep" / "file").touch()


def unreadable(entry: Path, _other: Path) -> None:
    entry.chmod(0)


def foreign(entry: Path, _other: Path) -> None:
    if os.geteuid() == 0:
        os.chown(entry, 12345, -1)
    else:
        entry.unlink()


def swapped(entry: Path, other: Path) -> None:
    entry.write_bytes(other.read_bytes())


def cut(entry: Path, _other: Path) -> None:
    os.truncate(entry, entry.stat().st_size // 2)


def empty(entry: Path, _other: Path) -> None:
    os.truncate(entry, 0)


def older(entry: Path, _other: Path) -> None:
    entry.write_bytes(b"publish1" + entry.read_bytes()[8:])


def huge(entry: Path, _other: Path) -> None:
    os.truncate(entry, 1 << 40)


def damaged(entry: Path, _other: Path) -> None:
    raw = bytearray(entry.read_bytes())
    raw[-1] ^= 1
    entry.write_bytes(raw)


def no_subfolder(entry: Path, _other: Path) -> None:
    rmtree(entry.parent)
    entry.parent.touch()


def linked_subfolder(entry: Path, _other: Path) -> None:
    away = entry.parents[2] / "away"
    rmtree(away, ignore_errors=True)
    entry.parent.rename(away)
    entry.parent.symlink_to(away)


POISONS: tuple[Callable[[Path, Path], None], ...] = (
    *(link, device, pipe, full_folder, unreadable, foreign, swapped, cut, empty, older, huge),
    *(damaged, no_subfolder, linked_subfolder),
)


def test_every_kind_of_entry_is_there(folder: Path) -> None:
    assert {kind_of(entry) for entry in entries(folder / "cache")} == KINDS


@pytest.mark.parametrize("poison", POISONS)
def test_a_poisoned_entry_counts_as_missing_and_is_replaced(
    poison: Callable[[Path, Path], None], cache: Path
) -> None:
    by_kind = {kind_of(entry): entry for entry in entries(cache)}
    store = Cache(cache)
    contents = {kind: store.get(name_of(entry)) for kind, entry in by_kind.items()}
    for kind, entry in by_kind.items():
        name, good = name_of(entry), contents[kind]
        assert good is not None
        if not entry.exists():  # another one took the folder with it
            store.put(name, good)
        poison(entry, by_kind["gain" if kind != "gain" else "timing"])
        if poison is not unreadable or not os.access(entry, os.R_OK):  # root reads everything
            assert store.get(name) is None, kind
            assert not store.has(name), kind
        store.put(name, good)
        assert store.get(name) == good, kind
        assert entry.is_file()
        assert not entry.is_symlink()
        assert not entry.parent.is_symlink()


@pytest.mark.parametrize("turn", [0, 1])
def test_a_build_replaces_them(
    folder: Path, cache: Path, whole: dict[str, bytes], turn: int
) -> None:
    """Each entry is poisoned in another way."""
    found = entries(cache)
    for place, entry in enumerate(found):
        if entry.exists() and not entry.parent.is_symlink():
            poison = POISONS[(place + turn * 7) % len(POISONS)]
            other = next(one for one in found if one != entry and one.is_file())
            poison(entry, other)
            if poison is unreadable and os.access(entry, os.R_OK):
                entry.unlink()
    assert build(folder, cache) == whole
    assert {kind_of(entry) for entry in entries(cache)} >= KINDS


def test_content_that_this_program_would_not_write_is_never_run(
    folder: Path, cache: Path, whole: dict[str, bytes], tmp_path: Path
) -> None:
    """Somebody who can write to the folder can compute the digest, too."""
    evil = pickle.dumps(_Run(tmp_path / "ran"))
    contents = [evil, b"", b"\xff" * 50, b"[" * 100_000, b"\x91" * 100_000, json.encode({"a": 1})]
    store = Cache(cache)
    for place, entry in enumerate(entries(cache)):
        if entry.suffix != ".pcm":  # any bytes are samples
            store.put(name_of(entry), contents[place % len(contents)])
    assert build(folder, cache) == whole
    assert not (tmp_path / "ran").exists()


def test_a_put_does_not_follow_links(tmp_path: Path) -> None:
    """Not even where the folder of the entry is one."""
    (tmp_path / "away").mkdir()
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "ab").symlink_to(tmp_path / "away")
    Cache(tmp_path / "cache").put("abcd", b"x")
    assert not list((tmp_path / "away").iterdir())
    Cache(tmp_path / "cache").trim(0)
    assert Cache(tmp_path / "cache").get("abcd") is None


def test_what_is_too_large_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Cache(tmp_path).put("abcd", bytes(200))
    monkeypatch.setattr(caching, "LARGEST_ENTRY", 100)
    assert Cache(tmp_path).get("abcd") is None
    Cache(tmp_path).put("abce", bytes(101))
    assert not Cache(tmp_path).has("abce")
