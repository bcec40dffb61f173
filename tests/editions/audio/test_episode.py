"""The episode folder: what `publish feed` needs of an article, with nothing else at hand."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image as Pillow

from publish.audit.captions import read_cues
from publish.audit.items import letters
from publish.editions.audio.episode import episode_of, require_date
from publish.errors import SourceError
from publish.model import Article
from publish.narration.narrate import narrate
from publish.narration.speak import speak
from publish.narration.timeline import Narration
from publish.podcast.episode import read_episode
from publish.prepare import prepare
from publish.source import read
from tests.building import export


def test_the_folder_has_facts_words_and_a_square_cover(
    article: Article, narration: Narration, tmp_path: Path
) -> None:
    folder = tmp_path / "trams-episode"
    folder.mkdir()
    export("episode", article, narration, folder)
    facts = read_episode(folder / "episode.json")
    about = article.metadata
    assert (facts.title, facts.guid, facts.language) == (
        about.title,
        about.identifier,
        about.language,
    )
    assert facts.seconds == pytest.approx(narration.length / narration.rate, abs=0.01)
    assert facts.published.tzinfo
    assert facts.authors == tuple(one.name for one in about.authors)
    assert [one.synthetic for one in facts.readers] == [True]
    assert facts.readers[0].name.endswith("synthetic voice")
    assert any(facts.readers[0].name in line for line in facts.credits)
    assert ("the tram museum", "https://example.org/%D1%82%D1%80%D0%B0%D0%BC") in [
        (one.words, one.url) for one in facts.links
    ]
    assert [one.start for one in facts.chapters] == sorted(one.start for one in facts.chapters)
    assert facts.artwork is not None
    with Pillow.open(folder / facts.artwork.name) as picture:
        assert picture.size == (facts.artwork.side, facts.artwork.side)
        assert 1400 <= facts.artwork.side <= 3000

    export("vtt", article, narration, tmp_path / "trams.vtt")
    segments = json.loads((folder / "transcript.json").read_text(encoding="utf-8"))["segments"]
    cues = read_cues(tmp_path / "trams.vtt")
    assert letters("".join(one["body"] for one in segments)) == "".join(one.words for one in cues)
    assert [one["startTime"] for one in segments] == sorted(one["startTime"] for one in segments)


def test_a_person_without_a_name_has_no_other_words_for_one(
    article: Article, narration: Narration
) -> None:
    first, *others = narration.chapters
    said = first.clips[1].utterance
    recorded = replace(said, recording=Path("lost.wav"), replaced=(said,))
    clips = (replace(first.clips[0], utterance=recorded), *first.clips[1:])
    facts = episode_of(article, replace(narration, chapters=(replace(first, clips=clips), *others)))
    assert (facts.readers[0].name, facts.readers[0].synthetic) == ("", False)
    assert "human voice; " in facts.credits[1]


def test_a_book_lists_the_chapters_of_its_parts(tmp_path: Path) -> None:
    book = "title: Trams\nlanguage: en\npublished: 2026-03-01\ncontents:\n"
    book += "  - part: Lines\n    contents: [a.md]\n  - b.md\n"
    (tmp_path / "publication.yaml").write_text(book)
    (tmp_path / "a.md").write_text("---\ntitle: Line A\n---\n\nIt climbs.\n\n## Steps\n\nMany.\n")
    (tmp_path / "b.md").write_text("---\ntitle: Line B\n---\n\nIt leaves.\n")
    article = prepare(read(tmp_path / "publication.yaml"))
    facts = episode_of(
        article, speak(narrate(article), article.metadata.narration, tmp_path / "cache")
    )
    titles = [re.sub(".*[.] ", "", one.title) for one in facts.chapters]
    assert titles[:-1] == ["Trams", "Lines", "Line A", "Line B"]  # and about the edition


def test_an_article_without_a_date_is_refused(article: Article) -> None:
    with pytest.raises(SourceError, match="“published” is missing"):
        require_date(replace(article, metadata=replace(article.metadata, published=None)))
