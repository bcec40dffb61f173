"""Titles whose sources and editions are in stores."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from publish.batch import remote_sources
from publish.batch.building import Assignment, build_title
from publish.batch.remote_sources import copied_source
from publish.batch.results import Title, TitleRecord, TitleResult
from publish.batch.store import store_at
from publish.batch.titles import find_titles
from publish.editions.edition import BuildOptions
from publish.errors import SourceError
from publish.runtime.objects import objects_at

OPTIONS = BuildOptions(only="epub")

ARTICLE = b"""---
title: The harbour
authors: [{name: Ann Lee}]
language: en
published: 2026-03-01
---

![A boat.](pictures/boat.svg "A boat")
"""
BOAT = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M1 1h7v7z"/></svg>'


@pytest.fixture
def texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a folder of sources; the cache is empty."""
    (tmp_path / "cache").mkdir(mode=0o700)
    monkeypatch.setenv("PUBLISH_CACHE", str(tmp_path / "cache"))
    address = f"memory://{secrets.token_hex(8)}/texts"
    objects = objects_at(address)
    for name, data in {
        "harbour.md": ARTICLE,
        "pictures/boat.svg": BOAT,
        "README.md": b"No front matter.",
        ".publish.toml": b"",
        "book/publication.yaml": b"title: A book\n",
        "book/one.md": b"---\ntitle: One\n---\n",
        "news/today.md": ARTICLE,
        "news/.hidden/old.md": ARTICLE,
    }.items():
        objects.write(name, data)
    return address


def test_titles_are_found_at_an_address(texts: str) -> None:
    found = find_titles([texts], None, OPTIONS).titles
    assert {one.name: one.source for one in found} == {
        "harbour": f"{texts}/harbour.md",
        "book": f"{texts}/book/publication.yaml",
        "news/today": f"{texts}/news/today.md",
    }
    (one,) = find_titles([f"{texts}/harbour.md"], None, OPTIONS).titles
    assert (one.name, one.size) == ("harbour", len(ARTICLE))


def test_a_source_is_copied_with_its_folder_and_no_others(texts: str) -> None:
    source = copied_source(f"{texts}/harbour.md")
    names = {one.relative_to(source.parent).as_posix() for one in source.parent.rglob("*.*")}
    assert names == {"harbour.md", "pictures/boat.svg", ".publish.toml"}
    before = source.stat()
    objects_at(texts).write("pictures/boat.svg", BOAT + b" ")
    assert copied_source(f"{texts}/harbour.md").stat() == before  # it wasn't copied again
    assert (source.parent / "pictures/boat.svg").read_bytes() == BOAT + b" "
    book = copied_source(f"{texts}/book/publication.yaml")
    assert book.parent.name == "book"
    assert (book.parent / "one.md").is_file()
    assert (book.parents[1] / ".publish.toml").is_file()  # the nearest one above
    objects_at(texts).delete("book/one.md")
    copied_source(f"{texts}/book/publication.yaml")
    assert not (book.parent / "one.md").exists()


def test_nothing_is_copied_out_of_the_folder(texts: str) -> None:
    objects = objects_at(texts)
    for name in ("../out.svg", "pictures/a\\b.svg", "pictures/a\nb.svg"):
        path = f"{objects.root}/{name}"
        objects.files.store[path] = objects.files.store[f"{objects.root}/pictures/boat.svg"]
        try:
            with pytest.raises(SourceError, match="can't be the name"):
                copied_source(f"{texts}/harbour.md")
        finally:
            del objects.files.store[path]


def test_a_folder_with_too_much_is_refused(texts: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote_sources, "MOST_BYTES", 100)
    with pytest.raises(SourceError, match="at most 10,000 with 0 MB"):
        copied_source(f"{texts}/harbour.md")
    with pytest.raises(SourceError, match="doesn't exist any more"):
        copied_source(f"{texts}/nowhere.md")


def test_a_title_in_a_store_is_built_once(texts: str, tmp_path: Path) -> None:
    """Until its source, or its edition in the store, is another one."""
    output = texts.replace("texts", "out")
    store = store_at(output)
    title = Title(name="sea/harbour", source=f"{texts}/harbour.md")

    def build(previous: TitleResult | None = None) -> TitleResult:
        record = TitleRecord(result=previous)
        return build_title(Assignment(title, OPTIONS, output, record))

    first = build()
    assert first.state == "built", first
    (edition,) = first.editions
    assert edition.file == "sea/harbour.epub"
    assert store.get(edition.file, tmp_path / "back.epub", edition.digest)
    assert not [*tmp_path.glob("cache/batch/**/*.epub")]
    second = build(first)
    assert second.state == "unchanged"
    assert second.editions[0].digest == edition.digest
    objects_at(output).write(edition.file, b"somebody else's")
    assert build(second).state == "built"
    objects_at(texts).write("pictures/boat.svg", BOAT + b" ")
    assert build(second).state == "built"
    assert store.get(edition.file, tmp_path / "back.epub")
