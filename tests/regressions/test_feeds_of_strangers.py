"""Feeds and facts of episodes that took minutes, or showed a fault of the program."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from publish.errors import SourceError
from publish.podcast.episode import encoded, read_episode
from publish.podcast.previous import read_previous
from publish.podcast.rss import GENERATOR
from tests.podcast.test_feed import FIRST


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ("<item " + " ".join(f'a{number}=""' for number in range(90_000)) + "/>", "attributes"),
        ('<item xmlns:n="relative"><n:a/></item>', "C14N"),
    ],
)
def test_a_feed_that_is_updated(tmp_path: Path, item: str, reason: str) -> None:
    file = tmp_path / "feed.xml"
    file.write_text(f"<rss><channel><generator>{GENERATOR}</generator>{item}</channel></rss>")
    with pytest.raises(SourceError, match=reason):
        read_previous(file)


def test_an_episode_of_thousands_of_people(tmp_path: Path) -> None:
    file = tmp_path / "episode.json"
    file.write_bytes(encoded(replace(FIRST, authors=("A. B.",) * 60_000)))
    with pytest.raises(SourceError, match="authors"):
        read_episode(file)
