"""Code, asides and rows of tables moved to the next page whole, and left a page half empty."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from publish.editions.pdf.layout import lay_out
from publish.prepare import prepare
from publish.source import read

_WORDS = "The river flows past the mill, and on to the sea. "
_LINES = "\n".join(f"flow({number})" for number in range(60))
_ROWS = f"* - Word\n  - Use\n* - Mill\n  - {_WORDS * 99}"
_TABLE = f":::{{list-table}} Words\n:header-rows: 1\n\n{_ROWS}\n:::"
_PARAGRAPHS = "\n\n".join(_WORDS * 6 for _ in range(12))


def _pages(folder: Path, text: str) -> list[Any]:
    source = folder / "river.md"
    front = "title: River\nlanguage: en\npublished: 2026-03-01"
    source.write_text(f"---\n{front}\n---\n\n{_WORDS * 24}\n\n{text}\n", encoding="utf-8")
    return [page._page_box for page in lay_out(prepare(read(source))).document.pages]


def _hole(page: Any) -> float:
    """Return the white part of the height of a page at its foot."""
    lines = [box for box in page.children[0].descendants() if type(box).__name__ == "LineBox"]
    notes = [box for box in page.children if type(box).__name__ == "FootnoteAreaBox"]
    foot = max(line.position_y + line.height for line in lines)
    area = sum(note.margin_height() for note in notes)
    return float((page.content_box_y() + page.height - area - foot) / page.margin_height())


@pytest.mark.parametrize(
    "text",
    [
        f"```\n{_LINES}\n```",
        f":::{{sidebar}} The mill\n{_PARAGRAPHS}\n:::",
        _TABLE,
    ],
    ids=["code", "aside", "row"],
)
def test_it_breaks_over_pages(tmp_path: Path, text: str) -> None:
    first, *others, _ = _pages(tmp_path, text)
    assert max(map(_hole, [first, *others])) < 0.2


def test_the_head_of_a_table_is_repeated_above_a_row_that_breaks(tmp_path: Path) -> None:
    pages = _pages(tmp_path, _TABLE)
    for page in pages[1:]:
        assert [box for box in page.descendants() if box.element_tag == "thead"]


def test_a_note_longer_than_a_third_of_a_page_is_at_the_end_of_its_section(tmp_path: Path) -> None:
    (page, *_) = _pages(tmp_path, f"A mill.[^1]\n\n[^1]: {_WORDS * 45}")
    assert not [box for box in page.children if type(box).__name__ == "FootnoteAreaBox"]
