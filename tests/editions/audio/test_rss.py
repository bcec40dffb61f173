"""The podcast feed: what a podcast client needs of its item."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from lxml import etree
from msgspec.structs import replace

from publish.errors import SourceError
from publish.model import Article
from publish.narration.timeline import Narration
from tests.building import export

NAMES = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
}


def test_the_item_leads_to_the_sound_the_words_and_the_chapters(
    article: Article, narration: Narration, tmp_path: Path
) -> None:
    options = replace(article.metadata.narration, url="https://example.org/sound/")
    article = replace(article, metadata=replace(article.metadata, narration=options))
    export("rss", article, narration, tmp_path / "trams.rss")
    export("mp3", article, narration, tmp_path / "trams.mp3")
    feed = etree.parse(tmp_path / "trams.rss")

    def one(path: str) -> str:
        (found,) = feed.xpath(path, namespaces=NAMES)
        return str(found)

    item = "/rss[@version='2.0']/channel/item"
    assert one("/rss/channel/title/text()") == "Rails"
    assert one("/rss/channel/link/text()") == "https://example.org/sound/"
    assert one("/rss/channel/description/text()")
    assert one(f"{item}/title/text()") == "The valley that kept its trams"
    assert one(f"{item}/guid[@isPermaLink='false']/text()") == article.metadata.identifier
    assert (
        one(f"{item}/enclosure[@type='audio/mpeg']/@url") == "https://example.org/sound/trams.mp3"
    )
    size = (tmp_path / "trams.mp3").stat().st_size
    assert int(one(f"{item}/enclosure/@length")) == size
    assert int(one(f"{item}/itunes:duration/text()")) == narration.length // narration.rate
    assert parsedate_to_datetime(one(f"{item}/pubDate/text()")).tzinfo
    assert one(f"{item}/podcast:transcript[@type='text/vtt']/@url").endswith("/trams.vtt")
    assert one(f"{item}/podcast:chapters/@url").endswith("/trams-chapters/chapters.json")
    assert one(f"{item}/itunes:image/@href").endswith("/trams-chapters/picture-1.jpg")


def test_without_an_address_it_says_what_is_missing(
    article: Article, narration: Narration, tmp_path: Path
) -> None:
    with pytest.raises(SourceError, match=r"narration\.url") as caught:
        export("rss", article, narration, tmp_path / "trams.rss")
    assert caught.value.diagnostic.code == "narration-url-missing"
    assert not (tmp_path / "trams.rss").exists()
