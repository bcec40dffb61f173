"""The script claimed a narrator who reads nothing, ran announcements into the text, said "third".

It had no words for the end of a dialogue, nor for what is in a table whose rows aren't read.
"""

from __future__ import annotations

import pytest

from publish.errors import SourceError
from publish.language.spoken.normalise import normalised
from publish.narration.narrate import narrate
from publish.narration.script import Script
from tests.narration.sources import titled
from tests.narration.test_narrate import spoken

LARGE = """:::{table} Loads

| Port | Mail | Price | Flag | Same |
|---|---|---|---|---|
| Mill | 1,200 | £3.50 | red | 7 |
| Quay | 90 | £12.25 |  | 7 |
| Lock | – | £0.80 | blue | 7 |
| Weir | 1,050 | £4.00 | red | 7 |
| Ferry | 300 | £9.10 | none | 7 |
:::"""


def heard(body: str, language: str = "en-GB", front: str = "") -> str:
    """The words as the voice gets them, a line for each utterance."""
    script = narrate(titled(body, language, front))
    said = (one for chapter in script.chapters for one in chapter.utterances)
    return "\n".join(
        "".join(span.say or span.text for span in normalised(one.spans)).strip() for one in said
    )


def test_a_narrator_without_recordings_is_not_claimed() -> None:
    front = "contributors: [{name: Nadia Hryn, role: narrator}, {name: Ola Lis, role: editor}]\n"
    told = spoken("Text.", front=front)
    assert "Editing: Ola Lis." in told
    assert "Narration: synthetic voice." in told
    assert not [one for one in told if "Nadia" in one]
    people = titled("Text.", front=front).metadata.contributors
    assert [one.name for one in people] == ["Ola Lis"]


def test_numbers_of_notes_at_the_end_of_a_sentence_are_no_ordinals() -> None:
    body = "Wir kamen[^a].[^b] Dann gingen wir.\n\n[^a]: Eins.\n\n[^b]: Zwei."
    assert "Wir kamen, Anmerkung eins. Anmerkung zwei." in heard(body, "de")


def test_expansions_end_where_the_sentence_does() -> None:
    kinds = "the {abbr}`NGO (Non-Governmental One)`. A {abbr}`TLA (Three Letters)` and"
    told = heard(f"We met {kinds}.").splitlines()
    assert "We met the N-G-O, non-governmental One." in told
    assert "A T-L-A, Three Letters, and." in told


def test_dialogues_and_corrections_end() -> None:
    speech = ":::{speech} Clerk\nEleven.\n:::\n\n:::{speech} Hand\nTwelve.\n:::\n\nNight fell."
    told = spoken(speech, front="corrections: [{date: 2026-03-04, text: It was May.}]\n")
    assert told[1:7] == ["Clerk", "Eleven.", "Hand", "Twelve.", "End of dialogue.", "Night fell."]
    assert told[told.index("Corrections.") + 2] == "End of corrections."


def test_a_table_without_its_rows_says_its_ends_and_ranges() -> None:
    told = spoken(LARGE, front="narration: {profile: terse}\n")
    first = told.index("Its rows are not read.")
    assert told[first + 1 : first + 7] == [
        "First row: Mill.",
        "Last row: Ferry.",
        "Mail: 90 to 1,200.",
        "Price: £0.80 to £12.25.",
        "Same: 7.",
        "End of table.",
    ]


def test_a_short_cell_over_several_rows_is_said_in_each() -> None:
    rows = (
        "<tr><th>Line</th><th>Year</th><th>Fare</th></tr>",
        '<tr><td rowspan="2">A</td><td>1911</td><td rowspan="2">3</td></tr>',
        f'<tr><td>1912</td></tr><tr><td>B</td><td rowspan="2">{"slow " * 20}</td><td>4</td></tr>',
        "<tr><td>C</td><td>5</td></tr>",
    )
    told = spoken(f"<table>{''.join(rows)}</table>")
    first = told.index("Line: A")
    assert told[first + 3 : first + 6] == ["Line: A", "Year: 1912", "Fare: 3"]
    assert told[first + 9 : first + 11] == ["Line: C", "Fare: 5"]


def test_the_voice_has_no_english_name_elsewhere() -> None:
    told = spoken("Текст.", "ru", "narration: {overview: true, voice: espeak}\n")
    assert "Чтение: синтетический голос." in told[: told.index("Конец обзора.")]


def pauses(script: Script) -> list[int]:
    return [chapter.utterances[-1].pause for chapter in script.chapters[:-1]]


@pytest.mark.parametrize(("written", "pause"), [("", 2000), ("chapter-pause: 0.5", 500)])
def test_the_pause_between_chapters_is_set(written: str, pause: int) -> None:
    article = titled("Text.\n\n## One\n\nMore.", front=f"narration: {{{written}}}\n")
    assert pauses(narrate(article)) == [pause, pause]


@pytest.mark.parametrize("written", ["-1", "11", "long"])
def test_a_pause_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(SourceError, match="isn't a pause in seconds"):
        titled("Text.", front=f"narration: {{chapter-pause: {written}}}\n")


def test_a_credit_that_names_itself_has_no_second_name() -> None:
    figure = ":::{{figure}} pictures/map.svg\n:alt: A map.\n:credit: {}\n\nLines.\n:::"
    assert "Drawn by: Ola Lis" in spoken(figure.format("Drawn by: Ola Lis"))
    assert "Credit: Ola Lis" in spoken(figure.format("Ola Lis"))


def test_where_links_lead_is_told_one_by_one() -> None:
    body = "Go [on](#one) or [back](#two).\n\n{#one}\n## One\n\nA.\n\n{#two}\n## Two\n\nB."
    assert spoken(body)[1] == "Go on or back. See “One”; see “Two”."


def test_the_call_of_a_note_after_a_space_has_no_comma() -> None:
    told = heard("Go on[^a].\n\n[^a]: See [^b]. Left w/ mail at 18 kn.\n\n[^b]: Ibid., p. 5.")
    assert "See note two." in told
    assert "Left with mail at eighteen knots." in told
    assert "In the same place, page five." in told
