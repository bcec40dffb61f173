"""Nothing is lost in editions that nobody has touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.audit import State
from publish.audit.items import Kind
from publish.editions.auditing import audit
from publish.editions.table import finished
from publish.prepare import prepare
from publish.source import read
from tests.audit.conftest import Editions
from tests.building import edition_of as export
from tests.conftest import WholePdf

SAMPLES = Path(__file__).parent / "samples"


def test_no_edition_of_every_construct_has_lost_anything(editions: Editions) -> None:
    paths = finished(editions.folder / "article")
    assert len(paths) == 10
    found = audit(editions.article, paths, editions.narration)
    assert not found.losses
    assert found.editions == (
        *("EPUB", "EPUB sound", "PDF", "web", "web sound", "M4B", "MP3", "Opus", "MP3 (split)"),
        *("LPF", "captions", "chapters"),
    )
    kinds = {item.kind for item in found.items}
    assert kinds == set(Kind)
    assert all(result.place for result in found.results if result.state is State.FOUND)


@pytest.mark.parametrize("name", ["arabic", "japanese"])
@pytest.mark.parametrize("edition", ["epub", "pdf"])
def test_other_scripts(name: str, edition: str, tmp_path: Path) -> None:
    article = prepare(read(SAMPLES / f"{name}.md"))
    made = export(edition, article, None, tmp_path / name)  # which audits it too
    found = audit(article, (made.path,), None)
    assert not found.losses
    assert len(found.items) > 15


def test_every_kind_of_pdf_is_found_and_named(editions: Editions, whole_pdf: WholePdf) -> None:
    source = "tests/gallery/every-construct/article.md"
    for variant in ("screen", "ua-2", "large-print", "print"):
        folder = whole_pdf(source, variant).parent
    found = audit(editions.article, finished(folder / "article"), None)
    assert found.editions == ("PDF", "PDF/UA-2", "large print", "print")
    assert not found.losses


def test_a_listening_profile_leaves_out_and_loses_nothing(
    editions: Editions, tmp_path: Path
) -> None:
    from msgspec.structs import replace

    from publish.narration.narrate import narrate
    from publish.narration.speak import speak

    about = editions.article.metadata
    options = replace(about.narration, profile="text-only")
    article = replace(editions.article, metadata=replace(about, narration=options))
    narration = speak(narrate(article), options, editions.folder / "cache")
    made = export("vtt", article, narration, tmp_path / "article")
    found = audit(article, (made.path,), narration)
    assert not found.losses
    reasons = {
        result.item.kind: result.reason
        for result in found.results
        if result.state is State.LEFT_OUT
    }
    for kind in (Kind.FIGURE, Kind.ALT, Kind.CAPTION, Kind.NOTE, Kind.TABLE, Kind.CELL, Kind.CODE):
        assert reasons[kind].startswith("the profile text-only leaves out"), kind


BOOK = Path(__file__).parents[1] / "gallery/book/publication.yaml"


@pytest.mark.parametrize("edition", ["epub", "pdf"])
def test_a_book(edition: str, tmp_path: Path) -> None:
    article = prepare(read(BOOK))
    made = export(edition, article, None, tmp_path / "book")
    found = audit(article, (made.path,), None)
    assert not found.losses
    files = {item.file.name for item in found.items if item.file}
    assert files >= {"foreword.md", "01-lamp.md", "02-fog.md", "words.md"}
