"""ffmpeg: encode, decode, measure and mux sound.

The program comes in the wheel of ``imageio-ffmpeg``, or with the system.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from msgspec import Struct

from publish.errors import MissingToolError, ToolError
from publish.runtime import deadline
from publish.runtime.limits import limit_for
from publish.runtime.programs import Program, run
from publish.runtime.temporary import temporary_folder

_FIX = "Install it with: pip install imageio-ffmpeg"


@cache
def program() -> str:
    """Return the path of ffmpeg, which ``IMAGEIO_FFMPEG_EXE`` overrides.

    Raises:
        MissingToolError: ffmpeg isn't installed.
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
    """Return the version of ffmpeg, such as ``7.0.2``.  Raises as :func:`program` does."""
    output = run([program(), "-version"], timeout=20, needed_for="audio editions", fix=_FIX)
    return output.decode("utf-8", "replace").split()[2].split("-")[0]


class Stream(Struct, frozen=True):
    """An output of :func:`encoded`: its own audio ``filter``, and its encoder ``options``."""

    filter: str
    options: tuple[str, ...]


def encoded(
    pcm: Iterable[bytes], *, rate: int, samples: int, filter_: str, streams: Sequence[Stream]
) -> tuple[bytes, ...]:
    """Encode ``samples`` samples of mono 16-bit little-endian PCM at ``rate`` Hz.

    The sound passes the audio filter ``filter_`` once, then the filter and encoder of each of
    ``streams``.  Return the encoded files in the order of ``streams``.

    Raises:
        MissingToolError: ffmpeg isn't installed.
        ToolError: ffmpeg fails, or takes too long.
    """
    sound = ("-f", "s16le", "-ar", str(rate), "-ac", "1", "-i", "pipe:0")
    with temporary_folder() as folder:
        files = [folder / str(number) for number in range(len(streams))]
        labels = [f"[a{number}]" for number in range(len(streams))]
        chains = [f"[0:a]{filter_},asplit={len(streams)}{''.join(labels)}"]
        outputs: list[str] = []
        for number, (file, stream) in enumerate(zip(files, streams, strict=True)):
            chains.append(f"[a{number}]{stream.filter}[b{number}]")
            outputs += ["-map", f"[b{number}]", *_SAME, *stream.options, f"file:{file}"]
        graph = ("-filter_complex", ";".join(chains))
        # Even a slow machine encodes faster than the sound plays.
        _run([*sound, *graph, *outputs], pcm, 60 + len(streams) * samples / rate)
        return tuple(file.read_bytes() for file in files)


def mux(packets: Iterable[bytes], output: Path, *, priming: float) -> None:
    """Copy ``packets``, a stream of AAC, into the MP4 file ``output``.

    Players skip the first ``priming`` seconds.  Raises as :func:`encoded` does.
    """
    source = ("-itsoffset", f"{-priming:.9f}", "-f", "aac", "-i", "pipe:0")
    copied = ("-map", "0:a", "-c:a", "copy", "-copypriorss:a", "1", *_SAME)
    _run([*source, *copied, "-f", "ipod", f"file:{output}"], packets, _TIMEOUT)


#: Write no dates and no version of the encoder, so that the same input gives the same bytes.
_SAME = ("-fflags", "+bitexact", "-flags:a", "+bitexact")

#: The time limit of copying, measuring and decoding, in seconds.
_TIMEOUT = 600


def _run(
    arguments: Sequence[str],
    pcm: Iterable[bytes],
    timeout: float,
    processor_seconds: float | None = None,
) -> bytes:
    quiet = ("-hide_banner", "-nostdin", "-loglevel", "error", "-y")
    return run(
        # No input can make ffmpeg open network addresses.
        [program(), *quiet, "-protocol_whitelist", "file,pipe", *arguments],
        stdin=pcm,
        timeout=timeout,
        processor_seconds=processor_seconds,
        needed_for="audio editions",
        fix=_FIX,
        threaded=True,  # each frame passes through four threads; this saves a fifth of the time
    )


def decoding_seconds(file: Path) -> int:
    """Return the processor time in seconds in which a stranger's sound ``file`` is decoded.

    A file of a megabyte has four: 20 minutes of speech take half of it, and a rate of 600 kHz in
    eight channels of silence more than any file should.
    """
    return limit_for(file.stat().st_size, 4, 20)


def measure(
    filters: str,
    source: Sequence[str],
    pcm: bytes = b"",
    processor_seconds: int | None = None,
) -> str:
    """Return what the audio ``filters`` print about ``source``, such as a loudness.

    ``source`` are ffmpeg's input options, ``pcm`` is the content of ``pipe:0``.  ffmpeg has
    ``processor_seconds``, if they are given.  Raises as :func:`encoded` does.
    """
    command = [program(), "-hide_banner", "-nostats", "-protocol_whitelist", "file,pipe", *source]
    with Program(
        [*command, "-map", "0:a", "-af", filters, "-f", "null", "-"],
        needed_for="audio editions",
        fix=_FIX,
    ) as running:
        if processor_seconds is not None:
            running.limit_processor_time(processor_seconds)
        with running.deadline(_TIMEOUT):
            running.feed([pcm])
            running.finish()
        return running.stderr_tail


def decode(source: Sequence[str], rate: int) -> bytes:
    """Decode ``source`` to mono 16-bit little-endian PCM at ``rate`` Hz.

    ``source`` are ffmpeg's input options.  Its processor time counts for a deadline.  Raises as
    :func:`encoded` does.
    """
    output = ("-map", "0:a", "-f", "s16le", "-ac", "1", "-ar", str(rate), "pipe:1")
    try:
        return _run([*source, *output], (), _TIMEOUT, deadline.seconds_left())
    finally:
        deadline.count_children()


#: What ffmpeg writes before a message: the part of it that says this, and its place in memory.
_ADDRESS = re.compile(r"\[[^\[\]@]{0,100}@ 0x[0-9a-f]{1,16}\] ?")


def reason_of(error: ToolError) -> str:
    """Return why ffmpeg couldn't read a file, the same each time, on one line."""
    return " ".join(_ADDRESS.sub("", error.detail).split())[-200:]
