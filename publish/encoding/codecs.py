"""The ways in which sound is encoded."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace


class Codec(Struct, frozen=True):
    """A way to encode: ``rate`` in Hz (0: the voice's own), ``kbps`` of the stream (0: varying).

    ``frame`` is how many samples a packet holds, ``step`` how many the shortest holds that can fill
    a gap; ``held`` packets come out only after the last sample has gone in.  ``options`` are
    ffmpeg's; ``stream`` is its muxer for a stream of packets.  ``lost`` is how many dB softer than
    its source the encoded sound is, as measured on speech.
    """

    name: str
    rate: int
    kbps: int
    frame: int
    step: int
    options: tuple[str, ...]
    stream: str
    held: int = 1
    lost: float = 0.0


#: MP3 is at 22.05 kHz, the rate of voices and of talking books, and Opus at 24 kHz, the next rate
#: that it has (:func:`mp3` and :func:`opus` give others where they are needed); AAC stays at the
#: voice's own.  Higher ones would take half as long again and hold no more.  Level 7 of MP3 takes
#: half the time of the default and sounds the same at this bit rate; without its reservoir no frame
#: needs another.  AAC's fast coder makes files of the same size at five times the speed; at a fixed
#: quality (here about 60 kbit/s of speech) it saves a quarter of that again, since it looks for no
#: bit rate.  Opus takes a third of the time without its speech mode, which is for lower bit rates;
#: a constrained bit rate would let its peaks overshoot by 2.5 dB.
CODECS = {
    "mp3": Codec(
        *("mp3", 22_050, 64, 576, 576),
        ("-c:a", "libmp3lame", "-compression_level", "7", "-reservoir", "0", "-write_xing", "0"),
        "mp3",
        held=2,
        lost=0.45,  # LAME turns down what it encodes to 0.95 on purpose
    ),
    "aac": Codec(
        *("aac", 0, 0, 1024, 1024),
        ("-c:a", "aac", "-aac_coder", "fast", "-aac_tns", "0", "-q:a", "1"),
        "adts",
    ),
    "opus": Codec(
        *("opus", 24_000, 32, 480, 60),
        ("-c:a", "libopus", "-application", "audio", "-compression_level", "1"),
        "opus",
        lost=0.1,
    ),
}

#: The highest rate in Hz of MPEG-2, whose frames are half as long (ISO/IEC 13818-3, 2.4.2.3), and
#: the highest bit rate of it in kbit/s.
_MPEG_2, _MPEG_2_KBPS = 24_000, 160

#: Up to so many kbit/s LAME turns sound down to 0.95, above to 0.97, which is so many dB.
_SOFTER, _LOST_LESS = 128, 0.26


def mp3(rate: int, kbps: int | None = None) -> Codec:
    """MP3 for a voice of ``rate`` Hz, with ``kbps`` where a shop asks for so many.

    It is at 44.1 kHz where 22.05 would lose treble, or has not that bit rate.
    """
    codec = CODECS["mp3"]
    kbps = kbps or codec.kbps
    codec = replace(codec, kbps=kbps, lost=codec.lost if kbps <= _SOFTER else _LOST_LESS)
    if rate <= _MPEG_2 and kbps <= _MPEG_2_KBPS:
        return codec
    return replace(codec, rate=44_100, frame=1152, step=1152, held=1)


def opus(rate: int) -> Codec:
    """Opus for a voice of ``rate`` Hz: at 48 kHz where 24 would lose treble (RFC 6716, 2.1.3)."""
    codec = CODECS["opus"]
    return codec if rate <= codec.rate else replace(codec, rate=48_000, frame=960, step=120)
