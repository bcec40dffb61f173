"""A narration joined to any XHTML, without an EPUB around it."""

from __future__ import annotations

from itertools import pairwise

import pytest

from publish.model import Article, NarrationSettings, Section, Text
from publish.narration.narrate import narrate
from publish.narration.speak import speak
from publish.narration.timeline import Narration
from publish.sync.passages import text_passages
from publish.sync.sound import TimedElement, TimedWord, by_words, sound_of, word_places
from publish.xhtml.blocks import blocks
from publish.xhtml.context import article_context, pdf_profile
from publish.xhtml.tree import Node, element, elements, serialise
from tests.editions.epub.making import article, paragraph


@pytest.fixture(scope="module")
def whole() -> Article:
    landing = Section(title=(Text("Landing"),), level=2, blocks=(paragraph("They waited."),))
    return article(paragraph("One boat left. Two stayed."), landing)


@pytest.fixture(scope="module")
def narration(whole: Article, tmp_path_factory: pytest.TempPathFactory) -> Narration:
    folder = tmp_path_factory.mktemp("sync")
    return speak(narrate(whole), NarrationSettings(), folder)


def page(whole: Article) -> list[Node]:
    """The text as a page without anything of EPUB."""
    return blocks(whole.blocks, article_context(whole, pdf_profile(lambda _: "")))


def test_passages_follow_the_document_and_their_sound_has_no_gap(
    whole: Article, narration: Narration
) -> None:
    (passages,) = text_passages([page(whole)], narration)
    sentences = [one.id for one in elements(page(whole)) if one.classes == ("s",)]
    assert [one.target for one in passages if one.target in sentences] == sentences
    timed = sound_of(passages, narration).elements
    assert timed[0].begin == 0
    assert all(one.end == other.begin for one, other in pairwise(timed))


def test_two_documents_share_the_narration(whole: Article, narration: Narration) -> None:
    first, *rest = page(whole)
    one, other = text_passages([[first], rest], narration)
    assert {passage.target for passage in one}.isdisjoint(passage.target for passage in other)
    (both,) = text_passages([[first, *rest]], narration)
    assert [passage.target for passage in both] == [passage.target for passage in (*one, *other)]


def test_words_are_parts_of_their_sentence(whole: Article, narration: Narration) -> None:
    text = page(whole)
    (passages,) = text_passages([text], narration)
    timed = by_words(text, sound_of(passages, narration).elements)
    first = next(one for one in timed if one.target.endswith("p-1-s1"))
    assert [one.target for one in first.parts] == [f"{first.target}-w{n}" for n in (1, 2, 3)]
    assert (first.parts[0].begin, first.parts[-1].end) == (first.begin, first.end)
    assert f'<span id="{first.target}-w2" class="w">boat</span> <span' in serialise(text)


def test_places_of_words_are_those_of_the_text_content_in_a_page() -> None:
    """A note's call and a formula aren't spoken, but are text; scripts count UTF-16 units."""
    call = element("a", "12", {"role": "doc-noteref"})
    formula = element("math", element("mi", "x"))
    root = element("p", ["🙂 One", call, " and ", formula, " ", element("em", "two")], {"id": "p"})
    words = (TimedWord("One", 0), TimedWord("and", 200), TimedWord("two", 500))
    (found,) = word_places(root, [TimedElement("p", 0, 900, words)])
    assert found == ("p", [(0, 3, 6), (200, 9, 12), (500, 15, 18)])
