"""Derived ids are spelled in ``publish.model.ids`` and nowhere else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import publish
from publish.model import ids

SOURCES = Path(publish.__file__).parent

#: What follows a name in an f-string that derives an id, or begins one.
_SUFFIX = re.compile(
    r"-(title|subtitle|standfirst|byline|dateline|caption|img|desc(-link|-title)?|credit"
    r"|attribution|term-|item-|head-|body-|call-|s|s\d+|w|w\d+)"
)
_PREFIX = re.compile(r"(#?note-|page-|colophon-(fact|correction)-)")
_WHOLE = re.compile(r"(cover-img|(colophon|descriptions|landmarks|page-list)-(title|corrections))")


def spelled(source: str) -> Iterator[int]:
    """The lines of ``source`` on which an id is spelled out of its parts, or in full."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr):
            after = False
            for part in node.values:
                text = part.value if isinstance(part, ast.Constant) else ""
                if after and _SUFFIX.fullmatch(str(text)):
                    yield node.lineno
                if not after and text and _PREFIX.fullmatch(str(text)):
                    yield node.lineno
                after = isinstance(part, ast.FormattedValue)
        elif isinstance(node, ast.Constant) and _WHOLE.fullmatch(str(node.value)):
            yield node.lineno


@pytest.mark.parametrize(
    "source",
    [
        'f"{own}-caption"', 'f"{own}-s{number}"', 'f"{a}-s1"', 'f"note-{number}"',
        '"colophon-title"', 'f"{home}-item-{place}"', 'f"{own}-w"', '"cover-img"',
    ],
)  # fmt: skip
def test_the_search_finds_a_spelled_id(source: str) -> None:
    assert list(spelled(source)) == [1]


def test_ids_are_spelled_in_one_module() -> None:
    found = [
        f"{path.relative_to(SOURCES)}:{line}"
        for path in sorted(SOURCES.rglob("*.py"))
        if path != Path(ids.__file__)
        for line in spelled(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_the_ids_of_the_parts_of_one_element_differ() -> None:
    made = [
        ids.title_id("x"), ids.caption_id("x"), ids.image_id("x"), ids.credit_id("x"),
        ids.description_id("x"), ids.description_link_id("x"), ids.attribution_id("x"),
        ids.item_id("x", 1), ids.term_id("x", 1), ids.head_row_id("x", 1), ids.body_row_id("x", 1),
        ids.cell_id("x", 1), ids.sentence_id("x", 1), ids.word_id("x", 1), ids.note_call_id("x", 1),
        *(ids.opening_line_id("x", line) for line in ids.OPENING_LINES[1:]),
    ]  # fmt: skip
    assert len(set(made)) == len(made)


def test_a_word_belongs_to_its_sentence() -> None:
    assert ids.is_word_of(ids.word_id("p-1-s1", 3), "p-1-s1")
    assert not ids.is_word_of(ids.sentence_id("p-1", 1), "p-1")


def test_without_a_chapter_an_id_stays_as_it_is() -> None:
    assert ids.note_id("", 2) == "note-2"
    assert ids.note_id("mill", 2) == "mill_note-2"
    assert ids.unscoped(ids.scoped("mill", "map")) == ("mill", "map")
