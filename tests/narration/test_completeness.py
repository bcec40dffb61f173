"""Every word of a source is spoken, or listed as skipped with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from publish.model import Article, ListeningProfile
from publish.narration.narrate import narrate
from publish.narration.script import PROFILES, ROLES, NotesAt, Role, Script
from publish.prepare import prepare
from publish.source import read
from tests.narration.completeness import source_texts, unheard
from tests.narration.generated import bodies
from tests.narration.sources import GALLERY, SMALL, article_of, titled

NAMES = [profile.name for profile in PROFILES]


def with_profile(article: Article, name: str, own: Sequence[ListeningProfile] = ()) -> Article:
    about = article.metadata
    options = replace(about.narration, profile=name, profiles=tuple(own))
    return replace(article, metadata=replace(about, narration=options))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("source", ["assets/example/article.md", GALLERY / "article.md"])
def test_the_example_and_the_gallery_are_complete(root: Path, source: str, name: str) -> None:
    article = with_profile(prepare(read(root / source)), name)
    script = narrate(article)
    assert unheard(article, script) == ()
    assert all(skipped.reason for skipped in script.skipped)
    words = sum(len(text.split()) for text in source_texts(article))
    assert words > 500


profiles = st.builds(
    ListeningProfile,
    st.just("own"),
    st.lists(st.sampled_from(ROLES), max_size=6, unique=True).map(tuple),
    st.sampled_from([*NotesAt]),
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(bodies(), profiles, st.sampled_from([*NAMES, "own"]))
def test_200_generated_articles_are_complete(body: str, own: ListeningProfile, name: str) -> None:
    article = with_profile(titled(body + "\n\n[^n]: A word at the foot."), name, [own])
    script = narrate(article)
    assert unheard(article, script) == ()
    assert all(chapter.utterances for chapter in script.chapters)


def _without(script: Script, word: str) -> Script:
    """``script`` without the utterances that hold ``word``."""
    chapters = tuple(
        replace(
            chapter,
            utterances=tuple(said for said in chapter.utterances if word not in said.text),
        )
        for chapter in script.chapters
    )
    return replace(script, chapters=chapters)


@pytest.mark.parametrize("word", ["passengers", "1944", "Halina", "print", "Ada", "points"])
def test_the_proof_sees_what_is_lost(word: str) -> None:
    article = article_of(SMALL.replace("Passengers", "passengers"))
    script = narrate(article)
    assert unheard(article, script) == ()
    assert word.casefold() in unheard(article, _without(script, word))


def test_the_proof_sees_a_reason_that_is_missing() -> None:
    article = article_of(SMALL)
    script = narrate(article)
    assert "round" in unheard(article, replace(script, skipped=()))
    assert Role.ANNOUNCEMENT in {
        said.role for chapter in script.chapters for said in chapter.utterances
    }
