"""Highlighting word by word."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from msgspec.structs import replace

from publish.model import (
    Article,
    CodeBlock,
    Emphasis,
    InlineMath,
    NarrationSettings,
    Note,
    NoteReference,
    Paragraph,
    Phrase,
    Text,
)
from publish.narration.narrate import narrate
from publish.narration.speak import speak
from publish.verify import verify
from tests.building import export_epub as export
from tests.editions.epub.making import XHTML, Book, article, paragraph
from tests.editions.epub.test_overlays import clips, rich
from tests.judges import epubcheck

BY_WORD = NarrationSettings(highlight="word")


def books(whole: Article, folder: Path) -> tuple[Book, Book]:
    """The same narration by sentences and by words."""
    narration = speak(narrate(whole), whole.metadata.narration, folder / "cache")
    worded = replace(whole, metadata=replace(whole.metadata, narration=BY_WORD))
    made = []
    for name, one in (("sentences", whole), ("words", worded)):
        export(one, narration, folder / f"{name}.epub")
        made.append(Book(folder / f"{name}.epub"))
    return made[0], made[1]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Book, Book]:
    folder = tmp_path_factory.mktemp("words")
    return books(rich(folder), folder)


def test_every_word_has_a_clip_inside_that_of_its_sentence(both: tuple[Book, Book]) -> None:
    sentences, words = both
    found = clips(words, "article.smil")
    assert all(end > begin for _, begin, end in found)
    assert all(one[2] == other[1] for one, other in pairwise(found))
    times = {own: (begin, end) for own, begin, end in clips(sentences, "article.smil")}
    for own, begin, end in found:
        first, last = times[own.rpartition("-w")[0] or own]
        assert first <= begin < end <= last
    assert found[-1][2] == pytest.approx(max(end for _, end in times.values()))


def test_what_is_highlighted_is_what_is_spoken(tmp_path: Path) -> None:
    whole = article(
        Paragraph(
            content=(
                Text("The fare (about $5.30) to "),
                Phrase((Text("Дрогобич"),), "uk"),
                Text(" was "),
                Emphasis((Text("un"),)),
                Text("fair, with "),
                InlineMath("E = m"),
                Text(" for all."),
            )
        )
    )
    _, book = books(whole, tmp_path)
    shown = {one.get("id"): "".join(one.itertext()) for one in book.xml("article.xhtml").iter("*")}
    spoken = [shown[own] for own, _, _ in clips(book, "article.smil") if "-w" in own]
    start = spoken.index("The")
    assert spoken[start : start + 10] == [
        *("The", "fare", "about", "$5.30", "to", "Дрогобич", "was", "un", "with", "for"),
    ]


def test_nothing_that_is_read_changes(both: tuple[Book, Book]) -> None:
    for name in ("article.xhtml", "nav.xhtml", "cover.xhtml"):
        one, other = ("".join(book.xml(name).itertext()) for book in both)
        assert one == other


def test_the_number_of_a_note_is_no_word(tmp_path: Path) -> None:
    call = NoteReference(note="note-1")
    whole = article(
        Paragraph(content=(Text("One boat"), call, Text(" left at noon."))),
        notes=(Note(id="note-1", blocks=(paragraph("Nobody saw it."),)),),
    )
    _, book = books(whole, tmp_path)
    page = book.xml("article.xhtml")
    (number,) = (one for one in page.iter(f"{XHTML}a") if one.get("class") == "noteref")
    assert not list(number)
    words = [one.text for one in page.iter(f"{XHTML}span") if one.get("class") == "w"]
    assert words[words.index("left") :][:3] == ["left", "at", "noon"]


def test_checkers_find_no_fault(both: tuple[Book, Book]) -> None:
    _, book = both
    assert not epubcheck.check([book.path])[book.path]
    assert not verify(book.path, quick=True)


def test_code_and_single_words_stay_readable(tmp_path: Path) -> None:
    _, book = books(article(CodeBlock(text="boat = 2\nferry = boat"), paragraph("Gone.")), tmp_path)
    code = next(book.xml("article.xhtml").iter(f"{XHTML}pre"))
    assert "".join(code.itertext()) == "boat = 2\nferry = boat"
