"""Write chapters and captions as separate files for web players: Podcasting 2.0 JSON, WebVTT.

Source: Podcasting 2.0, JSON Chapters Format 1.2.0.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from publish.editions.edition import BuiltEdition, SpokenContext
from publish.model import Article, Image
from publish.podcast.channel import ascii_url
from publish.runtime.raster import jpeg
from publish.sync.chapter_marks import ChapterMark, chapter_marks
from publish.sync.webvtt import captions, chapters_vtt


def build_chapters(context: SpokenContext) -> BuiltEdition:
    """Write ``chapters.json``, ``chapters.vtt`` and the chapters' pictures into a folder.

    Raises:
        SourceError: A picture can't be decoded.
    """
    article, narration, folder = context.article, context.narration, context.output
    marks = chapter_marks(narration, article)
    names = picture_names(marks)
    for image, name in names.items():
        (folder / name).write_bytes(jpeg(image))
    address = article.metadata.narration.url
    pictures_url = f"{address}{quote(context.target.name)}/" if address else ""
    text = json.dumps(_chapters(article, marks, names, pictures_url), ensure_ascii=False, indent=2)
    (folder / "chapters.json").write_text(text + "\n", encoding="utf-8")
    (folder / "chapters.vtt").write_text(chapters_vtt(marks), encoding="utf-8")
    return BuiltEdition(summary=f"{len(marks)} chapters, {len(names)} pictures")


def build_vtt(context: SpokenContext) -> BuiltEdition:
    """Write the captions of the narration."""
    text, count = captions(context.narration)
    context.output.write_text(text, encoding="utf-8")
    return BuiltEdition(summary=f"{count} captions")


def picture_names(marks: Sequence[ChapterMark]) -> dict[Image, str]:
    """Return the file name of each picture of the chapters."""
    images = dict.fromkeys(mark.image for mark in marks if mark.image)
    return {image: f"picture-{number}.jpg" for number, image in enumerate(images, start=1)}


def _chapters(
    article: Article, marks: Sequence[ChapterMark], names: Mapping[Image, str], pictures_url: str
) -> dict[str, object]:
    """Return the JSON object; ``pictures_url`` is the address of the pictures' folder."""
    metadata = article.metadata
    facts = {
        "version": "1.2.0",
        "title": metadata.title,
        "author": ", ".join(author.name for author in metadata.authors),
        "podcastName": metadata.series.name if metadata.series else "",
        "description": metadata.description or metadata.standfirst,
        "fileName": f"{article.name}.mp3",
    }
    chapters: list[dict[str, object]] = []
    for mark in marks:
        chapter: dict[str, object] = {
            "startTime": mark.start / 1000,
            "endTime": mark.end / 1000,
            "title": mark.title,
        }
        if mark.image:
            chapter["img"] = pictures_url + names[mark.image]
        if mark.links:
            chapter["url"] = ascii_url(mark.links[0][1])
        if not mark.listed:
            chapter["toc"] = False
        chapters.append(chapter)
    return {name: value for name, value in facts.items() if value} | {"chapters": chapters}
