"""A span of a thousand million columns fits in a line; pandoc worked on it for 45 seconds."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish import intake
from publish.errors import SourceError
from publish.runtime.text import MOST_ROWS, read_text


def test_pandoc_has_no_more_time_than_the_size_explains(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    span = 999_999_999
    page.write_text(f"<title>T</title><table><tr><td colspan={span}>x<td>y</table>", "utf-8")
    with pytest.raises(SourceError, match="than its size explains"):
        intake.import_document(page, tmp_path)


def test_rows_in_a_quantity_that_no_memory_has_room_for(tmp_path: Path) -> None:
    source = tmp_path / "a.md"
    source.write_text("| one | two |\n" * (MOST_ROWS + 1), encoding="utf-8")
    with pytest.raises(SourceError, match="rows of tables"):
        read_text(source)


def test_lines_of_front_matter_are_not_the_lines_without_text(tmp_path: Path) -> None:
    source = tmp_path / "a.md"
    source.write_text("---\ntitle: T\n---\n" + "a\n" * 40_000, encoding="utf-8")
    with pytest.raises(SourceError) as refused:
        read_text(source)
    assert refused.value.diagnostic.line == 4
