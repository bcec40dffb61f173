"""What programs take out of a PDF is what its author wrote: letters, order, languages, headers."""

from __future__ import annotations

import re

import pikepdf
import pytest

from tests.judges import pdf_pages

from .conftest import Make
from .reading import Element, read_tree

LONG = "The ferry crosses an extraordinarily wide and uninterruptedly grey river. "


def paragraph(make: Make, text: str, language: str) -> str:
    paragraphs = [p.words for p in read_tree(make(text, language=language)).all("P")]
    (found,) = (words for words in paragraphs if words[:2] == text[:2])
    return found


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "قالَ وادٍ واحِدٌ: لا. العَبّارةُ تَعبُرُ النَّهرَ في سنة 1990 مع ferry واحدة."),
        ("fa", "پیشرفت‌های بزرگ در سال ۱۳۶۹ گزارش شد."),
        ("he", "שָׁלוֹם עוֹלָם, הַמַּעְבֹּרֶת (ferry) יוֹצֵאת ב-7."),
        ("hi", "घाटी की ट्राम आज भी चलती है; प्रत्येक क्षेत्र में विद्यार्थी प्रसन्न हैं।"),
        ("ja", "渡し船は七時に出ます。①番乗り場、※要予約。"),
        ("en", "The official flag of five baffled officers: cafe\u0301, nai\u0308ve."),
    ],
)
def test_each_glyph_says_its_own_letters_in_their_order(
    make: Make, language: str, text: str
) -> None:
    """Without ``ActualText``: glyphs that stand for several letters have a code for each."""
    assert paragraph(make, text, language) == text
    tree = pdf_pages.structure(make(text, language=language))
    said = "".join(line.strip()[1:-1] for line in tree.splitlines() if line.strip()[:1] == '"')
    assert "".join(text.split()) in "".join(said.split())


def test_lines_from_right_to_left_look_as_they_did(make: Make) -> None:
    """The glyphs are shown in another order, each where it was."""
    text = "في الصباح تعبر العبارة النهر الرمادي الواسع [ferry]{lang=en} في سنة 1990."
    with pikepdf.open(make(text, language="ar")) as pdf:
        moves = 0
        for operands, operator in pikepdf.parse_content_stream(pdf.pages[0]):
            if str(operator) == "TJ":
                moves += sum(1 for piece in operands[0] if not isinstance(piece, pikepdf.String))
    assert moves > len(text) / 2, "glyphs are not moved: the test shows nothing"


def test_a_hyphen_that_was_added_is_a_soft_one(make: Make) -> None:
    path = make(LONG * 12)
    assert paragraph(make, LONG * 12, "en") == (LONG * 12).strip()
    text = " ".join(" ".join(pdf_pages.text(path)).split())
    assert text.count("extraordinarily wide and uninterruptedly grey") == 12
    said = pdf_pages.structure(path)
    divided = re.search(r'(extra(?!ordinarily)|uninter(?!ruptedly))\w*\u00ad?"', said)
    assert divided, "no word was divided: the test shows nothing"
    letters = "".join(line.strip()[1:-1] for line in said.splitlines() if '"' in line)
    assert letters.replace("\u00ad", "").count("uninterruptedly grey") == 12


def test_a_hyphen_of_the_word_itself_stays(make: Make) -> None:
    words = "a well-known mother-in-law of twenty-one-year-olds "
    text = " ".join(" ".join(pdf_pages.text(make(words * 20))).split())
    assert text.count("well-known") == text.count("mother-in-law") == 20


def test_each_phrase_has_its_language(make: Make) -> None:
    tree = read_tree(
        make(
            "One [dwa *trzy*]{lang=pl} four [чатыры]{lang=be}.\n\n"
            "- [fünf]{lang=de}\n\n| [sześć]{lang=pl} | x |\n|---|---|\n| [שבע]{lang=he} | y |\n\n"
            "## [Otto]{lang=it}\n\nEnd.[^n]\n\n[^n]: [neuf]{lang=fr}\n"
        )
    )
    marked = [(element.lang, element.words) for element in _inside(tree) if element.lang]
    assert marked == [
        ("pl", "dwa trzy"), ("be", "чатыры"), ("de", "fünf"), ("pl", "sześć"), ("he", "שבע"),
        ("it", "Otto"), ("fr", "neuf"),
    ]  # fmt: skip


def test_row_headers_that_span_are_headers_of_all_their_rows(make: Make) -> None:
    (table,) = read_tree(
        make(
            """:::{list-table} Boats
:header-rows: 1
:stub-columns: 2

* - Town
  - Boat
  - Seats
* - {rspan}`1` North
  - Anna
  - 12
* - Bella
  - 20
* - South
  - Clara
  - 8
:::
"""
        )
    ).all("Table")
    names = {cell.entries["ID"]: cell.words for cell in table.all("TH")}
    headers = {
        cell.words: [names[one] for one in cell.attributes["Headers"]] for cell in table.all("TD")
    }
    assert headers == {
        "12": ["Seats", "North", "Anna"],
        "20": ["Seats", "North", "Bella"],
        "8": ["Seats", "South", "Clara"],
    }


def _inside(element: Element) -> list[Element]:
    return [element, *(e for kid in element.kids if isinstance(kid, Element) for e in _inside(kid))]
