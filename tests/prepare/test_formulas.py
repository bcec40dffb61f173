"""Formulas have words before any edition is made."""

from __future__ import annotations

from publish.model import InlineMath, MathBlock
from publish.model.walk import all_blocks, all_inlines
from publish.narration.narrate import narrate
from publish.prepare import prepare
from tests.narration.sources import titled

BODY = """The law $E = mc^2$ and $a^2${alt="a squared"}, and broken $\\frac{1}$.

$$
\\frac{a}{b}
$$
"""


def test_formulas_without_words_get_those_of_the_rules() -> None:
    article = titled(BODY)
    inline = [one for _, one in all_inlines(article) if isinstance(one, InlineMath)]
    assert [one.words for one in inline] == [
        *("E equals m c squared", "a squared", r"\frac{1}"),
    ]
    assert [one.alt for one in inline] == ["", "a squared", ""]
    assert [one.words for one in all_blocks(article) if isinstance(one, MathBlock)] == ["a over b"]
    assert prepare(article) == article


def test_a_listener_hears_them() -> None:
    chapters = narrate(titled(BODY)).chapters
    said = [one.text for chapter in chapters for one in chapter.utterances]
    assert "The law E equals m c squared and a squared, and broken \\frac{1}." in said
    assert "a over b" in said
