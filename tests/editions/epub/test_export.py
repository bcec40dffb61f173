"""What is in an EPUB, as a reader or a catalogue finds it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from msgspec.structs import replace

from publish.editions.dates import file_date, stamp
from publish.errors import OutputError, SourceError
from publish.model import Contributor, Figure, Licence, Link, Paragraph, Section, Series, Text
from publish.xhtml.documents import documents
from publish.xhtml.tree import serialise
from tests.building import export_epub as export
from tests.conftest import Golden
from tests.editions.epub.making import (
    OPF,
    XHTML,
    article,
    epub_context,
    made,
    paragraph,
    picture,
    png,
)

MODIFIED = datetime(2026, 3, 4, 11, 30, tzinfo=timezone(timedelta(hours=2)))


def section(title: str, *words: str) -> Section:
    return Section(title=(Text(title),), level=2, blocks=tuple(map(paragraph, words)))


def test_the_package_document(tmp_path: Path, golden: Golden) -> None:
    whole = article(
        section("One", "Text."),
        subtitle="A subtitle",
        authors=(Contributor("Ada Kowalska"), Contributor("Maksim Hryn", file_as="Hryn, Maksim")),
        contributors=(Contributor("Olena Bondar", "ill"),),
        publisher="Example Press",
        published=datetime(2026, 3, 1, tzinfo=UTC),
        modified=MODIFIED,
        description="In short.",
        subjects=("Trams", "Valleys"),
        rights="© 2026",
        licence=Licence("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"),
        series=Series("Rails", "2"),
        cover=picture(tmp_path / "cover.png"),
    )
    golden("content.opf", made(whole, tmp_path).bytes("EPUB/content.opf").decode())


def test_the_same_article_gives_the_same_bytes_at_another_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = article(section("One", "Text."), cover=picture(tmp_path / "cover.png"))
    first = made(whole, tmp_path).path.read_bytes()
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    try:
        assert made(whole, tmp_path).path.read_bytes() == first
    finally:
        monkeypatch.undo()
        time.tzset()


def test_dates_come_from_the_front_matter_else_from_the_environment_else_are_the_earliest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    published = datetime(2026, 3, 1)
    said = article(modified=MODIFIED, published=published)
    assert stamp(said) == file_date(said) == datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
    assert stamp(article(published=published)) == datetime(2026, 3, 1, tzinfo=UTC)
    assert stamp(article()) == file_date(article()) == datetime(1980, 1, 1, tzinfo=UTC)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    epoch = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert stamp(article()) == file_date(said) == epoch
    assert stamp(said) == datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "tomorrow")
    assert stamp(article()) == datetime(1980, 1, 1, tzinfo=UTC)


def test_modified_is_in_true_utc(tmp_path: Path) -> None:
    book = made(article(modified=MODIFIED), tmp_path)
    assert book.meta("dcterms:modified") == ["2026-03-04T09:30:00Z"]


def test_a_picture_used_twice_is_there_once(tmp_path: Path) -> None:
    one, other = picture(tmp_path / "one.png"), picture(tmp_path / "Other name!.png")
    third = picture(tmp_path / "one-2.png", png(9))
    figures = [Figure(image=image) for image in (one, other, third)]
    book = made(article(*figures, cover=one), tmp_path)
    pictures = [name for name in book.names if name.startswith("EPUB/pictures/")]
    assert len(pictures) == 2
    assert book.bytes(pictures[0]) == png()
    sources = [img.get("src") for img in book.xml("article.xhtml").iter(f"{XHTML}img")]
    assert sources[0] == sources[1] == pictures[0].removeprefix("EPUB/")
    assert book.properties(sources[0] or "") == "cover-image"


def test_a_cover_has_a_page_with_its_words_and_comes_first(tmp_path: Path) -> None:
    book = made(article(cover=picture(tmp_path / "c.png", alt="A yellow tram.")), tmp_path)
    (img,) = book.xml("cover.xhtml").iter(f"{XHTML}img")
    assert (img.get("alt"), img.get("role")) == ("A yellow tram.", "doc-cover")
    spine = [ref.get("idref") for ref in book.package.iter(f"{OPF}itemref")]
    assert spine == ["cover", "nav", "text-1", "accessibility"]
    assert {ref.get("linear") for ref in book.package.iter(f"{OPF}itemref")} == {None}


def test_without_a_cover_there_is_no_cover_page(tmp_path: Path) -> None:
    book = made(article(), tmp_path)
    assert "EPUB/cover.xhtml" not in book.names
    assert b'"cover"' not in book.bytes("EPUB/nav.xhtml")


def test_a_right_to_left_article_turns_its_pages_the_other_way(tmp_path: Path) -> None:
    book = made(article(paragraph("مرحبا"), language="ar"), tmp_path)
    (spine,) = book.package.iter(f"{OPF}spine")
    assert spine.get("page-progression-direction") == "rtl"
    assert book.xml("article.xhtml").get("dir") == "rtl"


def test_a_long_article_is_split_at_its_sections_and_its_links_still_lead() -> None:
    link = Paragraph(content=(Link((Text("there"),), "#three"), Text(".")))
    whole = article(
        link,
        section("One", "x" * 3000),
        section("Two", "y" * 3000),
        section("Three", "z" * 3000),
        paragraph("At the very end."),
    )
    parts, _ = documents(whole, epub_context(whole), longest=5000)
    assert [part.name for part in parts] == [
        *("article.xhtml", "article-2.xhtml", "article-3.xhtml", "article-4.xhtml")
    ]
    assert [part.title for part in parts] == ["A title", "Two", "Three", "About this edition"]
    assert '<a href="article-3.xhtml#three">there</a>' in serialise(parts[0].body)
    whole_text = "".join(serialise(part.body) for part in parts)
    assert [whole_text.count(letter * 3000) for letter in "xyz"] == [1, 1, 1]
    assert "At the very end." in serialise(parts[2].body)
    assert len(documents(whole, epub_context(whole))[0]) == 1


def test_a_book_sized_article_is_a_valid_book_of_several_files(tmp_path: Path) -> None:
    whole = article(*(section(f"Part {number}", *["word " * 400] * 40) for number in range(5)))
    book = made(whole, tmp_path)
    files = [ref.get("idref") for ref in book.package.iter(f"{OPF}itemref")]
    assert len(files) > 3
    ids = {
        f"{name.removeprefix('EPUB/')}#{one.get('id')}"
        for name in book.names
        if name.startswith("EPUB/article")
        for one in book.xml(name.removeprefix("EPUB/")).iter("*")
        if one.get("id")
    }
    links = [a.get("href") for a in book.xml("nav.xhtml").iter(f"{XHTML}a")]
    outside = {link for link in links if not (link or "").startswith("#")}
    assert outside - ids == {"accessibility.xhtml"}


def test_mathml_is_declared_where_it_is_and_nowhere_else(tmp_path: Path) -> None:
    from publish.model import MathBlock

    assert made(article(MathBlock(tex="x")), tmp_path).properties("article.xhtml") == "mathml"
    assert made(article(), tmp_path).properties("article.xhtml") is None


def test_a_picture_that_is_gone_is_a_clear_error_and_the_last_edition_stays(
    tmp_path: Path,
) -> None:
    image = picture(tmp_path / "map.png")
    whole = article(Figure(image=image))
    before = made(whole, tmp_path).path.read_bytes()
    image.file.unlink()
    with pytest.raises(SourceError, match=r"The picture map\.png cannot be read"):
        export(whole, None, tmp_path / "book.epub")
    assert (tmp_path / "book.epub").read_bytes() == before
    assert sorted(file.name for file in tmp_path.iterdir()) == ["book.epub"]


def test_an_output_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("a file, not a folder")
    with pytest.raises(OutputError, match="cannot be written"):
        export(article(), None, tmp_path / "folder" / "book.epub")


def test_the_summary_counts_what_is_in_it(tmp_path: Path) -> None:
    whole = article(section("One", "Text."), cover=picture(tmp_path / "c.png"))
    assert export(whole, None, tmp_path / "a.epub").summary == "1 section, 1 picture"


def test_control_characters_in_the_front_matter_do_no_harm(tmp_path: Path) -> None:
    whole = article()
    whole = replace(whole, metadata=replace(whole.metadata, title="A\x00 <b>&"))
    book = made(whole, tmp_path)
    assert book.dc("title") == ["A <b>&"]
    assert (book.xml("article.xhtml").findtext(f".//{XHTML}title")) == "A <b>&"
