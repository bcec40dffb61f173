"""Numbers of notes looked like text, and were too small for a finger; heads of lists came twice."""

from __future__ import annotations

import zipfile

import pytest

from publish.prepare import prepare
from publish.source import read
from tests.building import export_epub as export
from tests.judges.browser import measure

ROWS = "".join(f"| {day} | Stage {day} | Stage {day + 1} | Uneventful |\n" for day in range(1, 9))
SOURCE = f"""---
title: A title
language: en
---

The boat.

The ferry.[^a] It stayed.[^b] It left.[^a]

:::{{table}} Days
:stub-columns: 1

| Day | From | To | Remarks of the conductor |
|--|--|--|--|
{ROWS}:::

[^a]: One.
[^b]: Two.
"""

#: Of each link of a note: how it is underlined, and whether 12 px to each side of its middle belong
#: to it; the heights of a line with and without notes.
LINKS = """(() => {
  const [plain, called] = document.querySelectorAll('main > p');
  const links = [...document.querySelectorAll('.noteref, .note-number, .backlink')];
  return [links.map((one) => {
    one.scrollIntoView({block: 'center'});
    const box = one.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const hits = [[0, 0], [-12, 0], [12, 0], [0, -12], [0, 12]]
      .map(([right, down]) => document.elementFromPoint(x + right, y + down) === one);
    return [getComputedStyle(one).textDecorationLine, hits.every(Boolean)];
  }), plain.offsetHeight, called.offsetHeight];
})()"""

#: Of the list on a phone: the type of its head and of the names of cells, and whether the first
#: cell of a row has a name.
HEAD = """(() => {
  document.body.style.width = '200px';
  const head = getComputedStyle(document.querySelector('thead th'));
  const [day, from] = document.querySelectorAll('tbody tr:first-child > *');
  const name = (cell) => getComputedStyle(cell, '::before');
  return [[head.fontStyle, head.fontWeight], [name(from).fontStyle, name(from).fontWeight],
          name(day).display, name(from).display];
})()"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The article with its style sheet, as one page."""
    folder = tmp_path_factory.mktemp("notes")
    (folder / "a.md").write_text(SOURCE, "utf-8")
    export(prepare(read(folder / "a.md")), None, folder / "a.epub")
    with zipfile.ZipFile(folder / "a.epub") as archive:
        text = archive.read("EPUB/article.xhtml").decode()
        style = archive.read("EPUB/style.css").decode()
    text = text.removeprefix('<?xml version="1.0" encoding="utf-8"?>\n')
    return text.replace("</head>", f"<style>{style} body {{padding: 40px}}</style></head>")


def test_numbers_of_notes_are_links_for_eyes_and_fingers(page: str) -> None:
    links, plain, called = measure(page, LINKS)
    assert links == [["underline", True]] * 6
    assert called == plain


def test_the_head_of_a_list_is_its_key(page: str) -> None:
    head, name, *shown = measure(page, HEAD)
    assert head == name == ["italic", "400"]
    assert shown == ["none", "inline"]
