"""The contact sheet of a batch: its pages, what they say of strangers' titles, and their links."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html
from msgspec import json
from msgspec.structs import replace

from publish.batch import contact_sheet
from publish.batch.contact_sheet import write_contact_sheet
from publish.batch.results import TitleResult
from publish.batch.store import store_at
from publish.batch.summary import Summary, summary_data, summary_text
from tests.batch.records import FINISHED, HOSTILE, results
from tests.conftest import Golden


def write(root: Path, titles: Iterable[TitleResult], waiting: int = 0) -> Summary:
    return write_contact_sheet(
        titles, store_at(str(root)), name="The backlist", finished=FINISHED, waiting=waiting
    )


def small_sheet(root: Path) -> Path:
    """Write the sheet of a small batch, and files in the place of its editions and cover."""
    write(root, results())
    for one in results():
        for edition in one.editions:
            file = root / edition.file / ("index.html" if edition.name == "web" else "")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch()
        if one.cover:
            (root / one.cover).parent.mkdir(parents=True)
            (root / one.cover).touch()
    return root


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_sheet(tmp_path_factory.mktemp("sheet"))


def broken_links(root: Path) -> list[str]:
    """Return the addresses in the pages below ``root`` that lead nowhere, or out of it."""
    out = []
    pages = {
        file.resolve(): html.parse(file) for file in root.rglob("*.html") if file.stat().st_size
    }
    for file, page in pages.items():
        for address in page.xpath("//@href | //@src"):
            parts = urlsplit(address)
            if address == "data:," or parts.scheme == "https":
                continue
            target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
            found = not parts.scheme and target.is_relative_to(root.resolve()) and target.exists()
            if found and parts.fragment:
                found = bool(pages[target].xpath("//*[@id=$name]", name=parts.fragment))
            if not found:
                out.append(f"{file.name}: {address}")
    return out


@pytest.mark.parametrize(
    "page", ["index", "contact-sheet/titles-1", "contact-sheet/message-alt-missing-1"]
)
def test_pages_are_as_they_were(sheet: Path, page: str, golden: Golden) -> None:
    text = (sheet / f"{page}.html").read_text("utf-8")
    golden(f"{page.rpartition('/')[2]}.html", text.replace("><", ">\n<"))


def test_every_link_leads_to_a_file_and_a_place_of_the_output(sheet: Path) -> None:
    assert broken_links(sheet) == []


def test_words_of_strangers_are_never_markup(sheet: Path) -> None:
    for file in ("index.html", "contact-sheet/titles-1.html"):
        page = html.parse(sheet / file)
        assert not page.xpath("//script | //b | //i | //@*[starts-with(name(), 'on')]")
        shown = page.xpath("//*[@dir='auto'][contains(., 'alert')]")
        assert [one.text for one in shown] == [HOSTILE.replace("\x00", "")]
        assert shown[0].get("lang") is None


def test_pages_need_no_script_and_no_style_of_their_own(sheet: Path) -> None:
    for file in sheet.rglob("*.html"):
        assert not re.search(r"<script|<style| style=| on\w+=", file.read_text("utf-8"))


def test_lines_are_the_records(sheet: Path) -> None:
    lines = (sheet / "batch.jsonl").read_bytes().splitlines()
    assert [json.decode(line, type=TitleResult) for line in lines] == results()


def test_many_titles_are_paged_and_found_once_in_each_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contact_sheet, "PAGE", 3)
    many = [
        replace(one, title=f"{one.title}-{number}", cover="", editions=())
        for number in range(4)
        for one in results()
    ]
    write(tmp_path, iter(many))
    assert broken_links(tmp_path) == []
    folder = tmp_path / "contact-sheet"
    for stem in ("titles", "conformance", "time"):
        pages = sorted(folder.glob(f"{stem}-*.html"))
        titles = [one for page in pages for one in html.parse(page).xpath("//tbody//th/a/@href")]
        assert len(pages) == 6
        assert len(set(titles)) == len(titles) == len(many)
    cards = [tmp_path / "index.html", *folder.glob("sheet-*.html")]
    ids = [one for page in cards for one in html.parse(page).xpath("//li[@class='card']/@id")]
    assert len(set(ids)) == len(ids) == len(many)
    assert "Failed, continued" in (folder / "sheet-2.html").read_text("utf-8")

    write(tmp_path, results()[:3])
    assert not list(folder.glob("*-[2-9].html"))


def test_an_edition_named_as_the_overview_keeps_its_place(tmp_path: Path) -> None:
    first = results()[0]
    page = replace(first.editions[0], name="web", variant="single", file="index.html")
    (tmp_path / "index.html").write_text("an edition", "utf-8")
    write(tmp_path, [replace(first, title="index", cover="", editions=(page,))])
    assert (tmp_path / "index.html").read_text("utf-8") == "an edition"
    assert (tmp_path / "contact-sheet/index.html").exists()
    assert broken_links(tmp_path) == []
    write(tmp_path, results())  # it is a page of somebody else now
    assert (tmp_path / "index.html").read_text("utf-8") == "an edition"


def test_a_batch_that_goes_on_says_what_waits(tmp_path: Path) -> None:
    summary = write(tmp_path, results(), waiting=3)
    said = "2 of 7 titles are ready. 1 needs a person, 1 failed and 3 wait."
    assert said in (tmp_path / "index.html").read_text("utf-8")
    assert summary_text(summary, "out").splitlines() == [
        said,
        "Made: 1 epub, 1 pdf, 1 web; 3 min 16 s of processors.",
        "",
        "Failed:",
        "  travel/atlas: It needs more than the 2.0 GB of memory that a task may take.",
        "",
        "Needs a person:",
        "  history/dover: The figure of line 12 says nothing. (3 more)",
        "",
        "Found in titles: alt-missing (1), heading-jump (1), link-text (1).",
        "",
        "Contact sheet: out/index.html",
    ]
    data = summary_data(summary)
    assert (data["titles"], data["ready"], data["waiting"]) == (7, 2, 3)
    assert data["facts"]["pictures"] == {"all described": 1, "without alt text": 1}


def test_a_store_of_objects_holds_the_same_pages(sheet: Path) -> None:
    store = store_at("memory://sheet/out")
    for titles in (results() * 80, results()):
        write_contact_sheet(titles, store, name="The backlist", finished=FINISHED)
    names = [name for name in store.names("contact-sheet") if name.endswith(".html")]
    there = sorted(
        file.relative_to(sheet).as_posix() for file in sheet.rglob("contact-sheet/*.html")
    )
    assert names == there
    assert store.read("index.html") == (sheet / "index.html").read_bytes()


def test_a_batch_without_titles_has_a_sheet(tmp_path: Path) -> None:
    write(tmp_path, [])
    assert "There are no titles." in (tmp_path / "index.html").read_text("utf-8")
    assert broken_links(tmp_path) == []
