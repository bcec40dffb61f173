"""A segment that another build encodes meanwhile is taken from the cache.

There was nothing left to encode then, and the build ended with a traceback.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.encoding.codecs import CODECS
from publish.encoding.encoder import Mastering, encode
from publish.narration.narrate import narrate
from publish.narration.speak import speak
from publish.runtime.cache import Cache
from tests.narration.sources import article_of


def test_another_build_was_faster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    article = article_of("---\ntitle: T\nlanguage: en\n---\n\nThe ferry leaves at seven.\n")
    narration = speak(narrate(article), article.metadata.narration, tmp_path / "cache")
    codec, mastering = CODECS["mp3"], Mastering("test", "anull")
    encode(narration, codec, tmp_path / "before.mp3", mastering)
    asked: set[str] = set()
    has = Cache.has

    def late(cache: Cache, name: str) -> bool:
        """An encoded segment is there from the second look on."""
        first = name.endswith(".mp3") and name not in asked
        asked.add(name)
        return not first and has(cache, name)

    monkeypatch.setattr(Cache, "has", late)
    encode(narration, codec, tmp_path / "after.mp3", mastering)
    assert (tmp_path / "after.mp3").read_bytes() == (tmp_path / "before.mp3").read_bytes()
