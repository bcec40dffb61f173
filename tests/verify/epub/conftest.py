"""One narrated book with page breaks, made once."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest

from publish.model.walk import all_blocks
from publish.narration.narrate import narrate
from publish.narration.speak import speak
from publish.prepare import prepare
from publish.source import read
from tests.building import export_epub as export

GALLERY = Path(__file__).parents[2] / "gallery/every-construct/article.md"


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source with every construct, narrated, its paragraphs spread over pages."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "verify"
    folder.mkdir(exist_ok=True)
    made = folder / "book.epub"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the others wait here
        if not made.exists():
            article = prepare(read(GALLERY))
            narration = speak(narrate(article), article.metadata.narration, folder)
            pages = {"opening": 1} | {
                f"{block.id}-s1": 1 + place // 9 for place, block in enumerate(all_blocks(article))
            }
            export(article, narration, made, pages)
    return made
