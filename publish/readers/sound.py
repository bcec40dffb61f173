"""Read finished sound files: their chapters, lengths and titles.

mutagen reads ID3 and Opus comments.  Chapters of MP4 files are read here: mutagen reads only the
Nero list (``chpl``), and players also show the text track with its picture track.

Sources: ISO/IEC 14496-12, 8.3 (tracks), 8.6.1 (times), 8.7 (samples); QuickTime File Format,
"Chapter Lists"; ID3v2 Chapter Frame Addendum 1.0; the Xiph wiki, "Chapter Extension".
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Iterator
from functools import cache, partial
from itertools import islice
from os import SEEK_END
from pathlib import Path
from typing import IO, Any

from msgspec import Struct

from publish.readers import MalformedError
from publish.runtime.sound_tags import BrokenSoundError, mutagen, opened, reading


class ChapterMark(Struct, frozen=True):
    """A chapter of a sound file.

    ``start`` is in ms; ``picture`` is the digest of its picture, or empty; ``links`` are addresses.
    ``listed`` says whether menus have it.
    """

    start: int
    title: str
    alt: str = ""
    picture: str = ""
    links: tuple[str, ...] = ()
    listed: bool = True


#: The largest movie atom, and the largest sample, that are read, in bytes.
_LARGEST = 256 << 20

#: The largest number of a clock value: 30 years of seconds.
LONGEST = 1e9

#: The most samples of a chapter track that are read.
_MOST_SAMPLES = 20_000


class _Track(Struct, frozen=True):
    """A track: ``samples`` are offset and size in the file, ``times`` their starts in ms.

    ``chapters`` are the numbers of the tracks that hold its chapters.
    """

    number: int
    handler: bytes
    samples: tuple[tuple[int, int], ...]
    times: tuple[int, ...]
    chapters: tuple[int, ...]


def read_m4b(file: Path) -> tuple[ChapterMark, ...]:
    """Return the chapters in the text track that the sound refers to, with their pictures.

    Raises:
        OSError: The file can't be opened.
        MalformedError: It isn't an MP4 file.
    """
    with file.open("rb") as source:
        try:
            return tuple(_chapters(source))
        except struct.error as error:
            raise MalformedError(f"an atom of it is too short: {error}") from error


def _chapters(source: IO[bytes]) -> Iterator[ChapterMark]:
    movie = _movie(source)
    tracks = [_track(content) for kind, content in _atoms(movie) if kind == b"trak"]
    wanted = {number for track in tracks for number in track.chapters}
    _refuse_overlapping(source, [track for track in tracks if track.number in wanted])
    pictures: dict[int, str] = {}
    digest, title = cache(partial(_digest, source)), cache(partial(_title, source))
    for track in tracks:
        if track.number in wanted and track.handler == b"vide":
            for time, (offset, size) in zip(track.times, track.samples, strict=True):
                pictures[time] = digest(offset, size)
    for track in tracks:
        if track.number in wanted and track.handler == b"text":
            for time, (offset, size) in zip(track.times, track.samples, strict=True):
                yield ChapterMark(time, title(offset, size), picture=pictures.get(time, ""))


def _refuse_overlapping(source: IO[bytes], tracks: list[_Track]) -> None:
    """Refuse samples that together are longer than the file; chapters may share one."""
    samples = {sample for track in tracks for sample in track.samples}
    if sum(size for _, size in samples) > source.seek(0, SEEK_END):
        raise MalformedError("its samples are longer than the file")


def _digest(source: IO[bytes], offset: int, size: int) -> str:
    data = _read(source, offset, size)
    return hashlib.sha256(data).hexdigest() if data[:2] == b"\xff\xd8" else ""


def _title(source: IO[bytes], offset: int, size: int) -> str:
    data = _read(source, offset, size)
    (length,) = struct.unpack_from(">H", data) if len(data) >= 2 else (0,)
    return data[2 : 2 + length].decode("utf-8", "replace")


def _read(source: IO[bytes], offset: int, size: int) -> bytes:
    if offset >= 1 << 40:  # no sound is so long, and not all systems look for more
        raise MalformedError("an atom of it is longer than any file")
    source.seek(offset)
    return source.read(min(size, _LARGEST))


def _movie(source: IO[bytes]) -> bytes:
    """Return the content of the ``moov`` atom."""
    offset = 0
    while len(head := _read(source, offset, 16)) >= 8:
        size, kind = struct.unpack_from(">I4s", head)
        start = 8
        if size == 1 and len(head) == 16:
            (size,), start = struct.unpack_from(">8xQ", head), 16
        if size < start:
            break
        if kind == b"moov":
            return _read(source, offset + start, size - start)
        offset += size
    raise MalformedError("it isn't an MP4 file")


def _atoms(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    offset = 0
    while offset + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, offset)
        if not 8 <= size <= len(data) - offset:
            raise MalformedError("an atom of it is longer than the one around it")
        yield kind, data[offset + 8 : offset + size]
        offset += size


def _find(data: bytes, *path: bytes) -> bytes:
    """Return the content of the first atom at ``path``; empty if there is none."""
    for kind in path:
        data = next((content for name, content in _atoms(data) if name == kind), b"")
    return data


def _track(data: bytes) -> _Track:
    header, media = _find(data, b"tkhd"), _find(data, b"mdia")
    number = struct.unpack_from(">I", header, 20 if header[:1] == b"\x01" else 12)[0]
    handler = _find(media, b"hdlr")[8:12]
    referred = _find(data, b"tref", b"chap")
    chapters = struct.unpack(f">{len(referred) // 4}I", referred[: len(referred) // 4 * 4])
    if handler not in (b"text", b"vide"):
        return _Track(number, handler, (), (), chapters)
    scale = struct.unpack_from(">I", _find(media, b"mdhd"), 12)[0] or 1
    table = _find(media, b"minf", b"stbl")
    sizes = struct.unpack(f">{(len(box := _find(table, b'stsz')) - 12) // 4}I", box[12:])
    offsets = [offset for (offset,) in struct.iter_unpack(">I", _find(table, b"stco")[8:])]
    times = _times(_find(table, b"stts")[8:], scale)
    rows = list(islice(zip(offsets, sizes, times, strict=False), _MOST_SAMPLES))
    samples = tuple((offset, size) for offset, size, _ in rows)
    return _Track(number, handler, samples, tuple(time for *_, time in rows), chapters)


def _times(table: bytes, scale: int) -> Iterator[int]:
    """Yield the start of each sample in ms (ISO/IEC 14496-12, 8.6.1.2)."""
    now = 0
    for count, delta in struct.iter_unpack(">II", table):
        for _ in range(count):
            yield now * 1000 // scale
            now += delta


def read_mp3(file: Path) -> tuple[ChapterMark, ...]:
    """Return the chapters (``CHAP`` frames) in time order; a table of contents lists them or not.

    Raises:
        MalformedError: The file has no ID3 tag.
    """
    id3: Any = mutagen("mutagen.id3")
    try:
        with reading():
            tag = id3.ID3(file)
    except BrokenSoundError as error:
        raise MalformedError(str(error)) from error
    listed = {name for table in tag.getall("CTOC") for name in table.child_element_ids}
    found = [_mark(frame, frame.element_id in listed) for frame in tag.getall("CHAP")]
    return tuple(sorted(found, key=lambda mark: mark.start))


def _mark(frame: Any, listed: bool) -> ChapterMark:
    inside = frame.sub_frames
    pictures = inside.getall("APIC")
    return ChapterMark(
        start=int(frame.start_time),
        title=_text(inside, "TIT2"),
        alt=_text(inside, "TIT3"),
        picture=hashlib.sha256(pictures[0].data).hexdigest() if pictures else "",
        links=tuple(one.url for one in inside.getall("WXXX")),
        listed=listed,
    )


def _text(inside: Any, name: str) -> str:
    frames = inside.getall(name)
    return str(frames[0].text[0]) if frames and frames[0].text else ""


def read_opus(file: Path) -> tuple[ChapterMark, ...]:
    """Return the chapters in the ``CHAPTERxxx`` comments, in time order.

    Raises:
        MalformedError: It isn't an Opus file, or a comment isn't a time.
    """
    oggopus: Any = mutagen("mutagen.oggopus")
    try:
        with reading():
            comments: list[tuple[str, str]] = oggopus.OggOpus(file).tags
    except BrokenSoundError as error:
        raise MalformedError(str(error)) from error
    upper: dict[str, list[str]] = {}
    for name, value in comments:
        upper.setdefault(name.upper(), []).append(value)
    found = [
        ChapterMark(
            start=_clock_ms(values[0]),
            title=upper.get(f"{name}NAME", [""])[0],
            links=tuple(upper.get(f"{name}URL", ())),
        )
        for name, values in upper.items()
        if re.fullmatch(r"CHAPTER\d{3}", name)
    ]
    return tuple(sorted(found, key=lambda mark: mark.start))


def _clock_ms(clock: str) -> int:
    """Return ``00:01:02.345`` in ms."""
    found = re.fullmatch(r"(\d{1,9}):(\d\d):(\d\d)\.(\d{3})", clock)
    if found is None:
        raise MalformedError(f"{clock!r} isn't a time")
    hours, minutes, seconds, ms = map(int, found.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms


def length_of(file: Path | IO[bytes]) -> float | None:
    """Return the length that a sound file declares, in s; ``None`` if it isn't a sound file."""
    found = opened(file)
    return float(found.info.length) if found is not None else None


def title_of(file: Path) -> str:
    """Return the title in the tags of a sound file; empty if it has none."""
    found = opened(file, easy=True)
    values = (found.tags or {}).get("title") if found is not None else None
    return str(values[0]) if values else ""


def clock_seconds(clock: str) -> float | None:
    """Return a SMIL clock value (SMIL 3.0, 5.4.1) in seconds; ``None`` if it isn't one.

    One that is longer than any sound is cut off: it stays a number that can be rounded.
    """
    if found := re.fullmatch(r"(?:([0-9]+):)?([0-5]?[0-9]):([0-5]?[0-9](?:\.[0-9]+)?)", clock):
        hours, minutes, rest = found.groups()
        return int(hours[:9] if hours else 0) * 3600 + int(minutes[:9]) * 60 + float(rest)
    if found := re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)(h|min|s|ms)?", clock):
        return min(float(found[1]), LONGEST) * {"h": 3600, "min": 60, "ms": 0.001}.get(
            found[2] or "s", 1
        )
    return None
