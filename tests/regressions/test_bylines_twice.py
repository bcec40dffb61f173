"""The byline of a page stood in the front matter and again in the text."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.api import import_document

NAMED = '<meta name="author" content="Ada Kowalska">'
DATED = '<meta property="article:published_time" content="2026-03-01">'


@pytest.mark.parametrize(
    ("head", "line", "kept"),
    [
        (NAMED, '<p class="byline">By <b>Ada Kowalska</b></p>', False),
        (NAMED + DATED, "<p>Posted on March 1, 2026 by Ada Kowalska</p>", False),
        (NAMED + DATED, "<p><time>1 March 2026</time></p>", False),
        ("", "<address>By Ada Kowalska and Bo Li</address>", False),
        (NAMED, "<p>By Ada Kowalska, from Gdańsk</p>", True),
        (NAMED, "<p>Ada Kowalska is dead.</p>", True),
        ("", "<p>By the river stands a mill.</p>", True),
    ],
)
def test_a_byline_stands_once(head: str, line: str, kept: bool, tmp_path: Path) -> None:
    page = f"<html lang='en'><head><title>T</title>{head}</head><body><h1>T</h1>{line}<p>It rains."
    (tmp_path / "a.html").write_text(page, "utf-8")
    imported = import_document(tmp_path / "a.html", tmp_path / "a.md")
    text = (tmp_path / "a.md").read_text("utf-8")
    fields, _, body = text.partition("\n---\n")
    assert (body.strip() != "It rains.") is kept
    assert ("Ada Kowalska" in fields) is ("Ada" in head or "Bo Li" in line)
    assert imported.losses == ()
