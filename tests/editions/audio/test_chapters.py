"""Podcasting 2.0 chapters: what the format asks for, and the pictures beside."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from msgspec.structs import replace
from PIL import Image as Pillow

from publish.errors import OutputError
from publish.model import Article
from publish.narration.timeline import Narration
from publish.sync.chapter_marks import chapter_marks
from tests.building import export

#: JSON Chapters Format 1.2.0, in our words.
TEXT = {"type": "string", "minLength": 1}
SCHEMA = {
    "type": "object",
    "required": ["version", "chapters"],
    "properties": {
        "version": {"const": "1.2.0"},
        **dict.fromkeys(("author", "title", "podcastName", "description", "fileName"), TEXT),
        "chapters": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["startTime"],
                "properties": {
                    "startTime": {"type": "number", "minimum": 0},
                    "endTime": {"type": "number", "exclusiveMinimum": 0},
                    "title": TEXT,
                    "img": TEXT,
                    "url": {"type": "string", "pattern": "^https?://[!-~]+$"},
                    "toc": {"const": False},
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}


def test_it_is_as_the_format_asks(article: Article, narration: Narration, tmp_path: Path) -> None:
    folder = tmp_path / "article-chapters"
    made = export("chapters", article, narration, folder)
    data = json.loads((folder / "chapters.json").read_text(encoding="utf-8"))
    jsonschema.validate(data, SCHEMA)
    marks = chapter_marks(narration)
    assert [
        (one["title"], round(one["startTime"] * 1000), round(one["endTime"] * 1000))
        for one in data["chapters"]
    ] == [(mark.title, mark.start, mark.end) for mark in marks]
    assert [one.get("toc", True) for one in data["chapters"]] == [mark.listed for mark in marks]
    assert not all(mark.listed for mark in marks)
    pictured = [one for one in data["chapters"] if "img" in one]
    assert [one["title"] for one in pictured] == [mark.title for mark in marks if mark.image]
    for one in pictured:
        with Pillow.open(folder / one["img"]) as picture:
            assert picture.format == "JPEG"
    assert [one["url"] for one in data["chapters"] if "url" in one] == [
        "https://example.org/%D1%82%D1%80%D0%B0%D0%BC"
    ]
    assert made.summary == f"{len(marks)} chapters, {len(pictured)} pictures"
    assert (folder / "chapters.vtt").read_text(encoding="utf-8").startswith("WEBVTT\n")


def test_where_the_folder_will_lie_is_in_every_address(
    article: Article, narration: Narration, tmp_path: Path
) -> None:
    options = replace(article.metadata.narration, url="https://example.org/sound/")
    moved = replace(article, metadata=replace(article.metadata, narration=options))
    folder = tmp_path / "my article-chapters"
    export("chapters", moved, narration, folder)
    data = json.loads((folder / "chapters.json").read_text(encoding="utf-8"))
    image = next(one["img"] for one in data["chapters"] if "img" in one)
    assert image == "https://example.org/sound/my%20article-chapters/picture-1.jpg"


def test_a_second_run_replaces_the_first_but_nobody_else_s_folder(
    article: Article, narration: Narration, tmp_path: Path
) -> None:
    folder = tmp_path / "article-chapters"
    export("chapters", article, narration, folder)
    (folder / "picture-99.jpg").touch()  # what an earlier run had more
    export("chapters", article, narration, folder)
    assert not (folder / "picture-99.jpg").exists()
    (folder / "thesis.docx").touch()
    with pytest.raises(OutputError, match="other files"):
        export("chapters", article, narration, folder)
    assert (folder / "thesis.docx").exists()
    assert [one.name for one in tmp_path.iterdir()] == ["article-chapters"]
