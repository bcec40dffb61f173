"""ffmpeg: the program that comes in the wheel of ``imageio-ffmpeg``, or the system's own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from publish.errors import MissingToolError
from publish.tools.run import run

_MEND = "Install it with: pip install imageio-ffmpeg"


@cache
def program() -> str:
    """The path of ffmpeg.  Raises :class:`MissingToolError`.

    ``IMAGEIO_FFMPEG_EXE`` names another one.
    """
    try:
        from imageio_ffmpeg import get_ffmpeg_exe
    except ImportError as error:
        raise MissingToolError("ffmpeg", "audio editions", _MEND) from error
    try:
        return str(get_ffmpeg_exe())
    except RuntimeError as error:
        raise MissingToolError("ffmpeg", "audio editions", _MEND) from error


def version() -> str:
    """The version of ffmpeg, such as ``7.0.2``.  Raises as :func:`program` does."""
    said = run([program(), "-version"], timeout=20, needed_for="audio editions", mend=_MEND)
    return said.decode("utf-8", "replace").split()[2].split("-")[0]


def encode(
    pcm: Iterable[bytes],
    *,
    rate: int,
    samples: int,
    output: Path,
    options: Sequence[str],
    inputs: Sequence[str] = (),
) -> None:
    """Encode ``samples`` samples of mono 16-bit little-endian PCM at ``rate`` Hz as ``output``.

    ``inputs`` are further inputs (``-i FILE``), ``options`` those of the output.  The same input
    gives the same bytes: no dates and no version of the encoder are written.  Raises
    :class:`MissingToolError` and :class:`ToolError`.
    """
    quiet = ("-hide_banner", "-nostdin", "-loglevel", "error", "-y")
    sound = ("-f", "s16le", "-ar", str(rate), "-ac", "1", "-i", "pipe:0")
    same = ("-map", "0:a", "-fflags", "+bitexact", "-flags:a", "+bitexact")
    run(
        # The protocols keep a strange input from making ffmpeg open anything else.
        [
            *(program(), *quiet, "-protocol_whitelist", "file,pipe"),
            *(*sound, *inputs, *same, *options, f"file:{output}"),
        ],
        stdin=pcm,
        timeout=60 + samples / rate,  # the slowest machine encodes faster than it plays
        needed_for="audio editions",
        mend=_MEND,
    )
