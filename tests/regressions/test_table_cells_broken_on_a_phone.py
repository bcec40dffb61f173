"""On a phone the words and numbers of narrow columns were broken in the EPUB's tables."""

from __future__ import annotations

import zipfile
from pathlib import Path

from publish.prepare import prepare
from publish.source import read
from tests.building import export_epub as export
from tests.judges.browser import measure

SOURCE = """---
title: Tables
language: en
---

:::{table} Passengers
:stub-columns: 1

| Line | Municipality | 1990 | 1995 | 2000 | 2005 | 2010 |
|------|--------------|-----:|-----:|-----:|-----:|-----:|
| A | Drohobych | 900,123 | 1,200,456 | 1,200,456 | 1,200,456 | 1,200,456 |
:::

| a | b |
|---|---|
| 1 | 2 |

| Name | Address | Since | Municipality |
|------|---------|-------|--------------|
| Mill | https://example.org/a/very/long/address/that/goes/on/for/ever | 1908 | Drohobych |
"""

#: The words that stand on more than one line.
BROKEN = r"""[...document.querySelectorAll('th, td')].filter((cell) => {
  const inside = document.createRange();
  inside.selectNodeContents(cell);
  const lines = new Set(Array.from(inside.getClientRects(), (one) => Math.round(one.bottom)));
  return !/\s/.test(cell.textContent.trim()) && lines.size > 1;
}).map((cell) => cell.textContent)"""

#: How far the page is wider than the window, and of each group whether keys get there and whether
#: it holds more than it shows.
SCROLLING = """[document.documentElement.scrollWidth - innerWidth,
  ...Array.from(document.querySelectorAll('.wide-table'),
                (one) => [one.tabIndex, one.scrollWidth > one.clientWidth])]"""


def test_words_and_numbers_stay_whole(tmp_path: Path) -> None:
    source = tmp_path / "tables.md"
    source.write_text(SOURCE, "utf-8")
    book = tmp_path / "tables.epub"
    export(prepare(read(source)), None, book)
    with zipfile.ZipFile(book) as archive:
        page = archive.read("EPUB/article.xhtml").decode()
        style = archive.read("EPUB/style.css").decode()
    page = page.removeprefix('<?xml version="1.0" encoding="utf-8"?>\n')
    page = page.replace("</head>", f"<style>{style} body {{max-width: 324px}}</style></head>")
    assert measure(page, BROKEN) == [
        "https://example.org/a/very/long/address/that/goes/on/for/ever"
    ]
    assert measure(page, SCROLLING) == [0, [0, True], [0, True]]
