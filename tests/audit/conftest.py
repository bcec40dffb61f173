"""The source with every construct in all its editions, made once; and its narration."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from publish.audit import Result
from publish.editions import table
from publish.editions.auditing import audit
from publish.model import Article
from publish.narration.narrate import narrate
from publish.narration.speak import speak
from publish.narration.timeline import Narration
from publish.prepare import prepare
from publish.source import read
from tests.building import edition_of as export
from tests.conftest import Once

GALLERY = Path(__file__).parents[1] / "gallery/every-construct/article.md"
FORMATS = ("pdf", "epub", "m4b", "mp3", "opus", "vtt", "chapters", "lpf", "web")


@dataclass(frozen=True)
class Editions:
    """``folder`` holds them; ``narration`` is what their sound was made of."""

    folder: Path
    article: Article
    narration: Narration

    def __getitem__(self, name: str) -> Path:
        return self.folder / f"article{table.find(name).suffix}"

    def losses(self, path: Path, *, listen: bool = False) -> tuple[Result, ...]:
        """What is lost in ``path``."""
        return audit(self.article, (path,), self.narration, listen=listen).losses


@pytest.fixture(scope="session")
def editions(shared: Path, once: Once) -> Editions:
    folder = shared / "audit"
    article = prepare(read(GALLERY))

    def spoken() -> Narration:
        return speak(narrate(article), article.metadata.narration, folder / "cache")

    def make() -> None:
        folder.mkdir()
        narration, pages = spoken(), dict[str, int]()
        for name in FORMATS:
            made = export(name, article, narration, folder / "article", pages)
            pages = pages or dict(made.page_map)
        export("mp3", article, narration, folder / "article", variant="split")

    once("audit", make)
    return Editions(folder, article, spoken())
