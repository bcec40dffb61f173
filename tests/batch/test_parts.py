"""Parts that are made before editions leave nothing for these to make, and no other bytes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from msgspec.structs import replace

from publish import BuildOptions, api
from publish.batch import parts
from publish.batch.results import Parts, Step
from publish.editions.pdf.chapters import _BookBuilder
from publish.editions.pdf.chapters.model import LayoutPool, PieceRequest
from publish.encoding import encoder, mastering
from publish.narration import speak
from publish.narration.sounds import KeyedRequest

CHAPTER = """---
title: {title}
---

The {title} keeper lights the lamp. Nobody sees it from the shore.

The ships of the {title} wait outside.
"""

BOOK = """title: Three Lamps
language: en
authors: [{name: Ann Author}]
published: 2026-01-01
contents:
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    folder = tmp_path / "lamps"
    folder.mkdir()
    for name in ("north", "south", "west"):
        (folder / f"{name}.md").write_text(CHAPTER.format(title=name))
    file = folder / "publication.yaml"
    file.write_text(BOOK + "".join(f"- {name}.md\n" for name in ("north", "south", "west")))
    return file


def test_parts_leave_nothing_to_make_and_no_other_bytes(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("_WHOLE", "_FAST_UTTERANCES", "_ENCODED_UTTERANCES", "_LETTERS"):
        monkeypatch.setattr(parts, name, 4 if name.endswith("UTTERANCES") else 100)

    def options(name: str) -> BuildOptions:
        (tmp_path / name).mkdir(mode=0o700)
        return BuildOptions(only="pdf,mp3", cache=tmp_path / name)

    whole, divided = options("whole"), options("divided")
    (first,) = api.read_checked([book], whole)
    expected = tuple(api.build_each([first], tmp_path / "a", whole))
    found = parts.parts_of(first.article, divided, 500)
    assert min(found.narrate, found.encode, found.layout) > 1
    steps: tuple[tuple[Step, int], ...] = (
        ("layout", found.layout),
        ("narrate", found.narrate),
        ("level", 1),
        ("encode", found.encode),
    )
    for step, count in steps:
        for number in range(count):
            parts.make_part(first.article, divided, step, slice(number, None, count))

    spoken: list[object] = []
    laid_out: list[object] = []
    encoded: list[object] = []
    before, lay_out = speak.synthesized, _BookBuilder._lay_out

    def synthesized(requests: Iterable[KeyedRequest], *rest: object) -> object:
        return before((spoken.append(one) or one for one in requests), *rest)  # type: ignore

    def counted(builder: _BookBuilder, some: list[PieceRequest], pool: LayoutPool) -> None:
        laid_out.extend(some)
        lay_out(builder, some, pool)

    monkeypatch.setattr(speak, "synthesized", synthesized)
    monkeypatch.setattr(encoder, "_encode_segment", lambda *some: encoded.append(some))
    monkeypatch.setattr(mastering, "fitting_gain", lambda *some: encoded.append(some))
    monkeypatch.setattr(_BookBuilder, "_lay_out", counted)
    files = [
        edition.path.read_bytes()
        for name in ("pdf", "mp3")  # alone, so in this process
        for edition in api.build_each([first], tmp_path / "b", replace(divided, only=name))
    ]
    assert files == [one.path.read_bytes() for one in expected]
    assert not spoken
    assert not encoded
    assert len(laid_out) < 4  # of four pieces, those that print page numbers


def test_a_short_title_is_not_divided(book: Path) -> None:
    (checked,) = api.read_checked([book])
    options = BuildOptions(only="pdf,mp3")
    assert parts.parts_of(checked.article, options, book.stat().st_size) == Parts()


def test_the_parts_of_a_title_read_its_source_once(book: Path) -> None:
    article = parts.read_once(book)
    assert parts.read_once(book) is article
    chapter = book.with_name("south.md")
    chapter.write_text(CHAPTER.format(title="eastern"))
    changed = parts.read_once(book)
    assert "eastern" in repr(changed)
    assert parts.read_once(book) is changed
