"""M4B: AAC with chapters as a text track and as Nero's list, the way players of either kind read.

ffmpeg writes both from one FFMETADATA file; mutagen adds cover and metadata.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

from publish.article import Article
from publish.exporters.audio.languages import three_letters
from publish.exporters.audio.level import SOUND
from publish.exporters.audio.marks import Mark, marks_of, summary_of
from publish.narration.timeline import Narration
from publish.tools import ffmpeg
from publish.tools.raster import jpeg
from publish.tools.write import atomic

#: At the voice's own rate: a higher one would take half as long again and hold no more.  The fast
#: coder makes files of the same size at five times the speed.
_CODEC = ("-c:a", "aac", "-b:a", "64k", "-aac_coder", "fast")


def export_m4b(article: Article, narration: Narration | None, output: Path) -> str:
    """Write ``narration`` as ``output``; returns what is in it.

    Raises :class:`MissingToolError`, :class:`ToolError` and :class:`OutputError`.
    """
    assert narration is not None  # noqa: S101 - the table of exporters says `spoken`
    with atomic(output) as file, tempfile.TemporaryDirectory(prefix="publish-") as folder:
        chapters = Path(folder) / "chapters.txt"
        chapters.write_text(_ffmetadata(marks_of(narration)), encoding="utf-8")
        ffmpeg.encode(
            narration.pcm(),
            rate=narration.rate,
            samples=narration.length,
            output=file,
            inputs=("-f", "ffmetadata", "-i", f"file:{chapters}"),
            options=(
                *(*SOUND, *_CODEC, "-map_chapters", "1"),
                *("-metadata:s:a:0", f"language={three_letters(narration.language)}"),
                *("-movflags", "+faststart", "-brand", "M4B ", "-f", "ipod"),
            ),
        )
        _tag(article, narration, file)
    return summary_of(narration)


def _ffmetadata(marks: tuple[Mark, ...]) -> str:
    """Source: ffmpeg-formats, 5 Metadata; what has a meaning there is escaped."""
    lines = [";FFMETADATA1"]
    for mark in marks:
        title = re.sub(r"([=;#\\])", r"\\\1", mark.title)
        lines += ["[CHAPTER]", "TIMEBASE=1/1000", f"START={mark.start}", f"END={mark.end}"]
        lines.append(f"title={title}")
    return "\n".join(lines) + "\n"


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
    mp4["stik"] = [2]  # an audiobook: players keep the place
    if about.cover:
        cover = mutagen.MP4Cover
        mp4["covr"] = [cover(jpeg(about.cover), imageformat=cover.FORMAT_JPEG)]
    mp4.save()


def _mutagen() -> Any:
    """mutagen's MP4 module, which has no types."""
    from mutagen import mp4

    return mp4
