"""A book's EPUB had no imprint or half-title, "Dedication" as a heading, and verse as prose."""

from __future__ import annotations

import zipfile

import pytest
from lxml import etree

from publish.prepare import prepare
from publish.source import read
from tests.building import edition_of

BOOK = """title: Salt
language: en
authors: [Ada Kowalska]
publisher: Example Press
identifier: urn:isbn:9783161484100
corrections: [{date: 2026-03-04, text: The well was deeper.}]
contents:
  - {file: for.md, kind: dedication}
  - {file: song.md, kind: epigraph}
  - {file: before.md, kind: foreword}
  - one.md
  - two.md
"""
FILES = {
    "for.md": "For Halina.",
    "song.md": "> | Salt *in the\n> |     well*[^a]\n>\n> — A song\n\n[^a]: Old.",
    "before.md": "Read on.",
    "one.md": "| Low water,\n| slow water.\n\nThe well.",
    "two.md": f":::{{epigraph}}\nDeep.\n\n— A song\n:::\n\n{'The end. ' * 30}",
}
X = {"x": "http://www.w3.org/1999/xhtml"}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("salt")
    (folder / "publication.yaml").write_text(BOOK, encoding="utf-8")
    for name, text in FILES.items():
        (folder / name).write_text(
            f"---\ntitle: About {name[:-3]}\n---\n{text}\n", encoding="utf-8"
        )
    article = prepare(read(folder / "publication.yaml"))
    return zipfile.ZipFile(edition_of("epub", article, None, folder / "salt").path)


def found(book: zipfile.ZipFile, name: str, path: str) -> list[str]:
    root = etree.fromstring(book.read(f"EPUB/{name}.xhtml"))
    return [str(one) for one in root.xpath(path, namespaces=X)]


def test_the_first_pages(book: zipfile.ZipFile) -> None:
    package = etree.fromstring(book.read("EPUB/content.opf"))
    files = {one.get("id"): one.get("href") for one in package.iter("{*}item")}
    assert [files[one.get("idref")] for one in package.iter("{*}itemref")] == [
        "title.xhtml", "imprint.xhtml", "dedication-1.xhtml", "epigraph-1.xhtml", "nav.xhtml",
        "foreword-1.xhtml", "half-title.xhtml", "chapter-1.xhtml", "chapter-2.xhtml",
        "corrections.xhtml", "accessibility.xhtml",
    ]  # fmt: skip
    assert found(book, "title", "//x:p[@class='publisher']/text()") == ["Example Press"]
    assert found(book, "imprint", "//x:dt[.='ISBN']/following::x:dd[1]/text()") == ["9783161484100"]
    assert found(book, "half-title", "//x:p/text()") == ["Salt"]
    assert found(book, "corrections", "//x:h2//text()") == ["Corrections"]


def test_dedication_and_epigraph_have_no_heading(book: zipfile.ZipFile) -> None:
    for name, label in (("dedication-1", "About for"), ("epigraph-1", "About song")):
        assert found(book, name, "//x:h2[not(ancestor::*[@role='doc-endnotes'])]") == []
        assert found(book, name, "//x:main/x:section/@aria-label") == [label]
        assert label in book.read("EPUB/nav.xhtml").decode()


def test_the_epigraph_of_a_chapter_stands_before_its_drop_cap(book: zipfile.ZipFile) -> None:
    assert found(book, "chapter-2", "//x:blockquote[@class='epigraph']/@role") == ["doc-epigraph"]
    assert found(book, "chapter-2", "//x:blockquote/following-sibling::x:p/@class") == ["initial"]


def test_each_line_of_verse_is_a_sentence(book: zipfile.ZipFile) -> None:
    lines = "//x:p[@class='verse']/x:span[@class='s']"
    assert found(book, "chapter-1", f"{lines}/text()") == ["Low water,", "slow water."]
    indented = found(book, "epigraph-1", f"{lines}[2]/x:em/text()")
    assert indented == ["\u00a0\u00a0\u00a0\u00a0well"]
    assert found(book, "epigraph-1", f"{lines}[2]//x:a/@role") == ["doc-noteref"]
