"""A table of 50,000 rows took more than 10 GB, and time with the square of its rows."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from unittest.mock import patch
from xml.etree import ElementTree

import pikepdf

from publish.editions.pdf import long_tables
from publish.editions.pdf.layout import Layout, lay_out, write
from publish.editions.pdf.tree.nodes import Node
from publish.editions.pdf.tree.outline import finish_table
from publish.prepare import prepare
from publish.source import read
from tests.regressions.test_growth_with_the_square import assert_linear

SOURCE = """---
title: Ferries
language: en
---

| Number | Boat | Wait |
|---|---|---:|
{}
| 60 | The *Sound*. [Guten Morgen]{{lang=de}} to all. It is dark. | 4 |
| 61 | The Isle.[^a] | 5 |

[^a]: A note.
"""


def _lines(layout: Layout) -> dict[tuple[int, float], str]:
    """Return the text of each line, by its page and place."""
    lines: dict[tuple[int, float], list[tuple[float, str]]] = defaultdict(list)
    for number, page in enumerate(layout.document.pages):
        for box in page._page_box.descendants():
            if getattr(box, "text", ""):
                lines[number, box.position_y].append((box.position_x, box.text))
    return {place: "".join(text for _, text in sorted(line)) for place, line in lines.items()}


def test_rows_of_long_tables_are_laid_out_without_ids(tmp_path: Path) -> None:
    source = tmp_path / "ferries.md"
    rows = "\n".join(f"| {n} | Boat {n}. It sails. | {n % 7} |" for n in range(60))
    source.write_text(SOURCE.format(rows), encoding="utf-8")
    article = prepare(read(source))
    whole = lay_out(article)
    with patch.object(long_tables, "_MANY_ROWS", 20):
        slim = lay_out(article)
    assert slim.pages > 1
    assert slim.page_of == whole.page_of
    assert _lines(slim) == _lines(whole)
    write(slim, tmp_path / "slim.pdf")
    with pikepdf.open(tmp_path / "slim.pdf") as pdf:
        names = [str(name) for name in list(pdf.Root.Names.Dests.Names)[::2]]
    rows = {name.split("-")[4] for name in names if name.startswith("text-tbl-1-body-")}
    assert rows == {"62"}, "only the row with a note needs its id"


def test_headers_are_found_in_time_with_the_rows() -> None:
    def table(size: int) -> Node:
        found = Node("Table")
        for type_, count in (("THead", 1), ("TBody", size)):
            group = found.add(type_)
            for _ in range(count):
                row = group.add("TR")
                row.add("TH", ElementTree.Element("th", {"scope": "col" if count == 1 else "row"}))
                row.add("TD", ElementTree.Element("td"))
        return found

    assert_linear(table, lambda one: finish_table(one, 1), 500)
