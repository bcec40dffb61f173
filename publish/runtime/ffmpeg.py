"""ffmpeg: the program that comes in the wheel of ``imageio-ffmpeg``, or the system's own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from msgspec import Struct

from publish.errors import MissingToolError
from publish.runtime.programs import Program, run

_FIX = "Install it with: pip install imageio-ffmpeg"


@cache
def program() -> str:
    """The path of ffmpeg.  Raises :class:`MissingToolError`.

    ``IMAGEIO_FFMPEG_EXE`` names another one.
    """
    try:
        from imageio_ffmpeg import get_ffmpeg_exe
    except ImportError as error:
        raise MissingToolError("ffmpeg", "audio editions", _FIX) from error
    try:
        return str(get_ffmpeg_exe())
    except RuntimeError as error:
        raise MissingToolError("ffmpeg", "audio editions", _FIX) from error


@cache
def version() -> str:
    """The version of ffmpeg, such as ``7.0.2``.  Raises as :func:`program` does."""
    said = run([program(), "-version"], timeout=20, needed_for="audio editions", fix=_FIX)
    return said.decode("utf-8", "replace").split()[2].split("-")[0]


class Stream(Struct, frozen=True):
    """An output of :func:`encoded`: its own audio ``filter``, and its ``options``."""

    filter: str
    options: tuple[str, ...]


def encoded(
    pcm: Iterable[bytes], *, rate: int, samples: int, filter_: str, streams: Sequence[Stream]
) -> tuple[bytes, ...]:
    """``samples`` samples of mono 16-bit little-endian PCM at ``rate`` Hz, encoded.

    The sound goes through the audio filter ``filter_`` once, and then into each of ``streams``.
    Raises :class:`MissingToolError` and :class:`ToolError`.
    """
    sound = ("-f", "s16le", "-ar", str(rate), "-ac", "1", "-i", "pipe:0")
    with tempfile.TemporaryDirectory(prefix="publish-") as folder:
        files = [Path(folder) / str(number) for number in range(len(streams))]
        labels = [f"[a{number}]" for number in range(len(streams))]
        chains = [f"[0:a]{filter_},asplit={len(streams)}{''.join(labels)}"]
        made: list[str] = []
        for number, (file, stream) in enumerate(zip(files, streams, strict=True)):
            chains.append(f"[a{number}]{stream.filter}[b{number}]")
            made += ["-map", f"[b{number}]", *_SAME, *stream.options, f"file:{file}"]
        graph = ("-filter_complex", ";".join(chains))
        # The slowest machine encodes faster than it plays.
        _run([*sound, *graph, *made], pcm, 60 + len(streams) * samples / rate)
        return tuple(file.read_bytes() for file in files)


def mux(packets: Iterable[bytes], kind: str, output: Path, *, priming: float) -> None:
    """Put the encoded stream ``packets`` of ``kind`` into the MP4 file ``output`` as it is.

    The first ``priming`` seconds of it are not played.  Raises as :func:`encoded` does.
    """
    early = ("-itsoffset", f"{-priming:.9f}", "-f", kind, "-i", "pipe:0")
    copied = ("-map", "0:a", "-c:a", "copy", "-copypriorss:a", "1", *_SAME)
    _run([*early, *copied, "-f", "ipod", f"file:{output}"], packets, _PATIENCE)


#: The same input gives the same bytes: no dates and no version of the encoder are written.
_SAME = ("-fflags", "+bitexact", "-flags:a", "+bitexact")

#: How long a copy may take, in seconds: it is as fast as the disk.
_PATIENCE = 600


def _run(arguments: Sequence[str], pcm: Iterable[bytes], timeout: float) -> bytes:
    quiet = ("-hide_banner", "-nostdin", "-loglevel", "error", "-y")
    return run(
        # The protocols keep a strange input from making ffmpeg open anything else.
        [program(), *quiet, "-protocol_whitelist", "file,pipe", *arguments],
        stdin=pcm,
        timeout=timeout,
        needed_for="audio editions",
        fix=_FIX,
        threaded=True,  # every frame goes through four: a fifth of the time, else
    )


def measure(filters: str, source: Sequence[str], pcm: bytes = b"") -> str:
    """What the audio ``filters`` say of ``source`` (options up to ``-i``); nothing is written.

    ``pcm`` is what ``pipe:0`` holds.  Raises as :func:`encode` does.
    """
    command = [program(), "-hide_banner", "-nostats", "-protocol_whitelist", "file,pipe", *source]
    with Program(
        [*command, "-map", "0:a", "-af", filters, "-f", "null", "-"],
        needed_for="audio editions",
        fix=_FIX,
    ) as running:
        with running.deadline(_PATIENCE):
            running.feed([pcm])
            running.finish()
        return running.said


def decode(source: Sequence[str], rate: int) -> bytes:
    """``source`` (options up to ``-i``) as mono 16-bit little-endian PCM at ``rate`` Hz.

    Raises as :func:`encode` does.
    """
    return _run(
        [*source, "-map", "0:a", "-f", "s16le", "-ac", "1", "-ar", str(rate), "pipe:1"],
        (),
        _PATIENCE,
    )
