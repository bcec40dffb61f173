"""Write M4B: AAC with chapters and their pictures, cover and metadata.

mutagen writes the tags, and ``mp4`` the chapter tracks, which mutagen can't write.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from publish.editions.audio.chapter_marks import ChapterMark, chapter_marks
from publish.editions.audio.encode import codec_for, measured_edition
from publish.editions.audio.mp4 import write_chapters
from publish.editions.edition import BuiltEdition, SpokenContext
from publish.encoding.encoder import encode
from publish.encoding.mastering import master
from publish.language.tags import three_letters
from publish.model import Article
from publish.narration.narrators import narrator_line
from publish.narration.timeline import Narration
from publish.runtime.raster import jpeg, square, white

#: The side of a chapter's picture in pixels: players show all pictures at the first one's size.
_SIDE = 1000


def build_m4b(context: SpokenContext) -> BuiltEdition:
    """Write the narration as an M4B file.

    Raises:
        MissingToolError, ToolError: ffmpeg is missing or fails, or a picture can't be decoded.
    """
    article, narration = context.article, context.narration
    marks = chapter_marks(narration)
    with tempfile.TemporaryDirectory(prefix="publish-") as folder:
        sound = Path(folder) / "sound.m4a"
        encode(narration, codec_for("aac", context), sound, master(article, narration))
        _write_tags(article, narration, sound)
        language = three_letters(narration.language)
        write_chapters(sound, context.output, marks, language, _pictures(article, marks), _SIDE)
    return measured_edition(context)


def _pictures(article: Article, marks: Sequence[ChapterMark]) -> list[bytes]:
    """Return a JPEG for each chapter: its picture, else the cover, else a white square.

    The list is empty if no chapter but the opening has a picture: players then show the cover.
    """
    cover = article.metadata.cover
    shown = [mark.image for mark in marks if mark.image]
    if len(shown) < 2 and all(image == cover for image in shown):
        return []
    blank = square(cover, _SIDE) if cover else white(_SIDE)
    return [square(mark.image, _SIDE) if mark.image else blank for mark in marks]


def _write_tags(article: Article, narration: Narration, file: Path) -> None:
    metadata = article.metadata
    mutagen = _mutagen_mp4()
    mp4 = mutagen.MP4(file)
    authors = ", ".join(author.name for author in metadata.authors)
    description = metadata.description or metadata.standfirst
    licence = metadata.licence
    texts = {
        "\xa9nam": metadata.title,
        "\xa9alb": metadata.series.name if metadata.series else metadata.title,
        "\xa9ART": authors,
        "aART": authors,
        "\xa9day": metadata.published.date().isoformat() if metadata.published else "",
        "\xa9gen": "Audiobook",
        "\xa9cmt": description,
        "desc": description,
        "cprt": metadata.rights,
    }
    free_form = {
        "PUBLISHER": metadata.publisher,
        "SUBTITLE": metadata.subtitle,
        "LANGUAGE": metadata.language,
        "NARRATOR": narrator_line(article, narration),
        "IDENTIFIER": metadata.identifier,
        "LICENSE": (licence.name or licence.url) if licence else "",
    }
    for key, text in texts.items():
        if text:
            mp4[key] = [text]
    for name, text in free_form.items():
        if text:
            value = mutagen.MP4FreeForm(text.encode(), dataformat=mutagen.AtomDataType.UTF8)
            mp4[f"----:com.apple.iTunes:{name}"] = [value]
    position = metadata.series.position if metadata.series else ""
    if place := re.fullmatch(r"(\d{1,4})(?:/(\d{1,4}))?", position):
        mp4["trkn"] = [(int(place[1]), int(place[2] or 0))]
    mp4["stik"] = [2]  # the type is an audiobook: players keep the listener's place
    if metadata.cover:
        cover = mutagen.MP4Cover
        mp4["covr"] = [cover(jpeg(metadata.cover), imageformat=cover.FORMAT_JPEG)]
    mp4.save()


def _mutagen_mp4() -> Any:
    """Return mutagen's MP4 module, which has no types."""
    from mutagen import mp4

    return mp4
