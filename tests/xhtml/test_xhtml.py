"""The whole of an article, in both spellings, against golden files that a person can read."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from lxml import etree
from msgspec.structs import replace

from publish.model import Article, Contributor, Correction, Licence
from publish.prepare import prepare
from publish.source import read
from publish.xhtml.context import OutputProfile
from tests.conftest import Golden
from tests.xhtml.making import EPUB, PDF, article, body, paragraph

GALLERY = Path(__file__).parents[1] / "gallery/every-construct/article.md"


@pytest.fixture(scope="module")
def gallery() -> Article:
    return prepare(read(GALLERY))


def tree(markup: str) -> etree._Element:
    around = '<r xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
    return etree.fromstring(f"{around}{markup}</r>")


@pytest.mark.parametrize(("name", "profile"), [("epub", EPUB), ("pdf", PDF)])
def test_every_construct(
    name: str, profile: OutputProfile, gallery: Article, golden: Golden
) -> None:
    made = re.sub(r"<svg.*?</svg>", "<svg/>", body(gallery, profile))
    golden(f"every-construct.{name}.xhtml", made + "\n")


@pytest.mark.parametrize("profile", [EPUB, PDF], ids=["epub", "pdf"])
def test_every_id_is_there_once_and_every_link_leads_somewhere(
    profile: OutputProfile, gallery: Article
) -> None:
    elements = list(tree(body(gallery, profile)).iter("*"))
    ids = Counter(one.get("id") for one in elements if one.get("id"))
    assert {own: count for own, count in ids.items() if count > 1} == {}
    for one in elements:
        href = one.get("href") or ""
        if href.startswith("#"):
            assert href[1:] in ids
        for name in ("aria-labelledby", "aria-details"):
            assert set((one.get(name) or "").split()) <= set(ids)


def test_the_pdf_spelling_has_nothing_of_epub(gallery: Article) -> None:
    made = body(gallery, PDF)
    assert "epub:" not in made
    assert "xml:lang" not in made
    assert "<math" not in made


def test_opening_and_colophon_say_what_the_front_matter_says() -> None:
    made = body(
        article(
            paragraph("Text."),
            subtitle="More & less",
            standfirst="In short.",
            authors=(Contributor("Ada"), Contributor("Maks")),
            contributors=(Contributor("Olena", "ill"), Contributor("Piotr", "xyz")),
            published=datetime(2026, 3, 1, tzinfo=UTC),
            dateline="Lviv",
            publisher="Example Press",
            rights="© 2026",
            licence=Licence("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"),
            corrections=(Correction(date(2026, 3, 4), "A year was wrong."),),
        ),
        EPUB,
    )
    for line in (
        '<h1 class="title" id="title">A title</h1>',
        '<p class="subtitle" id="subtitle" role="doc-subtitle">More &amp; less</p>',
        '<p class="standfirst" id="standfirst">In short.</p>',
        '<p class="byline" id="byline">By Ada and Maks</p>',
        '<p class="dateline" id="dateline">Lviv, '
        '<time datetime="2026-03-01">1 March 2026</time></p>',
        '<li id="colophon-correction-1"><time datetime="2026-03-04">4 March 2026</time>: '
        "A year was wrong.</li>",
        '<dt>Illustrations</dt>\n<dd id="colophon-fact-1">Olena</dd>',
        '<dt>With</dt>\n<dd id="colophon-fact-2">Piotr</dd>',
        '<a href="https://creativecommons.org/licenses/by/4.0/" rel="license">CC-BY-4.0</a>',
        '<dt>Identifier</dt>\n<dd id="colophon-fact-6">urn:uuid:1</dd>',
    ):
        assert line in made


def test_what_the_front_matter_leaves_out_leaves_no_empty_line() -> None:
    made = body(article(paragraph("Text.")), EPUB)
    assert "<p class=" not in made
    assert "<p></p>" not in made
    assert "<h3" not in made


def test_a_language_without_words_gets_english_marked_as_english() -> None:
    made = body(
        article(paragraph("Tekstas."), language="lt", authors=(Contributor("Jonas"),)), EPUB
    )
    assert '<span lang="en" xml:lang="en">By</span> Jonas' in made
    assert '<h2 id="colophon-title" lang="en" xml:lang="en">About this edition</h2>' in made


def test_rendering_changes_nothing_in_the_article(gallery: Article) -> None:
    before = replace(gallery)
    assert body(gallery, EPUB) == body(gallery, EPUB)
    assert gallery == before
