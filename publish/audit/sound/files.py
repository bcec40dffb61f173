"""The finished audio editions, opened for the audit: one function a kind."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from publish.audit.items import letters
from publish.audit.sound.curve import Curve, curve_in
from publish.audit.sound.listener import Format, Marks, Segment, Sound
from publish.errors import Diagnostic, SourceError
from publish.narration.timeline import Narration, TimedChapter, excerpt
from publish.readers.sound import (
    ChapterMark,
    length_of,
    read_m4b,
    read_mp3,
    read_opus,
    title_of,
)

FORMATS = {
    "m4b": Format("M4B", ".m4b", read_m4b, pictures=True),
    "mp3": Format("MP3", ".mp3", read_mp3, pictures=True, alts=True, links=True),
    "opus": Format("Opus", ".opus", read_opus, links=True, most=1),
}

#: The largest text of an audiobook that is read, in bytes.
_LARGEST = 64 << 20


def whole(path: Path, narration: Narration, expected: Curve | None) -> Sound:
    """A file with all of the narration.  It is decoded only where ``expected`` is given.

    Raises :class:`SourceError` where it is not what its suffix says.
    """
    kind = FORMATS[path.suffix[1:]]
    try:
        marks = kind.read(path)
    except (OSError, ValueError) as error:
        raise _unreadable(path, str(error)) from error
    return Sound(kind, Marks(marks), [_segment(path, 0, narration.length, 0.0, expected)], expected)


def split(
    folder: Path,
    name: str,
    narration: Narration,
    expected: Curve | None,
    held: Sequence[Sequence[TimedChapter]],
) -> Sound:
    """A folder with a file for each chapter: each bears its title, and has the marks inside it.

    ``held`` are the chapters of the narration that each file holds.
    """
    kind = FORMATS[name]
    files = sorted(folder.glob(f"*{kind.suffix}"))
    marks: list[ChapterMark] = []
    segments: list[Segment] = []
    by_title = {letters(title_of(file)): file for file in reversed(files)}
    for number, chapters in enumerate(held, start=1):
        first = chapters[0]
        file = next(
            (one for one in files if one.name.partition(" ")[0].lstrip("0") == str(number)),
            by_title.get(letters(first.chapter.title)),
        )
        if file is None:
            continue
        if len(chapters) == 1:
            marks.append(ChapterMark(narration.ms(first.start), title_of(file)))
        else:
            for timed, mark in zip(chapters, kind.read(file), strict=False):
                marks.append(ChapterMark(narration.ms(timed.start), mark.title))
        alone = _segment(file, first.start, chapters[-1].end, 0.0, expected)
        clips = [clip for timed in chapters for clip in timed.clips]
        for clip, start in zip(clips, _alone(narration, chapters), strict=True):
            shift = (start - clip.start) / narration.rate
            segments.append(replace(alone, first=clip.start, last=clip.start + 1, shift=shift))
    plain = Format(f"{kind.name} (split)", kind.suffix, kind.read)
    return Sound(plain, Marks(tuple(marks)), segments, expected)


def _alone(narration: Narration, held: Sequence[TimedChapter]) -> list[int]:
    """The samples at which the utterances of these chapters begin in a file of their own."""
    clips = [clip for timed in held for clip in timed.clips]
    alone = excerpt(narration, [timed.chapter for timed in held], clips)
    return [clip.start for timed in alone.chapters for clip in timed.clips]


@contextmanager
def packed(path: Path, narration: Narration, expected: Curve | None) -> Iterator[Sound]:
    """A W3C Audiobook: its contents are its chapters, its MP3 files follow each other.

    Raises :class:`SourceError` where it is none.
    """
    from lxml import html

    try:
        with (
            zipfile.ZipFile(path) as archive,
            tempfile.TemporaryDirectory(prefix="publish-") as name,
        ):
            manifest = json.loads(_read(archive, "publication.json"))
            contents = html.fromstring(_read(archive, "toc.html").decode())
            segments: list[Segment] = []
            starts: dict[str, int] = {}
            now = 0
            for part in manifest["readingOrder"]:
                if part["url"] not in archive.namelist():
                    now += round(_seconds(part["duration"]) * narration.rate)
                    continue
                sound = Path(name) / "sound.mp3"
                sound.write_bytes(archive.read(part["url"]))
                first = _nearest(narration, now)
                starts[part["url"]] = narration.ms(first)
                now += round(_seconds(part["duration"]) * narration.rate)
                last, shift = _nearest(narration, now), -first / narration.rate
                segments.append(_segment(sound, first, last, shift, expected))
            pictures = {
                letters(one.get("name", "")): (one["url"], one.get("description", ""))
                for one in manifest.get("resources", [])
                if one.get("encodingFormat", "").startswith("image/")
                and one["url"] in archive.namelist()
            }
            marks = tuple(_links(contents, starts, pictures))
            kind = Format("LPF", ".lpf", read_mp3, pictures=True, alts=True)
            yield Sound(kind, Marks(marks), segments, expected)
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise _unreadable(path, str(error)) from error


def _links(
    contents: Any, starts: dict[str, int], pictures: dict[str, tuple[str, str]]
) -> Iterator[ChapterMark]:
    for link in contents.iter("a"):
        url, _, time = (link.get("href") or "").partition("#t=")
        if url in starts:
            title = " ".join(link.text_content().split())
            picture, said = pictures.get(letters(title), ("", ""))
            alt = said if letters(said) == letters(link.get("aria-description", said)) else ""
            yield ChapterMark(starts[url] + round(float(time or 0) * 1000), title, alt, picture)


def chapters(folder: Path, narration: Narration) -> Sound:
    """The chapters by themselves (Podcasting 2.0): titles, pictures and links, and no sound.

    Raises :class:`SourceError` where the file of chapters is missing or broken.
    """
    file = folder / "chapters.json"
    try:
        listed = json.loads(file.read_text(encoding="utf-8"))["chapters"]
        marks = tuple(
            ChapterMark(
                round(one["startTime"] * 1000),
                one.get("title", ""),
                picture=one["img"] if _shown(folder, one.get("img", "")) else "",
                links=(one["url"],) if "url" in one else (),
            )
            for one in listed
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _unreadable(file, str(error)) from error
    kind = Format("chapters", "-chapters", read_mp3, pictures=True, links=True, most=1, silent=True)
    silent = Segment(0, narration.length, 0.0, None, float("inf"))
    return Sound(kind, Marks(marks), [silent])


def _shown(folder: Path, address: str) -> bool:
    return bool(address) and (folder / Path(address).name).is_file()


def _nearest(narration: Narration, sample: int) -> int:
    """The border between chapters that is nearest to ``sample``: times in files are whole ms."""
    borders = (*(one.start for one in narration.chapters), narration.length)
    return min(borders, key=lambda border: abs(border - sample))


def _segment(path: Path, first: int, last: int, shift: float, expected: Curve | None) -> Segment:
    if expected is not None:
        return Segment(first, last, shift, curve_in(path))
    return Segment(first, last, shift, None, length_of(path) or 0.0)


def _seconds(duration: str) -> float:
    return float(duration.removeprefix("PT").removesuffix("S"))


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > _LARGEST:
        raise ValueError(f"{name} is too large")
    return archive.read(name)


def _unreadable(path: Path, why: str) -> SourceError:
    return SourceError(
        Diagnostic(
            code="edition-unreadable",
            message=f"It cannot be read as what its name says: {why}.",
            fix="Build it again.",
            file=path,
        )
    )
