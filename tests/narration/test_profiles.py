"""Listening profiles: what is read, where the notes are, and what is listed as left out."""

from __future__ import annotations

import pytest

from publish.errors import SourceError, UsageError
from publish.narration.narrate import narrate
from publish.narration.script import ChapterKind, Role, Script
from tests.narration.sources import SMALL, article_of, titled

NOTED = """Before one[^a]. After it.

## First

Text two[^b]. More.

### Inner

Deep three[^c].

## Second

No call here, but again[^a].

[^a]: Note alpha.

[^b]: Note beta.

[^c]: Note gamma.
"""


def said(script: Script) -> list[str]:
    return [one.text for chapter in script.chapters for one in chapter.utterances]


def told(front: str, body: str = NOTED) -> list[str]:
    return said(narrate(titled(body, front=front)))


def own(definition: str) -> str:
    return f"narration:\n  profile: mine\n  profiles:\n    mine: {definition}\n"


def test_notes_stand_at_the_end_by_default() -> None:
    script = narrate(titled(NOTED))
    assert [chapter.kind for chapter in script.chapters][-2:] == [
        ChapterKind.NOTES,
        ChapterKind.CLOSING,
    ]
    notes = [one.text for one in script.chapters[-2].utterances]
    assert notes[1:] == [
        "Note 1.",
        "Note alpha.",
        "Note 2.",
        "Note beta.",
        "Note 3.",
        "Note gamma.",
        "End of notes.",
    ]


def test_notes_at_the_end_of_their_section() -> None:
    words = told("narration: {profile: study}\n")
    assert words[words.index("Before one, note 1.") :][:6] == [
        "Before one, note 1.", "After it.", "Note 1.", "Note alpha.", "End of notes.", "First",
    ]  # fmt: skip
    assert words[words.index("Note 2.") :][:2] == ["Note 2.", "Note beta."]
    assert words[words.index("Deep three, note 3.") :][1:3] == ["Note 3.", "Note gamma."]
    assert words.count("Note alpha.") == 1
    assert "Notes." not in words


def test_notes_at_their_call() -> None:
    words = told(own("{notes: inline}"))
    assert words[words.index("Before one.") :][:5] == [
        "Before one.", "Note 1.", "Note alpha.", "End of note.", "After it.",
    ]  # fmt: skip
    assert words.count("Note alpha.") == 1


def test_no_notes_are_listed() -> None:
    script = narrate(titled(NOTED, front=own("{notes: none}")))
    assert not [words for words in said(script) if "Note" in words]
    left_out = [(one.text, one.line, one.reason) for one in script.skipped]
    assert left_out[0][0] == "Note alpha."
    assert left_out[0][1] > 0
    assert left_out[0][2] == "the profile mine leaves out: note"
    assert len(left_out) == 3


def test_the_text_only() -> None:
    script = narrate(
        article_of(SMALL.replace("---\n\n", "narration: {profile: text-only}\n---\n\n", 1))
    )
    words = said(script)
    assert "The first tram left on time." in words
    assert "Sit on the left." in words
    for silent in ("Figure 1.", "Table 1.", "Formula.", "Code.", "print(1)", "1990: 900"):
        assert silent not in words
    assert not [chapter for chapter in script.chapters if chapter.kind is ChapterKind.FIGURE]
    reasons = {one.text: one.reason for one in script.skipped}
    assert reasons["Three tram lines meet at the mill."] == (
        "the profile text-only leaves out: figure"
    )
    assert reasons["print(1)"] == "the profile text-only leaves out: code"
    assert reasons["Rides a day"] == "the profile text-only leaves out: table"


def test_a_role_alone_is_left_out() -> None:
    front = own("{skip: [extended description, announcement]}")
    script = narrate(article_of(SMALL.replace("---\n\n", f"{front}---\n\n", 1)))
    roles = {one.role for chapter in script.chapters for one in chapter.utterances}
    assert Role.DESCRIPTION not in roles
    assert Role.ALT in roles
    assert "Figure 1." not in said(script)
    assert "Line A follows the river." in [one.text for one in script.skipped]


@pytest.mark.parametrize(
    ("front", "message"),
    [
        ("narration: {profile: studdy}", "“studdy” isn't a listening profile.*study"),
        (own("{skip: [captoin]}"), "“captoin” isn't a role.*caption"),
        (own("{skip: [title]}"), "“title” isn't a role"),
        (own("{notes: somewhere}"), "“somewhere” isn't a place"),
        ("narration: {profiles: {full: {notes: none}}}", "the name of a built-in profile"),
    ],
)
def test_a_mistake_is_named(front: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        titled("Text.", front=f"{front}\n")


def test_an_unknown_profile_asked_for_elsewhere() -> None:
    from tests.narration.test_completeness import with_profile

    with pytest.raises(UsageError, match="Did you mean text-only"):
        narrate(with_profile(titled("Text."), "txt-only"))
