"""Dots stood alone on lines, code broke early, heads repeated titles, imprints hung in mid-page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from publish.editions.edition import PdfOptions
from publish.editions.pdf.document import document
from publish.editions.pdf.layout import lay_out
from publish.editions.pdf.number_columns import set_numbers
from publish.editions.pdf.options import resolve
from publish.intake import read
from publish.prepare import prepare

SOURCE = """---
title: Ferries
language: en
authors: [Ada Lis]
published: 2026-03-01
table-of-contents: true
---

## The first section has a title that is quite long for its line, really

It sails at six.[^a] It comes back in the evening.[^b]

```python
def departures(first: int, every: int) -> list[int]:
    return []
```

[^a]: By day.

    :::{warning}
    Mind the step.
    :::

[^b]: > Nobody asked us.
    >
    > -- Halina
"""

BOOK = {
    "publication.yaml": (
        "title: The Lamp\nlanguage: en\nauthors: [Ada Lis]\npublished: 2026-03-01\n"
        "publisher: Example Press\ntable-of-contents: true\n"
        "contents:\n  - file: preface.md\n    kind: preface\n  - one.md\n"
    ),
    "preface.md": "---\ntitle: Preface\n---\n\nIt begins in [the text](one.md).\n",
    "one.md": "---\ntitle: Light\n---\n\nSee [the preface](preface.md).\n",
}


def _layout(source: Path, *options: str) -> list[Any]:
    article = prepare(read(source))
    document = lay_out(article, resolve(PdfOptions(*options), article)).document
    return [page._page_box for page in document.pages]


def _lines(page: Any) -> Iterator[tuple[str, Any]]:
    for line in page.descendants():
        if type(line).__name__ == "LineBox":
            inside = (one for one in line.descendants() if type(one).__name__ == "TextBox")
            yield "".join(one.text for one in inside), line


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The lines of large print by their text."""
    source = tmp_path_factory.mktemp("ferries") / "a.md"
    source.write_text(SOURCE, encoding="utf-8")
    return {text: one for page in _layout(source, "large-print") for text, one in _lines(page)}


def test_dots_stand_beside_a_word(large: dict[str, Any]) -> None:
    (dotted,) = (text for text in large if " .  . " in text)
    assert dotted.startswith("really")
    assert dotted.endswith(" 1")


def test_code_fills_its_lines(large: dict[str, Any]) -> None:
    assert "def departures(first: int, every: int) -> " in large


def test_lines_with_calls_are_as_high_as_others(large: dict[str, Any]) -> None:
    line = next(one for text, one in large.items() if text.startswith("It sails"))
    assert line.height * 0.75 == pytest.approx(27)


def test_notes_keep_labels_of_asides_and_sources(large: dict[str, Any]) -> None:
    lines = list(large)
    assert lines[lines.index("Mind the step.") - 1] == "Warning"
    assert "2 Nobody asked us. — Halina" in lines


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("book")
    for name, text in BOOK.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "publication.yaml"


@pytest.mark.parametrize("trim", ["6x9", "A4"])
def test_the_imprint_is_at_the_foot_of_its_page(book: Path, trim: str) -> None:
    page = next(
        page
        for page in _layout(book, "print", "book", trim)
        if any(text == "About this edition" for text, _ in _lines(page))
    )
    last = max(line.position_y + line.height for _, line in _lines(page))
    assert page.content_box_y() + page.height - last < 10


def test_a_long_imprint_breaks_over_pages(tmp_path: Path) -> None:
    people = "".join(f"  - name: Person {number}\n    role: ill\n" for number in range(60))
    front = f"title: T\nlanguage: en\nauthors: [Ada]\ntheme: book\ncontributors:\n{people}"
    (tmp_path / "a.md").write_text(f"---\n{front}---\n\n## One\n\nText.\n", "utf-8")
    pages = _layout(tmp_path / "a.md")
    shown = [{text for text, _ in _lines(page)} for page in pages]
    assert "Person 0" in shown[1]
    assert "Person 59" in shown[2]


@pytest.mark.parametrize("theme", ["feature", "report", "book"])
def test_openings_have_no_running_heads(book: Path, theme: str) -> None:
    page = next(
        page
        for page in _layout(book, "print", theme)
        if any(text == "Light" for text, _ in _lines(page)) and _is_text(page)
    )
    margins = [box for box in page.children if type(box).__name__ == "MarginBox"]
    heads = [box for box in margins if box.at_keyword.startswith("@top")]
    assert not [text for head in heads for text, _ in _lines(head)]


def _is_text(page: Any) -> bool:
    return any("See the preface" in text for text, _ in _lines(page))


def test_books_have_contents_and_whole_covers_in_all_themes(root: Path) -> None:
    article = prepare(read(root / "tests/gallery/book/publication.yaml"))
    for theme in ("feature", "report", "book"):
        text = document(article, resolve(PdfOptions(theme=theme), article))
        assert 'role="doc-toc"' in text
        assert ('class="cover-page"' in text) is (theme == "book")
        assert ('class="cover-page narrow" style="--first: linear' in text) is (theme != "book")


def test_references_to_the_front_matter_have_roman_numbers(book: Path) -> None:
    lines = [text for page in _layout(book, "print", "book") for text, _ in _lines(page)]
    assert "See the preface\u00a0(p.\u00a0vii)." in lines


def test_tables_with_spans_are_as_wide_as_their_words() -> None:
    root = ElementTree.fromstring(
        '<body><table><tr><th rowspan="2">Line</th><th colspan="2">Rides</th></tr>'
        "<tr><th>Summer</th><th>Winter</th></tr><tr><th>A</th><td>1100</td><td>9.5</td></tr>"
        "<tr><th>B</th><td>120</td><td>13.25</td></tr></table>"
        f'<table><tr><td colspan="2">{"A long line of words. " * 4}</td></tr></table></body>'
    )
    set_numbers(root)
    narrow, wide = root.iter("table")
    assert narrow.get("class") == "narrow"
    assert wide.get("class") is None
    assert [cell.get("class") for cell in narrow.iter("td")] == ["right"] * 4
    assert len(list(narrow.iter("span"))) == 1
