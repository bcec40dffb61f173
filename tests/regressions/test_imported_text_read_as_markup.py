"""Words of a document that look like a dialect's markup stay words when its source is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.importing.records import Front
from publish.importing.writing import source_of
from publish.model import Paragraph, Text
from publish.source import read_markdown
from publish.source.article import BookContext


@pytest.mark.parametrize(
    "words",
    ["x^2^ y", "a ==b== c", "%% a %% b", "@fig-a b", "(@) a", "(@a) b", "{{ x }}", "[[a]]",
     "<!-- a -->", "\\(x^2\\)", "\\[x=1\\]", "^[a]", "[!NOTE] a", "::: a", "| a", "H~2~O"],
)  # fmt: skip
def test_words_stay_words(words: str, tmp_path: Path) -> None:
    written = source_of(Front(title="T", language="en"), (Paragraph(content=(Text(words),)),), ())
    article = read_markdown(tmp_path / "a.md", written.text, BookContext(smart=False))
    (paragraph,) = article.blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.content == (Text(words),)
