"""TeX in, MathML or a drawing out, or one clear error."""

from __future__ import annotations

import time
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publish.errors import SourceError
from publish.model import InlineMath, MathBlock
from tests.xhtml.making import EPUB, PDF, markup, words


def test_mathml_with_words() -> None:
    assert words(InlineMath("E = mc^2", "energy")) == (
        '<math xmlns="http://www.w3.org/1998/Math/MathML" display="inline" alttext="energy">'
        "<mrow><mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></mrow></math>"
    )


def test_a_formula_without_words_gets_those_of_the_rules() -> None:
    tree = ElementTree.fromstring(words(InlineMath("E = mc^2")))
    assert tree.get("alttext") == "E equals m c squared"


def test_an_upright_word_is_one_identifier() -> None:
    made = words(InlineMath(r"5\,\mathrm{mol/l}"))
    assert '<mi mathvariant="normal">mol</mi><mo>/</mo><mi mathvariant="normal">l</mi>' in made
    assert made.count("<mi") == 2
    assert "<mi>a</mi><mi>b</mi>" in words(InlineMath("ab"))


def test_a_block_formula_in_both_profiles() -> None:
    block = MathBlock(tex="x", id="f")
    assert markup(block).startswith('<div class="formula" id="f"><math xmlns=')
    assert 'display="block"' in markup(block)
    drawn = markup(block, profile=PDF)
    assert '<div class="math" role="math" aria-label="x" data-mathml="&lt;math' in drawn
    assert '&lt;/math&gt;"><svg' in drawn
    assert 'fill="currentColor"' in drawn
    assert ' id="' not in drawn.split("<svg")[1]


@pytest.mark.parametrize(
    "tex",
    [
        *(r"\frac{a}", "a^", "{a", "}", r"\left( a", r"\nope x", "a & b", "", "%", "a^b^c"),
        *(r"\begin{foo}a\end{foo}", r"\begin{matrix} a", r'\color{"x}{y}', r"\text{a {b}}"),
        *(r"\newcommand{\x}{yy}\x", r"\def\x{y}\x", r"\href{javascript:x}{y}", "x" * 5001),
        *("{" * 41 + "}" * 41, r"\left(" * 20 + "x" + r"\right)" * 20, r"\frac" * 800),
    ],
)
def test_a_formula_that_cannot_be_read_names_file_and_line(tex: str) -> None:
    with pytest.raises(SourceError, match=r"^article\.md:5: The formula “.*” cannot be read: "):
        words(InlineMath(tex))


def test_text_in_a_formula_is_no_markup() -> None:
    assert "<mtext>&lt;b&gt;</mtext>" in words(InlineMath(r"\text{<b>}"))


@settings(max_examples=150, deadline=None)
@given(st.text("abx12+-=<>&^_{}\\ []()%$'\"~|,.#\n", max_size=40) | st.text(max_size=20))
def test_any_tex_gives_well_formed_markup_or_our_error(tex: str) -> None:
    for profile in (EPUB, PDF):
        try:
            made = words(InlineMath(tex), profile=profile)
        except SourceError:
            return
        ElementTree.fromstring(made)


def test_the_hardest_formula_is_drawn_in_a_few_seconds() -> None:
    begun = time.process_time()
    words(InlineMath(r"\left(" * 10 + "x" + r"\right)" * 10), profile=PDF)
    assert time.process_time() - begun < 10
