"""Brackets in runs, equal formulas and equal warnings took 15 to 30 s a megabyte to check."""

import random
import time
from pathlib import Path
from unittest import mock

import pytest
from latex2mathml import converter
from markdown_it import MarkdownIt
from markdown_it.token import Token

from publish.check import check
from publish.cli.formatting import check_text
from publish.errors import Diagnostic, Severity, SourceError
from publish.intake import read
from publish.runtime import markdown_inlines
from publish.source import density, parser
from publish.source.density import MOST_PIECES, MOST_TEX, Density

_HEAD = "---\ntitle: T\nlanguage: en\nauthors: [A. B.]\n---\n\n"
_PIECES = [
    *"[]()!*_~^`<>&\\{}$%@=:#+-. \n|'\"", "ab", "word ", "1", "é", "**", "==", "^[", "[^a]", "](x)",
    "{lang=de}", "{sub}`2`", "![", "[[", "]]", "https://a.b", "<b>", "&amp;", "\\(", "\\)", "{{",
    "}}", "%%", "~~", "$x$", "[@fig:a]", "\\frac",
]  # fmt: skip


def test_rules_that_cannot_match_make_no_difference() -> None:
    with mock.patch.object(parser, "sort_rules"):
        every = parser._markdown.__wrapped__()
    some, choice = parser._markdown(), random.Random(1)
    assert isinstance(some.inline, markdown_inlines._Inline)
    for _ in range(1_500):
        text = "".join(choice.choices(_PIECES, k=30))
        first, second = (one.inline.parse(text, one, {}, []) for one in (every, some))
        assert [one.as_dict() for one in first] == [one.as_dict() for one in second], text


def test_a_rule_whose_characters_are_not_known_is_an_error() -> None:
    md = MarkdownIt()
    md.inline.ruler.push("new", lambda _state, _silent: False)
    with pytest.raises(KeyError):
        markdown_inlines.sort_rules(md, {})


def test_open_brackets_are_not_searched(tmp_path: Path) -> None:
    file = tmp_path / "brackets.md"

    def seconds(brackets: int) -> float:
        file.write_text(_HEAD + ("[" * brackets + "\n\n") * 50)
        start = time.process_time()
        read(file)
        return time.process_time() - start

    few, many = (min(seconds(length) for _ in range(4)) for length in (100, 900))
    assert many / few < 20  # nine times as many; the square would be 81


def test_equal_formulas_are_converted_once(tmp_path: Path) -> None:
    file = tmp_path / "formulas.md"
    file.write_text(_HEAD + "$a+b$ and $\\nothing$ too.\n\n" * 300)
    article = read(file)
    convert = converter.convert_to_element
    with mock.patch.object(converter, "convert_to_element", side_effect=convert) as converted:
        found = check(article)
    assert converted.call_count <= 4
    assert sum(one.code == "formula" for one in found) == 300
    words = [one.message for one in found if one.code == "formula-words"]
    assert len(words) == 300
    assert "read “a plus b”" in words[-1]


def test_warnings_that_are_all_the_same_are_listed_fast() -> None:
    found = [
        Diagnostic(code="wide", message="It is.", fix="", severity=Severity.WARNING, line=line)
        for line in range(1, 20_000)
    ]
    start = time.process_time()
    assert "The same in lines 2, 3, 4," in check_text(found, [])
    assert time.process_time() - start < 1  # it took 1.8 s, now 0.02


@pytest.mark.parametrize(
    "text",
    [
        "ab cd\n\n" * 2_000,
        "- abcd\n" * 1_500,
        "**a** *b*\n\n" * 1_000,
        f"|{'a|' * 500}\n|{'-|' * 500}\n{('|' * 500 + chr(10)) * 9}",
        "".join(f"$a_{{{number}}}$ is so.\n\n" for number in range(500)),
        "".join(f"$$\nb_{{{number}}}\n$$\n\n" for number in range(500)),
    ],
    ids=["paragraphs", "items", "emphasis", "cells", "formulas", "displays"],
)
def test_markup_without_words_is_refused(
    tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("MOST_PIECES", "MOST_TEX", "_MOST_BARS"):
        monkeypatch.setattr(density, name, getattr(density, name) // 50)
    file = tmp_path / "dense.md"
    file.write_text(_HEAD + text)
    with pytest.raises(SourceError) as caught:
        read(file)
    assert [one.code for one in caught.value.diagnostics] == ["too-dense"]


def _counted(text: str) -> Density:
    """Return the density of ``text`` whose inlines aren't counted."""
    counted = Density(Path(), len(text), 1)
    env: dict[str, object] = {}
    counted.count_in(env, text)
    tokens: list[Token] = []
    md = parser._markdown()
    md.block.parse(text, md, env, tokens)
    counted.add_blocks(tokens)
    return counted


def test_books_tables_and_papers_are_not_dense() -> None:
    words = "the keepers counted the lamps along the north pier"
    row = f"|{' 1999 |' * 10}\n"
    table = f"{row}|{'---|' * 10}\n{row * 1_250}"
    assert _counted(table).pieces * 10 < MOST_PIECES
    entries = "".join(f"**entry {number}** *n.* {words}\n\n" for number in range(1_000))
    paper = Density(Path(), 1_000_000, 1)
    for number in range(3_000):
        paper.add_formula(rf"\sum_{{i=1}}^n x_i^2 + \frac{{a_{{{number}}}}}{{b}}", 1)
    assert paper.tex < MOST_TEX / 2
    assert _counted(entries).pieces * 10 < MOST_PIECES / 2
