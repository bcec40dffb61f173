"""Write M4B: AAC with chapters and their pictures, cover and metadata.

mutagen writes the tags, and ``mp4`` the chapter tracks, which mutagen can't write.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from publish.editions.audio.encode import codec_for, measured_edition
from publish.editions.audio.mp4 import write_chapters
from publish.editions.audio.tags import Tags, tags_of
from publish.editions.edition import BuiltEdition, SpokenContext
from publish.encoding.encoder import encode
from publish.encoding.mastering import master
from publish.language.tags import three_letters
from publish.model import Article
from publish.runtime.raster import jpeg, square, white
from publish.runtime.temporary import temporary_folder
from publish.sync.chapter_marks import ChapterMark, chapter_marks

#: The side of a chapter's picture in pixels: players show all pictures at the first one's size.
_SIDE = 1000


def build_m4b(context: SpokenContext) -> BuiltEdition:
    """Write the narration as an M4B file.

    Raises:
        MissingToolError, ToolError: ffmpeg is missing or fails.
        SourceError: A picture can't be decoded.
    """
    article, narration = context.article, context.narration
    marks = chapter_marks(narration)
    with temporary_folder() as folder:
        sound = folder / "sound.m4a"
        encode(narration, codec_for("aac", context), sound, master(article, narration))
        _write_tags(tags_of(context), sound)
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


def _write_tags(tags: Tags, file: Path) -> None:
    """Write the atoms of iTunes, and free-form ones as scanners of audiobooks know them."""
    mutagen = _mutagen_mp4()
    mp4 = mutagen.MP4(file)
    texts = {
        "\xa9nam": tags.title,
        "\xa9alb": tags.album,
        "\xa9ART": tags.author_line,
        "aART": tags.author_line,
        "soal": tags.album_sort,
        "soar": tags.author_sort,
        "\xa9wrt": tags.readers,
        "\xa9nrt": tags.readers,
        "\xa9mvn": tags.series,
        "\xa9day": tags.date,
        "\xa9gen": tags.genre,
        "\xa9pub": tags.publisher,
        "\xa9cmt": tags.description,
        "desc": tags.description,
        "cprt": tags.rights,
    }
    free_form = {
        "PUBLISHER": tags.publisher,
        "SUBTITLE": tags.subtitle,
        "LANGUAGE": tags.language,
        "NARRATOR": tags.narrator,
        "SERIES": tags.series,
        "SERIES-PART": tags.part,
        "ISBN": tags.isbn,
        "IDENTIFIER": tags.identifier,
        "LICENSE": tags.licence_name or tags.licence_url,
    }
    for key, text in texts.items():
        if text:
            mp4[key] = [text]
    for name, text in free_form.items():
        if text:
            value = mutagen.MP4FreeForm(text.encode(), dataformat=mutagen.AtomDataType.UTF8)
            mp4[f"----:com.apple.iTunes:{name}"] = [value]
    if tags.series:
        mp4["shwm"] = [1]  # players show the movement: the series and the part
    if tags.movement:
        number, total = tags.movement
        mp4["\xa9mvi"] = [number]
        if total:
            mp4["\xa9mvc"] = [total]
    if tags.track:
        mp4["trkn"] = [tags.track]
        mp4["pgap"] = True  # the next file begins without a gap
    mp4["stik"] = [2]  # the type is an audiobook: players keep the listener's place
    if tags.cover:
        cover = mutagen.MP4Cover
        mp4["covr"] = [cover(jpeg(tags.cover), imageformat=cover.FORMAT_JPEG)]
    mp4.save()


def _mutagen_mp4() -> Any:
    """Return mutagen's MP4 module, which has no types."""
    from mutagen import mp4

    return mp4
