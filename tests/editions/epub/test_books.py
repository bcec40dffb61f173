"""A book as an EPUB: its files, its lists, its links, where its notes stand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from publish.model import Article, Book, NotesPlace, Paragraph, Section, Text
from publish.prepare import prepare
from publish.source import read
from publish.xhtml.documents import documents
from publish.xhtml.tree import elements, serialise
from tests.conftest import Golden
from tests.editions.epub.making import EPUB, OPF, XHTML, epub_context, made
from tests.editions.epub.making import Book as Epub

GALLERY = Path(__file__).parents[2] / "gallery/book/publication.yaml"


def gallery(notes: NotesPlace = NotesPlace.CHAPTER) -> Article:
    return prepare(replace(read(GALLERY), book=Book(notes=notes)))


@pytest.fixture(scope="module")
def epub(tmp_path_factory: pytest.TempPathFactory) -> Epub:
    return made(gallery(), tmp_path_factory.mktemp("book"))


@pytest.mark.parametrize(
    "name", ["nav.xhtml", "toc.ncx", "part-1.xhtml", "chapter-1.xhtml", "chapter-3.xhtml"]
)
def test_the_book_of_the_gallery(epub: Epub, golden: Golden, name: str) -> None:
    golden(f"book/{name}", epub.bytes(f"EPUB/{name}").decode())


def test_files_are_read_in_order_and_the_contents_follow_the_title(epub: Epub) -> None:
    files = {one.get("id"): one.get("href") for one in epub.package.iter(f"{OPF}item")}
    spine = [files[one.get("idref")] for one in epub.package.iter(f"{OPF}itemref")]
    assert spine == [
        "cover.xhtml", "title.xhtml", "imprint.xhtml", "nav.xhtml", "foreword-1.xhtml",
        "half-title.xhtml", "part-1.xhtml", "chapter-1.xhtml", "chapter-2.xhtml", "part-2.xhtml",
        "chapter-3.xhtml", "glossary-1.xhtml", "accessibility.xhtml",
    ]  # fmt: skip


def test_each_file_says_its_language_and_its_division_of_the_book(epub: Epub) -> None:
    polish, foreword = epub.xml("chapter-3.xhtml"), epub.xml("foreword-1.xhtml")
    assert (polish.get("lang"), foreword.get("lang")) == ("pl", "en-GB")
    assert epub.dc("language") == ["en-GB", "pl"]
    kinds = {
        name: epub.xml(f"{name}.xhtml").find(f"{XHTML}body").get(f"{EPUB}type")  # type: ignore[union-attr]
        for name in ("foreword-1", "part-1", "chapter-1", "glossary-1", "imprint")
    }
    assert kinds == {
        "foreword-1": "frontmatter",
        "part-1": "bodymatter",
        "chapter-1": "bodymatter",
        "glossary-1": "backmatter",
        "imprint": "frontmatter",
    }


def test_words_that_we_add_are_in_the_language_of_their_chapter(epub: Epub) -> None:
    text = epub.bytes("EPUB/chapter-3.xhtml").decode()
    assert "Autor Halina Nowak" in text
    assert ">Przypisy</span></h4>" in text
    assert 'lang="en' not in text


def test_every_link_leads_to_an_element_of_the_file_that_it_names(epub: Epub) -> None:
    names = [name for name in epub.names if name.endswith(".xhtml")]
    texts = {name.removeprefix("EPUB/"): epub.bytes(name).decode() for name in names}
    found = 0
    for name, text in texts.items():
        for href in re.findall(r'<a [^<>]*href="([^"]+)"', text):
            if "://" not in href:
                file, _, own = href.partition("#")
                assert not own or f'id="{own}"' in texts[file or name], (name, href)
                found += 1
    assert found > 30


def test_a_book_without_a_list_of_illustrations_has_none(tmp_path: Path) -> None:
    whole = gallery()
    plain = replace(whole, metadata=replace(whole.metadata, illustrations=False))
    nav = made(plain, tmp_path).bytes("EPUB/nav.xhtml").decode()
    assert 'epub:type="loi"' not in nav
    assert 'epub:type="toc"' in nav


def test_notes_at_the_end_of_the_book_stand_under_their_chapters(tmp_path: Path) -> None:
    book = made(gallery(NotesPlace.BOOK), tmp_path)
    assert b"doc-endnotes" not in book.bytes("EPUB/chapter-1.xhtml")
    notes = book.xml("notes.xhtml")
    groups = [section for section in notes.iter(f"{XHTML}section") if section.get("id") != "notes"]
    titles = ["".join(group.find(f"{XHTML}h3").itertext()) for group in groups]  # type: ignore[union-attr]
    assert titles == ["A lamp that turns", "Fog", "Latarnik"]
    assert [len(list(group.iter(f"{XHTML}li"))) for group in groups] == [2, 1, 1]
    assert groups[2].find(f"{XHTML}h3").get("lang") == "pl"  # type: ignore[union-attr]
    first = next(groups[0].iter(f"{XHTML}a"))
    assert first.get("href") == "chapter-1.xhtml#lamp_note-1-call-1"
    landmarks = re.findall(r'epub:type="(\w+)" href="notes', book.bytes("EPUB/nav.xhtml").decode())
    assert landmarks == ["endnotes"]


def test_a_long_chapter_is_split_at_its_sections_and_keeps_its_notes() -> None:
    whole = gallery()
    made_of, _ = documents(whole, epub_context(whole), longest=800)
    names = [one.name for one in made_of if one.name.startswith("chapter-1")]
    assert names == ["chapter-1.xhtml", "chapter-1-2.xhtml", "chapter-1-3.xhtml"]
    bodies = {one.name: serialise(one.body) for one in made_of}
    assert 'href="chapter-1-3.xhtml#lamp_note-1"' in bodies["chapter-1-2.xhtml"]
    assert 'role="doc-endnotes"' in bodies["chapter-1-3.xhtml"]
    ids = [one.id for part in made_of for one in elements(part.body) if one.id]
    assert len(ids) == len(set(ids))
    assert made_of[1].name == "imprint.xhtml"


def test_markup_in_the_text_is_no_link() -> None:
    whole = gallery()
    foreword = whole.blocks[0]
    assert isinstance(foreword, Section)
    quoted = Paragraph(content=(Text('See <a href="#lamp"> in the text.'),))
    changed = replace(whole, blocks=(replace(foreword, blocks=(quoted,)), *whole.blocks[1:]))
    body = serialise(documents(prepare(changed), epub_context(prepare(changed)))[0][2].body)
    assert '&lt;a href="#lamp"&gt;' in body
