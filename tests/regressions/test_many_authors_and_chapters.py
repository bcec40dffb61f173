"""The audit read the line of all authors again for each of them, pages looked for their neighbours.

Both took time with the square of their number.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from publish.audit import epub as audit
from publish.audit.inventory import inventory
from publish.audit.items import State
from publish.editions.dates import file_date
from publish.editions.epub import package_of
from publish.editions.epub.package import write
from publish.editions.web.page import WebPage, neighbours
from publish.model import Article, Contributor, Metadata, Paragraph, Text
from publish.prepare import prepare

MANY = 100


def test_the_line_of_authors_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authors = tuple(Contributor(name=f"A. Kowalska {n}") for n in range(MANY))
    about = Metadata(title="Lamps", language="en", identifier="urn:x", authors=authors)
    text = (Paragraph(content=(Text("The rain fell."),), line=1),)
    article = prepare(Article(metadata=about, blocks=text, file=Path("a.md")))
    file = tmp_path / "a.epub"
    write(package_of(article), file, file_date(article))
    read: list[str] = []
    letters_of = audit.letters_of

    def counted(element: etree._Element) -> str:
        read.append(element.get("id") or "")
        return letters_of(element)

    monkeypatch.setattr(audit, "letters_of", counted)
    results = list(audit.audit_epub(file, inventory(article)))
    assert {one.state for one in results} == {State.FOUND}
    assert len(results) > MANY
    assert read.count("byline") == 1


def test_pages_know_their_neighbours() -> None:
    def page(name: str, *, listed: bool = True) -> WebPage:
        return WebPage(name=name, title=name, language="en", main=[], listed=listed)

    first, aside, last = page("index"), page("search", listed=False), page("chapter-1")
    found = neighbours(iter([first, aside, last]))
    assert found["index"] == (None, last)
    assert found["search"] == (None, None)
    assert found["chapter-1"] == (first, None)
