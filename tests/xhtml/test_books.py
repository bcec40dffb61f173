"""A book in the profile that its PDF is laid out from, and the file that an error names."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree

from publish.errors import SourceError
from publish.model import Article
from publish.prepare import prepare
from publish.source import read
from tests.conftest import Golden
from tests.xhtml.making import PDF, body

GALLERY = Path(__file__).parents[1] / "gallery/book/publication.yaml"


@pytest.fixture(scope="module")
def gallery() -> Article:
    return prepare(read(GALLERY))


def test_the_book_of_the_gallery(gallery: Article, golden: Golden) -> None:
    golden("book.pdf.xhtml", re.sub(r"<svg.*?</svg>", "<svg/>", body(gallery, PDF)) + "\n")


def test_every_id_is_there_once_and_every_link_leads_somewhere(gallery: Article) -> None:
    elements = list(etree.fromstring(f"<r>{body(gallery, PDF)}</r>").iter("*"))
    ids = Counter(one.get("id") for one in elements if one.get("id"))
    assert {own: count for own, count in ids.items() if count > 1} == {}
    links = [one.get("href") or "" for one in elements]
    assert {link[1:] for link in links if link.startswith("#")} <= set(ids)
    named = [name for one in elements for name in (one.get("aria-labelledby") or "").split()]
    assert set(named) <= set(ids)
    assert {"lamp-title", "the-lamp-title"} <= set(named)


def test_headings_go_down_one_level_at_a_time(gallery: Article) -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", body(gallery, PDF))]
    assert levels[:6] == [1, 2, 2, 3, 4, 4]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_formula_that_cannot_be_read_is_named_with_its_chapter(tmp_path: Path) -> None:
    (tmp_path / "publication.yaml").write_text("title: T\nlanguage: en\ncontents: [one.md]\n")
    (tmp_path / "one.md").write_text("# One\n\n## Two\n\n$$\n\\frac{1\n$$\n")
    whole = prepare(read(tmp_path / "publication.yaml"))
    with pytest.raises(SourceError) as caught:
        body(whole, PDF)
    assert (caught.value.diagnostic.file.name, caught.value.diagnostic.line) == ("one.md", 5)
