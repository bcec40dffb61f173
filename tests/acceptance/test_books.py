"""Books, from a publication.yaml to every edition, before the field's judges.

Two are made: the one of the gallery, narrated, and one of thirty chapters, whose notes stand in its
chapters and, in a second EPUB, at its end.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pytest
from mutagen.id3 import ID3

from publish.verify import verify
from tests.acceptance import long_book
from tests.acceptance.conftest import ROOT, Publish
from tests.conftest import Once
from tests.judges import ace, epubcheck, ffprobe, verapdf

pytestmark = pytest.mark.xdist_group("books")  # another process would only wait for them

GALLERY = ROOT / "tests/gallery/book/publication.yaml"


@dataclass(frozen=True, slots=True)
class Made:
    """The folder of the editions; all EPUBs and PDFs in it."""

    folder: Path
    epubs: tuple[Path, ...]
    pdfs: tuple[Path, ...]


@pytest.fixture(scope="session")
def made(shared: Path, once: Once, publish: Publish) -> Made:
    """All editions of the books, built once for all tests."""

    def make() -> Made:
        folder = shared / "books"
        long_book.write(folder / "rivers")
        long_book.write(folder / "ends", notes="book")
        out = folder / "out"
        for arguments in (
            ("build", GALLERY),
            ("build", folder / "rivers/publication.yaml", "--only", "epub,pdf"),
            ("epub", folder / "ends/publication.yaml"),
            ("audio", GALLERY, "--split"),
        ):
            result = publish(*arguments, "-o", out, "--quiet")
            assert result.returncode == 0, result.stderr
        epubs = tuple(out / f"{name}.epub" for name in ("book", "rivers", "ends"))
        return Made(out, epubs, (out / "book.pdf", out / "rivers.pdf"))

    return once("books", make)


def test_epubcheck_finds_nothing(made: Made) -> None:
    verdicts = epubcheck.check(made.epubs)
    assert [message for verdict in verdicts.values() for message in verdict] == []


def test_ace_finds_nothing(made: Made) -> None:
    verdicts = ace.check(made.epubs)
    assert [violation for verdict in verdicts.values() for violation in verdict] == []


def test_our_own_checks_find_nothing(made: Made) -> None:
    assert [diagnostic for epub in made.epubs for diagnostic in verify(epub, quick=True)] == []


def test_verapdf_finds_nothing(made: Made) -> None:
    verdicts = verapdf.check(made.pdfs, "ua1")
    assert [rule for verdict in verdicts.values() for rule in verdict] == []


def test_each_chapter_has_a_file_of_its_own(made: Made) -> None:
    with zipfile.ZipFile(made.epubs[1]) as archive:
        names = {Path(name).stem for name in archive.namelist()}
    assert {f"chapter-{n}" for n in range(1, long_book.CHAPTERS + 1)} <= names
    assert {"part-3", "dedication-1", "foreword-1", "appendix-1", "bibliography-1"} <= names


def test_every_chapter_has_its_bookmark_under_its_part(made: Made) -> None:
    with pikepdf.open(made.pdfs[1]) as pdf, pdf.open_outline() as outline:
        (whole,) = outline.root
        parts = [one for one in whole.children if str(one.title).startswith("Part")]
        inside = [[str(chapter.title) for chapter in part.children] for part in parts]
    assert [len(titles) for titles in inside] == [10, 10, 10]
    assert inside[2][-1] == "Rzeka 30"


def test_parts_hold_chapters_in_the_chapters_of_the_mp3(made: Made) -> None:
    tag = ID3(made.folder / "book.mp3")
    titles = {one.element_id: str(one.sub_frames["TIT2"]) for one in tag.getall("CHAP")}
    tables = {one.element_id: one for one in tag.getall("CTOC")}

    def tree(name: str) -> object:
        if name in titles:
            return titles[name]
        return [tree(child) for child in tables[name].child_element_ids]

    top = tree("toc")
    assert isinstance(top, list)
    assert top[:2] == ["The Lamp and the Fog", "Foreword"]
    assert top[2][0] == "Part I. The lamp"
    assert [chapter[0] for chapter in top[2][1:]] == [
        "Chapter 1. A lamp that turns",
        "Chapter 2. Fog",
    ]
    assert top[3] == [
        "Part II. The keeper",
        ["Rozdział 3. Latarnik", "Dziennik"],
    ]  # the notes are in no menu


def test_the_audiobook_has_every_chapter_in_order(made: Made) -> None:
    titles = [chapter.title for chapter in ffprobe.probe(made.folder / "book.m4b").chapters]
    wanted = [
        "Foreword",
        "Part I. The lamp",
        "Chapter 1. A lamp that turns",
        "Chapter 2. Fog",
        "Part II. The keeper",
        "Rozdział 3. Latarnik",
        "Words",
    ]
    assert [title for title in titles if title in wanted] == wanted


def test_a_split_book_has_one_file_a_chapter(made: Made) -> None:
    names = sorted(file.stem for file in (made.folder / "book-m4b").iterdir())
    assert names == [
        "1 The Lamp and the Fog",
        "2 Foreword",
        "3 Chapter 1 A lamp that turns",
        "4 Chapter 2 Fog",
        "5 Rozdział 3 Latarnik",
        "6 Words",
        "7 About this edition",
    ]
    third = ffprobe.probe(made.folder / "book-m4b/3 Chapter 1 A lamp that turns.m4b")
    titles = [chapter.title for chapter in third.chapters]
    assert titles[:3] == ["Part I. The lamp", "Chapter 1. A lamp that turns", "The lens"]
