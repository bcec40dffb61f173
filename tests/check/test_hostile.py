"""No text takes the rules long: their patterns never go back over what they have seen."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from publish.check import check
from publish.model import Article, Link, Metadata, Paragraph, Text

LONGEST = 50_000
"""Characters of a paragraph, as the reader lets them through."""


@pytest.mark.parametrize(
    "piece",
    [
        "www.", "https://", "A", "AB ", "AB-", "- ", "a-", "{lang=", "<a ", "![[", "[a][", "é", "(",
        "der die das ", "x’", "the red ", "shown in ", "«", "...", "1.", "\u00a0",
        "日", "Łó", "AB (",
    ],
)  # fmt: skip
def test_one_thing_over_and_over(piece: str) -> None:
    text = "The VTC " + piece * (LONGEST // len(piece))
    blocks = (
        Paragraph(content=(Text(text),), line=5),
        Paragraph(content=(Link((Text(text),), "https://example.org"),), line=7),
    )
    article = Article(
        metadata=Metadata(title=text[:2_000], language="en", identifier="urn:x"),
        blocks=blocks,
        file=Path("article.md"),
    )
    begun = time.process_time()
    check(article)
    assert time.process_time() - begun < 5


def test_many_links_and_addresses() -> None:
    content = (Text("See www.example.org/a "), Link((Text("it"),), "https://example.org"))
    blocks = tuple(Paragraph(content=content * 20, line=line) for line in range(1, 1_000))
    article = Article(
        metadata=Metadata(title="T", language="en", identifier="urn:x"),
        blocks=blocks,
        file=Path("article.md"),
    )
    begun = time.process_time()
    check(article)
    assert time.process_time() - begun < 5
