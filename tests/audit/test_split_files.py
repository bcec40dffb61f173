"""The audit's own division of a book into files gives the files of the exporter."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from publish.audit.sound.files import _divided
from publish.narration.narrate import narrate
from publish.narration.timeline import TimedChapter, files_of
from publish.prepare import prepare
from publish.source import read
from tests.acceptance import long_book

GALLERY = Path(__file__).parents[1] / "gallery"


@pytest.mark.parametrize("name", ["article", "book", "notes in chapters", "notes at the end"])
def test_both_derivations_agree(name: str, tmp_path: Path) -> None:
    source = {
        "article": GALLERY / "every-construct/article.md",
        "book": GALLERY / "book/publication.yaml",
    }.get(name) or long_book.write(tmp_path, notes="book" if name.endswith("end") else "chapter")
    article = prepare(read(source))
    chapters = tuple(TimedChapter(one, 0, 0, ()) for one in narrate(article).chapters)
    narration: Any = SimpleNamespace(chapters=chapters)  # all that either looks at
    assert list(map(tuple, _divided(article, narration))) == list(files_of(article, narration))
