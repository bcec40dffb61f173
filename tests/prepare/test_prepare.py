"""Ids, numbers and abbreviations: unique, stable, the same twice."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.model import (
    Abbreviation,
    Article,
    Block,
    Figure,
    Image,
    Inline,
    InlineCode,
    Link,
    Metadata,
    Note,
    NoteReference,
    Paragraph,
    Section,
    Sentence,
    Text,
)
from publish.model.ids import slug
from publish.model.walk import all_blocks, all_inlines, figures_in, text_of
from publish.prepare import prepare


def article(*blocks: Block, notes: tuple[Note, ...] = (), **fields: object) -> Article:
    facts = {"title": "T", "language": "en", "identifier": "urn:x:1"} | fields
    return Article(metadata=Metadata(**facts), blocks=blocks, notes=notes)  # type: ignore[arg-type]


def paragraph(*content: Inline | str, **fields: str) -> Paragraph:
    run = tuple(Text(part) if isinstance(part, str) else part for part in content)
    return Paragraph(content=run, **fields)


def section(title: str, *blocks: Block, own: str = "") -> Section:
    return Section(title=(Text(title),), level=2, blocks=blocks, id=own)


def picture(*, decorative: bool = False) -> Image:
    from pathlib import Path

    return Image("a.png", Path("a.png"), "image/png", 1, 1, "0", "A dot", decorative)


def ids(made: Article) -> list[str]:
    found = [block.id for block in all_blocks(made)] + [note.id for note in made.notes]
    return found + [i.id for _, i in all_inlines(made) if isinstance(i, Sentence | NoteReference)]


def test_ids_say_where_a_block_stands() -> None:
    made = prepare(
        article(
            paragraph("Before."),
            section("Ein Überblick", paragraph("One."), paragraph("Two. Three.")),
            section("Ein Überblick", paragraph("Four.")),
        )
    )
    assert ids(made) == [
        "text-p-1",
        "ein-überblick",
        "ein-überblick-p-1",
        "ein-überblick-p-2",
        "ein-überblick-2",
        "ein-überblick-2-p-1",
        "text-p-1-s1",
        "ein-überblick-title-s1",
        "ein-überblick-p-1-s1",
        "ein-überblick-p-2-s1",
        "ein-überblick-p-2-s2",
        "ein-überblick-2-title-s1",
        "ein-überblick-2-p-1-s1",
    ]


def test_a_change_in_one_section_leaves_the_ids_of_the_others() -> None:
    second = section("Second", paragraph("Stays."))
    before = prepare(article(section("First", paragraph("One.")), second))
    after = prepare(article(section("First", paragraph("New."), paragraph("One.")), second))
    assert [i for i in ids(before) if i.startswith("second")] == [
        i for i in ids(after) if i.startswith("second")
    ]


def test_an_authors_id_stays_even_where_a_generated_one_comes_first() -> None:
    made = prepare(
        article(Figure(image=picture()), Figure(image=picture(), id="fig-1"), section("A", own="a"))
    )
    assert [block.id for block in all_blocks(made)] == ["fig-1-2", "fig-1", "a"]


def test_pictures_without_words_are_counted_if_a_link_leads_to_them() -> None:
    caption = (paragraph("A lamp."),)
    made = prepare(
        article(
            Figure(image=picture()),
            Figure(image=picture(), caption=caption),
            Figure(image=picture(decorative=True), caption=caption),
            Figure(image=picture(), id="map"),
            Figure(image=picture(), description=caption),
            paragraph("See ", Link(content=(), target="#map")),
        )
    )
    assert [figure.number for figure in figures_in(made)] == [0, 1, 0, 2, 3]


def test_notes_are_numbered_by_their_first_call() -> None:
    notes = tuple(
        Note(id=name, blocks=(paragraph(text, *calls),))
        for name, text, calls in [
            ("z", "Never called.", ()),
            ("b", "Second.", (NoteReference("c"),)),
            ("a", "First.", ()),
            ("c", "Only from a note.", ()),
        ]
    )
    made = prepare(
        article(
            paragraph("One", NoteReference("a"), " two", NoteReference("b")),
            paragraph("again", NoteReference("a"), NoteReference("missing")),
            notes=notes,
        )
    )
    assert [(note.id, note.number, note.calls) for note in made.notes] == [
        ("note-1", 1, ("note-1-call-1", "note-1-call-2")),
        ("note-2", 2, ("note-2-call-1",)),
        ("note-3", 3, ("note-3-call-1",)),
    ]
    calls = [i for _, i in all_inlines(made) if isinstance(i, NoteReference)]
    assert [(call.number, call.id) for call in calls] == [
        (1, "note-1-call-1"),
        (2, "note-2-call-1"),
        (1, "note-1-call-2"),
        (3, "note-3-call-1"),
    ]


def test_abbreviations_are_marked_as_whole_words_and_the_longest_wins() -> None:
    made = prepare(
        article(
            paragraph("EU, EU-27 and EUR; ", InlineCode("EU")),
            abbreviations=(("EU", "European Union"), ("EU-27", "the 27 member states")),
        )
    )
    assert [i.text for _, i in all_inlines(made) if isinstance(i, Abbreviation)] == ["EU", "EU-27"]


def test_no_part_of_an_edition_is_shadowed() -> None:
    made = prepare(article(section("Title"), section("Notes"), section("Cover", own="cover")))
    assert [block.id for block in all_blocks(made)] == ["title-2", "notes-2", "cover-2"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Пагоня: 1918!", "пагоня-1918"),
        ("1990s", "section-1990s"),
        ("—", "section"),
        ("a_b c", "a-b-c"),
        ("²½", "section-21-2"),
    ],
)
def test_slugs(title: str, name: str) -> None:
    assert slug(title) == name


@given(st.text(max_size=80))
def test_a_slug_is_an_xml_name_of_bounded_length(title: str) -> None:
    name = slug(title)
    assert re.fullmatch(r"[^\W\d_][\w\-]*", name)
    assert len(name) <= 70


words = st.text(alphabet="ab .!?“”EU1\n", max_size=30)
texts = st.builds(lambda t: (Text(t),), words)
blocks = st.recursive(
    st.one_of(
        st.builds(lambda c: Paragraph(content=c), texts),
        st.builds(
            lambda i: Paragraph(content=(Text("x"), NoteReference(i))), st.sampled_from("abc")
        ),
        st.builds(lambda o: Figure(image=picture(), id=o), st.sampled_from(["", "fig-1", "x"])),
    ),
    lambda inner: st.builds(
        lambda title, b, own: Section(title=title, level=2, blocks=tuple(b), id=own),
        texts,
        st.lists(inner, max_size=3),
        st.sampled_from(["", "x", "notes"]),
    ),
    max_leaves=12,
)


@given(st.lists(blocks, max_size=4))
def test_ids_are_unique_text_is_kept_and_twice_is_once(body: list[Block]) -> None:
    notes = tuple(Note(id=name, blocks=(paragraph(f"Note {name}."),)) for name in "ab")
    source = article(*body, notes=notes, abbreviations=(("EU", "European Union"),))
    made = prepare(source)
    assert len(ids(made)) == len(set(ids(made)))
    assert all(ids(made))
    text = [text_of(b.content) for b in all_blocks(source) if isinstance(b, Paragraph)]
    kept = [text_of(b.content) for b in all_blocks(made) if isinstance(b, Paragraph)]
    assert kept[: len(text) - 2] == text[:-2]
    assert prepare(made) == made
