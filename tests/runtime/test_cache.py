"""The cache: what it gives back is what was put there, or nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from publish.errors import OutputError
from publish.runtime.cache import Cache, refusal, users_folder
from publish.runtime.object_cache import ObjectCache


@given(st.binary(max_size=300), st.data())
def test_a_damaged_entry_counts_as_never_made(content: bytes, data: st.DataObject) -> None:
    """Whichever byte is changed, wherever the file is cut off."""
    with tempfile.TemporaryDirectory() as folder:
        cache = Cache(Path(folder))
        cache.put("abcd.pcm", content)
        assert cache.get("abcd.pcm") == content
        (entry,) = (path for path in Path(folder).rglob("*") if path.is_file())
        raw = bytearray(entry.read_bytes())
        place = data.draw(st.integers(0, len(raw) - 1))
        if data.draw(st.booleans()):
            raw[place] ^= data.draw(st.integers(1, 255))
        else:
            del raw[place:]
        entry.write_bytes(raw)
        assert cache.get("abcd.pcm") is None
        assert not cache.has("abcd.pcm")  # so that it is made again
        cache.put("abcd.pcm", content)
        assert cache.get("abcd.pcm") == content


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    long_ago = time.time() - 10_000
    for number, name in enumerate(["aaaa", "bbbb", "cccc", "dddd"]):
        cache.put(name, bytes(1000))
        os.utime(tmp_path / name[:2] / name[2:], (long_ago + number,) * 2)
    cache.get("aaaa")
    cache.trim(largest=2500)
    assert [name for name in ("aaaa", "bbbb", "cccc", "dddd") if cache.has(name)] == [
        "aaaa",
        "dddd",
    ]


def test_sound_goes_before_the_records_of_titles(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put("aaaa", bytes(1000))  # older
    cache.put("bbbb", bytes(200_000))
    os.utime(tmp_path / "aa" / "aa", (time.time() - 3600,) * 2)
    cache.trim(largest=100_000)
    assert cache.has("aaaa")
    assert not cache.has("bbbb")


def test_only_what_a_killed_build_left_is_swept_away(tmp_path: Path) -> None:
    (tmp_path / "ab").mkdir()
    old, young = tmp_path / "ab" / "-cd-1-1", tmp_path / "ab" / "-cd-2-2"
    old.touch()
    young.touch()
    os.utime(old, (time.time() - 7200,) * 2)
    Cache(tmp_path).trim()
    assert not old.exists()
    assert young.exists()


def test_two_programs_at_once_never_see_half_an_entry(tmp_path: Path) -> None:
    """Both write and read the same few entries; a half-written one would be damaged."""
    program = (
        "import sys; from pathlib import Path; from publish.runtime.cache import Cache\n"
        "cache = Cache(Path(sys.argv[1])); content = bytes(range(256)) * 4000\n"
        "for turn in range(150):\n"
        "    name = f'{turn % 3:02d}ab.pcm'\n"
        "    cache.put(name, content)\n"
        "    assert cache.get(name) == content\n"
    )
    both = [subprocess.Popen([sys.executable, "-c", program, tmp_path]) for _ in range(2)]
    assert [one.wait(60) for one in both] == [0, 0]
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 3


def test_a_cache_that_cannot_be_written_to_says_where(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file where a folder should be")
    with pytest.raises(OutputError, match="PUBLISH_CACHE"):
        Cache(tmp_path / "file").put("abcd", b"x")


def test_where_the_users_cache_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLISH_CACHE", str(tmp_path / "own"))
    assert users_folder() == tmp_path / "own"
    monkeypatch.setenv("PUBLISH_CACHE", str(tmp_path / "own" / "file"))
    (tmp_path / "own" / "file").touch()
    assert users_folder() is None  # there is no such folder, and none can be made


@pytest.mark.skipif(sys.platform == "win32", reason="has no modes")
def test_a_cache_that_others_can_write_to_is_refused(tmp_path: Path) -> None:
    cache = tmp_path / "above" / "the cache"
    assert refusal(cache) is None  # it is created, for this user alone
    assert cache.stat().st_mode & 0o777 == 0o700
    for mode in (0o755, 0o711, 0o1700):
        cache.chmod(mode)
        assert refusal(cache) is None
    for mode in (0o770, 0o702, 0o1777):
        cache.chmod(mode)
        reason, fix = refusal(cache) or ("", "")
        assert f"{mode:04o}" in reason
        assert f"chmod 700 '{cache}'" in fix
    cache.chmod(0o700)
    cache.parent.chmod(0o777)
    reason, fix = refusal(cache) or ("", "")
    assert f"{cache.parent} is 0777" in reason
    assert f"chmod o-w {cache.parent}" in fix
    cache.parent.chmod(0o1777)  # as /tmp
    assert refusal(cache) is None
    (tmp_path / "link").symlink_to(cache)
    cache.chmod(0o777)
    assert refusal(tmp_path / "link")


@pytest.mark.skipif(sys.platform == "win32", reason="has no owners")
def test_a_cache_of_another_user_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    reason, fix = refusal(tmp_path) or ("", "")
    assert f"another user (number {tmp_path.stat().st_uid})" in reason
    assert "PUBLISH_CACHE" in fix


class Thing(Struct, frozen=True):
    name: str
    sizes: frozenset[int]
    raw: bytes = b""


def test_objects_come_back_as_they_were(tmp_path: Path) -> None:
    thing = Thing("a", frozenset([1, 2]), b"\0\xff")
    for cache in (Cache(tmp_path), None):
        objects = ObjectCache("1", cache)
        assert objects.get("one", tuple[Thing, int]) is None
        objects.put("one", (thing, 3))
        assert objects.get("one", tuple[Thing, int]) == (thing, 3)
    assert ObjectCache("1", Cache(tmp_path)).get("one", tuple[Thing, int]) == (thing, 3)


def test_objects_of_another_version_or_type_are_missing(tmp_path: Path) -> None:
    ObjectCache("1", Cache(tmp_path)).put("one", Thing("a", frozenset()))
    assert ObjectCache("2", Cache(tmp_path)).get("one", Thing) is None
    assert ObjectCache("1", Cache(tmp_path)).get("one", int) is None


@pytest.mark.skipif(sys.platform != "linux", reason="has another folder")
def test_a_relative_folder_of_caches_is_ignored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PUBLISH_CACHE", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", "own")
    assert users_folder() == tmp_path / "home" / ".cache" / "publish"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "own"))
    assert users_folder() == tmp_path / "own" / "publish"
