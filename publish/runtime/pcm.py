"""Sound files and samples that people or voices bring, as PCM: through ffmpeg."""

from __future__ import annotations

from pathlib import Path

from publish.runtime import ffmpeg
from publish.runtime.programs import run

#: What is read of each kind of sound file: how ffmpeg calls it, and the suffixes it goes by.
KINDS = {
    "wav": (".wav",),
    "mp3": (".mp3",),
    "flac": (".flac",),
    "ogg": (".ogg", ".oga", ".opus"),
    "mov": (".m4a", ".mp4", ".m4b"),
}

#: So many bytes of a file tell its kind.
HEAD = 12

_FIX = "Install it with: pip install imageio-ffmpeg"
_QUIET = ("-hide_banner", "-nostdin", "-loglevel", "error")

#: Signed 16-bit little-endian, mono; the same input gives the same bytes.
_PCM = ("-f", "s16le", "-ac", "1", "-fflags", "+bitexact", "-flags:a", "+bitexact")


def kind_of(head: bytes) -> str:
    """The kind (of :data:`KINDS`) of a file that begins with ``head``; empty for any other."""
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "wav"
    if head[:4] in (b"fLaC", b"OggS"):
        return "flac" if head[:1] == b"f" else "ogg"
    if head[4:8] == b"ftyp":
        return "mov"
    # A tag, or the eleven bits of a frame's sync and the two of layer III (ISO 11172-3, 2.4.2.3).
    frame = len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2
    return "mp3" if head[:3] == b"ID3" or frame else ""


def decode(file: Path, kind: str, *, rate: int, longest: float) -> bytes:
    """The first ``longest`` seconds of a sound file as PCM (16-bit, mono) at ``rate`` Hz.

    Only that file is opened, and read as ``kind``, whatever else it may look like.  Raises
    :class:`MissingToolError` and :class:`ToolError`.
    """
    return run(
        [
            *(ffmpeg.program(), *_QUIET, "-protocol_whitelist", "file,pipe"),
            *("-f", kind, "-i", f"file:{file}", "-map", "0:a:0", "-t", str(longest)),
            *(*_PCM, "-ar", str(rate), "pipe:1"),
        ],
        timeout=30 + longest / 10,
        needed_for="recorded clips",
        fix=_FIX,
    )


def resample(pcm: bytes, rate: int, wanted: int) -> bytes:
    """PCM (16-bit, mono) at ``rate`` Hz as the same at ``wanted`` Hz.

    Raises :class:`MissingToolError` and :class:`ToolError`.
    """
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
