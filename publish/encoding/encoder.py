"""Encode the sound of a narration.

A narration is encoded segment by segment, as many at once as there are processors, and encoded
segments are stored in the cache.  One ffmpeg process encodes a segment with all wanted codecs.

Each segment is encoded separately after some silence, whose packets are dropped.  Since a segment
begins and ends in a pause, its packets can follow those of the segment before as if one encoder had
made them all, and its bytes depend on its sound only.
"""

from __future__ import annotations

import math
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
from publish.runtime.worker_pool import usable_cpus

#: Called with the number of encoded segments, and of all segments to encode.
Progress = Callable[[int, int], None]

#: To be changed whenever the same sound is encoded differently.
_FORMAT = "1"

#: The silence that is encoded before and after a segment, in packets.
_BEFORE, _AFTER = 4, 4


class Mastering(Struct, frozen=True):
    """The mastering of an edition; ``filter`` is an audio filter of ffmpeg.

    The filter must not delay sound, and must return to its initial state within a pause.
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

    The decoded sound agrees with the timeline to less than a packet.  MP3 begins with an Info
    frame, which has the number of samples that a player drops; AAC is an MP4 file; Opus an Ogg
    file.

    Raises:
        MissingToolError, ToolError: ffmpeg is missing or fails, or a lost sound can't be restored.
    """
    end = narration.length if end is None else end
    encoder = _Encoder(narration, codec, mastering)
    segments = tuple(cut for segment in narration.segments if (cut := _within(segment, start, end)))
    _encode_all(narration, (encoder,), segments)
    samples = (end - start) * encoder.rate // narration.rate
    WRITE[codec.name](encoder.runs(segments, start), samples, encoder.rate, output)


def encode_ahead(
    narration: Narration,
    codecs: Iterable[Codec],
    mastering: Mastering,
    progress: Progress,
    part: slice = slice(None),
) -> None:
    """Encode ``narration`` with all ``codecs`` into its cache, for :func:`encode`.

    ``part`` chooses from its segments.  All codecs share one process and one
    filter for each segment.  Raises as :func:`encode` does.
    """
    encoders = tuple(_Encoder(narration, codec, mastering) for codec in codecs)
    _encode_all(narration, encoders, narration.segments[part], progress)


def _encode_all(
    narration: Narration,
    encoders: Sequence[_Encoder],
    segments: Sequence[Segment],
    progress: Progress = lambda _done, _total: None,
) -> None:
    """Encode the segments that the cache doesn't have, on all processors."""
    new = [one for one in segments if any(not encoder.has(one) for encoder in encoders)]
    restore(narration.sounds, (clip.key for one in new for clip in one.clips))
    new.sort(key=lambda one: one.start - one.end)  # the longest first: all end together
    pool = ThreadPoolExecutor(usable_cpus())
    try:
        begun = [
            pool.submit(copy_context().run, _encode_segment, narration, encoders, one)
            for one in new
        ]
        for done, one in enumerate(as_completed(begun), start=1):
            one.result()  # only to raise its error: the sound is in the cache
            progress(done, len(new))
    finally:
        pool.shutdown(cancel_futures=True)


def _encode_segment(narration: Narration, encoders: Sequence[_Encoder], segment: Segment) -> None:
    """Encode ``segment`` with those ``encoders`` whose result isn't in the cache."""
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
        encoder.store(segment, stream)


def _within(segment: Segment, start: int, end: int) -> Segment | None:
    """Return the part of ``segment`` between ``start`` and ``end``, or ``None``."""
    first, last = max(segment.start, start), min(segment.end, end)
    if first >= last:
        return None
    clips = tuple(clip for clip in segment.clips if clip.start < last and clip.end > first)
    return Segment(first, last, clips)


class _Encoder:
    """Encodes a narration with one codec; ``rate`` in Hz is that of the encoded sound."""

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
        """Return the ffmpeg output for ``length`` samples after ``before`` samples of silence.

        It cuts the silence to :attr:`before` and :attr:`after` samples, so that the bytes don't
        depend on the silence that other codecs need.
        """
        first, last = before - self.before, before + length + self.after
        trimmed = f"atrim=start_sample={first}:end_sample={last},asetpts=PTS-STARTPTS"
        return ffmpeg.Stream(f"{trimmed},volume={self._codec.lost}dB", self._options)

    def has(self, segment: Segment) -> bool:
        """Return whether the cache has the encoded ``segment``; it may be damaged."""
        return self._narration.sounds.cache.has(self._name(segment))

    def store(self, segment: Segment, stream: bytes) -> None:
        """Store ``segment``, encoded as ``stream``, in the cache."""
        piece = packed(SPLIT[self._codec.name](stream)[_BEFORE:])
        self._narration.sounds.cache.put(self._name(segment), piece)

    def runs(self, segments: tuple[Segment, ...], start: int) -> Iterator[list[bytes]]:
        """Yield the packets of each of ``segments``; the first begins at sample ``start``.

        Each begins at the step nearest to its place, so that errors don't add up.
        """
        for segment in segments:
            first = round((segment.start - start) / self._step)
            following = round((segment.end - start) / self._step)
            steps = self._codec.frame // self._codec.step
            if segment is segments[-1]:  # all of it, with the packets that come last
                count = -(-math.ceil((segment.end - start) / self._step - first) // steps)
                yield self._packets(segment, count + self._codec.held)
                return
            packets = self._packets(segment, (following - first) // steps)
            if run := packets + silent_opus((following - first) % steps):
                yield run

    def _packets(self, segment: Segment, count: int) -> list[bytes]:
        """Return the first ``count`` packets of ``segment``."""
        cache, name = self._narration.sounds.cache, self._name(segment)
        found = cache.get(name)
        packets = unpacked(found or b"", count)
        if len(packets) < count:  # it was damaged, or another build removed it
            cache.discard(name)
            _encode_segment(self._narration, (self,), segment)
            found = cache.get(name)
            packets = unpacked(found or b"", count)
        if found is None:
            raise ToolError("The cache", "what was written to it cannot be read again")
        if len(packets) < count:
            raise ToolError("ffmpeg", "it encoded less than it was given")
        return packets

    def _name(self, segment: Segment) -> str:
        """Return the key of the encoded segment: a digest of all that determines its bytes."""

        def place(clip: Clip) -> tuple[str, int, int]:
            return clip.key, clip.start - segment.start, clip.end - segment.start

        about = repr((self._about, segment.end - segment.start, [*map(place, segment.clips)]))
        return f"{digest(about.encode()).hex()}.{self._codec.name}"
