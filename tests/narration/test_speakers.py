"""Voices of people in dialogues, and of languages, as the front matter asks for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.editions.edition import BuildOptions
from publish.errors import MissingToolError, SourceError
from publish.model import Article
from publish.narration.casting import Direction
from publish.narration.narrate import narrate
from publish.narration.voices import voices
from publish.pipeline import with_options
from publish.prepare import prepare
from publish.source import read

FRONT = """---
title: Two voices
language: en-GB
narration:
  voice: en-gb
%s
---

"""

ASKED = """  speakers:
    Q: {voice: en-us}
    Hamlet: {voice: en-gb-scotland, rate: 120}
  languages: {pl: pl, uk: ru}"""

TEXT = """
Q: Why did you stay? It was cold.

**A:** Because of the trams. Their Polish name is [tramwaj]{lang=pl}, and [трамвай]{lang=uk}.

HAMLET. Words, words, words.

- Q: And then?

The question: nobody had asked it.
"""


def article(folder: Path, asked: str = ASKED) -> Article:
    source = folder / "article.md"
    source.write_text(FRONT % asked + TEXT, encoding="utf-8")
    return prepare(read(source))


def said(about: Article) -> dict[str, tuple[list[str], int]]:
    """The text of each utterance, with the voices of its parts and their speed."""
    settings, script = about.metadata.narration, narrate(about)
    direction = Direction.of(voices(settings.voices.values()), settings, script.language)
    utterances = [one for chapter in script.chapters for one in chapter.utterances]
    found = {}
    for one, speaker in zip(utterances, direction.speakers_of(utterances), strict=True):
        parts, speed = direction.parts_of(one.role, one.spans, speaker)
        found[one.text.strip()] = (list(dict.fromkeys(part.voice.id for part in parts)), speed)
    return found


def test_who_speaks_has_a_voice_of_their_own(tmp_path: Path) -> None:
    found = said(article(tmp_path))
    assert found["Q: Why did you stay?"] == (["en-us"], 165)
    assert found["It was cold."] == (["en-us"], 165)  # the same paragraph
    assert found["A: Because of the trams."] == (["en-gb"], 165)  # no voice was given for A
    assert found["Words, words, words."] == (["en-gb-scotland"], 120)
    assert found["Q: And then?"] == (["en-us"], 165)
    assert found["The question: nobody had asked it."] == (["en-gb"], 165)


def test_a_language_has_the_voice_that_was_chosen(tmp_path: Path) -> None:
    sentence = "Their Polish name is tramwaj, and трамвай."
    assert said(article(tmp_path))[sentence] == (["en-gb", "pl", "ru"], 165)
    usual = "  languages: {}"
    assert said(article(tmp_path, usual))[sentence] == (["en-gb", "pl", "uk"], 165)


def test_the_build_says_who_speaks(tmp_path: Path) -> None:
    settings = article(tmp_path).metadata.narration
    told = Direction.of(voices(), settings, "en-GB").choice()
    assert told.startswith("Narrator: English (Great Britain), a synthetic voice; ")
    assert "hamlet: English (Scotland)" in told
    assert "pl: Polish" in told


def test_a_draft_has_one_voice(tmp_path: Path) -> None:
    draft = with_options(article(tmp_path), BuildOptions(draft=True, rate="0.8x"))
    assert {speed for _, speed in said(draft).values()} == {132}
    assert said(draft)["Words, words, words."] == (["en-gb"], 132)


def test_what_cannot_be_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="isn't a language"):
        article(tmp_path, "  languages: {Polish language: pl}")
    with pytest.raises(MissingToolError, match="en-gbx"):
        said(article(tmp_path, "  speakers: {Q: {voice: en-gbx}}"))


SPEECH = """
:::{speech} Hamlet
Words.

- Words again.
:::

Nobody answered.
"""


def test_a_speech_is_read_by_its_speaker_and_its_name_by_the_narrator(tmp_path: Path) -> None:
    source = tmp_path / "article.md"
    source.write_text(FRONT % ASKED + SPEECH, encoding="utf-8")
    heard = said(prepare(read(source)))
    assert heard["Hamlet"][0] == ["en-gb"]
    assert heard["Words."] == (["en-gb-scotland"], 120)
    assert heard["Words again."] == (["en-gb-scotland"], 120)
    assert heard["Nobody answered."][0] == ["en-gb"]
