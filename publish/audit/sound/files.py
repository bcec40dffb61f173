"""Open finished audio editions for the audit, with one function for each kind."""

from __future__ import annotations

import zipfile
import zlib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

from msgspec import DecodeError, Meta, Struct, field
from msgspec.json import decode
from msgspec.structs import replace

from publish.audit.items import letters
from publish.audit.sound.curve import Curve, curve_in
from publish.audit.sound.listener import Format, Marks, Segment, Sound
from publish.errors import Diagnostic, SourceError
from publish.model import Article
from publish.model.ids import unscoped
from publish.model.walk import chapters_in
from publish.narration.script import ChapterKind
from publish.narration.timeline import Narration, TimedChapter, excerpt
from publish.readers import MalformedError
from publish.readers.sound import (
    LONGEST,
    ChapterMark,
    clock_seconds,
    length_of,
    read_m4b,
    read_mp3,
    read_opus,
    title_of,
)
from publish.runtime.temporary import temporary_folder

FORMATS = {
    "m4b": Format("M4B", ".m4b", read_m4b, pictures=True),
    "mp3": Format("MP3", ".mp3", read_mp3, pictures=True, alts=True, links=True),
    "opus": Format("Opus", ".opus", read_opus, links=True, most=1),
}

#: The largest sound file of an audiobook that is read, and the largest manifest, in bytes.
_LARGEST, _LARGEST_TEXT = 1 << 30, 10 << 20


def open_file(path: Path, narration: Narration, expected: Curve | None) -> Sound:
    """Open a file with the whole narration.  It is decoded only if ``expected`` is given.

    Raises:
        SourceError: It isn't a file of the type of its suffix.
    """
    kind = FORMATS[path.suffix[1:]]
    try:
        marks = kind.read(path)
        whole = _heard(path, Segment(0, narration.length), narration, expected)
    except (OSError, MalformedError) as error:
        raise _unreadable(path, str(error)) from error
    return Sound(kind, Marks(marks), [whole], expected)


def open_split(
    folder: Path, name: str, article: Article, narration: Narration, expected: Curve | None
) -> Sound:
    """Open a folder with a file for each chapter.

    The chapter of a file is found by the number at the start of its name, since players sort files
    by it; without a number, by its title.

    Raises:
        SourceError: A file isn't one of the type of its suffix.
    """
    kind = FORMATS[name]
    files = sorted(folder.glob(f"*{kind.suffix}"))
    marks: list[ChapterMark] = []
    segments: list[Segment] = []
    by_number = {_number(file): file for file in files}
    by_title = {letters(title_of(file)): file for file in reversed(files)}
    for number, chapters in enumerate(_divided(article, narration), start=1):
        first = chapters[0]
        file = by_number.get(number, by_title.get(letters(first.chapter.title)))
        if file is None:
            continue
        try:
            titles = [mark.title for mark in kind.read(file)] if chapters[1:] else [title_of(file)]
            alone = _heard(file, Segment(first.start, chapters[-1].end), narration, expected)
        except (OSError, MalformedError) as error:
            raise _unreadable(file, str(error)) from error
        for timed, title in zip(chapters, titles, strict=False):
            marks.append(ChapterMark(narration.ms(timed.start), title))
        clips = [clip for timed in chapters for clip in timed.clips]
        for clip, start in zip(clips, _starts(narration, chapters), strict=True):
            shift = (start - clip.start) / narration.rate
            segments.append(replace(alone, first=clip.start, last=clip.start + 1, shift=shift))
    plain = Format(f"{kind.name} (split)", kind.suffix, kind.read)
    return Sound(plain, Marks(tuple(marks)), segments, expected)


def _number(file: Path) -> int:
    number = file.name.partition(" ")[0]
    return int(number) if number.isdecimal() else 0


def _divided(article: Article, narration: Narration) -> list[list[TimedChapter]]:
    """Return the chapters of the narration in each file of a split edition.

    A file of an article has one; a file of a book has those of one chapter of the book, and a part
    belongs to the chapter after it.  The audit doesn't use the exporter's function for this
    (``publish.narration.timeline.files_of``), so that a bug there can't hide a loss.
    """
    if not article.book:
        return [[timed] for timed in narration.chapters]
    chapters = {chapter.id for chapter in chapters_in(article.blocks)}
    files: list[list[TimedChapter]] = []
    after_part = False
    for key, group in groupby(narration.chapters, lambda timed: unscoped(timed.chapter.target)[0]):
        together = list(group)
        if after_part:
            files[-1] += together
        else:
            files.append(together)
        after_part = key not in chapters and together[0].chapter.kind is ChapterKind.SECTION
    return files


def _starts(narration: Narration, held: Sequence[TimedChapter]) -> list[int]:
    """Return the samples at which the utterances of these chapters begin in a separate file.

    The times come from the function that the exporter uses.  If they were wrong, the comparison of
    the sound would fail, and a lost utterance can't be hidden: the caller pairs the times with all
    utterances.
    """
    clips = [clip for timed in held for clip in timed.clips]
    alone = excerpt(narration, [timed.chapter for timed in held], clips)
    return [clip.start for timed in alone.chapters for clip in timed.clips]


def open_audiobook(path: Path, narration: Narration, expected: Curve | None) -> Sound:
    """Open a W3C Audiobook, with the chapters of its contents and its MP3 files in order.

    Raises:
        SourceError: It isn't a W3C Audiobook.
    """
    from lxml import etree, html

    try:
        with (
            zipfile.ZipFile(path) as archive,
            temporary_folder() as folder,
        ):
            manifest = decode(_read(archive, "publication.json", _LARGEST_TEXT), type=_Manifest)
            contents = html.fromstring(_read(archive, "toc.html", _LARGEST_TEXT))
            names = frozenset(archive.namelist())
            segments: list[Segment] = []
            starts: dict[str, int] = {}
            heard: dict[str, Segment] = {}
            now = 0
            for part in manifest.reading_order:
                samples = round(_seconds(part.duration) * narration.rate)
                if part.url in names:
                    first, last = _nearest(narration, now), _nearest(narration, now + samples)
                    segment = Segment(first, last, -first / narration.rate)
                    if same := heard.get(part.url):
                        segment = replace(segment, curve=same.curve, seconds=same.seconds)
                    else:
                        sound = folder / "sound.mp3"
                        sound.write_bytes(_read(archive, part.url))
                        segment = _heard(sound, segment, narration, expected)
                    heard[part.url] = segment
                    starts[part.url] = narration.ms(first)
                    segments.append(segment)
                now += samples
    except (*_UNREADABLE, zipfile.BadZipFile, etree.ParserError, MalformedError) as error:
        raise _unreadable(path, str(error)) from error
    pictures = [
        one
        for one in manifest.resources
        if one.encoding_format.startswith("image/") and one.url in names
    ]
    kind = Format("LPF", ".lpf", read_mp3, pictures=True, alts=True)
    return Sound(kind, Marks(tuple(_links(contents, starts, pictures))), segments, expected)


class _Part(Struct, rename="camel"):
    """A file of the reading order, or a picture among the resources."""

    url: str
    name: str = ""
    description: str = ""
    duration: str = ""
    encoding_format: str = ""


class _Manifest(Struct, rename="camel"):
    """The parts of a publication manifest that the audit reads (W3C, 2.7)."""

    reading_order: list[_Part]
    resources: list[_Part] = field(default_factory=list)


#: What reading JSON raises.
_UNREADABLE = (OSError, DecodeError, UnicodeDecodeError, RecursionError)


class _Chapter(Struct, rename="camel"):
    """A chapter of a Podcasting 2.0 file of chapters."""

    start_time: Annotated[float, Meta(ge=0, le=1e9)]
    title: str = ""
    img: str = ""
    url: str = ""
    toc: bool = True


class _Chapters(Struct):
    chapters: list[_Chapter]


def _links(
    contents: Any, starts: dict[str, int], pictures: Sequence[_Part]
) -> Iterator[ChapterMark]:
    """Yield the chapters; a picture that several show has the name of one, or of the cover."""
    named = {letters(one.name): one for one in pictures}
    described = {letters(one.description): one for one in pictures if one.description}
    for link in contents.iter("a"):
        url, _, time = (link.get("href") or "").partition("#t=")
        if url in starts:
            title = " ".join(link.text_content().split())
            label = link.get("aria-description", "")
            picture = named.get(letters(title)) or described.get(letters(label), _Part(""))
            label = label or picture.description
            alt = picture.description if letters(picture.description) == letters(label) else ""
            start = starts[url] + round((clock_seconds(time) or 0.0) * 1000)
            listed = not any("hidden" in item.attrib for item in link.iterancestors())
            yield ChapterMark(start, title, alt, picture.url, listed=listed)


def open_chapters(folder: Path, narration: Narration) -> Sound:
    """Open the chapters edition (Podcasting 2.0): titles, pictures and links without sound.

    Raises:
        SourceError: The file of chapters is missing or malformed.
    """
    file = folder / "chapters.json"
    try:
        listed = decode(file.read_bytes(), type=_Chapters).chapters
        files = {one.name for one in folder.iterdir() if one.is_file()}
    except _UNREADABLE as error:
        raise _unreadable(file, str(error)) from error
    marks = tuple(
        ChapterMark(
            round(one.start_time * 1000),
            one.title,
            picture=one.img if Path(one.img).name in files else "",
            links=(one.url,) if one.url else (),
            listed=one.toc,
        )
        for one in listed
    )
    kind = Format("chapters", "-chapters", read_mp3, pictures=True, links=True, most=1, silent=True)
    silent = Segment(0, narration.length, 0.0, None, float("inf"))
    return Sound(kind, Marks(marks), [silent])


def _nearest(narration: Narration, sample: int) -> int:
    """Return the border between chapters nearest to ``sample``: times in files are whole ms."""
    place = bisect_left(narration.chapters, sample, key=lambda one: one.start)
    near = (one.start for one in narration.chapters[max(0, place - 1) : place + 1])
    return min((*near, narration.length), key=lambda border: abs(border - sample))


def _heard(path: Path, segment: Segment, narration: Narration, expected: Curve | None) -> Segment:
    """Return ``segment`` with the curve or the length of the file ``path``."""
    if expected is None:
        return replace(segment, seconds=length_of(path) or 0.0)
    seconds = (segment.last - segment.first) / narration.rate
    return replace(segment, curve=curve_in(path, seconds))


def _seconds(duration: str) -> float:
    """Return a duration of a publication manifest (ISO 8601, ``PT12.5S``) in s."""
    seconds = clock_seconds(duration.removeprefix("PT").lower())
    if seconds is None or seconds >= LONGEST:
        raise MalformedError(f"{duration[:40]!r} isn't a duration")
    return seconds


def _read(archive: zipfile.ZipFile, name: str, most: int = _LARGEST) -> bytes:
    try:
        if archive.getinfo(name).file_size > most:
            raise MalformedError(f"{name} is too large")
        return archive.read(name)
    except (KeyError, RuntimeError, zlib.error) as error:  # RuntimeError: it is encrypted
        raise MalformedError(f"{name} is missing, damaged or encrypted") from error


def _unreadable(path: Path, why: str) -> SourceError:
    return SourceError(
        Diagnostic(
            code="edition-unreadable",
            message=f"It cannot be read as what its name says: {why}.",
            fix="Build it again.",
            file=path,
        )
    )
