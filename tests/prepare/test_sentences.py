"""Sentences: nothing lost, notes with their sentence, ids that hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.model import (
    Emphasis,
    Inline,
    InlineCode,
    LineBreak,
    NoteReference,
    Sentence,
    Strong,
    Text,
)
from publish.model.walk import inlines_in, text_of
from publish.prepare.sentences import cut, split_at

leaves = st.one_of(
    st.text(max_size=40).map(Text),
    st.sampled_from([Text("He left. "), Text("At 5 p.m. “Now!” "), Text(" "), Text("")]),
    st.text(max_size=5).map(InlineCode),
    st.just(NoteReference(note="note-1", id="note-1-call-1", number=1)),
    st.just(LineBreak()),
)
runs = st.recursive(
    st.lists(leaves, max_size=5).map(tuple),
    lambda inner: st.lists(
        st.one_of(leaves, inner.map(Emphasis), inner.map(Strong)), max_size=4
    ).map(tuple),
    max_leaves=12,
)


def leaf_kinds(run: tuple[Inline, ...]) -> list[object]:
    return [i for i in inlines_in(run) if isinstance(i, NoteReference | InlineCode | LineBreak)]


@given(runs, st.sampled_from(["en", "be", "ja", "ar", "tlh"]))
def test_cutting_keeps_every_character_and_every_call(
    run: tuple[Inline, ...], language: str
) -> None:
    out = cut(run, language, "p-1")
    assert text_of(out) == text_of(run)
    assert leaf_kinds(out) == leaf_kinds(run)
    ids = [i.id for i in out if isinstance(i, Sentence)]
    assert ids == [f"p-1-s{n}" for n in range(1, len(ids) + 1)]
    outside = [i for i in out if not isinstance(i, Sentence)]
    assert not text_of(outside).strip()
    assert cut(out, language, "p-1") == out


@given(runs, st.integers(min_value=0, max_value=60))
def test_splitting_keeps_the_order(run: tuple[Inline, ...], length: int) -> None:
    left, right = split_at(run, length)
    assert text_of(left) + text_of(right) == text_of(run)
    assert leaf_kinds(left) + leaf_kinds(right) == leaf_kinds(run)


def test_two_sentences_and_the_space_between() -> None:
    out = cut((Text("She ran. He slept."),), "en", "p-1")
    assert out == (
        Sentence((Text("She ran."),), "p-1-s1"),
        Text(" "),
        Sentence((Text("He slept."),), "p-1-s2"),
    )


def test_emphasis_over_a_boundary_is_cut_in_two() -> None:
    out = cut((Text("A "), Emphasis((Text("cat. A dog"),)), Text(" too.")), "en", "p-1")
    sentences = [i for i in out if isinstance(i, Sentence)]
    assert [text_of(s.content).strip() for s in sentences] == ["A cat.", "A dog too."]
    assert all(any(isinstance(i, Emphasis) for i in s.content) for s in sentences)


def test_a_note_after_the_full_stop_stays_with_its_sentence() -> None:
    call = NoteReference(note="note-1", id="note-1-call-1", number=1)
    out = cut((Text("It rained."), call, Text(" We left.")), "en", "p-1")
    first = next(i for i in out if isinstance(i, Sentence))
    assert first.content == (Text("It rained."), call)


def test_a_note_at_the_very_end_stays_with_its_sentence() -> None:
    call = NoteReference(note="note-1", id="note-1-call-1", number=1)
    out = cut((Text("It rained. We left."), call), "en", "p-1")
    assert [call in i.content for i in out if isinstance(i, Sentence)] == [False, True]


def test_an_initial_or_an_abbreviation_ends_no_sentence() -> None:
    run = (Text("Dr. Smith met J. Doe at 5 p.m. on Monday. Then they left."),)
    assert sum(isinstance(i, Sentence) for i in cut(run, "en", "p")) == 2


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pl", "W 1995 r. tramwaj znów kursował co ok. 30 minut."),
        ("be", "У 2020 г. лінію закрылі."),
        ("uk", "У 1995 р. трамвай знову курсував."),
        ("en", "It fell by approx. three per cent."),
    ],
)
def test_a_sentence_goes_on_in_lower_case(language: str, text: str) -> None:
    assert sum(isinstance(i, Sentence) for i in cut((Text(text),), language, "p")) == 1
