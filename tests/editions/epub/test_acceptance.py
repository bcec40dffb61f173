"""The EPUBs of whole publications, before the field's judges and our own.

Both judges let pass what is asserted one by one at the end of this file.
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from publish.model import Article, Phrase, Scope, Section, Table, Text
from publish.model.walk import all_blocks, all_inlines, figures_in, sections_in
from publish.prepare import prepare
from publish.source import read
from tests.editions.epub.making import EPUB, XHTML, Book, article, made, paragraph
from tests.judges import ace, epubcheck

pytestmark = pytest.mark.xdist_group("epub")  # what they share is made once

ROOT = Path(__file__).parents[3]
SOURCES = {
    "every-construct": ROOT / "tests/gallery/every-construct/article.md",
    "example": ROOT / "assets/example/article.md",
}
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture(scope="module", params=SOURCES)
def publication(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Article, Book]:
    whole = prepare(read(SOURCES[request.param]))
    return whole, made(whole, tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The publications, one from right to left in a language without words of ours, one long."""
    folder = tmp_path_factory.mktemp("books")
    articles = {name: prepare(read(source)) for name, source in SOURCES.items()}
    articles["arabic"] = article(paragraph("مرحبا بكم."), language="ar", standfirst="مرحبا")
    words = paragraph(f"A{' long' * 200} sentence. " * 40)
    articles["long"] = article(
        *(
            Section(title=(Text(f"Частка {number}"),), level=2, blocks=(words,) * 3)
            for number in range(5)
        ),
        language="be",
    )
    paths = []
    for name, whole in articles.items():
        (folder / name).mkdir()
        paths.append(made(whole, folder / name).path)
    return paths


def test_epubcheck_finds_nothing(books: list[Path]) -> None:
    verdicts = epubcheck.check(books)
    assert [message for verdict in verdicts.values() for message in verdict] == []


def test_ace_finds_nothing(books: list[Path]) -> None:
    verdicts = ace.check(books)
    assert [violation for verdict in verdicts.values() for violation in verdict] == []


def test_every_figure_keeps_its_alt_text(publication: tuple[Article, Book]) -> None:
    whole, book = publication
    images = {img.get("id"): img for img in book.xml("article.xhtml").iter(f"{XHTML}img")}
    for figure in figures_in(whole):
        if not figure.image.decorative:
            image = images[f"{figure.id}-img"]
            assert image.get("alt") == " ".join((figure.image.alt or "").split()) != ""
            assert image.get("aria-details") == (
                f"{figure.id}-desc" if figure.description else None
            )
    hidden = [img for img in images.values() if not img.get("alt")]
    assert all(img.get("role") == "presentation" for img in hidden)


def test_every_phrase_keeps_its_language(publication: tuple[Article, Book]) -> None:
    whole, book = publication
    said = [one.language for _, one in all_inlines(whole) if isinstance(one, Phrase)]
    marked = [
        span.get("lang") or ""
        for span in book.xml("article.xhtml").iter(f"{XHTML}span")
        if span.get("lang")
    ]
    assert sorted(said) == sorted(marked)
    assert said
    for one in book.xml("article.xhtml").iter("*"):
        assert one.get("lang") == one.get(XML_LANG)


def test_headings_skip_no_level(publication: tuple[Article, Book]) -> None:
    whole, book = publication
    levels = [
        int(one.tag[-1])
        for one in book.xml("article.xhtml").iter("*")
        if re.fullmatch(r".*\}h[1-6]", str(one.tag))
    ]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert len(levels) > len(list(sections_in(whole.blocks)))


def test_every_header_cell_is_one(publication: tuple[Article, Book]) -> None:
    whole, book = publication
    said = {
        cell.id: cell.scope
        for block in all_blocks(whole)
        if isinstance(block, Table)
        for row in (*block.head, *block.body)
        for cell in row.cells
    }
    cells = {
        one.get("id"): Scope(one.get("scope") or "") if one.tag == f"{XHTML}th" else None
        for one in book.xml("article.xhtml").iter(f"{XHTML}th", f"{XHTML}td")
    }
    assert cells == said


def test_the_landmarks_are_there(publication: tuple[Article, Book]) -> None:
    whole, book = publication
    nav = book.xml("nav.xhtml")
    kinds = [one.get(f"{EPUB}type") for one in nav.iter(f"{XHTML}nav")]
    assert kinds == ["toc", "loi", "landmarks"]
    marks = {a.get(f"{EPUB}type") for a in nav.iter(f"{XHTML}a")} - {None}
    assert marks == {"cover", "toc", "bodymatter", "endnotes"}
    assert whole.notes


def test_the_contents_are_in_the_order_of_the_text(publication: tuple[Article, Book]) -> None:
    _, book = publication
    (toc, *_) = book.xml("nav.xhtml").iter(f"{XHTML}nav")
    links = [(a.get("href") or "").partition("#")[2] for a in toc.iter(f"{XHTML}a")]
    assert links.pop() == ""  # the accessibility statement, a file of its own
    ids = [one.get("id") for one in book.xml("article.xhtml").iter("*") if one.get("id")]
    assert links == [own for own in ids if own in links]


def test_notes_and_their_calls_lead_to_each_other(publication: tuple[Article, Book]) -> None:
    whole, book = publication
    links = [
        (a.get("role"), (a.get("href") or "").removeprefix("#"))
        for a in book.xml("article.xhtml").iter(f"{XHTML}a")
    ]
    calls = [target for role, target in links if role == "doc-noteref"]
    backs = [target for role, target in links if role == "doc-backlink"]
    assert sorted(set(calls)) == sorted(note.id for note in whole.notes)
    described = [f"{figure.id}-desc-link" for figure in figures_in(whole) if figure.description]
    called = [call for note in whole.notes for call in note.calls]
    assert sorted(backs) == sorted([*called, *described])


def test_no_claim_is_made_that_a_person_must_make(publication: tuple[Article, Book]) -> None:
    _, book = publication
    assert book.meta("dcterms:conformsTo") == []
    assert book.meta("a11y:certifiedBy") == []
    assert "synchronizedAudioText" not in book.meta("schema:accessibilityFeature")
    assert ("MathML" in book.meta("schema:accessibilityFeature")) == (
        b"<math" in book.bytes("EPUB/article.xhtml")
    )
