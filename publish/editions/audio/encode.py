"""Encode the sound of the audio editions, and report whether it meets its mastering profile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from publish.editions.edition import BuiltEdition, SpokenContext
from publish.encoding.codecs import Codec, codec_named
from publish.encoding.encoder import Progress, encode_ahead
from publish.encoding.mastering import Measurement, Profile, master, measured_in, profile_of
from publish.errors import Diagnostic, Severity
from publish.model import Article
from publish.narration.timeline import Narration
from publish.sync.chapter_marks import summary_of

#: How far the loudness of a file may be from its target, in LU.
LOUDNESS_TOLERANCE = 0.5

#: The level in dB that is reported for digital silence: JSON has no minus infinity.
_SILENCE = -120.0


def codec_for(name: str, context: SpokenContext) -> Codec:
    """Return the codec ``name`` (mp3, aac, opus) for the voice and the mastering of the article."""
    return _codec(name, context.article, context.narration)


def _codec(name: str, article: Article, narration: Narration) -> Codec:
    return codec_named(name, narration.rate, profile_of(article).kbps if name == "mp3" else 0)


def encode_all(
    article: Article,
    narration: Narration,
    names: Iterable[str],
    progress: Progress,
    part: slice = slice(None),
) -> None:
    """Encode ``narration`` with all codecs ``names`` in one pass, into the cache.

    ``part`` chooses from its segments.

    Raises:
        MissingToolError, ToolError: ffmpeg is missing or fails.
    """
    codecs = {_codec(name, article, narration) for name in names}
    in_order = sorted(codecs, key=lambda codec: codec.name)
    encode_ahead(narration, in_order, master(article, narration), progress, part)


def measured_edition(context: SpokenContext) -> BuiltEdition:
    """Return the report on the sound file ``context.output``.

    If the article names a mastering profile, the file is decoded and measured, and each target
    that it misses is a warning.

    Raises:
        ToolError: The file can't be decoded.
    """
    article, file = context.article, context.output
    summary = summary_of(context.narration)
    if not article.metadata.narration.mastering:
        return BuiltEdition(summary=summary)
    profile = profile_of(article)
    sound = measured_in(file)
    missed = tuple(missed_targets(profile, sound))
    measured = {
        "loudness": sound.loudness,
        "rms": sound.rms,
        "peak": sound.peak,
        "floor": sound.floor,
        "head": sound.head,
        "tail": sound.tail,
    }
    level = f"{sound.rms:.1f} dB RMS" if profile.rms else f"{sound.loudness:.1f} LUFS"
    verdict = "misses" if missed else "meets"
    return BuiltEdition(
        summary=f"{summary}, {verdict} the {profile.name} profile: {level}, "
        f"true peak {sound.peak:.1f} dB",
        diagnostics=tuple(
            Diagnostic(
                code="mastering-missed",
                severity=Severity.WARNING,
                message=f"{context.target.name}: {one}",
                fix="",
                file=context.target,
            )
            for one in missed
        ),
        measured={name: round(max(value, _SILENCE), 2) for name, value in measured.items()},
    )


def missed_targets(profile: Profile, sound: Measurement) -> Iterator[str]:
    """Yield each target of ``profile`` that ``sound`` misses, with the numbers."""
    name = profile.name
    if profile.loudness is not None and abs(sound.loudness - profile.loudness) > LOUDNESS_TOLERANCE:
        yield (
            f"the {name} profile asks for {profile.loudness:g} LUFS "
            f"(within {LOUDNESS_TOLERANCE:g}); it is {sound.loudness:.1f}"
        )
    if sound.peak > profile.peak:
        yield f"the {name} profile allows peaks of {profile.peak:g} dB; one is {sound.peak:.1f}"
    if profile.floor is not None and sound.floor > profile.floor:
        yield f"the {name} profile allows noise of {profile.floor:g} dB; it is {sound.floor:.1f}"
    if profile.longest is not None and sound.length > profile.longest:
        yield (
            f"the {name} profile allows {profile.longest // 60} min a file; "
            f"it is {sound.length / 60:.0f} (--split makes one file a chapter)"
        )
    ranges = (
        ("level", "dB RMS", profile.rms, sound.rms),
        ("silence at the beginning", "s", profile.head, sound.head),
        ("silence at the end", "s", profile.tail, sound.tail),
    )
    for what, unit, wanted, found in ranges:
        if wanted and not wanted[0] <= found <= wanted[1]:
            low, high = wanted
            yield (
                f"the {name} profile asks for a {what} of {low:g} to {high:g} {unit}; "
                f"it is {found:.2f}"
            )
