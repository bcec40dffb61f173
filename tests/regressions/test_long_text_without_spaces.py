"""A paragraph of 16,000 letters without spaces, such as Japanese, took half a minute as PDF.

The token around each word was read again for each: the whole paragraph.  Beside a drop cap, one of
50,000 letters took longer: WeasyPrint laid it out up to each of its places for a hyphen.
"""

from __future__ import annotations

from types import SimpleNamespace
from xml.etree import ElementTree

from publish.editions.pdf.adjustments import mark_long_words
from publish.editions.pdf.lines.measuring import Paragraph, Piece
from publish.editions.pdf.lines.opportunities import _divisible
from tests.regressions.test_growth_with_the_square import assert_linear


def _paragraph(text: str) -> Paragraph:
    box = SimpleNamespace(text=text, style={"font_size": 16, "lang": "en"})
    return Paragraph(text, [], [], [Piece(box, 0)], set())


def _words(paragraph: Paragraph) -> list[tuple[int, str, bool]]:
    return list(_divisible(paragraph, paragraph.pieces[0], 5))


def test_the_words_of_text_without_spaces_are_found() -> None:
    assert_linear(lambda size: _paragraph("漢字仮名交じり文、" * size), _words, 1_000)


def test_each_word_is_judged_by_its_own_token() -> None:
    text = "bridges (lamp-posts,lights) a.lamps/bridges signal—lanterns"
    assert _words(_paragraph(text)) == [
        (0, "bridges", False),
        (14, "posts", True),
        (20, "lights", True),
        (44, "signal", False),
        (51, "lanterns", False),
    ]


def test_only_words_that_languages_have_get_hyphens_from_weasyprint() -> None:
    cell = "<td>{0} {1}</td><td><pre>{1}</pre></td>".format("lamp" * 20, "bridge" * 15)
    root = ElementTree.fromstring(f"<html><body><table><tr>{cell}</tr></table></body></html>")
    mark_long_words(root)
    marks = [one.get("class") for one in root.iter("span")]
    assert marks == ["long-word", "long-word endless"]
