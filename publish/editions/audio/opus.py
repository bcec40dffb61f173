"""Opus in Ogg: chapters as comments, the cover as a picture block.

Sources: RFC 7845 (Ogg Opus); the Xiph wiki, "Chapter Extension" and "METADATA_BLOCK_PICTURE".
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from publish.editions.audio.chapter_marks import Mark, clock, marks_of, plain
from publish.editions.audio.codecs import codec_for, proved
from publish.editions.built import Made
from publish.encoding.encoder import encode
from publish.encoding.mastering import master
from publish.model import Article, Image
from publish.narration.timeline import Narration
from publish.runtime.atomic import atomic
from publish.runtime.raster import jpeg

#: Chapters are numbered with three digits.
_MOST = 1000

_FRONT_COVER = 3


def export_opus(article: Article, narration: Narration | None, output: Path) -> Made:
    """Write ``narration`` as ``output``; returns what is in it.

    Raises :class:`MissingToolError`, :class:`ToolError` and :class:`OutputError`.
    """
    assert narration is not None  # noqa: S101 - the table of exporters says `spoken`
    codec = codec_for("opus", article, narration)
    with atomic(output) as file:
        encode(narration, codec, file, master(article, narration))
        _tag(article, narration, file)
    return proved(article, narration, output)


def _tag(article: Article, narration: Narration, file: Path) -> None:
    about = article.metadata
    opus = _mutagen().OggOpus(file)
    comments = {
        "TITLE": about.title,
        "SUBTITLE": about.subtitle,
        "ARTIST": [author.name for author in about.authors],
        "ALBUM": about.series.name if about.series else about.title,
        "TRACKNUMBER": about.series.position if about.series else "",
        "PERFORMER": narration.voice,
        "GENRE": "Audiobook",
        "LANGUAGE": about.language,
        "DATE": about.published.date().isoformat() if about.published else "",
        "ORGANIZATION": about.publisher,
        "DESCRIPTION": about.description or about.standfirst,
        "COPYRIGHT": about.rights,
        "LICENSE": (about.licence.url or about.licence.name) if about.licence else "",
        "IDENTIFIER": about.identifier,
        "METADATA_BLOCK_PICTURE": _picture(about.cover) if about.cover else "",
        **_chapters(marks_of(narration, article)),
    }
    opus.tags.clear()
    for name, value in comments.items():
        if value:
            opus[name] = value
    opus.save()


def _chapters(marks: Sequence[Mark]) -> dict[str, str]:
    """``CHAPTER000=00:00:00.000``, ``CHAPTER000NAME=...``, and the first link as its ``URL``.

    Of more than 1000, those at the top.
    """
    if len(marks) > _MOST:
        marks = [mark for mark in marks if mark.top][:_MOST]
    comments: dict[str, str] = {}
    for number, mark in enumerate(marks):
        name = f"CHAPTER{number:03d}"
        comments |= {name: clock(mark.start), f"{name}NAME": mark.title}
        if mark.links:
            comments[f"{name}URL"] = plain(mark.links[0][1])
    return comments


def _picture(cover: Image) -> str:
    picture = _flac().Picture()
    picture.type = _FRONT_COVER
    picture.mime = "image/jpeg"
    picture.desc = cover.alt or ""
    picture.data = jpeg(cover)
    return base64.b64encode(picture.write()).decode("ascii")


def _mutagen() -> Any:
    """mutagen's Opus module, which has no types."""
    from mutagen import oggopus

    return oggopus


def _flac() -> Any:
    """mutagen's FLAC module, where the picture block is at home."""
    from mutagen import flac

    return flac
