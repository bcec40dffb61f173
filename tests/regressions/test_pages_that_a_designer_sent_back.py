"""Running heads vanished, lines left the measure, notes were torn, numbers stood out of line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pytest

from publish.editions.edition import PdfOptions
from publish.editions.pdf.adjustments import name_pages, name_running_heads
from publish.editions.pdf.layout import lay_out, with_all_notes
from publish.editions.pdf.long_notes import misplaced_notes
from publish.editions.pdf.number_columns import set_numbers
from publish.editions.pdf.options import resolve
from publish.model import Article
from publish.prepare import prepare
from publish.source import read

CROSSING = (
    "The ferry of the lower river has been rowed by the same family for four generations, and "
    "nobody in the town remembers a week in which it did not cross at least once. "
)

SOURCE = f"""---
title: The ferry that the town forgot and what became of the people who rowed it
subtitle: Another one that is long enough to be broken over two lines, as happens
standfirst: >
  When the city built its bridges, one village said no. A century later its ferry still crosses, and
  the people who row it say that it always will, whatever the weather does to them.
language: en-GB
authors: [Ada O'Brien]
published: 2026-03-01
---

{CROSSING * 6}

{CROSSING * 5} See [the second crossing](#second) and one link.

## The first crossing[^a] of the year

{CROSSING * 22}

{CROSSING * 14}

{{#second}}
## The second crossing

{CROSSING * 24}

[^a]: Not the last.
"""


@pytest.fixture(scope="module")
def article(tmp_path_factory: pytest.TempPathFactory) -> Article:
    source = tmp_path_factory.mktemp("ferry") / "ferry.md"
    source.write_text(SOURCE, encoding="utf-8")
    return prepare(read(source))


@pytest.fixture(scope="module")
def pages(article: Article) -> list[Any]:
    document = lay_out(article, resolve(PdfOptions("print", "book"), article)).document
    return [page._page_box for page in document.pages]


def _lines(box: Any) -> Iterator[Any]:
    return (one for one in box.descendants() if type(one).__name__ == "LineBox")


def _text(box: Any) -> str:
    return "".join(one.text for one in box.descendants() if type(one).__name__ == "TextBox")


def test_running_heads_name_the_section_that_a_page_begins_in(pages: list[Any]) -> None:
    seen = set()
    section = "The ferry that the town forgot and what became of the people who rowed it"
    for number, page in enumerate(pages, 1):
        heads = [one for one in page.children if getattr(one, "at_keyword", "") == "@top-center"]
        lines = [_text(line) for line in _lines(page.children[0])]
        starts = bool(lines) and any(
            box.element_tag == "h2" and _text(box).startswith(lines[0])
            for box in page.children[0].descendants()
        )
        if number % 2 and number > 5:
            head = _text(heads[0]) if heads else ""
            assert head == ("" if starts else section)
            seen.add(head)
        for box in page.children[0].descendants():
            if box.element_tag == "h2" and "crossing" in _text(box):
                section = _text(box).replace("1", "")
    assert len(seen) > 2


def test_no_line_leaves_the_measure(pages: list[Any]) -> None:
    """Beside a drop cap, and where a page number got longer than in the first layout."""
    for page in pages:
        right = page.content_box_x() + page.width
        for line in _lines(page.children[0]):
            ends = [one.position_x + one.width for one in line.descendants()
                    if type(one).__name__ == "TextBox" and one.text.strip()]  # fmt: skip
            assert max(ends, default=0) <= right + 0.2, _text(line)


def test_lines_of_titles_and_standfirsts_are_balanced(pages: list[Any]) -> None:
    for name in ("title", "subtitle", "standfirst"):
        (box,) = [one for page in pages for one in page.children[0].descendants()
                  if one.element is not None and one.element.get("class") == name
                  and type(one).__name__ == "BlockBox"]  # fmt: skip
        widths = [line.width for line in _lines(box)]
        assert len(widths) > 1
        assert min(widths) > 0.7 * max(widths)


def test_names_have_typographic_apostrophes(article: Article) -> None:
    assert article.metadata.authors[0].name == "Ada O’Brien"


def test_heads_and_links_say_what_they_need() -> None:
    root = ElementTree.fromstring(
        '<html lang="de"><body><h2>Das Boot<a role="doc-noteref">1</a>'
        '<span class="footnote">Nicht <i>das</i>.</span></h2><p class="back"><a href="#f">Z</a></p>'
        '<a class="description-link" href="#d">B</a></body></html>'
    )
    name_running_heads(root)
    name_pages(root)
    (mark,) = [one for one in root.iter("span") if one.get("class") == "running"]
    assert mark.get("data-name") == "Das Boot"
    assert [one.get("data-page") for one in root.iter("a")] == [None, "S.", "S."]


def _table(*rows: tuple[str, ...]) -> Any:
    cells = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    inner = "".join(f"<tr>{row}</tr>" for row in cells)
    return ElementTree.fromstring(
        f"<html><body><table><tbody>{inner}</tbody></table></body></html>"
    )


@pytest.mark.parametrize(
    ("numbers", "spaces"),
    [
        (("12.5", "7", "1,200.25"), ("0.497em", "1.243em", "")),
        (("0,250", "3,5"), ("", "0.994em")),
        (("1.200", "900"), ("", "")),  # thousands
        (("1.5 kg", "3 m"), ("", "")),
    ],
)
def test_decimal_marks_stand_under_each_other(
    numbers: tuple[str, ...], spaces: tuple[str, ...]
) -> None:
    root = _table(*(("Boat", number) for number in numbers))
    set_numbers(root)
    found = []
    for row in root.iter("tr"):
        spans = list(row[1])
        found.append(str(spans[0].get("style")).rpartition(" ")[2] if spans else "")
        assert "right" in row[1].get("class", "")
    assert tuple(found) == spaces
    assert root.find(".//table").get("class") == "narrow"


def test_a_cell_beside_one_that_spans_rows_is_not_in_the_last_column() -> None:
    root = ElementTree.fromstring(
        "<table><tbody><tr><th>A</th><td>12</td><td rowspan='2'>30</td></tr>"
        "<tr><th>B</th><td>11</td></tr><tr><th>C</th><td colspan='2'>0</td></tr></tbody></table>"
    )
    set_numbers(root)
    inner = [cell.text for cell in root.iter("td") if "inner" in (cell.get("class") or "")]
    assert inner == ["11"]


def test_a_lost_note_is_set_whole_at_the_end_of_its_section() -> None:
    root = ElementTree.fromstring(
        '<html><body><section><p id="p">A<span class="footnote" id="n">Note.</span> b.</p>'
        "<p>More.</p></section></body></html>"
    )
    asked = []

    class Pages:
        pages = ()

    def render(rules: str) -> Any:
        asked.append(rules)
        shown = Pages()
        if root.find(".//div[@class='long-notes']") is not None:
            page = type("Page", (), {"anchors": {"n": (0, 0)}})()
            page._page_box = type("Box", (), {"children": ()})()
            shown.pages = (page,)
        return shown

    with_all_notes(root, render)
    assert [one.partition("{")[2] for one in asked] == [
        "", " orphans: 1; widows: 1 }", " break-inside: avoid }", "",
    ]  # fmt: skip
    assert [one.tag for one in root.find(".//section")] == ["p", "p", "div"]
    assert "".join(root.find(".//section").itertext()) == "A b.More.Note."


class _FootnoteAreaBox:
    def __init__(self, notes: list[Any]) -> None:
        self.children = [type("Note", (), {"element": note})() for note in notes]


_FootnoteAreaBox.__name__ = "FootnoteAreaBox"


@pytest.mark.parametrize(
    ("drawn", "misplaced"),
    [("ab|c", set()), ("a|cb", {"b"}), ("ab|bc", {"b"})],
)
def test_notes_below_later_ones_and_notes_drawn_twice_are_found(
    drawn: str, misplaced: set[str]
) -> None:
    notes = "".join(f'<span class="footnote" id="{name}"/>' for name in "abc")
    root = ElementTree.fromstring(f"<html><body><p>{notes}</p></body></html>")
    by_name = {one.get("id"): one for one in root.iter("span")}
    pages = []
    for names in drawn.split("|"):
        area = _FootnoteAreaBox([by_name[name] for name in names])
        sheet = type("Sheet", (), {"children": [area]})()
        pages.append(type("Page", (), {"_page_box": sheet})())
    assert misplaced_notes(root, pages) == misplaced
