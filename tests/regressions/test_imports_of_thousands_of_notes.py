"""A note looked at all others when it was moved, and a lost passage at all words that are lost:
the import of 8,000 notes took 21 seconds.
"""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from publish.importing.completeness import compare
from publish.importing.original.record import Kind, Original
from publish.importing.preparing.notes import _remove_note
from publish.importing.preparing.page import Page
from publish.importing.written import Written
from tests.regressions.test_growth_with_the_square import assert_linear


def test_notes_are_removed_from_their_list() -> None:
    def notes(size: int) -> etree._Element:
        items = "".join(f"<li>{number}</li>" for number in range(size))
        return etree.fromstring(f"<body><p>Text</p><h2>Notes</h2><ol>{items}</ol></body>")

    def remove(body: etree._Element) -> Page:
        page = Page(deepcopy(body))
        for note in list(page.body[-1]):
            _remove_note(page, note)
        return page

    assert [one.tag for one in remove(notes(3)).body] == ["p", "h2"]
    assert_linear(notes, remove, 700)


def test_passages_are_lost() -> None:
    def original(size: int) -> Original:
        one = Original(unit="paragraph")
        for number in range(size):
            one.add(Kind.PARAGRAPH, f"Lamp{number} lights stop{number}")
        return one

    [lost] = compare(original(3), Written()).passages
    assert len(lost.passages) == 3
    assert_linear(original, lambda one: compare(one, Written()), 500)
