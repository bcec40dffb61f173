"""How the sound of each audio edition is encoded.

The proof of a mastering: what the encoded file measures, against what its profile asks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from publish.editions.audio.chapter_marks import summary_of
from publish.editions.built import Made
from publish.encoding.codecs import CODECS, Codec, mp3, opus
from publish.encoding.encoder import Progress, encode_ahead
from publish.encoding.mastering import Heard, Profile, heard_in, master, profile_of
from publish.model import Article
from publish.narration.timeline import Narration

#: The codecs by the names of formats; what is not named holds no sound of its own.
_CODECS = {"m4b": "aac", "mp3": "mp3", "opus": "opus", "lpf": "mp3"}


def codec_for(name: str, article: Article, narration: Narration) -> Codec:
    """The codec of the format ``name``, for the voice and for the mastering of the article."""
    match _CODECS[name]:
        case "mp3":
            return mp3(narration.rate, profile_of(article).kbps)
        case "opus":
            return opus(narration.rate)
        case other:
            return CODECS[other]


def encode_all(
    article: Article, narration: Narration, formats: Iterable[str], progress: Progress
) -> None:
    """Encode ``narration`` for all ``formats`` at once; their exporters find it in the cache.

    Raises as :func:`publish.encoding.encoder.encode` does.
    """
    wanted = {codec_for(name, article, narration) for name in formats if name in _CODECS}
    codecs = sorted(wanted, key=lambda codec: codec.name)
    encode_ahead(narration, codecs, master(article, narration), progress)


#: How far from its target the loudness of a file may be, in LU.
TOLERANCE = 0.5

#: The level that digital silence is given, in dB: a number that every reader of numbers takes.
_NOTHING = -120.0


def proved(article: Article, narration: Narration, file: Path) -> Made:
    """What is worth telling of ``file``.

    Where the article names a profile of mastering, the file is decoded and measured, and each
    target that it misses is a warning.  Raises :class:`ToolError`.
    """
    summary = summary_of(narration)
    if not article.metadata.narration.mastering:
        return Made(summary)
    profile = profile_of(article)
    heard = heard_in(file)
    missed = tuple(misses(profile, heard))
    measured = {
        "loudness": heard.loudness,
        "rms": heard.rms,
        "peak": heard.peak,
        "floor": heard.floor,
        "head": heard.head,
        "tail": heard.tail,
    }
    level = f"{heard.rms:.1f} dB RMS" if profile.rms else f"{heard.loudness:.1f} LUFS"
    verdict = "misses" if missed else "meets"
    return Made(
        f"{summary}, {verdict} the {profile.name} profile: {level}, true peak {heard.peak:.1f} dB",
        warnings=tuple(f"{file.name}: {one}" for one in missed),
        measured={name: round(max(value, _NOTHING), 2) for name, value in measured.items()},
    )


def misses(profile: Profile, heard: Heard) -> Iterator[str]:
    """Each target of ``profile`` that ``heard`` misses, with the numbers."""
    name = profile.name
    if profile.loudness is not None and abs(heard.loudness - profile.loudness) > TOLERANCE:
        yield (
            f"the {name} profile asks for {profile.loudness:g} LUFS "
            f"(within {TOLERANCE:g}); it is {heard.loudness:.1f}"
        )
    if heard.peak > profile.peak:
        yield f"the {name} profile allows peaks of {profile.peak:g} dB; one is {heard.peak:.1f}"
    if profile.floor is not None and heard.floor > profile.floor:
        yield f"the {name} profile allows noise of {profile.floor:g} dB; it is {heard.floor:.1f}"
    if profile.longest is not None and heard.length > profile.longest:
        yield (
            f"the {name} profile allows {profile.longest // 60} min a file; "
            f"it is {heard.length / 60:.0f} (--split makes one file a chapter)"
        )
    ranges = (
        ("level", "dB RMS", profile.rms, heard.rms),
        ("silence at the beginning", "s", profile.head, heard.head),
        ("silence at the end", "s", profile.tail, heard.tail),
    )
    for what, unit, wanted, found in ranges:
        if wanted and not wanted[0] <= found <= wanted[1]:
            low, high = wanted
            yield (
                f"the {name} profile asks for a {what} of {low:g} to {high:g} {unit}; "
                f"it is {found:.2f}"
            )
