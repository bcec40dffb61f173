"""Pages of cells took 7 s, and documents that grow when they are prepared 600 MB and more."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from unittest import mock

import pytest

from publish.errors import ToolError
from publish.importing import Imported, import_file
from publish.importing.preparing import html
from publish.importing.preparing.plain_tables import take_plain_tables
from publish.runtime import pandoc

_TABLES = """
<h1>Lights</h1><p>See <a href="#t">the heights</a>.</p>
<table id="t" class="x"><caption> Heights  of lights </caption>
<tr><th>Light</th><th>Height</th></tr>
<tr id="r"><th>North
pier</th><td class="n">12.5 m</td></tr><tr><th>South</th><td></td></tr></table>
<div><table><tbody><tr><td>a — b</td><td>“c”</td></tr><tr><td>1</td></tr></tbody></table></div>
<table><thead><tr><th>A</th><th>B</th></tr></thead><tr><td>1. x</td><td>*y* | z</td></tr></table>
<table lang="de"><tr><td>Wort</td><td>z</td></tr><tr><td>3</td><td>4</td></tr></table>
"""
_OTHERS = """
<ul><li>Item<table><tr><td>a</td></tr><tr><td>b</td></tr></table></li></ul>
<table><tr><td align="right">1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>
<table><tr><td rowspan="2">1</td><td>2</td></tr><tr><td>4</td></tr></table>
<table><tr><td>x <b>y</b></td><td>\\(a\\)</td></tr><tr><td>3</td><td>4</td></tr></table>
"""


def _imported(folder: Path, body: str) -> Imported:
    file = folder / "page.html"
    file.write_text(f'<html lang="en"><title>T</title><body>{body}</body></html>', "utf-8")
    return import_file(file, folder)


def test_tables_of_words_are_read_as_pandoc_reads_them(tmp_path: Path) -> None:
    took: list[int] = []

    def counted(body):  # type: ignore[no-untyped-def]
        tables = take_plain_tables(body)
        took.append(len(tables))
        return tables

    for body, count in ((_TABLES, 4), (_OTHERS, 0)):
        with mock.patch.object(html, "take_plain_tables", counted):
            ours = _imported(tmp_path, body)
        with mock.patch.object(html, "take_plain_tables", return_value={}):
            whole = _imported(tmp_path, body)
        assert took.pop() == count
        assert ours.markdown == whole.markdown
        assert ours.diagnostics == whole.diagnostics


def test_a_division_repeats_no_table(tmp_path: Path) -> None:
    again = '<div data-publish-table="0"></div>' * 3
    table = "<table><tr><td>once</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>"
    assert _imported(tmp_path, f"{table}{again}").markdown.count("once") == 1


def test_pandocs_memory_is_that_of_the_written_document(monkeypatch: pytest.MonkeyPatch) -> None:
    heaps: list[str] = []

    def started(command: Sequence[str], **_others: object) -> None:
        heaps.extend(word for word in command if word.startswith("-M"))
        raise ToolError("pandoc", "not started")

    monkeypatch.setattr(pandoc, "Program", started)
    data = b"a" * 3_000_000
    for size in (900_000, 3_000_000):
        with pytest.raises(ToolError):
            pandoc.tree(data, "html", size)
    few, more = (int(heap[2:-1]) for heap in heaps)
    assert few <= 220
    assert few + 200 >= more > few
