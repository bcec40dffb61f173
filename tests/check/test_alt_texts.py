"""How far the alt texts of a publication are, and what a draft is worth."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.accessibility import facts_of
from publish.check.alt_texts import AltCounts, alt_counts
from publish.errors import SourceError
from publish.model import Article
from publish.source import read

FRONT = "---\ntitle: T\nlanguage: en\n"


@pytest.fixture
def article(tmp_path: Path) -> Article:
    (tmp_path / "a.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>')
    source = tmp_path / "article.md"
    described = "::::{figure} a.svg\n:alt: A map.\n\n:::{description}\nLine A.\n:::\n::::\n\n"
    figures = "".join(
        f":::{{figure}} a.svg\n{options}:::\n\n"
        for options in (
            ":alt: A tram.\n",
            ":decorative: true\n",
            ":alt: A chart.\n:alt-status: needs-description\n",
            ":alt: A stop.\n:alt-status: draft\n",
            "",
        )
    )
    source.write_text(
        f"{FRONT}cover: {{src: a.svg, alt: A valley., alt-status: draft}}\n---\n"
        f"{described}{figures}A ![sign](a.svg).\n\n"
        "![A dog on a bench. Description automatically generated](a.svg)\n"
    )
    return read(source)


def test_each_picture_is_counted_once(article: Article) -> None:
    assert alt_counts(article) == AltCounts(
        described=3, extended=1, decorative=1, wanting=1, drafted=3, missing=1
    )


@pytest.mark.parametrize(("status", "counts"), [("draft", False), ("reviewed", True)])
def test_a_draft_is_no_evidence_for_alternative_text(
    status: str, counts: bool, tmp_path: Path
) -> None:
    (tmp_path / "a.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>')
    source = tmp_path / "article.md"
    source.write_text(f"{FRONT}---\n:::{{figure}} a.svg\n:alt: A.\n:alt-status: {status}\n:::\n")
    facts = facts_of(read(source))
    assert (facts.alternatives, facts.complete) == (counts, counts)


def test_a_state_that_there_is_not(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>')
    source = tmp_path / "article.md"
    source.write_text(f"{FRONT}---\n:::{{figure}} a.svg\n:alt: A.\n:alt-status: drafted\n:::\n")
    with pytest.raises(SourceError, match=r"article\.md:7: The option alt-status is “drafted”"):
        read(source)
