"""A record of a build names each file of the author's that the build has opened."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from publish import BuildOptions, EpubOptions, PdfOptions, api
from publish.editions.wanted import wanted
from publish.planning.records import MADE, READ, edition_key, name_of, reading_key
from publish.runtime.cache import Cache

_opened: set[str] | None = None


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if _opened is not None and event == "open" and isinstance(arguments[0], str | bytes | Path):
        _opened.add(str(Path(os.fsdecode(arguments[0])).absolute()))


@contextmanager
def watched() -> Iterator[set[str]]:
    """Yield the paths of all files that this process opens while the block runs."""
    global _opened
    _opened = set()
    try:
        yield _opened
    finally:
        _opened = None


@pytest.fixture(scope="module", autouse=True)
def _hook() -> None:
    sys.addaudithook(_note)


@pytest.mark.parametrize(
    ("only", "name"),
    [
        ("epub", "book/publication.yaml"),
        ("epub", "every-construct/article.md"),
        ("epub", "imported/article.txt"),
        ("pdf", "dialects/article.md"),
    ],
)
def test_it_names_all(
    only: str, name: str, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    above = tmp_path / "posts"
    source = Path("posts", "gallery", name)
    shutil.copytree(root / "tests" / "gallery" / Path(name).parent, source.parent)
    (above / ".publish.toml").write_text("[source]\nsmart-typography = false\n")
    (above / "house.css").write_text("@import 'more.css';")
    (above / "more.css").write_text("p { color: navy }")
    sheets = (above / "house.css",)
    options = BuildOptions(
        only=only,
        cache=tmp_path / "cache",
        pdf=(PdfOptions(styles=sheets),),
        epub=EpubOptions(styles=sheets),
    )
    with watched() as opened:
        api.build(source, "out", options)
    cache = Cache(tmp_path / "cache")
    (one,) = wanted(options)
    made = cache.decoded(edition_key(one, Path("out", name_of(source))), MADE)
    read = cache.decoded(reading_key(source, options), READ)
    assert made
    assert read
    own = {path for path in opened if path.startswith(f"{above}{os.sep}")}
    assert str(source.absolute()) in own
    assert own <= {path for one in read.inputs for path in (one.path, one.real)}
    silent = {path for path in own if not path.endswith(".pls")}
    assert silent <= {path for one in made.inputs for path in (one.path, one.real)}
