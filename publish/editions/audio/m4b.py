"""M4B: AAC with chapters and their pictures, cover and metadata."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from publish.editions.audio.chapter_marks import Mark, marks_of
from publish.editions.audio.codecs import codec_for, proved
from publish.editions.audio.mp4 import write_chapters
from publish.editions.built import Made
from publish.encoding.encoder import encode
from publish.encoding.mastering import master
from publish.language.tags import three_letters
from publish.model import Article
from publish.narration.timeline import Narration
from publish.runtime.atomic import atomic
from publish.runtime.raster import jpeg, square, white

#: Chapter pictures are so many pixels square: players show all at the size of the first.
_SIDE = 1000


def export_m4b(article: Article, narration: Narration | None, output: Path) -> Made:
    """Write ``narration`` as ``output``; returns what is in it.

    Raises :class:`MissingToolError`, :class:`ToolError` and :class:`OutputError`.
    """
    assert narration is not None  # noqa: S101 - the table of exporters says `spoken`
    marks = marks_of(narration)
    with tempfile.TemporaryDirectory(prefix="publish-") as folder:
        sound = Path(folder) / "sound.m4a"
        codec = codec_for("m4b", article, narration)
        encode(narration, codec, sound, master(article, narration))
        _tag(article, narration, sound)
        with atomic(output) as file:
            write_chapters(
                sound, file, marks, three_letters(narration.language), _pictures(article, marks),
                _SIDE,
            )  # fmt: skip
    return proved(article, narration, output)


def _pictures(article: Article, marks: Sequence[Mark]) -> list[bytes]:
    """A picture for each chapter: its own, else the cover, else none that one could see.

    Empty where no chapter has one: players show the cover by themselves.
    """
    cover = article.metadata.cover
    if not any(mark.image and mark.image != cover for mark in marks):
        return []
    blank = square(cover, _SIDE) if cover else white(_SIDE)
    return [square(mark.image, _SIDE) if mark.image else blank for mark in marks]


def _tag(article: Article, narration: Narration, file: Path) -> None:
    about = article.metadata
    mutagen = _mutagen()
    mp4 = mutagen.MP4(file)
    names = [author.name for author in about.authors]
    tags: dict[str, object] = {
        "\xa9nam": [about.title],
        "\xa9alb": [about.series.name if about.series else about.title],
        "\xa9ART": [", ".join(names)],
        "aART": [", ".join(names)],
        "\xa9day": [about.published.date().isoformat() if about.published else ""],
        "\xa9gen": ["Audiobook"],
        "\xa9cmt": [about.description or about.standfirst],
        "desc": [about.description or about.standfirst],
        "cprt": [about.rights],
    }
    free = {
        "PUBLISHER": about.publisher,
        "SUBTITLE": about.subtitle,
        "LANGUAGE": about.language,
        "NARRATOR": narration.voice,
        "IDENTIFIER": about.identifier,
        "LICENSE": (about.licence.name or about.licence.url) if about.licence else "",
    }
    for name, value in free.items():
        data = (
            mutagen.MP4FreeForm(value.encode(), dataformat=mutagen.AtomDataType.UTF8)
            if value
            else ""
        )
        tags[f"----:com.apple.iTunes:{name}"] = [data]
    for key, values in tags.items():
        given = [value for value in values if value] if isinstance(values, list) else []
        if given:
            mp4[key] = given
    if place := re.fullmatch(
        r"(\d{1,4})(?:/(\d{1,4}))?", about.series.position if about.series else ""
    ):
        mp4["trkn"] = [(int(place[1]), int(place[2] or 0))]
    mp4["stik"] = [2]  # an audiobook: players keep the place
    if about.cover:
        cover = mutagen.MP4Cover
        mp4["covr"] = [cover(jpeg(about.cover), imageformat=cover.FORMAT_JPEG)]
    mp4.save()


def _mutagen() -> Any:
    """mutagen's MP4 module, which has no types."""
    from mutagen import mp4

    return mp4
