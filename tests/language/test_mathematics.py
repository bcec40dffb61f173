"""Formulas in words: the table of examples, and that any formula gives some."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publish.errors import SourceError
from publish.intake import read
from publish.language.mathematics import MathWords
from publish.language.tables import languages_with, table
from publish.model import InlineMath, MathBlock
from publish.model.walk import all_blocks, all_inlines
from publish.prepare import prepare
from publish.xhtml.formulas import formula_words

_TABLE = Path(__file__).with_name("formulas.tsv").read_text(encoding="utf-8").splitlines()
_ROWS = [line.split("\t") for line in _TABLE if not line.startswith("#")]


@pytest.mark.parametrize(("language", "tex", "words"), _ROWS, ids=[" ".join(r[:2]) for r in _ROWS])
def test_a_formula_is_said_as_in_the_table(language: str, tex: str, words: str) -> None:
    assert formula_words(tex, language) == words


@pytest.mark.parametrize("language", languages_with("mathematics"))
def test_each_language_says_the_same_signs(language: str) -> None:
    own, english = table(language, "mathematics", MathWords), table("en", "mathematics", MathWords)
    assert own is not None and english is not None  # noqa: PT018
    for part in ("signs", "operators", "functions", "accents", "fractions"):
        assert getattr(own, part).keys() == getattr(english, part).keys()
    assert len(own.greek.split()) == 24


_PIECES = [
    *("x", "A", "2", "3.5", ",", "+", "=", "(", ")", "|", "\\{", "\\}", "^", "_", "{", "}", "'"),
    *("\\frac", "\\sqrt", "\\sum", "\\lim", "\\sin", "\\alpha", "\\mathrm{mol}", "\\vec", "\\to"),
    *("\\left(", "\\right)", "\\le", "\\mid", "\\begin{matrix} a & b \\end{matrix}", " ", "!"),
]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=12), st.sampled_from(["en", "de", "ru", "cs"]))
def test_whatever_can_be_read_can_be_said(pieces: list[str], language: str) -> None:
    try:
        said = formula_words(" ".join(pieces), language)
    except SourceError:
        return
    assert "\\" not in said


def test_phrases_in_other_languages_are_said_in_these(tmp_path: Path) -> None:
    source = tmp_path / "a.md"
    head = "---\ntitle: T\nlanguage: de\n---\n\n"
    text = '$a = b$ und [$a = b$]{lang=fr}, $a = b${alt="gleich"}\n\n{lang=en}\n$$a = b$$\n'
    source.write_text(head + text, encoding="utf-8")
    article = prepare(read(source))
    inline = [one.words for _, one in all_inlines(article) if isinstance(one, InlineMath)]
    block = [one.words for one in all_blocks(article) if isinstance(one, MathBlock)]
    assert [*inline, *block] == ["a gleich b", "a égale b", "gleich", "a equals b"]
    assert prepare(article) == article
