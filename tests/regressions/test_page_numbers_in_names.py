"""Page markers of the EPUB entered names of cells and titles, and stood before first headings."""

from __future__ import annotations

import pytest
from lxml import etree

from publish.prepare import prepare
from publish.source import read
from publish.verify import verify
from tests.building import export_epub as export
from tests.editions.epub.making import XHTML, Book
from tests.judges import epubcheck

SOURCE = """---
title: Pages
language: en
---

Words before the first section.

## A section

Its text.

:::{table} A table
:stub-columns: 1

| Name | Address | Since | Municipality |
|------|---------|-------|--------------|
| Mill | Down by the river | 1908 | Drohobych |
| Barn | Up on the hill | 1911 | Sambir |
:::

:::{note}
A note in the text.
:::

- [x] a task that is done
"""

#: What gets its name from its content, or gives it to another element.
NAMED = "|".join(
    f"//*[local-name()='{name}']"
    for name in ("h1", "h2", "th", "td", "caption", "figcaption", "summary")
)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """A book in which a page begins with each element that has an id."""
    folder = tmp_path_factory.mktemp("pages")
    source = folder / "pages.md"
    source.write_text(SOURCE, "utf-8")
    article = prepare(read(source))
    export(article, None, folder / "plain.epub")
    ids = [one.get("id") for one in Book(folder / "plain.epub").xml("article.xhtml").iter()]
    pages = {own: place for place, own in enumerate(filter(None, ids), start=1)}
    export(article, None, folder / "paged.epub", pages)
    return Book(folder / "paged.epub")


def breaks(tree: etree._Element) -> list[etree._Element]:
    return [one for one in tree.iter(f"{XHTML}span") if one.get("role") == "doc-pagebreak"]


def test_no_name_contains_a_page_number(book: Book) -> None:
    tree = book.xml("article.xhtml")
    labels = {own for one in tree.iter() for own in (one.get("aria-labelledby") or "").split()}
    named = [*tree.xpath(NAMED), *(one for one in tree.iter() if one.get("id") in labels)]
    assert len(named) > 15
    assert [one for part in named for one in breaks(part) if not one.get("aria-hidden")] == []
    assert [one for one in breaks(tree) if one.getparent().get("class") == "wide-table"] == []
    assert {one.get("aria-hidden") for one in breaks(tree)} == {"true", None}


def test_a_heading_stays_the_first_of_its_section(book: Book) -> None:
    first = [section[0].tag for section in book.xml("article.xhtml").iter(f"{XHTML}section")]
    assert first[0] == f"{XHTML}h2"


def test_all_of_it_is_valid(book: Book) -> None:
    assert verify(book.path, quick=True) == ()
    assert epubcheck.check([book.path]) == {book.path: ()}
