"""ffprobe: what a sound file really holds, chapters to the millisecond."""

import json
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from .process import program, run


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter; times in milliseconds from the start of the file."""

    start_ms: float
    end_ms: float
    title: str


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream: sound, the chapter text of an M4B, or an attached picture."""

    kind: str  # audio, video, data, subtitle
    codec: str  # such as aac, mp3, mjpeg; empty if unknown
    sample_rate: int | None  # Hz
    channels: int | None
    bit_rate: int | None  # bits a second
    size: tuple[int, int] | None  # width, height in pixels
    is_picture: bool
    tags: dict[str, str]


@dataclass(frozen=True, slots=True)
class Media:
    """A sound file; `tags` have lower-case names."""

    format: str  # such as mp3, mov,mp4,m4a,3gp,3g2,mj2
    duration_ms: float
    tags: dict[str, str]
    chapters: tuple[Chapter, ...]
    streams: tuple[Stream, ...]

    @property
    def pictures(self) -> tuple[Stream, ...]:
        """The attached pictures; those inside MP3 chapters are no streams (mutagen sees them)."""
        return tuple(stream for stream in self.streams if stream.is_picture)


def probe(path: Path, *, timeout: float = 60) -> Media:
    """Read `path`. Raises MissingJudgeError without ffprobe, JudgeError if it cannot be read."""
    show = ["-show_format", "-show_streams", "-show_chapters"]
    ffprobe = program("ffprobe", "ffmpeg (it brings ffprobe)")
    report = json.loads(
        run([ffprobe, "-v", "error", *show, "-of", "json", path.resolve()], timeout=timeout)
    )
    return Media(
        format=report["format"]["format_name"],
        duration_ms=float(report["format"].get("duration", 0)) * 1000,
        tags=_tags(report["format"]),
        chapters=tuple(_chapter(chapter) for chapter in report["chapters"]),
        streams=tuple(_stream(stream) for stream in report["streams"]),
    )


def _chapter(chapter: dict[str, Any]) -> Chapter:
    unit = Fraction(chapter["time_base"]) * 1000
    return Chapter(
        start_ms=float(chapter["start"] * unit),
        end_ms=float(chapter["end"] * unit),
        title=_tags(chapter).get("title", ""),
    )


def _stream(stream: dict[str, Any]) -> Stream:
    def number(name: str) -> int | None:
        return int(stream[name]) if name in stream else None

    width, height = number("width"), number("height")
    return Stream(
        kind=stream.get("codec_type", ""),
        codec=stream.get("codec_name", ""),
        sample_rate=number("sample_rate"),
        channels=number("channels"),
        bit_rate=number("bit_rate"),
        size=(width, height) if width and height else None,
        is_picture=bool(stream.get("disposition", {}).get("attached_pic")),
        tags=_tags(stream),
    )


def _tags(owner: dict[str, Any]) -> dict[str, str]:
    return {name.lower(): value for name, value in owner.get("tags", {}).items()}
