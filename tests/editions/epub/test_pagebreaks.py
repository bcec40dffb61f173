"""Page numbers from the PDF of the same build."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from publish import model
from publish.model import (
    Article,
    Figure,
    Note,
    NoteReference,
    Paragraph,
    Section,
    SectionKind,
    Text,
)
from publish.prepare import prepare
from tests.building import export_epub as export
from tests.editions.epub.making import EPUB, XHTML, Book, article, paragraph, picture


def paged(whole: Article, folder: Path, **pages: int) -> Book:
    """The book of ``whole``; in the names of ``pages``, ``_`` stands for ``-``."""
    named = {own.replace("_", "-"): page for own, page in pages.items()}
    export(whole, None, folder / "paged.epub", named)
    return Book(folder / "paged.epub")


def marked(book: Book) -> str:
    """The text of the article, with ``[3]`` where page 3 begins."""
    root = book.xml("article.xhtml")
    for one in root.iter(f"{XHTML}span"):
        if one.get(f"{EPUB}type") == "pagebreak":
            assert one.get("role") == "doc-pagebreak"
            one.text = f"[{(one.get('aria-label') or '').removeprefix('Page ')}]"
    return " ".join("".join(root.find(f"{XHTML}body").itertext()).split())  # type: ignore[union-attr]


def labels(book: Book) -> list[tuple[str | None, str | None]]:
    navs = [one for one in book.xml("nav.xhtml").iter("*") if one.get("role") == "doc-pagelist"]
    return [(a.text, a.get("href")) for nav in navs for a in nav.iter(f"{XHTML}a")]


def test_a_page_begins_before_the_first_sentence_that_starts_on_it(tmp_path: Path) -> None:
    whole = article(paragraph("One sentence. Two sentences. Three."), paragraph("Four."))
    book = paged(whole, tmp_path, opening=1, text_p_1_s1=1, text_p_1_s3=2, text_p_2_s1=2)
    assert "[1] A title One sentence. Two sentences. [2]Three. Four." in marked(book)
    assert labels(book) == [("1", "article.xhtml#page-1"), ("2", "article.xhtml#page-2")]
    assert book.meta("pageBreakSource") == ["A title (PDF)"]  # not the identifier of the EPUB
    assert {"pageNavigation", "pageBreakMarkers"} <= set(book.meta("schema:accessibilityFeature"))


def test_a_page_that_a_heading_or_a_figure_opens_begins_before_it(tmp_path: Path) -> None:
    figure = Figure(image=picture(tmp_path / "a.png"), caption=(paragraph("A caption."),))
    section = Section(title=(Text("Landing"),), level=2, blocks=(figure,))
    ids = {"opening": 1, "landing_title": 2, "landing_title_s1": 2, "fig_1": 3}
    book = paged(article(section), tmp_path, fig_1_caption_p_1_s1=3, **ids)
    assert "[2] Landing" in marked(book).replace("[2]Landing", "[2] Landing")
    root = book.xml("article.xhtml")
    assert not [
        one for one in root.iter(f"{XHTML}h2") if one.find(f"{XHTML}span[@role]") is not None
    ]
    before = next(root.iter(f"{XHTML}figure")).getprevious()
    assert before is not None
    assert before.get("id") == "page-3"


def test_descriptions_begin_a_page_and_notes_elsewhere_in_the_pdf_do_not(tmp_path: Path) -> None:
    figure = Figure(image=picture(tmp_path / "a.png"), description=(paragraph("It is grey."),))
    call = Paragraph(content=(Text("Text."), NoteReference(note="note-1")))
    notes = (Note(id="note-1", blocks=(paragraph("Aside."),)),)
    ids = {"opening": 1, "fig_1_desc_p_1_s1": 7, "note_1_p_1_s1": 5, "colophon_title": 8}
    book = paged(article(figure, call, notes=notes), tmp_path, **ids)
    targets = [target for _, target in labels(book)]
    assert [label for label, _ in labels(book)] == list("12345678")  # all pages of the PDF
    assert len(set(targets)) == 3
    assert targets[:6] == [targets[0]] * 6


def test_a_note_at_the_end_of_its_chapter_begins_no_page(tmp_path: Path) -> None:
    call = Paragraph(content=(Text("Text."), NoteReference(note="n")))
    chapter = Section(
        id="one", title=(Text("One"),), level=1, blocks=(call,), kind=SectionKind.CHAPTER
    )
    notes = (Note(id="n", blocks=(paragraph("Aside."),), chapter="one"),)
    whole = prepare(replace(article(chapter, notes=notes), book=model.Book()))
    book = paged(whole, tmp_path, opening=1, one_title=2, one_note_1_p_1_s1=3, colophon_title=4)
    assert len({target for _, target in labels(book)}) == 2  # the imprint is elsewhere
    book = paged(whole, tmp_path, opening=1, colophon_title=2, one_title=3)
    assert [label for label, _ in labels(book)] == ["1", "2", "3"]


def test_an_id_that_is_taken_is_left_alone(tmp_path: Path) -> None:
    section = Section(title=(Text("Page 1"),), level=2, blocks=())
    book = paged(article(section), tmp_path, opening=1)
    assert labels(book) == [("1", "article.xhtml#page-1-")]


def test_without_a_pdf_there_are_no_pages(tmp_path: Path) -> None:
    book = paged(article(), tmp_path)
    assert labels(book) == []
    assert book.meta("pageBreakSource") == []
    assert not {"pageNavigation", "pageBreakMarkers"} & set(
        book.meta("schema:accessibilityFeature")
    )
