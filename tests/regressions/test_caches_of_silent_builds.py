"""Builds without sound put pictures and fonts into the cache, and never looked at its size."""

import os
from pathlib import Path

import pytest

from publish import BuildOptions
from publish.pipeline import build_all
from publish.runtime.cache import SIZE, Cache
from publish.source import read


def test_a_silent_build_keeps_the_cache_to_its_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SIZE, "0")
    source, folder = tmp_path / "a.md", tmp_path / "cache"
    source.write_text("---\ntitle: A\nlanguage: en\n---\n\nWords.\n")
    options = BuildOptions(only="epub", cache=folder)
    list(build_all([read(source)], tmp_path / "out", options, lambda *_: None))
    assert not list(folder.glob("??/*"))

    cache = Cache(folder)  # not again in the same minute
    cache.put("aaaa", b"")
    cache.trim_again()
    assert cache.has("aaaa")
    os.utime(folder / "trimmed", (0, 0))
    cache.trim_again()
    assert not cache.has("aaaa")
