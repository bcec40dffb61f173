"""The codecs: MP3, AAC and Opus, with the settings that suit speech."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace


class Codec(Struct, frozen=True):
    """A codec: ``rate`` in Hz (0: the voice's own), ``kbps`` of the stream (0: variable).

    ``frame`` is the number of samples in a packet, ``step`` that of the shortest packet that can
    fill a gap.  The last ``held`` packets come only after the last sample.  ``options`` are
    ffmpeg's, ``stream`` is its muxer for a stream of packets.  ``lost`` is the loss of level by
    encoding in dB, measured on speech.
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


#: The options of AAC.
_AAC = ("-c:a", "aac", "-aac_coder", "fast", "-aac_tns", "0")

#: By how much the encoder of AAC exceeds the bit rate that it is asked for, measured on speech of
#: 22.05 kHz, in kbit/s.
_AAC_EXCESS = 8

#: Rates: MP3 has 22.05 kHz, the rate of talking books; Opus 24 kHz, the next rate that it
#: supports; AAC the voice's own.  (:func:`mp3` and :func:`opus` return other rates for
#: voices that need them.)  Higher rates take half as long again and keep no more of the voice.
#:
#: MP3: level 7 takes half the time of the default and sounds the same at this bit rate.  Without
#: the bit reservoir no frame depends on another.
#:
#: AAC: the fast coder makes files of the same size at five times the speed.  A fixed quality (about
#: 60 kbit/s for speech) instead of a bit rate saves another quarter of the time.
#:
#: Opus: the mode ``audio`` takes a third of the time of the speech mode, which is for lower bit
#: rates.  With a constrained bit rate, peaks would overshoot by 2.5 dB.
CODECS = {
    "mp3": Codec(
        *("mp3", 22_050, 64, 576, 576),
        ("-c:a", "libmp3lame", "-compression_level", "7", "-reservoir", "0", "-write_xing", "0"),
        "mp3",
        held=2,
        lost=0.45,  # LAME scales sound by 0.95
    ),
    "aac": Codec(
        *("aac", 0, 0, 1024, 1024),
        (*_AAC, "-q:a", "1"),
        "adts",
    ),
    "opus": Codec(
        *("opus", 24_000, 32, 480, 60),
        ("-c:a", "libopus", "-application", "audio", "-compression_level", "1"),
        "opus",
        lost=0.1,
    ),
}

#: The highest sample rate of MPEG-2 in Hz, whose frames are half as long (ISO/IEC 13818-3,
#: 2.4.2.3), and its highest bit rate in kbit/s.
_MPEG_2, _MPEG_2_KBPS = 24_000, 160

#: Up to 128 kbit/s LAME scales sound by 0.95, above that by 0.97, which is 0.26 dB.
_SOFTER, _LOST_LESS = 128, 0.26


def mp3(rate: int, kbps: int = 0) -> Codec:
    """Return MP3 for a voice of ``rate`` Hz, with ``kbps`` if a shop requires a bit rate.

    It has 24 or 44.1 kHz if 22.05 kHz would lose treble, and 44.1 kHz if the bit rate needs it.
    """
    codec = CODECS["mp3"]
    kbps = kbps or codec.kbps
    codec = replace(codec, kbps=kbps, lost=codec.lost if kbps <= _SOFTER else _LOST_LESS)
    if rate <= _MPEG_2 and kbps <= _MPEG_2_KBPS:
        return codec if rate <= codec.rate else replace(codec, rate=_MPEG_2)
    return replace(codec, rate=44_100, frame=1152, step=1152, held=1)


def aac(kbps: int = 0) -> Codec:
    """Return AAC with a fixed quality, or with about ``kbps`` kbit/s (at least 32)."""
    codec = CODECS["aac"]
    return replace(codec, kbps=kbps - _AAC_EXCESS, options=_AAC) if kbps else codec


def opus(rate: int, kbps: int = 0) -> Codec:
    """Return Opus for a voice of ``rate`` Hz: 48 kHz if 24 would lose treble (RFC 6716, 2.1.3).

    With ``kbps`` the bit rate is kept, where the usual setting exceeds it by half for speech.
    """
    codec = CODECS["opus"]
    if kbps:
        codec = replace(codec, kbps=kbps, options=(*codec.options, "-vbr", "constrained"))
    return codec if rate <= codec.rate else replace(codec, rate=48_000, frame=960, step=120)


def codec_named(name: str, rate: int, kbps: int = 0) -> Codec:
    """Return the codec ``name`` for a voice of ``rate`` Hz, with ``kbps`` if that isn't 0.

    Raises ``KeyError`` for a name that isn't in :data:`CODECS`.
    """
    match name:
        case "mp3":
            return mp3(rate, kbps)
        case "aac":
            return aac(kbps)
        case "opus":
            return opus(rate, kbps)
        case _:
            raise KeyError(name)
