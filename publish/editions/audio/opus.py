"""Write Opus in Ogg, with chapters as comments and the cover as a picture block.

Sources: RFC 7845 (Ogg Opus); the Xiph wiki, "Chapter Extension" and "METADATA_BLOCK_PICTURE".
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from publish.editions.audio.encode import codec_for, measured_edition
from publish.editions.audio.tags import Tags, tags_of
from publish.editions.edition import BuiltEdition, SpokenContext
from publish.encoding.encoder import encode
from publish.encoding.mastering import master
from publish.model import Image
from publish.podcast.channel import ascii_url
from publish.runtime.raster import jpeg
from publish.sync.chapter_marks import ChapterMark, chapter_marks, clock

#: Chapters are numbered with three digits.
_MAX_CHAPTERS = 1000

_FRONT_COVER = 3


def build_opus(context: SpokenContext) -> BuiltEdition:
    """Write the narration as an Opus file.

    Raises:
        MissingToolError, ToolError: ffmpeg is missing or fails.
        SourceError: The cover can't be decoded.
    """
    article, narration, output = context.article, context.narration, context.output
    encode(narration, codec_for("opus", context), output, master(article, narration))
    _write_comments(tags_of(context), chapter_marks(narration, article), output)
    return measured_edition(context)


def _write_comments(tags: Tags, marks: Sequence[ChapterMark], file: Path) -> None:
    opus = _mutagen_opus().OggOpus(file)
    comments = {
        "TITLE": tags.title,
        "SUBTITLE": tags.subtitle,
        "ARTIST": list(tags.authors),
        "ALBUMARTIST": tags.author_line,
        "ALBUM": tags.album,
        "ALBUMSORT": tags.album_sort,
        "ARTISTSORT": tags.author_sort,
        "SERIES": tags.series,
        "SERIES-PART": tags.part,
        "TRACKNUMBER": "{}/{}".format(*tags.track) if tags.track else "",
        "COMPOSER": tags.readers,
        "NARRATOR": tags.narrator,
        "PERFORMER": tags.narrator,
        "GENRE": tags.genre,
        "LANGUAGE": tags.language,
        "DATE": tags.date,
        "ORGANIZATION": tags.publisher,
        "PUBLISHER": tags.publisher,
        "DESCRIPTION": tags.description,
        "COPYRIGHT": tags.rights,
        "LICENSE": tags.licence_url or tags.licence_name,
        "IDENTIFIER": tags.identifier,
        "ISBN": tags.isbn,
        "METADATA_BLOCK_PICTURE": _picture_block(tags.cover) if tags.cover else "",
        **_chapter_comments(marks),
    }
    opus.tags.clear()
    for name, value in comments.items():
        if value:
            opus[name] = value
    opus.save()


def _chapter_comments(marks: Sequence[ChapterMark]) -> dict[str, str]:
    """Return ``CHAPTER000=00:00:00.000``, ``CHAPTER000NAME=...`` and the first link as its ``URL``.

    If there are more than 1000 chapters, only the listed ones are kept, or those at the top.
    """
    if len(marks) > _MAX_CHAPTERS:
        marks = [mark for mark in marks if mark.listed]
    if len(marks) > _MAX_CHAPTERS:
        marks = [mark for mark in marks if mark.top][:_MAX_CHAPTERS]
    comments: dict[str, str] = {}
    for number, mark in enumerate(marks):
        name = f"CHAPTER{number:03d}"
        comments |= {name: clock(mark.start), f"{name}NAME": mark.title}
        if mark.links:
            comments[f"{name}URL"] = ascii_url(mark.links[0][1])
    return comments


def _picture_block(cover: Image) -> str:
    picture = _mutagen_flac().Picture()
    picture.type = _FRONT_COVER
    picture.mime = "image/jpeg"
    picture.desc = cover.alt or ""
    picture.data = jpeg(cover)
    return base64.b64encode(picture.write()).decode("ascii")


def _mutagen_opus() -> Any:
    """Return mutagen's Opus module, which has no types."""
    from mutagen import oggopus

    return oggopus


def _mutagen_flac() -> Any:
    """Return mutagen's FLAC module, which defines the picture block."""
    from mutagen import flac

    return flac
