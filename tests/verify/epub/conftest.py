"""One narrated book with page breaks, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.model.walk import all_blocks
from publish.narration.narrate import narrate
from publish.narration.speak import speak
from publish.prepare import prepare
from publish.source import read
from tests.building import export_epub as export
from tests.conftest import Once

GALLERY = Path(__file__).parents[2] / "gallery/every-construct/article.md"


@pytest.fixture(scope="session")
def book(shared: Path, once: Once) -> Path:
    """The source with every construct, narrated, its paragraphs spread over pages."""

    def make() -> Path:
        made = shared / "verify" / "book.epub"
        made.parent.mkdir()
        article = prepare(read(GALLERY))
        narration = speak(narrate(article), article.metadata.narration, made.parent)
        pages = {"opening": 1} | {
            f"{block.id}-s1": 1 + place // 9 for place, block in enumerate(all_blocks(article))
        }
        export(article, narration, made, pages)
        return made

    return once("verify", make)
