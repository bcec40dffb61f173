"""Each inline in its markup."""

from __future__ import annotations

import pytest

from publish.model import (
    Abbreviation,
    Deletion,
    Emphasis,
    Inline,
    InlineCode,
    InlineImage,
    LineBreak,
    Link,
    Note,
    NoteReference,
    Phrase,
    Pronounced,
    Sentence,
    Strong,
    Subscript,
    Superscript,
    Text,
)
from tests.xhtml.making import EPUB, PDF, article, markup, paragraph, picture, words


@pytest.mark.parametrize(
    ("inline", "expected"),
    [
        (Text("a < b & c"), "a &lt; b &amp; c"),
        (Emphasis((Text("x"),)), "<em>x</em>"),
        (Strong((Text("x"),)), "<strong>x</strong>"),
        (Deletion((Text("x"),)), "<del>x</del>"),
        (Superscript((Text("x"),)), "<sup>x</sup>"),
        (Subscript((Text("x"),)), "<sub>x</sub>"),
        (InlineCode("<br>"), "<code>&lt;br&gt;</code>"),
        (
            Abbreviation("NGO", 'a "body"'),
            '<abbr title="a &quot;body&quot;">NGO</abbr>',
        ),
        (Pronounced((Text("Łódź"),), say="wooch"), "Łódź"),
        (LineBreak(), "<br/>"),
        (Sentence((Text("One."),), "p-s1"), '<span class="s" id="p-s1">One.</span>'),
        (
            InlineImage(picture("dot.png", "a dot")),
            '<img class="inline" src="pictures/dot.png" alt="a dot" width="40" height="30"/>',
        ),
        (
            Link((Text("here"),), "https://example.org/", "A page"),
            '<a href="https://example.org/" title="A page">here</a>',
        ),
        (Link((Text("here"),), "javascript:alert(1)"), "here"),
        (Link((Text("here"),), "#nowhere"), "here"),
        (Link((Text("here"),), "#p"), '<a href="#p">here</a>'),
        (
            Link((Text("a"), Link((Text("b"),), "https://b.example/")), "https://a.example/"),
            '<a href="https://a.example/">ab</a>',
        ),
    ],
)
def test_markup(inline: Inline, expected: str) -> None:
    assert words(inline) == expected


def test_a_phrase_says_its_language_in_both_ways_in_epub() -> None:
    phrase = Phrase((Text("Пагоня"),), "be")
    assert words(phrase) == '<span lang="be" xml:lang="be">Пагоня</span>'
    assert words(phrase, profile=PDF) == '<span lang="be">Пагоня</span>'


def test_a_phrase_of_the_other_direction_says_so_and_one_inside_turns_back() -> None:
    phrase = Phrase((Text("مرحبا "), Phrase((Text("hello"),), "en")), "ar")
    assert words(phrase, profile=PDF) == (
        '<span lang="ar" dir="rtl">مرحبا <span lang="en" dir="ltr">hello</span></span>'
    )


NOTE = Note(
    id="note-1", number=1, blocks=(paragraph("Said so.", id="n"),), calls=("call-1", "call-2")
)


def test_a_note_call_in_epub() -> None:
    call = paragraph("x", NoteReference("note-1", "call-1", 1))
    assert markup(call, notes=(NOTE,)) == (
        '<p id="p">x<a class="noteref" id="call-1" href="#note-1" role="doc-noteref" '
        'epub:type="noteref" aria-label="Note 1">1</a></p>'
    )


def test_in_pdf_the_first_call_bears_the_note_and_the_second_does_not() -> None:
    first = NoteReference("note-1", "call-1", 1)
    second = NoteReference("note-1", "call-2", 1)
    made = markup(paragraph(first, second), notes=(NOTE,), profile=PDF)
    assert made.count('<span class="footnote" id="note-1">') == 1
    assert made.index('id="note-1"') < made.index('id="call-2"')
    assert '<span class="note-paragraph" id="n">Said so.</span>' in made
    assert 'class="note-number" href="#call-1" role="doc-backlink"' in made


def test_a_note_called_in_a_link_is_called_behind_it() -> None:
    link = Link((Text("a"), NoteReference("note-1", "call-1", 1)), "https://example.org/")
    made = markup(paragraph(link), notes=(NOTE,))
    assert made.startswith('<p id="p"><a href="https://example.org/">a</a><a class="noteref"')


def test_words_that_we_add_bear_their_language() -> None:
    call = paragraph(NoteReference("note-1", "call-1", 1))
    assert 'aria-label="Note 1" lang="en" xml:lang="en"' in markup(
        call, notes=(NOTE,), language="lt"
    )
    assert 'aria-label="Przypis 1"' in markup(call, notes=(NOTE,), language="pl") or (
        'aria-label="Nota 1"' in markup(call, notes=(NOTE,), language="es")
    )


def test_a_call_of_a_note_that_is_not_there_is_left_out() -> None:
    assert markup(paragraph("x", NoteReference("note-9", "c", 9))) == '<p id="p">x</p>'


def test_notes_that_call_each_other_end() -> None:
    def note(own: int, other: int) -> Note:
        call = NoteReference(f"note-{other}", f"note-{other}-call-2", other)
        return Note(
            id=f"note-{own}",
            number=own,
            blocks=(paragraph("see", call, id=f"n{own}"),),
            calls=(f"note-{own}-call-1", f"note-{own}-call-2"),
        )

    calls = paragraph(
        NoteReference("note-1", "note-1-call-1", 1), NoteReference("note-2", "note-2-call-1", 2)
    )
    for profile in (EPUB, PDF):
        made = markup(calls, notes=(note(1, 2), note(2, 1)), profile=profile)
        assert made.count('id="note-1"') == (1 if profile is PDF else 0)
    assert article(calls).blocks == (calls,)
