"""Narration -> encoded sound.

A narration is encoded segment by segment, as many at once as there are processors, and encoded
segments are kept in the cache.  One ffmpeg process encodes a segment with all codecs that are asked
for.

Each segment is encoded by itself after some silence, whose packets are dropped.  Since a segment
begins and ends in a pause, its packets follow those of the segment before as if one encoder had
made them all, and its bytes depend on its sound only.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextvars import copy_context
from pathlib import Path

from msgspec import Struct

from publish.encoding.codecs import Codec
from publish.encoding.containers import SPLIT, WRITE, packed, silent_opus, unpacked
from publish.errors import ToolError
from publish.narration.sounds import pcm, restore
from publish.narration.synthesis import SAMPLE_BYTES
from publish.narration.timeline import Clip, Narration, Segment
from publish.runtime import ffmpeg
from publish.runtime.cache import digest

#: Called with the number of segments encoded and to be encoded.
Progress = Callable[[int, int], None]

#: Changes whenever the same sound would be encoded otherwise.
_FORMAT = "1"

#: The silence before a segment, and what is encoded after it, in packets.
_BEFORE, _AFTER = 4, 4


class Mastering(Struct, frozen=True):
    """How loud an edition is; ``filter`` is an audio filter of ffmpeg.

    The filter must not move any sound, and must forget within a pause what was before.
    """

    name: str
    filter: str


def encode(
    narration: Narration,
    codec: Codec,
    output: Path,
    mastering: Mastering,
    start: int = 0,
    end: int | None = None,
) -> None:
    """Write samples ``start`` to ``end`` of ``narration`` as ``output``, without tag or chapters.

    The decoded sound stands where the timeline says, to less than a packet.  MP3 begins with an
    Info frame, which says how many samples a player drops; AAC is an MP4 file; Opus an Ogg file.

    Raises:
        MissingToolError, ToolError: ffmpeg is missing or fails, or a lost sound can't be made
            again.
    """
    end = narration.length if end is None else end
    encoder = _Encoder(narration, codec, mastering)
    segments = tuple(cut for segment in narration.segments if (cut := _within(segment, start, end)))
    _encode_all(narration, (encoder,), segments)
    samples = (end - start) * encoder.rate // narration.rate
    WRITE[codec.name](encoder.runs(segments, start), samples, encoder.rate, output)


def encode_ahead(
    narration: Narration, codecs: Iterable[Codec], mastering: Mastering, progress: Progress
) -> None:
    """Encode all of ``narration`` with all ``codecs`` into its cache, where :func:`encode` looks.

    Several codecs at once take one process and one filter for each segment.  Raises as
    :func:`encode` does.
    """
    encoders = tuple(_Encoder(narration, codec, mastering) for codec in codecs)
    _encode_all(narration, encoders, narration.segments, progress)


def _encode_all(
    narration: Narration,
    encoders: Sequence[_Encoder],
    segments: Sequence[Segment],
    progress: Progress = lambda _done, _total: None,
) -> None:
    """Encode the segments that the cache does not have, on all processors."""
    new = [one for one in segments if any(not encoder.has(one) for encoder in encoders)]
    restore(narration.sounds, (clip.key for one in new for clip in one.clips))
    new.sort(key=lambda one: one.start - one.end)  # the longest first: all end together
    pool = ThreadPoolExecutor(os.cpu_count() or 1)
    try:
        begun = [
            pool.submit(copy_context().run, _encode_segment, narration, encoders, one)
            for one in new
        ]
        for done, one in enumerate(as_completed(begun), start=1):
            one.result()  # raises; the sound is in the cache
            progress(done, len(new))
    finally:
        pool.shutdown(cancel_futures=True)


def _encode_segment(narration: Narration, encoders: Sequence[_Encoder], segment: Segment) -> None:
    """Encode ``segment`` with those ``encoders`` that the cache lacks it for."""
    missing = [encoder for encoder in encoders if not encoder.has(segment)]
    if not missing:  # another build was faster
        return
    length = segment.end - segment.start
    before = max(encoder.before for encoder in missing)
    after = max(encoder.after for encoder in missing)

    def sound() -> Iterator[bytes]:
        yield bytes(before * SAMPLE_BYTES)
        yield from pcm(narration, segment.start, segment.end)
        yield bytes(after * SAMPLE_BYTES)

    streams = ffmpeg.encoded(
        sound(),
        rate=narration.rate,
        samples=length,
        filter_=encoders[0].filter,
        streams=[encoder.stream(before, length) for encoder in missing],
    )
    for encoder, stream in zip(missing, streams, strict=True):
        encoder.keep(segment, stream)


def _within(segment: Segment, start: int, end: int) -> Segment | None:
    """Return the part of ``segment`` between ``start`` and ``end``, or ``None``."""
    first, last = max(segment.start, start), min(segment.end, end)
    if first >= last:
        return None
    clips = tuple(clip for clip in segment.clips if clip.start < last and clip.end > first)
    return Segment(first, last, clips)


class _Encoder:
    """A narration and a codec; ``rate`` in Hz is that of the encoded sound."""

    def __init__(self, narration: Narration, codec: Codec, mastering: Mastering) -> None:
        self._narration = narration
        self._codec = codec
        self.rate = codec.rate or narration.rate
        # In samples of the narration:
        self._frame = codec.frame * narration.rate / self.rate
        self._step = codec.step * narration.rate / self.rate
        self.before, self.after = round(_BEFORE * self._frame), round(_AFTER * self._frame)
        self.filter = mastering.filter
        self._options = (
            *("-ac", "1", "-ar", str(self.rate)),
            *(*codec.options, *(("-b:a", f"{codec.kbps}k") if codec.kbps else ())),
            *("-id3v2_version", "0", "-flush_packets", "0", "-f", codec.stream),
        )
        about = (_FORMAT, codec, self.filter, self._options, narration.rate, ffmpeg.version())
        self._about = repr(about)

    def stream(self, before: int, length: int) -> ffmpeg.Stream:
        """Return the output that encodes ``length`` samples after ``before`` of silence.

        The encoder gets :attr:`before` and :attr:`after` samples of silence, however many other
        codecs need, so that its bytes don't depend on them.
        """
        first, last = before - self.before, before + length + self.after
        trimmed = f"atrim=start_sample={first}:end_sample={last},asetpts=PTS-STARTPTS"
        return ffmpeg.Stream(f"{trimmed},volume={self._codec.lost}dB", self._options)

    def has(self, segment: Segment) -> bool:
        """Return whether the cache has the encoded ``segment``; it may be damaged."""
        return self._narration.sounds.cache.has(self._name(segment))

    def keep(self, segment: Segment, stream: bytes) -> None:
        """Put ``segment``, encoded as ``stream``, into the cache."""
        piece = packed(SPLIT[self._codec.name](stream)[_BEFORE:])
        self._narration.sounds.cache.put(self._name(segment), piece)

    def runs(self, segments: tuple[Segment, ...], start: int) -> Iterator[list[bytes]]:
        """Yield the packets of each of ``segments``; ``start`` is where the first begins.

        Each begins at the step nearest to its place, so that no error adds up.
        """
        for segment in segments:
            first = round((segment.start - start) / self._step)
            following = round((segment.end - start) / self._step)
            steps = self._codec.frame // self._codec.step
            if segment is segments[-1]:  # all of it, and what the encoder holds back
                count = -(-math.ceil((segment.end - start) / self._step - first) // steps)
                yield self._kept(segment, count + self._codec.held)
                return
            packets = self._kept(segment, (following - first) // steps)
            if run := packets + silent_opus((following - first) % steps):
                yield run

    def _kept(self, segment: Segment, count: int) -> list[bytes]:
        """Return the first ``count`` packets of ``segment``."""
        cache, name = self._narration.sounds.cache, self._name(segment)
        found = cache.get(name)
        if found is None:  # it was damaged, or another build removed it
            _encode_segment(self._narration, (self,), segment)
            found = cache.get(name)
        if found is None:
            raise ToolError("The cache", "what was written to it cannot be read again")
        packets = unpacked(found, count)
        if len(packets) < count:
            raise ToolError("ffmpeg", "it encoded less than it was given")
        return packets

    def _name(self, segment: Segment) -> str:
        """Return the key of the encoded segment: a digest of all that decides its bytes."""

        def place(clip: Clip) -> tuple[str, int, int]:
            return clip.key, clip.start - segment.start, clip.end - segment.start

        about = repr((self._about, segment.end - segment.start, [*map(place, segment.clips)]))
        return f"{digest(about.encode()).hex()}.{self._codec.name}"
