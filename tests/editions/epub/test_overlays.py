"""The narration in step with the text."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree

from publish.model import Article, CodeBlock, Figure, Note, NoteReference, Paragraph, Section, Text
from publish.narration.narrate import narrate
from publish.narration.speak import speak
from tests.building import export_epub as export
from tests.editions.epub.making import EPUB, Book, article, paragraph, picture
from tests.judges import ffprobe

SMIL = "{http://www.w3.org/ns/SMIL}"
TEXTREF = "{http://www.idpf.org/2007/ops}textref"


def narrated(whole: Article, folder: Path) -> Book:
    narration = speak(narrate(whole), whole.metadata.narration, folder / "cache")
    export(whole, narration, folder / "book.epub")
    return Book(folder / "book.epub")


def rich(folder: Path) -> Article:
    """An article with a figure, code, a note and a cover."""
    call = NoteReference(note="note-1")
    figure = Figure(
        id="pier",
        image=picture(folder / "pier.png", alt="A pier in the morning."),
        caption=(paragraph("The old pier."),),
        credit=(Text("Photo by Ada."),),
        description=(paragraph("Planks lead to the water."), paragraph("A lamp stands there.")),
    )
    section = Section(title=(Text("Landing"),), level=2, blocks=(figure, paragraph("They waited.")))
    code = CodeBlock(text="ferry = 1\nboat = 2")
    return article(
        Paragraph(content=(Text("One boat left."), call, Text(" Two stayed."))),
        section,
        code,
        notes=(Note(id="note-1", blocks=(paragraph("Nobody saw it."),)),),
        cover=picture(folder / "cover.png", alt="A yellow ferry."),
    )


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    folder = tmp_path_factory.mktemp("narrated")
    return narrated(rich(folder), folder)


def clips(book: Book, name: str) -> list[tuple[str, float, float]]:
    """Each clip of an overlay: the id, its begin and end in seconds."""
    return [
        (
            par.find(f"{SMIL}text").get("src").split("#")[1],
            *(float(par.find(f"{SMIL}audio").get(f"clip{end}")[:-1]) for end in ("Begin", "End")),
        )
        for par in book.xml(name).iter(f"{SMIL}par")
    ]


def test_every_document_that_is_spoken_names_its_overlay(book: Book) -> None:
    overlays = {
        item.get("href"): item.get("media-overlay")
        for item in book.package.iter("{http://www.idpf.org/2007/opf}item")
        if item.get("media-overlay")
    }
    assert overlays == {
        "cover.xhtml": "overlay-cover",
        "nav.xhtml": "overlay-nav",
        "article.xhtml": "overlay-text-1",
    }
    assert {"EPUB/audio/article.mp3", "EPUB/audio/nav.mp3", "EPUB/audio/cover.mp3"} <= set(
        book.names
    )


def test_what_is_spoken_is_in_the_order_of_the_text(book: Book) -> None:
    ids = [one.get("id") for one in book.xml("article.xhtml").iter("*") if one.get("id")]
    spoken = [own for own, _, _ in clips(book, "article.smil")]
    assert [own for own in ids if own in spoken] == list(dict.fromkeys(spoken))
    around = spoken[spoken.index("pier-img") :]
    assert around[:4] == ["pier-img", "pier-caption-p-1-s1", "pier-credit-s1", "pier-desc-link"]
    assert around[around.index("descriptions-title") :][:4] == [
        *("descriptions-title", "pier-desc-title", "pier-desc-p-1-s1", "pier-desc-p-2-s1")
    ]


def test_clips_follow_each_other_without_a_gap_to_the_end_of_the_sound(
    book: Book, tmp_path: Path
) -> None:
    for name in ("article", "nav", "cover"):
        found = clips(book, f"{name}.smil")
        assert found[0][1] == 0
        assert all(end > begin for _, begin, end in found)
        assert all(one[2] == other[1] for one, other in pairwise(found))
        sound = tmp_path / f"{name}.mp3"
        sound.write_bytes(book.bytes(f"EPUB/audio/{name}.mp3"))
        assert ffprobe.probe(sound).duration_ms / 1000 == pytest.approx(found[-1][2], abs=0.1)


def test_lines_of_code_are_one_clip_and_every_sentence_has_its_own(book: Book) -> None:
    spoken = [own for own, _, _ in clips(book, "article.smil")]
    assert spoken.count("text-code-1") == 1
    sentences = [
        one.get("id") for one in book.xml("article.xhtml").iter("*") if one.get("class") == "s"
    ]
    assert set(sentences) <= set(spoken)


def test_figures_and_notes_can_be_left(book: Book) -> None:
    kinds = {
        (seq.get(TEXTREF) or "").split("#")[1]: seq.get(f"{EPUB}type")
        for seq in book.xml("article.smil").iter(f"{SMIL}seq")
    }
    assert kinds["pier"] == "figure"
    assert kinds["notes"] == "endnotes"
    assert kinds["note-1"] == "footnote"
    assert kinds["landing"] is None


def test_the_contents_are_spoken(book: Book) -> None:
    nav = book.xml("nav.xhtml")
    spoken = [own for own, _, _ in clips(book, "nav.smil")]
    words = {one.get("id"): "".join(one.itertext()) for one in nav.iter("*") if one.get("id")}
    assert [words[own] for own in spoken] == [
        *("Start of the text", "Landing", "Descriptions of the pictures", "Notes"),
        "About this edition",
        "Figure 1. The old pier.",
    ]


def test_durations_narrator_and_classes_are_in_the_metadata(book: Book) -> None:
    *parts, total = (float(one[:-1]) for one in book.meta("media:duration"))
    assert total == pytest.approx(sum(parts), abs=0.001)
    for name, part in zip(("cover", "nav", "article"), parts, strict=True):
        assert part == pytest.approx(clips(book, f"{name}.smil")[-1][2], abs=0.001)
    assert book.meta("media:narrator") != [""]
    (active,) = book.meta("media:active-class")
    assert f".{active} {{" in book.bytes("EPUB/style.css").decode()
    assert "synchronizedAudioText" in book.meta("schema:accessibilityFeature")


def test_a_silent_book_has_nothing_of_it(tmp_path: Path) -> None:
    export(rich(tmp_path), None, tmp_path / "silent.epub")
    silent = Book(tmp_path / "silent.epub")
    assert not [name for name in silent.names if re.search(r"\.(smil|mp3)$", name)]
    assert b"media-overlay" not in silent.bytes("EPUB/style.css")
    assert b"media:" not in etree.tostring(silent.package)


def test_the_same_narration_gives_the_same_bytes(tmp_path: Path) -> None:
    whole = rich(tmp_path)
    first = narrated(whole, tmp_path).path.read_bytes()
    (tmp_path / "elsewhere").mkdir()
    assert narrated(whole, tmp_path / "elsewhere").path.read_bytes() == first
