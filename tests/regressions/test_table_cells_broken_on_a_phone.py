"""On a phone the words and numbers of narrow columns were broken in the EPUB's tables."""

from __future__ import annotations

import re
import subprocess
import tempfile
import zipfile
from pathlib import Path

from publish.exporters.epub import export
from publish.prepare import prepare
from publish.source import read
from tests.judges.browser import FLAGS, executable

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

#: What a page of 324 CSS px tells of its tables: the words that stand on more than one line, how
#: wide the page is, and of each group, whether keys get there and it holds more than it shows.
MEASURE = """
<script>
const told = [];
for (const cell of document.querySelectorAll('th, td')) {
  const inside = document.createRange();
  inside.selectNodeContents(cell);
  const lines = new Set(Array.from(inside.getClientRects(), (one) => Math.round(one.bottom)));
  if (!/\\s/.test(cell.textContent.trim()) && lines.size > 1) told.push(cell.textContent);
}
told.push(document.documentElement.scrollWidth);
for (const one of document.querySelectorAll('.wide-table'))
  told.push([one.tabIndex, one.scrollWidth > one.clientWidth]);
document.body.innerHTML = '<pre id="told">' + JSON.stringify(told) + '</pre>';
</script></body>"""


def test_words_and_numbers_stay_whole(tmp_path: Path) -> None:
    source = tmp_path / "tables.md"
    source.write_text(SOURCE, "utf-8")
    book = tmp_path / "tables.epub"
    export(prepare(read(source)), None, book)
    with zipfile.ZipFile(book) as archive:
        page = archive.read("EPUB/article.xhtml").decode()
        style = archive.read("EPUB/style.css").decode()
    page = page.replace("</head>", f"<style>{style} body {{max-width: 324px}}</style></head>")
    page = page.replace("</body>", MEASURE)
    told = _shown(page.removeprefix('<?xml version="1.0" encoding="utf-8"?>\n'))
    assert told == (
        '["https://example.org/a/very/long/address/that/goes/on/for/ever",800,[0,true],[0,true]]'
    )


def _shown(page: str) -> str:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        file = Path(folder, "page.html")
        file.write_text(page, "utf-8")
        flags = [*FLAGS, f"--user-data-dir={folder}/profile", "--window-size=800,900"]
        run = [executable(), *flags, "--dump-dom", file.as_uri()]
        dom = subprocess.run(run, check=True, capture_output=True, text=True, timeout=60).stdout
    found = re.search(r'<pre id="told">(.*?)</pre>', dom)
    assert found
    return found[1]
