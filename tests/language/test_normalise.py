"""Written form to spoken form: a table that people can read, and nothing lost on the way."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publish.language.spoken.normalise import normalised, spoken
from publish.language.spoken.text import Span

TABLE = [
    row.split("\t")
    for row in (Path(__file__).parent / "spoken_forms.tsv").read_text("utf-8").splitlines()[1:]
]
LANGUAGES = ["en-GB", "en-US", "be", "uk", "ru", "pl", "de", "fr", "es", "it", "pt", "nl"]

#: One table a language: kind of form, as written, as spoken.
KINDS = [
    (file.stem, *row.split("\t"))
    for file in sorted((Path(__file__).parent / "forms").glob("*.tsv"))
    for row in file.read_text("utf-8").splitlines()[1:]
]


@pytest.mark.parametrize(("language", "written", "said"), TABLE)
def test_the_table_of_spoken_forms(language: str, written: str, said: str) -> None:
    assert spoken(written, language).text == said


@pytest.mark.parametrize(("language", "kind", "written", "said"), KINDS)
def test_forms_by_kind(language: str, kind: str, written: str, said: str) -> None:
    assert spoken(written, language).text == said, kind


def test_the_table_is_wide_enough() -> None:
    rows = Counter(language.split("-")[0] for language, _, _ in TABLE)
    assert rows["en"] >= 80
    assert all(rows[language] >= 8 for language in ("be", "uk", "ru", "pl", "de", "fr", "es"))


forms = st.sampled_from([written for _, written, _ in TABLE])
texts = st.lists(st.one_of(forms, st.text(max_size=8)), max_size=6).map(" ".join) | st.text()


@settings(max_examples=300, deadline=None)
@given(texts, st.sampled_from([*LANGUAGES, "fi", "x"]))
def test_every_character_is_accounted_for(text: str, language: str) -> None:
    result = spoken(text, language)
    said, written = 0, 0
    for piece in result.pieces:
        assert (piece.first, piece.written_first) == (said, written)
        assert piece.first <= piece.last
        assert piece.written_first < piece.written_last
        if piece.verbatim:
            heard = result.text[piece.first : piece.last]
            assert heard == text[piece.written_first : piece.written_last]
        said, written = piece.last, piece.written_last
    assert (said, written) == (len(result.text), len(text))


@settings(max_examples=300, deadline=None)
@given(texts, st.sampled_from(LANGUAGES))
def test_no_word_falls_silent(text: str, language: str) -> None:
    """What holds a letter or a digit is never said as nothing."""
    result = spoken(text, language)
    for piece in result.pieces:
        if any(map(str.isalnum, text[piece.written_first : piece.written_last])):
            assert any(map(str.isalnum, result.text[piece.first : piece.last]))


plain = st.lists(
    st.sampled_from(
        ["trams", "run", "Дзе", "рака", "la", "vieja", "źdźbło", "Grüße", "été", "on,", "(yes);"]
    ),
    max_size=12,
).map(" ".join)


@given(plain, st.sampled_from(LANGUAGES))
def test_text_without_any_form_stays_as_it_is(text: str, language: str) -> None:
    assert spoken(text, language).text == text
    span = Span(text, language)
    assert normalised([span]) == ((span,) if text else ())


def test_a_place_in_what_is_said_leads_back_to_the_text() -> None:
    text = "It cost $5.30 in 1905."
    result = spoken(text, "en-GB")

    def back(words: str) -> str:
        first = result.text.index(words)
        start, end = result.written(first, first + len(words))
        return text[start:end]

    assert back("cost") == "cost"
    assert back("dollars") == back("thirty cents") == "$5.30"
    assert back("oh-five") == "1905"
    assert back("cost five") == "cost $5.30"


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(texts, st.sampled_from(LANGUAGES), st.sampled_from(["", "x"]))))
def test_spans_keep_their_text(pieces: list[tuple[str, str, str]]) -> None:
    spans = [Span(text, language, say=say) for text, language, say in pieces]
    after = normalised(spans)
    assert "".join(span.text for span in after) == "".join(span.text for span in spans)
    told = [span.say for span in spans if span.say]
    assert [span.say for span in after if span.say == "x"].count("x") >= len(told)


def test_a_raised_figure_of_markup_is_a_power() -> None:
    spans = [Span("x", "en-GB"), Span("2", "en-GB", say="²"), Span(" + 10", "en-GB")]
    assert [
        (span.text, span.say) for span in normalised([*spans, Span("6", "en-GB", say="⁶")])
    ] == [
        ("x2", "x squared"),
        (" + ", " plus "),
        ("106", "ten to the sixth"),
    ]


def test_a_name_with_a_pronunciation_still_gives_context() -> None:
    spans = (Span("Louis", "en-GB", say="loo-ee"), Span(" XIV", "en-GB"))
    assert [span.say for span in normalised(spans)] == ["loo-ee", "", "the fourteenth"]


@pytest.mark.parametrize(
    ("say", "said"),
    [
        ("dro-HO-bitch", "dro-ho-bitch"),
        ("zah-RETCH-yeh", "zah-retch-yeh"),
        ("tsihaNOEskaya", "tsihanoeskaya"),
        ("NGO, non-governmental organisation,", "N-G-O, non-governmental organisation,"),
    ],
)
def test_a_respelling_is_never_told_letter_by_letter(say: str, said: str) -> None:
    (span,) = normalised([Span("Name", "en-GB", say=say)])
    assert span.say == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_time_is_bounded_for_texts_of_strangers(language: str) -> None:
    nines = "9" * 5_000
    for text in (
        *("1" * 20_000, "1 " * 10_000, "1-" * 10_000, "1." * 9_000, "1,000" * 4_000),
        *("a." * 10_000, "A-" * 10_000, "X" * 20_000, " – " * 5_000, "$" * 20_000),
        *('1"' * 3_000, "1/2 " * 2_000, "<1" * 3_000, "STOP " * 2_000, " " * 20_000),
        *("1 000 " * 2_000, "x²" * 3_000, "5° " * 2_000, "+1 (2) " * 1_000, "I V " * 2_000),
        *("#a@b." * 4_000, f"${nines}.50", f"{nines} km", f"{nines}–{nines} €", f"{nines}th"),
    ):
        assert spoken(text, language).pieces
