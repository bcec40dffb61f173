"""The one place that turns a narration's sound into encoded streams.

A narration is encoded stretch by stretch, as many at once as there are processors, and what was
encoded once is kept in the cache.  Each stretch is encoded by itself after some silence, whose
packets are thrown away; since it begins and ends in a pause, its packets follow those of the
stretch before as if one encoder had made them all, and its bytes depend on nothing but its sound.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from publish.errors import ToolError
from publish.narration.cache import digest
from publish.narration.timeline import SAMPLE_BYTES, Clip, Narration, Stretch
from publish.sound.containers import WRITERS
from publish.sound.ogg import fill_opus
from publish.sound.packets import (
    aac_packets,
    mp3_packets,
    ogg_packets,
    packed,
    unpacked,
)
from publish.tools import ffmpeg

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


class Codec(Struct, frozen=True):
    """A way to encode: ``rate`` in Hz (0: the voice's own), ``kbps`` of the stream (0: varying).

    ``frame`` is how many samples a packet holds, ``step`` how many the shortest holds that can fill
    a gap; ``held`` packets come out only after the last sample has gone in.  ``options`` are
    ffmpeg's; ``stream`` is its muxer for a stream of packets.
    """

    name: str
    rate: int
    kbps: int
    frame: int
    step: int
    options: tuple[str, ...]
    stream: str
    held: int = 1


#: MP3 is at 22.05 kHz, the rate of voices and of talking books (:func:`mp3` gives another where one
#: is needed); Opus knows 48 kHz only.  AAC stays at the voice's own.  Higher ones would take half
#: as long again and hold no more.  Level 7 of MP3 takes half the time of the default and sounds
#: the same at this bit rate; without its reservoir no frame needs another.  AAC's fast coder makes
#: files of the same size at five times the speed; at a fixed quality (here about 60 kbit/s of
#: speech) it saves a quarter of that again, since it looks for no bit rate.  Opus takes a third of
#: the time without its speech mode, which is for lower bit rates; a constrained bit rate would let
#: its peaks overshoot by 2.5 dB.
CODECS = {
    "mp3": Codec(
        *("mp3", 22_050, 64, 576, 576),
        ("-c:a", "libmp3lame", "-compression_level", "7", "-reservoir", "0", "-write_xing", "0"),
        "mp3",
        held=2,
    ),
    "aac": Codec(
        *("aac", 0, 0, 1024, 1024),
        ("-c:a", "aac", "-aac_coder", "fast", "-aac_tns", "0", "-q:a", "1"),
        "adts",
    ),
    "opus": Codec(
        *("opus", 48_000, 32, 960, 120),
        ("-c:a", "libopus", "-application", "audio", "-compression_level", "1"),
        "opus",
    ),
}

#: The highest rate in Hz of MPEG-2, whose frames are half as long (ISO/IEC 13818-3, 2.4.2.3), and
#: the highest bit rate of it in kbit/s.
_MPEG_2, _MPEG_2_KBPS = 24_000, 160


def mp3(rate: int, kbps: int | None = None) -> Codec:
    """MP3 for a voice of ``rate`` Hz, with ``kbps`` where a shop asks for so many.

    It is at 44.1 kHz where 22.05 would lose treble, or has not that bit rate.
    """
    codec = CODECS["mp3"]
    kbps = kbps or codec.kbps
    if rate <= _MPEG_2 and kbps <= _MPEG_2_KBPS:
        return replace(codec, kbps=kbps)
    return replace(codec, kbps=kbps, rate=44_100, frame=1152, step=1152, held=1)


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
    with encoder.at_work(stretches):
        samples = (end - start) * encoder.rate // narration.rate
        WRITERS[codec.name](encoder.packets(stretches, start), samples, encoder.rate, output)


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
        self._options = (
            *("-af", mastering.filter, "-ac", "1", "-ar", str(self.rate)),
            *(*codec.options, *(("-b:a", f"{codec.kbps}k") if codec.kbps else ())),
            *("-id3v2_version", "0", "-flush_packets", "0", "-f", codec.stream),
        )
        self._about = repr((_FORMAT, codec, self._options, narration.rate, ffmpeg.version()))

    @contextmanager
    def at_work(self, stretches: tuple[Stretch, ...]) -> Iterator[None]:
        """Encode what the cache does not hold, on all processors."""
        cache = self._narration.sounds.cache
        new = [one for one in stretches if not cache.has(self._name(one))]
        self._narration.sounds.restore(clip.key for one in new for clip in one.clips)
        new.sort(key=lambda one: one.start - one.end)  # the longest first: all end together
        pool = ThreadPoolExecutor(os.cpu_count() or 1)
        try:
            for _ in pool.map(self._encode, new):
                pass  # it is in the cache, and not kept here
            yield
        finally:
            pool.shutdown(cancel_futures=True)

    def packets(self, stretches: tuple[Stretch, ...], start: int) -> Iterator[bytes]:
        """The packets of all ``stretches``; ``start`` is where the first of them begins.

        A stretch begins at the step that is nearest to its place; no error adds up.
        """
        for stretch in stretches:
            first = round((stretch.start - start) / self._step)
            following = round((stretch.end - start) / self._step)
            steps = self._codec.frame // self._codec.step
            if stretch is stretches[-1]:  # whole, and what the encoder holds back
                count = -(-math.ceil((stretch.end - start) / self._step - first) // steps)
                yield from self._kept(stretch, count + self._codec.held)
                return
            yield from self._kept(stretch, (following - first) // steps)
            yield from fill_opus((following - first) % steps)

    def _kept(self, stretch: Stretch, count: int) -> list[bytes]:
        """``count`` packets from the beginning of ``stretch``."""
        found = self._narration.sounds.cache.get(self._name(stretch))
        packets = unpacked(found if found is not None else self._encode(stretch), count)
        if len(packets) < count:
            raise ToolError("ffmpeg", "it encoded less than it was given")
        return packets

    def _encode(self, stretch: Stretch) -> bytes:
        """Encode ``stretch`` and keep it."""
        before = bytes(round(_BEFORE * self._frame) * SAMPLE_BYTES)
        after = bytes(round(_AFTER * self._frame) * SAMPLE_BYTES)
        length = stretch.end - stretch.start

        def sound() -> Iterator[bytes]:
            yield before
            yield from self._narration.pcm(stretch.start, stretch.end)
            yield after

        stream = ffmpeg.encoded(
            sound(), rate=self._narration.rate, samples=length, options=self._options
        )
        piece = packed(_SPLIT[self._codec.name](stream)[_BEFORE:])
        self._narration.sounds.cache.put(self._name(stretch), piece)
        return piece

    def _name(self, stretch: Stretch) -> str:
        """The address of the encoded stretch: all that its bytes depend on."""

        def place(clip: Clip) -> tuple[str, int, int]:
            return clip.key, clip.start - stretch.start, clip.end - stretch.start

        about = repr((self._about, stretch.end - stretch.start, [*map(place, stretch.clips)]))
        return f"{digest(about.encode()).hex()}.{self._codec.name}"
