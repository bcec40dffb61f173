"""A person who reads the recordings of sections was not named: the voice alone was."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from publish.language.words import own_words
from publish.model.captions import LONGEST, shortened_title
from publish.narration.narrate import narrate
from publish.narration.narrators import Narrator, narrator_line, narrators_of, voice_name
from publish.narration.script import Role
from publish.narration.synthesis import Sounds, Voice
from publish.narration.timeline import Clip, Narration, TimedChapter
from publish.prepare import prepare
from publish.runtime.cache import Cache
from publish.source import read_markdown

SOURCE = """---
title: Rails
language: en
contributors: [{name: Ola Nordmann, role: narrator}]
---

Words of the voice.

{#heard}
## What the engineers of the valley wrote down before they went away to the war

Words that Ola reads.

![A tram stands in snow.](pictures/ticket.webp)

More words.
"""


def narration_of(source: str, **recordings: Path) -> tuple[list[str], Narration]:
    """The voices of an article, and its narration without sound."""
    folder = Path(__file__).parents[1] / "gallery" / "every-construct"
    article = read_markdown(folder / "rails.md", source)
    about = article.metadata
    settings = replace(about.narration, recordings=tuple(recordings.items()))
    article = prepare(replace(article, metadata=replace(about, narration=settings)))
    script = narrate(article)
    narration = Narration(
        language="en",
        voice="Heart (American English)",
        rate=1000,
        length=1000,
        chapters=tuple(
            TimedChapter(one, 0, 0, tuple(Clip(said, 0, 0, (), "") for said in one.utterances))
            for one in script.chapters
        ),
        segments=(),
        sounds=Sounds(Cache(folder), {}),
    )
    words = own_words("en", ())
    names = [one.listed(words) for one in narrators_of(article, narration)]
    assert narrator_line(article, narration).count("voice") == len(names)
    return names, narration


def test_people_are_named_before_the_voice() -> None:
    voice = "synthetic voice Heart (American English)"
    assert narration_of(SOURCE)[0] == [voice]
    assert narration_of(SOURCE, heard=Path("clip.wav"))[0] == ["Ola Nordmann", voice]


def test_a_list_of_names_has_no_comma_inside_a_name() -> None:
    words = own_words("de", ())
    assert Narrator("Anna, hell", synthetic=True).listed(words) == "synthetische Stimme Anna hell"
    assert Narrator("", synthetic=False).listed(words) == "menschliche Stimme"


def test_a_voice_is_not_named_by_its_language_in_another_language() -> None:
    words = own_words("de", ())
    german = Voice("de", "German", "de", "MIT", "espeak", "de")
    heart = Voice("heart", "Heart (American English)", "en-US", "MIT", "hibari", "heart")
    assert voice_name(german, "en") == "German"
    assert [voice_name(one, "de") for one in (german, heart)] == ["", "Heart"]
    own = replace(narration_of(SOURCE)[1], voice="German", voice_name="")
    article = read_markdown(Path("rails.md"), "---\ntitle: Rails\nlanguage: en\n---\n\nWords.\n")
    (one,) = narrators_of(article, own)
    assert (one.label(words), one.credit(words)) == (
        "synthetische Stimme",
        "German, synthetische Stimme",
    )


def test_titles_of_chapters_are_short_and_chapters_two_seconds_apart() -> None:
    chapters = [timed.chapter for timed in narration_of(SOURCE)[1].chapters]
    titles = [chapter.title for chapter in chapters]
    assert titles[1] == "What the engineers of the valley wrote down before they…"
    assert titles[3] == "What the engineers of the valley wrote down…, continued"
    assert all(len(title) <= LONGEST for title in titles)
    assert [chapter.utterances[-1].pause for chapter in chapters[:-1]] == [2000, 2000, 900, 2000]
    heading = chapters[1].utterances[0]
    assert heading.role is Role.HEADING
    assert heading.text.endswith("to the war")


@pytest.mark.parametrize("title", ["a" * 61, "電車" * 40, "word " * 30, "a" * 60])
def test_no_title_is_longer_with_its_suffix(title: str) -> None:
    for suffix in ("", ", continued"):
        assert 20 < len(shortened_title(title, suffix)) <= LONGEST
    assert shortened_title("a" * 60) == "a" * 60
