"""The cache over a store: each thing is made once, and what is wrong in the store isn't used."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest
from msgspec import json

from publish.runtime.cache import LARGEST_ENTRY, Cache
from publish.runtime.objects import Objects, objects_at
from publish.runtime.shared_cache import lost_store

NAME = "abcdef.pcm"


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Objects:
    """The store of the caches of a test."""
    address = f"memory://{secrets.token_hex(8)}"
    monkeypatch.setenv("PUBLISH_STORE", address)
    return objects_at(address)


@pytest.fixture
def caches(store: Objects, tmp_path: Path) -> tuple[Cache, Cache]:  # noqa: ARG001 - set before
    """The caches of two computers."""
    return Cache(tmp_path / "one"), Cache(tmp_path / "two")


def test_what_one_computer_made_the_others_find(caches: tuple[Cache, Cache]) -> None:
    one, other = caches
    assert not other.has(NAME)
    one.put(NAME, b"sound")
    assert other.get(NAME) == b"sound"
    one.put("bcdefg", b"more")
    assert other.has("bcdefg")
    one.put("cdefgh", b'{"a": 1}')
    assert other.decoded("cdefgh", json.Decoder(dict[str, int])) == {"a": 1}


def test_what_was_fetched_is_kept(
    caches: tuple[Cache, Cache], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = caches
    one.put(NAME, b"sound")
    assert other.has(NAME)
    monkeypatch.delenv("PUBLISH_STORE")
    assert other.get(NAME) == b"sound"


def test_what_is_wrong_in_the_store_counts_as_missing(
    store: Objects, caches: tuple[Cache, Cache]
) -> None:
    """It is cut off, has a changed byte, more bytes, another name, or is nothing at all."""
    one, other = caches
    one.put(NAME, b"sound")
    one.put("abother.pcm", b"other sound")
    entry = store.read("ab/cdef.pcm", LARGEST_ENTRY) or b""
    swapped = store.read("ab/other.pcm", LARGEST_ENTRY) or b""
    for damaged in (entry[:-1], b"", entry[:20], entry[:-1] + b"D", entry + b"d", swapped):
        store.write("ab/cdef.pcm", damaged)
        assert other.get(NAME) is None
        assert not other.has(NAME)
        assert not [path for path in other.folder.rglob("*") if path.is_file()]
    other.put(NAME, b"sound")  # it is made again, and the store is whole
    assert store.read("ab/cdef.pcm", LARGEST_ENTRY) == entry


def test_no_more_of_an_object_is_read_than_an_entry_may_have(store: Objects) -> None:
    store.write("ab/cdef.pcm", bytes(5000))
    assert store.read("ab/cdef.pcm", 1000) == bytes(1001)


def test_a_store_that_is_lost_is_said_once_and_does_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("PUBLISH_STORE", str(tmp_path / "file" / "store"))
    cache = Cache(tmp_path / "cache")
    for _ in range(2):
        assert cache.get(NAME) is None
        cache.put(NAME, b"sound")
        assert cache.get(NAME) == b"sound"
        cache.discard(NAME)
    (warning,) = lost_store()
    assert "store of the cache can't be used" in warning.message
    assert lost_store() == ()
    monkeypatch.setenv("PUBLISH_STORE", "nowhere://books")
    cache.put(NAME, b"sound")
    assert cache.get(NAME) == b"sound"
