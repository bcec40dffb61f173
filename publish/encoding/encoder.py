"""The one place that turns a narration's sound into encoded streams.

A narration is encoded segment by segment, as many at once as there are processors, and what was
encoded once is kept in the cache.  One process encodes a segment in all codecs that are asked for.

Each segment is encoded by itself after some silence, whose packets are thrown away; since it begins
and ends in a pause, its packets follow those of the segment before as if one encoder had made them
all, and its bytes depend on nothing but its sound.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from msgspec import Struct

from publish.encoding.codecs import Codec
from publish.encoding.containers import (
    WRITERS,
    aac_packets,
    fill_opus,
    mp3_packets,
    ogg_packets,
    packed,
    unpacked,
)
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
    """How loud an edition is; ``filter`` is ffmpeg's audio filter.

    The filter must keep every sound at its place, and must not remember more than a pause.
    """

    name: str
    filter: str


_SPLIT: dict[str, Callable[[bytes], list[bytes]]] = {
    "mp3": mp3_packets,
    "aac": aac_packets,
    "opus": ogg_packets,
}


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
    Raises :class:`MissingToolError` and :class:`ToolError`.
    """
    end = narration.length if end is None else end
    encoder = _Encoder(narration, codec, mastering)
    segments = tuple(cut for segment in narration.segments if (cut := _within(segment, start, end)))
    _encode_all(narration, (encoder,), segments)
    samples = (end - start) * encoder.rate // narration.rate
    WRITERS[codec.name](encoder.runs(segments, start), samples, encoder.rate, output)


def encode_ahead(
    narration: Narration, codecs: Iterable[Codec], mastering: Mastering, progress: Progress
) -> None:
    """Encode all of ``narration`` in all ``codecs`` into its cache, where :func:`encode` looks.

    Several codecs at once cost one process for each segment, and one filter.  Raises as
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
    """Encode what the cache does not hold, on all processors."""
    new = [one for one in segments if any(not encoder.has(one) for encoder in encoders)]
    restore(narration.sounds, (clip.key for one in new for clip in one.clips))
    new.sort(key=lambda one: one.start - one.end)  # the longest first: all end together
    pool = ThreadPoolExecutor(os.cpu_count() or 1)
    try:
        begun = [pool.submit(_encode_segment, narration, encoders, one) for one in new]
        for done, one in enumerate(as_completed(begun), start=1):
            one.result()  # it is in the cache, and not kept here
            progress(done, len(new))
    finally:
        pool.shutdown(cancel_futures=True)


def _encode_segment(narration: Narration, encoders: Sequence[_Encoder], segment: Segment) -> None:
    """Encode ``segment`` in all codecs that it is not in the cache for; their filter is one."""
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
    """What of ``segment`` is between ``start`` and ``end``, or ``None``."""
    first, last = max(segment.start, start), min(segment.end, end)
    if first >= last:
        return None
    clips = tuple(clip for clip in segment.clips if clip.start < last and clip.end > first)
    return Segment(first, last, clips)


class _Encoder:
    """One narration in one codec; ``rate`` in Hz is that of the encoded sound."""

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
        """What ffmpeg is to make of ``length`` samples after ``before`` of silence.

        The encoder hears no more of the silence than :attr:`before` and :attr:`after`, whatever
        other codecs need, so that its bytes do not depend on them.
        """
        first, last = before - self.before, before + length + self.after
        heard = f"atrim=start_sample={first}:end_sample={last},asetpts=PTS-STARTPTS"
        return ffmpeg.Stream(f"{heard},volume={self._codec.lost}dB", self._options)

    def has(self, segment: Segment) -> bool:
        """Whether the cache has it, whole or not."""
        return self._narration.sounds.cache.has(self._name(segment))

    def keep(self, segment: Segment, stream: bytes) -> None:
        """Put what ffmpeg made of ``segment`` into the cache."""
        piece = packed(_SPLIT[self._codec.name](stream)[_BEFORE:])
        self._narration.sounds.cache.put(self._name(segment), piece)

    def runs(self, segments: tuple[Segment, ...], start: int) -> Iterator[list[bytes]]:
        """The packets of each of ``segments``; ``start`` is where the first of them begins.

        A segment begins at the step that is nearest to its place; no error adds up.
        """
        for segment in segments:
            first = round((segment.start - start) / self._step)
            following = round((segment.end - start) / self._step)
            steps = self._codec.frame // self._codec.step
            if segment is segments[-1]:  # whole, and what the encoder holds back
                count = -(-math.ceil((segment.end - start) / self._step - first) // steps)
                yield self._kept(segment, count + self._codec.held)
                return
            packets = self._kept(segment, (following - first) // steps)
            if run := packets + fill_opus((following - first) % steps):
                yield run

    def _kept(self, segment: Segment, count: int) -> list[bytes]:
        """``count`` packets from the beginning of ``segment``."""
        cache, name = self._narration.sounds.cache, self._name(segment)
        found = cache.get(name)
        if found is None:  # it was damaged, or another build needed the room
            _encode_segment(self._narration, (self,), segment)
            found = cache.get(name)
        if found is None:
            raise ToolError("The cache", "what was written to it cannot be read again")
        packets = unpacked(found, count)
        if len(packets) < count:
            raise ToolError("ffmpeg", "it encoded less than it was given")
        return packets

    def _name(self, segment: Segment) -> str:
        """The address of the encoded segment: all that its bytes depend on."""

        def place(clip: Clip) -> tuple[str, int, int]:
            return clip.key, clip.start - segment.start, clip.end - segment.start

        about = repr((self._about, segment.end - segment.start, [*map(place, segment.clips)]))
        return f"{digest(about.encode()).hex()}.{self._codec.name}"
