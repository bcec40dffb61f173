"""The sounds of a narration: synthesise them into the cache, and restore lost ones.

Speech engines run in worker processes (:mod:`publish.narration.voices.worker`) only.
"""

from __future__ import annotations

import contextlib
import os
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from typing import TYPE_CHECKING

from msgspec import json
from msgspec.structs import replace

from publish.errors import ToolError, UnspokenError, shortened
from publish.narration.synthesis import (
    SAMPLE_BYTES,
    Recording,
    Sounds,
    Speech,
    SynthesisRequest,
    Timing,
)
from publish.runtime.cache import Cache, digest, file_digest
from publish.runtime.worker_pool import WorkerPool, usable_cpus

if TYPE_CHECKING:  # a worker starts faster without the modules of a script
    from publish.narration.timeline import Narration

#: To be changed whenever the same request gives other sound or other words.
FORMAT = "2"

#: The number of utterances that a worker could speak in the time that it takes to start.
_REQUESTS_PER_WORKER = 24

#: The time limit of an utterance: this many seconds, and one more for each so many characters, of
#: which slow engines get fewer.
PATIENCE, CHARACTERS_A_SECOND, SLOWLY = 30.0, 200, 2

#: The thread switch interval of this process in seconds: threads that feed workers must not wait.
_SWITCH_INTERVAL = 0.0005

#: The memory that a worker with a slow voice needs, in bytes.
_SLOW_WORKER = 800_000_000

_TIMING = json.Decoder(Timing)

#: A request, and the key of its sound.
KeyedRequest = tuple[str, SynthesisRequest]


@contextmanager
def synthesized(
    requests: Iterable[KeyedRequest], cache: Cache, workers: int | None = None
) -> Iterator[Iterator[Timing]]:
    """Speak ``requests`` into ``cache``, and yield an iterator of their timings, in order.

    Entering the context iterates over all ``requests``; the first are spoken meanwhile.  Leaving it
    ends the ``workers`` (processes; ``None``: the best number).  An utterance whose worker crashes,
    hangs, or speaks far too little is tried once more, in a new process.

    Raises (from the iterator):
        UnspokenError: Two processes failed at an utterance, which the message quotes.
        MissingToolError: An engine is not installed.
        OutputError: The cache can't be written to.
    """
    switch_interval = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH_INTERVAL)
    pool = WorkerPool[KeyedRequest, Timing](
        "publish.narration.voices.worker",
        needed_for="the audio edition",
        timeout=_time_limit,
        failed=_failed,
        attempts=2,
    )
    try:
        with pool:
            waiting = iter(requests)
            first = list(islice(waiting, 1))
            slow = any(_is_slow(request) for _, request in first)
            if workers:
                pool.begin(cache, workers)
            elif slow:
                pool.begin(cache, min(usable_cpus(), _for_slow_voices()))
            else:
                pool.begin(cache, usable_cpus(), _REQUESTS_PER_WORKER)
            begun = [pool.submit(request) for request in chain(first, waiting)]
            yield (future.result() for future in begun)
    finally:
        sys.setswitchinterval(switch_interval)


def _time_limit(keyed: KeyedRequest) -> float:
    rate = SLOWLY if _is_slow(keyed[1]) else CHARACTERS_A_SECOND
    return PATIENCE + len(keyed[1].text) / rate


def _is_slow(request: SynthesisRequest) -> bool:
    return any(part.voice.slow for part in request.parts)


def _for_slow_voices() -> int:
    """Return how many workers with slow voices fit into half of the memory, at least one."""
    try:
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # Windows doesn't tell
        return 1
    return max(1, memory // (2 * _SLOW_WORKER))


def _failed(keyed: KeyedRequest, error: Exception) -> UnspokenError:
    _, request = keyed
    engine = "espeak-ng" if request.engine == "espeak" else request.engine
    return UnspokenError(engine, shortened(str(error), 100), request.text)


def store(cache: Cache, key: str, speech: Speech) -> Timing:
    """Store ``speech`` in ``cache``, the sound before its timing, and return the timing."""
    timing = Timing(len(speech.pcm) // SAMPLE_BYTES, speech.words, speech.warnings)
    cache.put(f"{key}.pcm", speech.pcm)
    cache.put(f"{key}.json", json.encode(timing))
    return timing


def known_timing(cache: Cache, key: str) -> Timing | None:
    """Return the timing of a sound in the cache, or ``None``; the sound itself may be missing."""
    return cache.decoded(f"{key}.json", _TIMING)


def add_recording(sounds: Sounds, recording: Recording) -> tuple[str, Timing]:
    """Add ``recording`` to ``sounds``, and return its key and timing.

    Raises:
        SourceError: It can't be used.
        MissingToolError: ffmpeg is not installed.
    """
    content = b""
    with contextlib.suppress(OSError):  # reported when decoded
        content = file_digest(recording.path)
    how = (FORMAT, recording.level, recording.rate, recording.words, content)
    key = digest(repr(how).encode()).hex()
    sounds.requests[key] = recording
    timing = known_timing(sounds.cache, key) or _store_recording(sounds.cache, key, recording)
    warnings = tuple(f"{recording.path.name}: {warning}" for warning in timing.warnings)
    return key, replace(timing, warnings=warnings)


def _store_recording(cache: Cache, key: str, recording: Recording) -> Timing:
    from publish.narration.recordings import speech_of

    return store(cache, key, speech_of(recording))


def sound_of(sounds: Sounds, key: str) -> bytes:
    """Return the PCM of one sound; restore it if it isn't in the cache.

    Raises as :func:`synthesized` and :func:`add_recording` do.
    """
    found = sounds.cache.get(f"{key}.pcm")
    if found is None:
        restore(sounds, [key])
        found = sounds.cache.get(f"{key}.pcm")
    if found is None:
        raise ToolError("The cache", "what was written to it cannot be read again")
    return found


def restore(sounds: Sounds, keys: Iterable[str]) -> None:
    """Synthesise the sounds among ``keys`` that aren't in the cache, all at once.

    Raises as :func:`sound_of` does, and :class:`ToolError` if a voice speaks differently than
    before.
    """
    lost = [key for key in dict.fromkeys(keys) if not sounds.cache.has(f"{key}.pcm")]
    before = {key: known_timing(sounds.cache, key) for key in lost}
    spoken: list[KeyedRequest] = []
    for key in lost:
        request = sounds.requests[key]
        if isinstance(request, Recording):
            _store_recording(sounds.cache, key, request)
        else:
            spoken.append((key, request))
    with synthesized(spoken, sounds.cache) as timings:
        for (key, _), timing in zip(spoken, timings, strict=True):
            if before[key] not in (None, timing):
                raise ToolError("The voice", "it speaks differently than before. Build again")


def pcm(
    narration: Narration, start: int = 0, end: int | None = None, chunk: int = 1 << 20
) -> Iterator[bytes]:
    """Yield the samples ``start`` to ``end`` (exclusive) as pieces of at most ``chunk`` bytes.

    They are signed 16-bit little-endian, mono, ``narration.rate`` Hz.  Raises as :func:`restore`
    does.
    """
    end = narration.length if end is None else min(end, narration.length)
    first = max(0, bisect_right(narration.segments, start, key=lambda one: one.start) - 1)
    position = start
    for segment in narration.segments[first:]:
        if segment.start >= end:
            break
        restore(
            narration.sounds,
            (clip.key for clip in segment.clips if clip.end > start and clip.start < end),
        )
        for clip in segment.clips:
            if clip.end <= position:
                continue
            if clip.start >= end:
                break
            yield from _pieces(bytes(max(0, clip.start - position) * SAMPLE_BYTES), chunk)
            position = max(position, clip.start)
            sound = sound_of(narration.sounds, clip.key)
            first_byte = (position - clip.start) * SAMPLE_BYTES
            last = min(clip.end, end)
            yield from _pieces(sound[first_byte : (last - clip.start) * SAMPLE_BYTES], chunk)
            position = last
    yield from _pieces(bytes((end - position) * SAMPLE_BYTES), chunk)


def _pieces(sound: bytes, chunk: int) -> Iterator[bytes]:
    for start in range(0, len(sound), chunk):
        yield sound[start : start + chunk]
