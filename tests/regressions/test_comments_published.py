"""Comments of HTML, MyST and Obsidian were printed and read aloud, or printed in part."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.errors import SourceError
from publish.model.walk import all_blocks, content_of, text_of
from publish.source import read_markdown

FRONT = "---\ntitle: T\nlanguage: en\n---\n"


def words(text: str, folder: Path) -> str:
    article = read_markdown(folder / "article.md", FRONT + text)
    runs = [text_of(run) for block in all_blocks(article) for run in content_of(block)]
    return " | ".join(" ".join(run.split()) for run in runs if run.strip())


@pytest.mark.parametrize(
    ("text", "published"),
    {
        "One <!-- secret --> two.": "One two.",
        "<!-- secret\n\nsecret -->\n\nOne.": "One.",
        "<!-- secret --> One *two*.": "One two.",
        "One\n<!-- secret -->\ntwo.": "One | two.",
        "- a\n  <!-- secret\n  secret -->\n- b <!-- secret -->": "a | b",
        "> a\n> <!-- secret -->": "a",
        "# One <!-- secret -->\n\n| a <!-- secret --> |\n|---|\n| b |": "One | a | b",
        "[a <!-- secret --> b](https://example.org)[^n]\n\n[^n]: <!-- secret --> c": "a b | c",
        "<div><!-- secret -->\nOne\n</div>": "One",
        ":::{note}\n<!-- secret -->\nOne.\n:::": "One.",
        "One.\n\n% secret\n%% secret %%\n\ntwo.": "One. | two.",
        "One %%secret%% two.": "One two.",
        "%%\nsecret\n\nsecret\n%%\n\nOne.": "One.",
        "% a\n%% secret\nsecret\n%%\nOne.": "One.",
        "%%secret%% One.": "One.",
        "`<!-- code -->` and `%%code%%` and 5%.": "<!-- code --> and %%code%% and 5%.",
        "\\<!-- text --> and \\%% text": "<!-- text --> and %% text",
    }.items(),
)
def test_comments_are_dropped(text: str, published: str, tmp_path: Path) -> None:
    assert words(text, tmp_path) == published


@pytest.mark.parametrize(
    ("text", "line"),
    {
        "One\n<!-- secret\n\nsecret.": 6,
        "One <!-- secret\n\nsecret --> two.": 5,
        "One\ntwo %% secret\n\nsecret.": 6,
        "%%\nsecret\n%% words": 5,
    }.items(),
)
def test_a_comment_without_an_end_is_an_error(text: str, line: int, tmp_path: Path) -> None:
    with pytest.raises(SourceError) as raised:
        words(text, tmp_path)
    assert [(one.code, one.line) for one in raised.value.diagnostics] == [("comment", line)]
