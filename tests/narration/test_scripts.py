"""What a listener hears of articles and a book; people review the golden files line by line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from publish.intake import read
from publish.language.words import Words, words_for
from publish.model import Article
from publish.narration.narrate import narrate
from publish.prepare import prepare
from tests.conftest import Golden
from tests.narration.sources import article_of
from tests.narration.test_narrate import as_text

SCRIPTS = Path(__file__).parent / "scripts"


def article(name: str) -> Article:
    return article_of((SCRIPTS / f"{name}.md").read_text(encoding="utf-8"))


def told(source: Article, profile: str = "", *, overview: bool = False) -> str:
    about = source.metadata
    narration = replace(about.narration, profile=profile, overview=overview)
    return as_text(narrate(replace(source, metadata=replace(about, narration=narration))))


@pytest.mark.parametrize("name", ["english", "german", "polish", "finnish"])
def test_an_article(name: str, golden: Golden) -> None:
    golden(f"{name}.txt", told(article(name), overview=True))


@pytest.mark.parametrize("profile", ["terse", "full", "study"])
def test_a_profile(profile: str, golden: Golden) -> None:
    golden(f"english-{profile}.txt", told(article("english"), profile))


def test_a_book_with_an_appendix(golden: Golden) -> None:
    golden("crossing.txt", told(prepare(read(SCRIPTS / "book" / "publication.yaml"))))


@pytest.mark.parametrize("name", ["assets/example", "tests/gallery/every-construct"])
def test_what_we_show(name: str, golden: Golden, root: Path) -> None:
    heard = told(prepare(read(root / name / "article.md"))).partition("skipped, line")[0]
    golden(f"{Path(name).name}.txt", heard)


def test_the_front_matter_gives_the_words_of_a_language() -> None:
    given = {
        name.rstrip("_").replace("_", "-"): getattr(words_for("en"), name)
        for name in Words.__struct_fields__
        if name not in ("language", "date")
    }
    own = {**given, "figure": "Kuva", "caption": "Kuvateksti", "end-of-aside": "Loppu"}
    text = (SCRIPTS / "finnish.md").read_text(encoding="utf-8")
    front = "".join(f"  {name}: {json.dumps(words)}\n" for name, words in own.items())
    script = narrate(article_of(text.replace("rights:", f"words:\n{front}rights:", 1)))
    heard = [one.text for chapter in script.chapters for one in chapter.utterances]
    assert {"Kuva 1.", "Kuvateksti: Laituri.", "Loppu."} <= set(heard)
    assert not [one for one in heard if "evel" in one]  # not given, so not said
