"""MP3: the sound, then its tag."""

from __future__ import annotations

from pathlib import Path

from publish.article import Article
from publish.exporters.audio.codecs import codec_for
from publish.exporters.audio.id3 import write_tag
from publish.exporters.audio.marks import marks_of
from publish.exporters.audio.proof import proved
from publish.exporters.made import Made
from publish.narration.timeline import Narration
from publish.sound.encoding import encode
from publish.sound.mastering import master
from publish.tools.write import atomic


def export_mp3(article: Article, narration: Narration | None, output: Path) -> Made:
    """Write ``narration`` as ``output``; returns what is in it.

    Raises :class:`MissingToolError`, :class:`ToolError` and :class:`OutputError`.
    """
    assert narration is not None  # noqa: S101 - the table of exporters says `spoken`
    codec = codec_for("mp3", article, narration)
    with atomic(output) as file:
        encode(narration, codec, file, master(article, narration))
        write_tag(article, marks_of(narration, article), narration.voice, file)
    return proved(article, narration, output)
