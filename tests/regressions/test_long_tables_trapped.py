"""In paginated views a long table could be read no further than the first screen."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from publish.model import Table
from publish.prepare import prepare
from publish.source import read
from publish.xhtml.table_layout import table_layout
from tests.building import export_epub as export
from tests.judges.browser import measure

HEAD = "---\ntitle: Tables\nlanguage: en\n---\n\n"
DAYS = "".join(f"| {day} | Stage {day} | Stage {day + 1} | Uneventful |\n" for day in range(1, 61))
COLUMNS = "| Day | From | To | Remarks |\n|--|--|--|--|\n"
LONG = f":::{{table}} Days\n:stub-columns: 1\n\n{COLUMNS}{DAYS}:::\n"

SPANS = """
:::{list-table} Rates of all the porters
:header-rows: 2
:stub-columns: 1

* - {rspan}`1` Place
  - {cspan}`1` Summer
* - Men
  - Mules
* - Haifa
  - 12
  - {rspan}`1` 33, fixed
* - Acre
  - 11
* - Nazareth
  - 10
  - 30
* - Tiberias
  - 9
  - 28
:::
"""

#: In pages of 390 by 700 px, with text of 300 %: whether row 50 is on a later page, and inside it;
#: what scrolls up and down; whether cells have their names; the same where there is room.
PAGED = """(() => {
  const row = document.getElementById('tbl-1-body-50');
  const found = (width, size) => {
    document.documentElement.style.fontSize = size;
    document.documentElement.style.columnWidth = `${width}px`;
    document.documentElement.style.width = `${width}px`;
    const box = row.getBoundingClientRect();
    const page = Math.floor(box.left / width);
    const name = getComputedStyle(row.cells[1], '::before');
    return [page > 1, box.right <= (page + 1) * width, box.bottom <= 700,
            [...document.querySelectorAll('*')].filter((one) => one !== document.documentElement
              && one.scrollHeight > one.clientHeight + 1
              && getComputedStyle(one).overflowY === 'auto').length,
            name.display !== 'none'];
  };
  return [found(390, '300%'), found(700, '100%')];
})()"""


def test_a_long_table_goes_on_on_the_next_page(tmp_path: Path) -> None:
    source = tmp_path / "days.md"
    source.write_text(HEAD + LONG, "utf-8")
    export(prepare(read(source)), None, tmp_path / "days.epub")
    with zipfile.ZipFile(tmp_path / "days.epub") as archive:
        page = archive.read("EPUB/article.xhtml").decode()
        style = archive.read("EPUB/style.css").decode()
    page = page.removeprefix('<?xml version="1.0" encoding="utf-8"?>\n')
    paged = "html {height: 700px; column-gap: 0; column-fill: auto} body {padding: 0 20px}"
    page = page.replace("</head>", f"<style>{style} {paged}</style></head>")
    narrow, wide = measure(page, PAGED)
    assert narrow == [True, True, True, 0, True]
    assert wide == [True, True, True, 0, False]


def test_cells_are_named_by_all_their_heads_and_rows_by_what_they_share(tmp_path: Path) -> None:
    source = tmp_path / "spans.md"
    source.write_text(HEAD + SPANS, "utf-8")
    (table,) = (one for one in read(source).blocks if isinstance(one, Table))
    layout = table_layout(table)
    assert layout.room > 0
    assert layout.labels[0] == ("Place", "Summer, Men", "Summer, Mules")
    assert layout.labels[1] == ("Place", "Summer, Men")
    assert layout.above == ("", "Summer, Mules: 33, fixed", "", "")


@pytest.mark.parametrize(("rows", "listed"), [(1, False), (2, False), (9, True)])
def test_a_table_of_a_few_rows_scrolls(tmp_path: Path, rows: int, listed: bool) -> None:
    source = tmp_path / "few.md"
    lines = "| Drohobych | Municipality |\n" * rows
    source.write_text(f"{HEAD}| Name | Kind |\n|--|--|\n{lines}", "utf-8")
    (table,) = read(source).blocks
    assert isinstance(table, Table)
    layout = table_layout(table)
    assert (layout.wide, layout.room > 0) == (True, listed)
