"""Write one sound file for each chapter, tagged as a track of an album, the article."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from publish.editions.audio.m4b import build_m4b
from publish.editions.audio.mp3 import build_mp3
from publish.editions.audio.opus import build_opus
from publish.editions.edition import BuiltEdition, SpokenContext, Track
from publish.encoding.mastering import fitting_gain, gain_for, profile_of
from publish.errors import Diagnostic
from publish.model import Article
from publish.narration.script import Chapter
from publish.narration.timeline import Narration, TimedChapter, excerpt, files_of, parts_of
from publish.sync.chapter_marks import summary_of

#: The longest file name, without number and suffix, in characters.
_MAX_NAME = 60

#: How far the level of a file may be from its profile's, in dB, before it gets its own gain: short
#: files hold more silence, and no profile allows more than 2.5 dB.
_TOLERANCE = 1.75


def build_split_m4b(context: SpokenContext) -> BuiltEdition:
    """Write an M4B file for each chapter into a folder.  Raises as :func:`build_m4b` does."""
    return _build_each(build_m4b, ".m4b", context)


def build_split_mp3(context: SpokenContext) -> BuiltEdition:
    """Write an MP3 file for each chapter into a folder.  Raises as :func:`build_mp3` does."""
    return _build_each(build_mp3, ".mp3", context)


def build_split_opus(context: SpokenContext) -> BuiltEdition:
    """Write an Opus file for each chapter into a folder.  Raises as :func:`build_opus` does."""
    return _build_each(build_opus, ".opus", context)


def _build_each(
    build: Callable[[SpokenContext], BuiltEdition], suffix: str, context: SpokenContext
) -> BuiltEdition:
    article, narration = context.article, context.narration
    profile = profile_of(article)
    if narration.gain is None:  # the files share one level
        narration = replace(narration, gain=gain_for(profile, narration))
    files = files_of(article, narration)
    total = len(files)
    diagnostics: list[Diagnostic] = []
    measured: dict[str, float] = {}
    for number, timed in enumerate(files, start=1):
        chapter = _title_chapter(article, timed)
        name = f"{number:0{len(str(total))}} {_file_name(chapter.title)}{suffix}"
        metadata = replace(
            article.metadata,
            title=chapter.title,
            description=chapter.alt or article.metadata.description,
            cover=chapter.image or article.metadata.cover,
        )
        part = _narration_of(narration, timed)
        if profile.rms and narration.gain is not None:  # the profile applies to each file
            gain = fitting_gain(profile, part, narration.gain, near=_TOLERANCE)
            part = replace(part, gain=gain)
        built = build(
            replace(
                context,
                article=replace(article, metadata=metadata),
                narration=part,
                target=context.target / name,
                output=context.output / name,
                track=Track(article.metadata.title, number, total),
            )
        )
        diagnostics += built.diagnostics
        measured |= {f"{number}.{what}": value for what, value in built.measured.items()}
    summary = f"{summary_of(narration)}, {total} files"
    if measured and not diagnostics:
        summary += f", all meet the {profile.name} profile"
    return BuiltEdition(summary=summary, diagnostics=tuple(diagnostics), measured=measured)


def _title_chapter(article: Article, file: Sequence[TimedChapter]) -> Chapter:
    """Return the chapter whose title names a file: the first one that isn't a part."""
    parts = parts_of(article)
    chapters = [timed.chapter for timed in file]
    return next((one for one in chapters if one.target not in parts), chapters[0])


def _narration_of(narration: Narration, file: Sequence[TimedChapter]) -> Narration:
    """Return the narration of one file, with the usual silence at its ends."""
    clips = [clip for timed in file for clip in timed.clips]
    return excerpt(narration, [timed.chapter for timed in file], clips)


def _file_name(title: str) -> str:
    """Return ``title`` as a file name that is valid on every file system."""
    name = re.sub(r"[^\w'’(),-]+", " ", title).replace(" ,", ",").strip()
    return name[:_MAX_NAME].strip() or "chapter"
