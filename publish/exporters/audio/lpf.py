"""A W3C Audiobook in one file: MP3 files in reading order, manifest, contents, pictures.

Sources: https://www.w3.org/TR/audiobooks/ (Audiobooks), https://www.w3.org/TR/lpf/ (Lightweight
Packaging Format).
"""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from publish.article import Article
from publish.dates import file_date
from publish.exporters.audio.chapters import picture_names
from publish.exporters.audio.codecs import codec_for
from publish.exporters.audio.lpf_contents import contents
from publish.exporters.audio.lpf_manifest import Part, manifest
from publish.exporters.audio.marks import marks_of, summary_of
from publish.exporters.made import Made
from publish.narration.timeline import Narration
from publish.sound.encoding import encode
from publish.sound.mastering import master
from publish.tools.raster import jpeg
from publish.tools.write import atomic


def export_lpf(article: Article, narration: Narration | None, output: Path) -> Made:
    """Write ``narration`` as ``output``; returns what is in it.

    Raises :class:`MissingToolError`, :class:`ToolError` and :class:`OutputError`.
    """
    assert narration is not None  # noqa: S101 - the table of exporters says `spoken`
    marks = marks_of(narration)
    parts = tuple(_parts(narration))
    pictures = picture_names(marks)
    codec = codec_for("lpf", article, narration)
    mastering = master(article, narration)
    facts = manifest(article, narration, parts, pictures)
    with (
        atomic(output) as file,
        tempfile.TemporaryDirectory(prefix="publish-") as folder,
        zipfile.ZipFile(file, "w") as archive,
    ):
        pack = _Pack(archive, article)
        text = json.dumps(facts, ensure_ascii=False, indent=2) + "\n"
        pack.add("publication.json", text.encode())
        pack.add("toc.html", contents(article, marks, parts).encode())
        for image, name in pictures.items():
            pack.add(name, jpeg(image))
        for part in parts:
            sound = Path(folder) / "sound.mp3"
            encode(narration, codec, sound, mastering, part.first, part.last)
            pack.add(part.name, sound.read_bytes())
    return Made(f"{summary_of(narration)}, {len(parts)} parts")


def _parts(narration: Narration) -> Iterator[Part]:
    """The files of the audiobook: one for each part of the text, with what stands inside it."""
    marks = marks_of(narration)
    begins = [place for place, mark in enumerate(marks) if mark.top or place == 0]
    for number, begin in enumerate(begins):
        end = begins[number + 1] if number + 1 < len(begins) else len(marks)
        chapters = narration.chapters[begin:end]
        yield Part(
            name=f"audio/{number + 1:03d}.mp3",
            title=marks[begin].title,
            start=marks[begin].start,
            end=marks[end - 1].end,
            first=chapters[0].start,
            last=chapters[-1].end,
        )


class _Pack:
    """A ZIP archive in which nothing tells when or where it was made."""

    def __init__(self, archive: zipfile.ZipFile, article: Article) -> None:
        self._archive = archive
        self._date = file_date(article).timetuple()[:6]

    def add(self, name: str, data: bytes) -> None:
        info = zipfile.ZipInfo(name, self._date)
        info.create_system = 3  # Unix, on every system
        info.external_attr = 0o100644 << 16
        packed = name.endswith((".mp3", ".jpg"))
        kind = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        self._archive.writestr(info, data, kind)
