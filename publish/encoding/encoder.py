"""The one place that turns a narration's sound into encoded streams.

A narration is encoded stretch by stretch, as many at once as there are processors, and what was
encoded once is kept in the cache.  One process encodes a stretch in all codecs that are asked for.

Each stretch is encoded by itself after some silence, whose packets are thrown away; since it begins
and ends in a pause, its packets follow those of the stretch before as if one encoder had made them
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
from publish.narration.timeline import SAMPLE_BYTES, Clip, Narration, Stretch
from publish.runtime import ffmpeg
from publish.runtime.cache import digest

#: Called with the number of stretches encoded and to be encoded.
Progress = Callable[[int, int], None]

#: Changes whenever the same sound would be encoded otherwise.
_FORMAT = "1"

#: The silence before a stretch, and what is encoded after it, in packets.
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
    stretches = tuple(
        cut for stretch in narration.stretches if (cut := _within(stretch, start, end))
    )
    _encode_all(narration, (encoder,), stretches)
    samples = (end - start) * encoder.rate // narration.rate
    WRITERS[codec.name](encoder.runs(stretches, start), samples, encoder.rate, output)


def encode_ahead(
    narration: Narration, codecs: Iterable[Codec], mastering: Mastering, progress: Progress
) -> None:
    """Encode all of ``narration`` in all ``codecs`` into its cache, where :func:`encode` looks.

    Several codecs at once cost one process for each stretch, and one filter.  Raises as
    :func:`encode` does.
    """
    encoders = tuple(_Encoder(narration, codec, mastering) for codec in codecs)
    _encode_all(narration, encoders, narration.stretches, progress)


def _encode_all(
    narration: Narration,
    encoders: Sequence[_Encoder],
    stretches: Sequence[Stretch],
    progress: Progress = lambda _done, _total: None,
) -> None:
    """Encode what the cache does not hold, on all processors."""
    sounds = narration.sounds
    new = [one for one in stretches if any(not encoder.has(one) for encoder in encoders)]
    sounds.restore(clip.key for one in new for clip in one.clips)
    new.sort(key=lambda one: one.start - one.end)  # the longest first: all end together
    pool = ThreadPoolExecutor(os.cpu_count() or 1)
    try:
        begun = [pool.submit(_encode_stretch, narration, encoders, one) for one in new]
        for done, one in enumerate(as_completed(begun), start=1):
            one.result()  # it is in the cache, and not kept here
            progress(done, len(new))
    finally:
        pool.shutdown(cancel_futures=True)


def _encode_stretch(narration: Narration, encoders: Sequence[_Encoder], stretch: Stretch) -> None:
    """Encode ``stretch`` in all codecs that it is not in the cache for; their filter is one."""
    missing = [encoder for encoder in encoders if not encoder.has(stretch)]
    if not missing:  # another build was faster
        return
    length = stretch.end - stretch.start
    before = max(encoder.before for encoder in missing)
    after = max(encoder.after for encoder in missing)

    def sound() -> Iterator[bytes]:
        yield bytes(before * SAMPLE_BYTES)
        yield from narration.pcm(stretch.start, stretch.end)
        yield bytes(after * SAMPLE_BYTES)

    streams = ffmpeg.encoded(
        sound(),
        rate=narration.rate,
        samples=length,
        filter_=encoders[0].filter,
        streams=[encoder.stream(before, length) for encoder in missing],
    )
    for encoder, stream in zip(missing, streams, strict=True):
        encoder.keep(stretch, stream)


def _within(stretch: Stretch, start: int, end: int) -> Stretch | None:
    """What of ``stretch`` is between ``start`` and ``end``, or ``None``."""
    first, last = max(stretch.start, start), min(stretch.end, end)
    if first >= last:
        return None
    clips = tuple(clip for clip in stretch.clips if clip.start < last and clip.end > first)
    return Stretch(first, last, clips)


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

    def has(self, stretch: Stretch) -> bool:
        """Whether the cache has it, whole or not."""
        return self._narration.sounds.cache.has(self._name(stretch))

    def keep(self, stretch: Stretch, stream: bytes) -> None:
        """Put what ffmpeg made of ``stretch`` into the cache."""
        piece = packed(_SPLIT[self._codec.name](stream)[_BEFORE:])
        self._narration.sounds.cache.put(self._name(stretch), piece)

    def runs(self, stretches: tuple[Stretch, ...], start: int) -> Iterator[list[bytes]]:
        """The packets of each of ``stretches``; ``start`` is where the first of them begins.

        A stretch begins at the step that is nearest to its place; no error adds up.
        """
        for stretch in stretches:
            first = round((stretch.start - start) / self._step)
            following = round((stretch.end - start) / self._step)
            steps = self._codec.frame // self._codec.step
            if stretch is stretches[-1]:  # whole, and what the encoder holds back
                count = -(-math.ceil((stretch.end - start) / self._step - first) // steps)
                yield self._kept(stretch, count + self._codec.held)
                return
            packets = self._kept(stretch, (following - first) // steps)
            if run := packets + fill_opus((following - first) % steps):
                yield run

    def _kept(self, stretch: Stretch, count: int) -> list[bytes]:
        """``count`` packets from the beginning of ``stretch``."""
        cache, name = self._narration.sounds.cache, self._name(stretch)
        found = cache.get(name)
        if found is None:  # it was damaged, or another build needed the room
            _encode_stretch(self._narration, (self,), stretch)
            found = cache.get(name)
        if found is None:
            raise ToolError("The cache", "what was written to it cannot be read again")
        packets = unpacked(found, count)
        if len(packets) < count:
            raise ToolError("ffmpeg", "it encoded less than it was given")
        return packets

    def _name(self, stretch: Stretch) -> str:
        """The address of the encoded stretch: all that its bytes depend on."""

        def place(clip: Clip) -> tuple[str, int, int]:
            return clip.key, clip.start - stretch.start, clip.end - stretch.start

        about = repr((self._about, stretch.end - stretch.start, [*map(place, stretch.clips)]))
        return f"{digest(about.encode()).hex()}.{self._codec.name}"
