"""A book with parts, notes, pictures, a table, and links between its chapters."""

from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

from publish.editions.edition import BuiltEdition
from publish.model import Article
from publish.prepare import prepare
from publish.source import read
from tests.building import export_pdf as export

Build = Callable[..., BuiltEdition]

TABLE = """

:::{table} Oil in a night
:stub-columns: 1

| Lamp  | Winter | Summer |
|-------|-------:|-------:|
| old   |    900 |    410 |
| new   |    120 |     60 |
:::

The same oil is counted twice.[^oil]

[^oil]: Once when it comes, and once when it is gone.
"""


@pytest.fixture(scope="session")
def source(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ``publication.yaml`` of the book of the gallery, with a table in two chapters."""
    folder = tmp_path_factory.mktemp("source") / "book"
    copytree(root / "tests/gallery/book", folder)
    for name in ("01-lamp.md", "03-latarnik.md"):
        chapter = folder / "chapters" / name
        chapter.write_text(chapter.read_text(encoding="utf-8") + TABLE, encoding="utf-8")
    return folder / "publication.yaml"


@pytest.fixture(scope="session")
def book(source: Path) -> Article:
    return prepare(read(source))


@pytest.fixture
def own(source: Path, tmp_path: Path) -> Path:
    """A copy of the book that a test may change."""
    copytree(source.parent, tmp_path / "book")
    return tmp_path / "book" / "publication.yaml"


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """``build(source, name)``: the book as ``name`` in ``tmp_path``, with its cache there."""

    def made(source: Path, name: str = "book.pdf", **more: object) -> BuiltEdition:
        cache = tmp_path / "cache"
        cache.mkdir(exist_ok=True)
        return export(prepare(read(source)), None, tmp_path / name, cache=cache, **more)  # type: ignore[arg-type]

    return made
