"""MP3: the sound, then its tag."""

from __future__ import annotations

from pathlib import Path

from publish.article import Article
from publish.exporters.audio.id3 import write_tag
from publish.exporters.audio.level import SOUND
from publish.exporters.audio.marks import marks_of, summary_of
from publish.narration.timeline import Narration
from publish.tools import ffmpeg
from publish.tools.write import atomic

#: 44.1 kHz is the rate that every player takes.  Level 7 takes half the time of the default; at
#: this bit rate speech sounds the same.
_CODEC = ("-ar", "44100", "-c:a", "libmp3lame", "-b:a", "64k", "-compression_level", "7")


def export_mp3(article: Article, narration: Narration | None, output: Path) -> str:
    """Write ``narration`` as ``output``; returns what is in it.

    Raises :class:`MissingToolError`, :class:`ToolError` and :class:`OutputError`.
    """
    assert narration is not None  # noqa: S101 - the table of exporters says `spoken`
    with atomic(output) as file:
        ffmpeg.encode(
            narration.pcm(),
            rate=narration.rate,
            samples=narration.length,
            output=file,
            # The Xing frame stays: it says how many samples to drop, so that times are exact.
            options=(*SOUND, *_CODEC, "-id3v2_version", "0", "-f", "mp3"),
        )
        write_tag(article, marks_of(narration), narration.voice, file)
    return summary_of(narration)
