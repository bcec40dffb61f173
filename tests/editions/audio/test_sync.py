"""Guided navigation against its schema, and both files against the timeline."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from msgspec.structs import replace

from publish.editions import table
from publish.editions.auditing import losses_in
from publish.editions.edition import BuildOptions
from publish.model import Article
from publish.narration.timeline import Narration
from publish.pipeline import build_article
from publish.prepare import prepare
from publish.source import read
from tests.building import edition_of

#: Readium's schema of a document, an object and its text, in our words; of its roles those in use.
ROLES = [
    *("header", "section", "figure", "details", "table", "footnote", "endnotes", "colophon"),
    *(f"heading{level}" for level in range(1, 7)),
    *("subtitle", "paragraph", "blockquote", "caption", "image", "credit", "credits", "cell"),
    *("aside", "preformatted", "math"),
]
TEXT = {"type": "string", "minLength": 1}
REFERENCE = {"type": "string", "pattern": r"^[!-~]+$"}
SCHEMA = {
    "type": "object",
    "required": ["guided"],
    "properties": {
        "links": {"type": "array", "items": {"required": ["href", "type", "rel"]}},
        "guided": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/object"}},
    },
    "additionalProperties": False,
    "$defs": {
        "object": {
            "type": "object",
            "properties": {
                "id": TEXT,
                "audioref": REFERENCE,
                "imgref": REFERENCE,
                "role": {"type": "array", "items": {"enum": ROLES}, "minItems": 1},
                "text": {
                    "type": "object",
                    "required": ["plain", "language"],
                    "properties": {"plain": TEXT, "ssml": TEXT, "language": TEXT},
                    "additionalProperties": False,
                },
                "children": {
                    "type": "array",
                    "minItems": 1,
                    "items": {"$ref": "#/$defs/object"},
                },
            },
            "anyOf": [{"required": ["audioref"]}, {"required": ["children"]}],
            "additionalProperties": False,
        }
    },
}

PAGES = {"text-p-1-s1": 1, "the-lines-p-1-s1": 2}


@pytest.fixture(scope="module")
def folder(
    article: Article, narration: Narration, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The edition, audited."""
    target = tmp_path_factory.mktemp("sync") / "my trams"
    made = edition_of("sync", replace(article, file=Path("my trams.md")), narration, target, PAGES)
    assert made.summary.endswith(" sentences and other elements, 2 pages")
    return made.path


@pytest.fixture(scope="module")
def guided(folder: Path) -> Any:
    return json.loads((folder / "guided.json").read_text(encoding="utf-8"))


def spoken(objects: Any) -> Iterator[Any]:
    for one in objects:
        if "audioref" in one:
            yield one
        yield from spoken(one.get("children", ()))


def test_it_meets_the_schema(guided: Any) -> None:
    jsonschema.validate(guided, SCHEMA)
    assert guided["links"][0]["href"] == "../my%20trams.mp3"


def test_everything_is_there_in_order_with_its_time(guided: Any, narration: Narration) -> None:
    clips = [clip for timed in narration.chapters for clip in timed.clips]
    assert [
        (one["text"]["plain"], one.get("id", ""), one["audioref"])
        for one in spoken(guided["guided"])
    ] == [
        (
            clip.utterance.text,
            clip.utterance.target,
            f"../my%20trams.mp3#t={narration.ms(clip.start) / 1000:.3f}"
            f",{narration.ms(clip.end) / 1000:.3f}",
        )
        for clip in clips
    ]
    ids = [one["id"] for one in spoken(guided["guided"]) if "id" in one]
    assert len(set(ids)) == len(ids)


def test_what_a_reader_skips_or_leaves_is_an_object_by_itself(guided: Any) -> None:
    """A figure, table, or note stands in its section, and the section goes on after it."""
    top = [one["role"] for one in guided["guided"]]
    assert top[0] == ["header"]
    assert top[-1] == ["colophon"]
    lines = next(one for one in guided["guided"] if one["role"] == ["section"])
    roles = [one.get("role", [""])[0] for one in lines["children"]]
    assert roles[0] == "heading2"
    assert {"figure", "section"} <= set(roles)
    first = roles.index("figure")
    figure = lines["children"][first]
    assert figure["imgref"] == "../my%20trams-chapters/picture-2.jpg"
    assert ["details"] in [one.get("role") for one in figure["children"]]
    assert set(roles[first:]) & {"paragraph", "blockquote"}


def test_other_languages_are_marked_in_ssml(guided: Any) -> None:
    mixed = [one["text"] for one in spoken(guided["guided"]) if "ssml" in one["text"]]
    assert mixed
    assert {text["language"] for text in mixed} == {"en-GB"}
    assert any('<lang xml:lang="be">' in text["ssml"] for text in mixed)
    whole = [one["text"]["language"] for one in spoken(guided["guided"])]
    assert "pl" in whole  # a quotation in one language needs no marks


def test_the_times_have_id_page_and_seconds(folder: Path, narration: Narration) -> None:
    times = json.loads((folder / "times.json").read_text(encoding="utf-8"))
    assert times["duration"] == narration.ms(narration.length) / 1000
    found = {one["id"]: one for one in times["sentences"]}
    assert {name: one["page"] for name, one in found.items() if "page" in one} == PAGES
    for timed in narration.chapters:
        for clip in timed.clips:
            if clip.utterance.target:
                one = found[clip.utterance.target]
                assert one["begin"] <= narration.ms(clip.start) / 1000 < one["end"]
    assert times["sentences"][0]["id"] == "title"


def test_a_lost_sentence_is_found(
    article: Article, narration: Narration, folder: Path, tmp_path: Path
) -> None:
    text = (folder / "guided.json").read_text(encoding="utf-8")
    (tmp_path / "guided.json").write_text(text.replace("the brakes", "the breaks"), "utf-8")
    losses = losses_in(article, table.find("sync"), tmp_path, narration, None)
    assert [loss.message for loss in losses if "the brakes" in loss.message]


def test_a_build_with_a_pdf_has_its_pages(tmp_path: Path) -> None:
    source = tmp_path / "ferry.md"
    source.write_text(
        "---\ntitle: Ferry\nlanguage: en\n---\n\nIt sailed.\n\n## Later\n\nIt sank.\n"
    )
    options = BuildOptions(only=("pdf", "sync"), cache=tmp_path / "cache", voice="en-gb")
    built = list(build_article(prepare(read(source)), tmp_path / "ferry", options, lambda *_: None))
    assert [edition.format for edition in built] == ["pdf", "sync"]
    times = json.loads((tmp_path / "ferry-sync/times.json").read_text(encoding="utf-8"))
    pages = {one["id"]: one.get("page") for one in times["sentences"]}
    assert pages["text-p-1-s1"] == pages["later-p-1-s1"] == 1
