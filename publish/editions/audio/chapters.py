"""The chapters by themselves, for a player on the web: Podcasting 2.0 JSON and WebVTT.

Source: Podcasting 2.0, JSON Chapters Format 1.2.0.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from publish.editions.audio.chapter_marks import Mark, marks_of, plain
from publish.editions.audio.webvtt import chapters as webvtt
from publish.editions.built import Made
from publish.model import Article, Image
from publish.narration.timeline import Narration
from publish.runtime.atomic import atomic_folder
from publish.runtime.raster import jpeg

_SUFFIXES = frozenset({".json", ".vtt", ".jpg"})


def export_chapters(article: Article, narration: Narration | None, output: Path) -> Made:
    """Write the folder ``output``: ``chapters.json``, ``chapters.vtt``, and their pictures.

    Raises :class:`ToolError` where a picture cannot be decoded, and :class:`OutputError`.
    """
    assert narration is not None  # noqa: S101 - the table of exporters says `spoken`
    marks = marks_of(narration, article)
    names = picture_names(marks)
    with atomic_folder(output, _SUFFIXES) as folder:
        for image, name in names.items():
            (folder / name).write_bytes(jpeg(image))
        base = f"{article.metadata.narration.url}{quote(output.name)}/"
        data = _chapters(article, marks, names, base if article.metadata.narration.url else "")
        text = json.dumps(data, ensure_ascii=False, indent=2)
        (folder / "chapters.json").write_text(text + "\n", encoding="utf-8")
        (folder / "chapters.vtt").write_text(webvtt(narration), encoding="utf-8")
    return Made(f"{len(marks)} chapters, {len(names)} pictures")


def picture_names(marks: Sequence[Mark]) -> dict[Image, str]:
    """The pictures of the chapters, each with the name of its file."""
    images = dict.fromkeys(mark.image for mark in marks if mark.image)
    return {image: f"picture-{number}.jpg" for number, image in enumerate(images, start=1)}


def _chapters(
    article: Article, marks: Sequence[Mark], names: Mapping[Image, str], base: str
) -> dict[str, Any]:
    """The object that the format asks for; pictures are found at ``base``."""
    about = article.metadata
    facts = {
        "version": "1.2.0",
        "title": about.title,
        "author": ", ".join(author.name for author in about.authors),
        "podcastName": about.series.name if about.series else "",
        "description": about.description or about.standfirst,
        "fileName": f"{article.name}.mp3",
    }
    chapters = []
    for mark in marks:
        chapter: dict[str, Any] = {
            "startTime": mark.start / 1000,
            "endTime": mark.end / 1000,
            "title": mark.title,
        }
        if mark.image:
            chapter["img"] = base + names[mark.image]
        if mark.links:
            chapter["url"] = plain(mark.links[0][1])
        chapters.append(chapter)
    return {name: value for name, value in facts.items() if value} | {"chapters": chapters}
