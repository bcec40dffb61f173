"""One file a chapter: each is an edition of its own, with the article or book as its album."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec.structs import replace

from publish.editions.audio.chapter_marks import summary_of
from publish.editions.audio.m4b import export_m4b
from publish.editions.audio.mp3 import export_mp3
from publish.editions.audio.opus import export_opus
from publish.editions.built import Made
from publish.encoding.mastering import fitting_gain, gain_for, profile_of
from publish.model import Article, Series
from publish.narration.script import Chapter, Script
from publish.narration.segmentation import files_of, parts_of, placed
from publish.narration.sounds import Timing
from publish.narration.timeline import Narration, TimedChapter
from publish.runtime.atomic import atomic_folder

#: The longest name of a file, without its number and suffix, in characters.
_LONGEST = 60

#: How far the level of a file may be from what its profile has in mind, in dB, before it gets a
#: gain of its own: a short one holds more silence, and no profile has more than 2.5 dB of room.
_ROOM = 1.75


def split_m4b(article: Article, narration: Narration | None, output: Path) -> Made:
    """An M4B for each chapter in the folder ``output``.  Raises as :func:`export_m4b` does."""
    return _split(export_m4b, ".m4b", article, narration, output)


def split_mp3(article: Article, narration: Narration | None, output: Path) -> Made:
    """An MP3 for each chapter in the folder ``output``.  Raises as :func:`export_mp3` does."""
    return _split(export_mp3, ".mp3", article, narration, output)


def split_opus(article: Article, narration: Narration | None, output: Path) -> Made:
    """An Opus file for each chapter in the folder ``output``.  Raises as :func:`export_opus`."""
    return _split(export_opus, ".opus", article, narration, output)


def _split(
    export: Callable[[Article, Narration, Path], Made],
    suffix: str,
    article: Article,
    narration: Narration | None,
    output: Path,
) -> Made:
    assert narration is not None  # noqa: S101 - the table of exporters says `spoken`
    profile = profile_of(article)
    if narration.gain is None:  # the chapters share one
        narration = replace(narration, gain=gain_for(profile, narration))
    files = files_of(article, narration)
    total = len(files)
    warnings: list[str] = []
    measured: dict[str, float] = {}
    with atomic_folder(output, frozenset({suffix})) as folder:
        for number, timed in enumerate(files, start=1):
            chapter = _named_after(article, timed)
            name = f"{number:0{len(str(total))}} {_file_name(chapter.title)}{suffix}"
            about = replace(
                article.metadata,
                title=chapter.title,
                subtitle="",
                description=chapter.alt,
                standfirst="",
                cover=chapter.image or article.metadata.cover,
                series=Series(article.metadata.title, f"{number}/{total}"),
            )
            alone = _alone(narration, timed)
            if profile.rms and narration.gain is not None:  # each file is judged by itself
                gain = fitting_gain(profile, alone, narration.gain, near=_ROOM)
                alone = replace(alone, gain=gain)
            made = export(replace(article, metadata=about), alone, folder / name)
            warnings += made.warnings
            measured |= {f"{number}.{what}": value for what, value in made.measured.items()}
    summary = f"{summary_of(narration)}, {total} files"
    if measured and not warnings:
        summary += f", all meet the {profile.name} profile"
    return Made(summary, warnings=tuple(warnings), measured=measured)


def _named_after(article: Article, file: Sequence[TimedChapter]) -> Chapter:
    """The chapter that gives a file its title: not a part, where a chapter follows."""
    parts = parts_of(article)
    chapters = [timed.chapter for timed in file]
    return next((one for one in chapters if one.target not in parts), chapters[0])


def _alone(narration: Narration, file: Sequence[TimedChapter]) -> Narration:
    """A narration of one file, with the silence at its ends that a whole one has."""
    heard = [
        (
            clip.utterance,
            clip.key,
            Timing(
                clip.end - clip.start,
                tuple(
                    replace(word, start=word.start - clip.start, end=word.end - clip.start)
                    for word in clip.words
                ),
            ),
        )
        for timed in file
        for clip in timed.clips
    ]
    script = Script(language=narration.language, chapters=tuple(timed.chapter for timed in file))
    chapters, stretches = placed(script, heard, narration.rate)
    return replace(narration, length=chapters[-1].end, chapters=chapters, stretches=stretches)


def _file_name(title: str) -> str:
    """``title`` as every file system takes it."""
    name = re.sub(r"[^\w'’(),-]+", " ", title).strip()
    return name[:_LONGEST].strip() or "chapter"
