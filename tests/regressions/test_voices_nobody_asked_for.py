"""The default voice stopped builds without it, and options left the voices of roles alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NoReturn

import pytest

from publish.cli import main
from publish.editions.edition import BuildOptions
from publish.errors import MissingToolError
from publish.language.spoken.text import Span
from publish.model import NarrationSettings, RoleVoice
from publish.narration.casting import Direction, voices_for
from publish.narration.script import Role, Utterance
from publish.narration.voices import DEFAULT_VOICE, ENGINES, Engine, kokoro, voices
from publish.pipeline import with_options
from publish.source import read


def direction(settings: NarrationSettings, language: str) -> Direction:
    return Direction.of(voices_for(settings, language), settings, language)


def test_the_default_is_left_alone_where_another_voice_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def absent() -> NoReturn:
        raise MissingToolError("Piper", "its voices", "Install it.")

    monkeypatch.setitem(ENGINES, "piper", Engine(absent, absent, "natural"))
    monkeypatch.setenv(DEFAULT_VOICE, "piper:x")
    assert voices(["espeak"])
    assert voices(["heart"])
    asked = NarrationSettings(languages=(("en", "en-gb"),))
    assert direction(asked, "en").main.id == "en-gb"
    for lacking in (NarrationSettings(), NarrationSettings(roles=(RoleVoice("note", "en-us"),))):
        with pytest.raises(MissingToolError, match="Piper"):
            voices_for(lacking, "en")


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("fr", " (no natural voice is installed for French (France); to install one: pip "),
        ("en-GB", " (no natural voice is installed with the accent of en-GB; to install one: pip "),
        ("en-AU", " (no natural voice is installed with the accent of en-AU)"),
        ("de", " (no natural voice is installed for German)"),
        ("en-US", "voice."),
    ],
)
def test_the_build_says_which_voice_is_not_installed(
    monkeypatch: pytest.MonkeyPatch, language: str, told: str
) -> None:
    monkeypatch.delenv(DEFAULT_VOICE)
    monkeypatch.setattr(kokoro, "find_spec", lambda _name: None)
    assert told in direction(NarrationSettings(), language).choice()


def test_a_voice_for_the_language_of_the_article_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(DEFAULT_VOICE)
    settings = NarrationSettings(languages=(("en-GB", "en-gb"),))
    assert direction(settings, "en-GB").choice() == (
        "Narrator: English (Great Britain), a synthetic voice."
    )
    american = direction(settings, "en-US")
    (part,) = american.parts_of(Role.BODY, [Span("colour", "en-GB")])[0]
    assert (american.main.id, part.voice.id) == ("heart", "en-gb")


def test_names_of_speakers_have_full_stops() -> None:
    names = ("Dr. Watson", "J. Smith", "Watson", "Q.")
    settings = NarrationSettings(speakers=tuple(RoleVoice(name, "en-us") for name in names))
    blocks = (
        ["Dr. Watson: Why?", "So."], ["Dr.", "Watson.", "Why?"], ["J. Smith. Why?"], ["Q: Why?"],
        ["J. Smith", "Why?"], ["Watson: Why?"], ["Dr. Watson asked: Why?"], ["Watsons: Why?"],
    )  # fmt: skip
    said = [
        Utterance(role=Role.BODY, spans=(Span(text, "en"),), block=f"b{number}")
        for number, texts in enumerate(blocks)
        for text in texts
    ]
    assert list(direction(settings, "en").speakers_of(said)) == [
        *["dr. watson"] * 5, "j. smith", "q", *["j. smith"] * 2, "watson", "", "",
    ]  # fmt: skip


def test_options_overrule_roles_and_speakers(tmp_path: Path) -> None:
    source = tmp_path / "article.md"
    source.write_text(
        "---\ntitle: A\nlanguage: en\nnarration:\n  roles: {quotation: {voice: en-us, rate: 180}}\n"
        "  speakers: {Q: {voice: en-us}}\n  languages: {pl: pl}\n---\n\nWords.\n"
    )
    article = read(source)

    def settings(options: BuildOptions) -> NarrationSettings:
        return with_options(article, options).metadata.narration

    asked = settings(BuildOptions(voice="heart", rate="0.9x"))
    assert (asked.voice, asked.rate, asked.languages) == ("heart", 148, (("pl", "pl"),))
    assert asked.roles == (RoleVoice("quotation", "", 161),)
    assert asked.speakers == (RoleVoice("Q"),)
    assert settings(BuildOptions(rate="450")).roles == (RoleVoice("quotation", "en-us", 450),)
    draft = settings(BuildOptions(draft=True))
    assert (draft.voice, draft.roles, draft.speakers) == ("espeak", (), ())


def test_one_voice_and_samples_of_all_exclude_each_other(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    words = ["--samples", str(tmp_path), "--say", "hi", "--voice", "heart", "--json"]
    assert main(["voices", *words]) == 2
    assert "leave out one of them" in json.dumps(json.loads(capsys.readouterr().out))
