"""Tables of contents of an MP3, and what goes into the files of a book that is split."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from publish.editions.audio.mp3 import MAX_ENTRIES, Table, tables_of
from publish.sync.chapter_marks import ChapterMark

levels = st.lists(st.integers(1, 6), min_size=1, max_size=40)


def marks(of: list[int]) -> list[ChapterMark]:
    return [ChapterMark(f"Chapter {n}", n, n + 1, None, "", level) for n, level in enumerate(of)]


def chapters_in(tables: tuple[Table, ...], name: str = "toc") -> list[str]:
    """The chapters that a table leads to, in the order in which a player meets them."""
    table = next(one for one in tables if one.name == name)
    names = {one.name for one in tables}
    out: list[str] = []
    for child in table.children:
        out += chapters_in(tables, child) if child in names else [child]
    return out


@given(levels, st.booleans())
def test_every_chapter_is_met_once_and_in_order(of: list[int], nested: bool) -> None:
    tables = tables_of("Book", marks(of), nested=nested)
    assert chapters_in(tables) == [f"ch{n}" for n in range(len(of))]
    assert [table.name for table in tables if table.top] == ["toc"]
    assert len({table.name for table in tables}) == len(tables)


def test_a_chapter_with_deeper_ones_has_a_table_of_its_own() -> None:
    tables = tables_of("Book", marks([1, 1, 2, 3, 2, 1]), nested=True)
    assert [(table.name, table.title, table.children) for table in tables] == [
        ("toc", "Book", ("ch0", "toc-1", "ch5")),
        ("toc-1", "Chapter 1", ("ch1", "toc-2", "ch4")),
        ("toc-2", "Chapter 2", ("ch2", "ch3")),
    ]


def test_a_chapter_that_is_not_listed_is_in_no_table() -> None:
    whole = marks([1, 2, 2, 3, 1, 1])
    hidden = [replace(mark, listed=number not in (2, 4)) for number, mark in enumerate(whole)]
    assert chapters_in(tables_of("Book", hidden, nested=True)) == ["ch0", "ch1", "ch3", "ch5"]
    assert chapters_in(tables_of("Book", hidden, nested=False)) == ["ch0", "ch1", "ch3", "ch5"]
    alone = [replace(whole[0], listed=False)]  # a file of one chapter
    assert chapters_in(tables_of("Notes", alone, nested=False)) == ["ch0"]


def test_an_article_has_one_table() -> None:
    (table,) = tables_of("Article", marks([1, 2, 2, 1]), nested=False)
    assert table.children == ("ch0", "ch1", "ch2", "ch3")


def test_no_table_has_more_entries_than_a_byte_counts() -> None:
    for of in ([1] * 700, [1, *[2] * 700]):
        tables = tables_of("Book", marks(of), nested=True)
        assert max(len(table.children) for table in tables) == MAX_ENTRIES
        assert chapters_in(tables) == [f"ch{n}" for n in range(len(of))]
