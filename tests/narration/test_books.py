"""A book as it is told: chapters announced, each in its own words, and notes in their place."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from publish.intake import read
from publish.model import Article, Book, NotesPlace
from publish.narration.narrate import narrate
from publish.narration.script import ChapterKind, Script
from publish.prepare import prepare
from tests.conftest import Golden
from tests.narration.test_narrate import as_text

GALLERY = Path(__file__).parents[1] / "gallery/book/publication.yaml"


def told(article: Article, profile: str = "", notes: NotesPlace = NotesPlace.CHAPTER) -> Script:
    about = article.metadata
    options = replace(about.narration, profile=profile)
    changed = replace(article, metadata=replace(about, narration=options), book=Book(notes=notes))
    return narrate(prepare(changed))


def test_the_book_of_the_gallery_reads_as_it_should(golden: Golden) -> None:
    golden("book.txt", as_text(told(read(GALLERY))))


def test_notes_at_the_end_of_the_book_are_read_under_the_titles_of_their_chapters() -> None:
    script = told(read(GALLERY), notes=NotesPlace.BOOK)
    (notes,) = [one for one in script.chapters if one.kind is ChapterKind.NOTES]
    said = [one.text for one in notes.utterances]
    assert notes.level == 1
    assert said[:3] == ["Notes.", "A lamp that turns.", "Note 1."]
    assert [one for one in said if one in ("Fog.", "Latarnik.")] == ["Fog.", "Latarnik."]


def test_a_profile_may_read_notes_earlier_or_not_at_all() -> None:
    study = told(read(GALLERY), "study")
    assert not any(one.kind is ChapterKind.NOTES for one in study.chapters)
    lens = [
        said.text
        for one in study.chapters
        if one.target in ("lamp_the-lens", "lamp_fig-lens", "lamp_note-1")
        for said in one.utterances
    ]
    assert "A small horse: 410 kilograms." in lens
    silent = told(read(GALLERY), "text-only")
    (horse,) = [one for one in silent.skipped if one.text == "A small horse: 410 kilograms."]
    assert (Path(horse.file).name, horse.line) == ("01-lamp.md", 20)


def test_parts_and_chapters_are_announced_whatever_is_left_out() -> None:
    script = told(read(GALLERY), "text-only")
    titles = [f"{one.level} {one.title}" for one in script.chapters if one.level < 3]
    assert titles == [
        "1 The Lamp and the Fog", "1 Foreword", "1 Part I. The lamp",
        "2 Chapter 1. A lamp that turns", "2 Chapter 2. Fog", "1 Part II. The keeper",
        "2 Rozdział 3. Latarnik", "1 Words", "1 About this edition",
    ]  # fmt: skip


def test_an_abbreviation_is_explained_in_each_chapter(tmp_path: Path) -> None:
    (tmp_path / "publication.yaml").write_text(
        "title: T\nlanguage: en\ncontents: [one.md, two.md]\nabbreviations: {NGO: a free group}\n"
    )
    for name in ("one", "two"):
        (tmp_path / f"{name}.md").write_text(f"# {name}\n\nThe NGO met. The NGO left.\n")
    script = told(read(tmp_path / "publication.yaml"))
    said = [
        span.say or span.text
        for chapter in script.chapters
        if chapter.target in ("one", "two")
        for one in chapter.utterances
        for span in one.spans
    ]
    assert sum("a free group" in one for one in said) == 2
