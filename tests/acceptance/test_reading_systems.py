"""The EPUB in the hands of readers: reading systems open it and use it."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from publish.model.walk import figures_in, sections_in, text_of
from publish.prepare import prepare
from publish.source import read
from tests.acceptance import wide_feature
from tests.acceptance.conftest import ROOT, Publication, Publish
from tests.conftest import Once
from tests.judges import foliate, pdf_pages, reading_systems, readium

pytestmark = pytest.mark.xdist_group("reading systems")  # another process would only wait for them


@pytest.fixture(scope="session")
def example(publications: dict[str, Publication]) -> Publication:
    return publications["example"]


@pytest.fixture(scope="session")
def reading(once: Once, example: Publication) -> foliate.Reading:
    return once("foliate", lambda: foliate.read(example.epub, listen=8))


def test_pages_turn_and_pictures_load(reading: foliate.Reading, example: Publication) -> None:
    article = prepare(read(example.source))
    assert reading.errors == ()
    assert reading.pages > 10
    assert reading.fraction > 0.99
    pictures = [loaded for one in reading.documents for loaded in one.pictures]
    assert all(pictures)
    figures = [one for one in figures_in(article) if not one.image.decorative]
    assert len(pictures) > len(figures)  # and the cover
    assert {one.language for one in reading.documents} == {article.metadata.language}


def test_every_entry_of_the_lists_leads_somewhere(
    reading: foliate.Reading, example: Publication
) -> None:
    article = prepare(read(example.source))
    sections = [text_of(section.title) for section in sections_in(article.blocks)]
    assert reading.lost == ()
    assert [title for title in reading.contents if title in sections] == sections
    pages = len(pdf_pages.text(example.pdf))
    assert {int(label) for label in reading.page_list} <= set(range(1, pages + 1))
    assert len(reading.page_list) >= pages - 1  # one page holds descriptions only


def test_page_breaks_are_those_of_the_pdf_to_the_sentence(example: Publication) -> None:
    with zipfile.ZipFile(example.epub) as archive:
        markup = archive.read("EPUB/article.xhtml").decode()
    pages = [" ".join(page.split()) for page in pdf_pages.text(example.pdf)]
    markers = re.finditer(
        r'aria-label="Page (\d+)"></span><span class="s"[^>]*>(.*?)</span>', markup
    )
    begun = {
        int(found[1]): " ".join(re.sub(r"<[^>]+>", "", found[2])[:25].split()) for found in markers
    }
    assert len(begun) > 2
    for page, words in begun.items():
        assert words in pages[page - 1]
        assert words not in pages[page - 2]


def test_the_narration_plays_and_the_highlight_follows(reading: foliate.Reading) -> None:
    assert len(reading.said) > 2
    assert [one.active for one in reading.said] == [one.target for one in reading.said]
    begins = [one.begin for one in reading.said]
    assert begins == sorted(set(begins))
    assert {one.ground for one in reading.said} == {"rgb(255, 233, 168)"}


def test_readium_understands_all_of_it(example: Publication) -> None:
    parsed = readium.parse(example.epub)
    about = prepare(read(example.source)).metadata
    assert (parsed.title, parsed.languages) == (about.title, (about.language,))
    assert parsed.identifier == about.identifier
    assert {"synchronizedAudioText", "pageNavigation"} <= set(parsed.features)
    assert [name for name, _ in parsed.landmarks] == [
        *("Cover", "Contents", "Start of the text", "Notes"),
    ]
    assert [title for title, _ in parsed.page_list][:3] == ["1", "2", "3"]
    with zipfile.ZipFile(example.epub) as archive:
        smil = [archive.read(name).decode() for name in archive.namelist() if ".smil" in name]
    assert sum(map(len, parsed.overlays)) == sum(one.count("<par>") for one in smil)
    for overlay in parsed.overlays:
        assert all(re.search(r"#t=[\d.]+,[\d.]+$", clip.audio) for clip in overlay)


@pytest.fixture(scope="session")
def shown(
    once: Once, example: Publication, shared: Path, publish: Publish
) -> tuple[reading_systems.Shown, ...]:
    """The documents of an example, a feature and a book, as each reading system shows them."""

    def make() -> tuple[reading_systems.Shown, ...]:
        feature = wide_feature.write(shared / "feature")
        books = [example.epub]
        for source, name in (
            (feature, "feature.epub"),
            (ROOT / "tests/gallery/book/publication.yaml", "book.epub"),
        ):
            result = publish("epub", source, "--narrated", "-o", shared / "shown", "--quiet")
            assert result.returncode == 0, result.stderr
            books.append(shared / "shown" / name)
        return reading_systems.read(books, row=wide_feature.ROW)

    return once("shown", make)


def test_readers_of_all_systems_get_all_of_it(shown: tuple[reading_systems.Shown, ...]) -> None:
    """Notes and what is spoken are visible, rows in reach, figures distinct, all in its column."""
    faults = [(one.book, one.document, one.setting, fault) for one in shown for fault in one.faults]
    assert faults == []


def test_all_systems_were_asked_for_all_of_it(shown: tuple[reading_systems.Shown, ...]) -> None:
    assert {one.setting for one in shown} == set(reading_systems.SETTINGS)
    for setting in reading_systems.SETTINGS:
        counts = {"article": [0, 0, 0], "feature": [0, 0, 0], "book": [0, 0, 0]}
        for one in (one for one in shown if one.setting == setting):
            count = counts[one.book]
            count[:] = count[0] + one.notes, count[1] + one.figures, count[2] + one.spoken
        assert all(min(count) > 1 for count in counts.values()), counts
