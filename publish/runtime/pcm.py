"""Decode sound files, and resample PCM, with ffmpeg."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from publish.runtime import ffmpeg
from publish.runtime.programs import run

#: The kinds of sound files that are read: ffmpeg's name and the suffixes of each.
KINDS = {
    "wav": (".wav",),
    "mp3": (".mp3",),
    "flac": (".flac",),
    "ogg": (".ogg", ".oga", ".opus"),
    "mov": (".m4a", ".mp4", ".m4b"),
}

#: The number of bytes at the beginning of a file that show its kind.
HEAD = 12

_FIX = "Install it with: pip install imageio-ffmpeg"
_QUIET = ("-hide_banner", "-nostdin", "-loglevel", "error")

#: Signed 16-bit little-endian, mono; with ``bitexact`` the same input gives the same bytes.
_PCM = ("-f", "s16le", "-ac", "1", "-fflags", "+bitexact", "-flags:a", "+bitexact")


def kind_of(head: bytes) -> str:
    """Return the kind (of :data:`KINDS`) of a file that begins with ``head``; empty for others."""
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "wav"
    if head[:4] in (b"fLaC", b"OggS"):
        return "flac" if head[:1] == b"f" else "ogg"
    if head[4:8] == b"ftyp":
        return "mov"
    # A tag, or the eleven bits of a frame's sync and the two of layer III (ISO 11172-3, 2.4.2.3).
    frame = len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2
    return "mp3" if head[:3] == b"ID3" or frame else ""


def decode(
    file: Path, kind: str, *, rate: int, longest: float, filters: Sequence[str] = ()
) -> bytes:
    """Decode at most ``longest`` seconds of a sound file to PCM (16-bit, mono) at ``rate`` Hz.

    ``kind`` is a key of :data:`KINDS`; ffmpeg reads the file as that and opens no other file.  The
    sound passes ffmpeg's ``filters`` before its channels are mixed.  It has the processor time of
    :func:`publish.runtime.ffmpeg.decoding_seconds`.

    Raises:
        MissingToolError: ffmpeg isn't installed.
        ToolError: The file can't be decoded.
    """
    return run(
        [
            *(ffmpeg.program(), *_QUIET, "-protocol_whitelist", "file,pipe"),
            *("-f", kind, "-i", f"file:{file}", "-map", "0:a:0", "-t", str(longest)),
            *(("-af", ",".join(filters)) if filters else ()),
            *(*_PCM, "-ar", str(rate), "pipe:1"),
        ],
        timeout=30 + longest / 10,
        processor_seconds=ffmpeg.decoding_seconds(file),
        needed_for="recorded clips",
        fix=_FIX,
    )


def resample(pcm: bytes, rate: int, wanted: int) -> bytes:
    """Resample ``pcm`` (16-bit, mono) from ``rate`` to ``wanted`` Hz.  Raises as :func:`decode`."""
    if rate == wanted or not pcm:
        return pcm
    return run(
        [
            *(ffmpeg.program(), *_QUIET, "-protocol_whitelist", "pipe"),
            *("-f", "s16le", "-ar", str(rate), "-ac", "1", "-i", "pipe:0"),
            *(*_PCM, "-ar", str(wanted), "pipe:1"),
        ],
        stdin=(pcm,),
        timeout=60,
        needed_for="voices of different sample rates",
        fix=_FIX,
    )
