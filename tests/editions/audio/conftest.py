"""One narrated article for all tests of the audio editions."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from publish.model import Article
from publish.narration.narrate import narrate
from publish.narration.speak import speak
from publish.narration.timeline import Narration
from publish.prepare import prepare
from publish.source import read
from tests.narration.sources import GALLERY, SMALL, article_of

LINK = """

## Where to read on

See [the tram museum](https://example.org/трам) & [rails](#the-lines).
"""


@pytest.fixture(scope="package")
def article() -> Article:
    """The small article with a link, and with the metadata of the gallery's."""
    about = prepare(read(GALLERY / "article.md")).metadata
    return replace(article_of(SMALL + LINK), metadata=about)


@pytest.fixture(scope="package")
def narration(article: Article, tmp_path_factory: pytest.TempPathFactory) -> Narration:
    return speak(narrate(article), article.metadata.narration, tmp_path_factory.mktemp("sound"))
