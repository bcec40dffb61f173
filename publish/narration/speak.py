"""Speak a script: synthesise every utterance, and return the narration with its timeline."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from pathlib import Path

from publish.model import NarrationSettings
from publish.narration.casting import Direction, voices_for
from publish.narration.lexicon import Lexicon
from publish.narration.narrators import voice_name
from publish.narration.recordings import SAMPLE, level_of
from publish.narration.script import Script, Utterance
from publish.narration.sounds import (
    FORMAT,
    KeyedRequest,
    add_recording,
    known_timing,
    sound_of,
    synthesized,
)
from publish.narration.synthesis import Recording, Sounds, SynthesisRequest, Timing
from publish.narration.timeline import Narration, SpokenUtterance, labels_of, timeline_of
from publish.narration.voices import version_of
from publish.runtime.cache import Cache, digest

#: Called with the number of spoken utterances, and of all utterances.
Progress = Callable[[int, int], None]


def speak(
    script: Script,
    settings: NarrationSettings,
    folder: Path,
    progress: Progress | None = None,
    workers: int | None = None,
) -> Narration:
    """Speak all utterances of ``script`` that aren't in the cache in ``folder``.

    The sound and times depend neither on the number of ``workers`` (processes; ``None``: the best
    number) nor on the cache.

    Raises:
        MissingToolError: A voice or its engine isn't installed.
        UnspokenError: A sentence can't be spoken; the message quotes it.
        SourceError: The lexicon or a recording can't be read.
        OutputError: The cache can't be written to.
    """
    known = voices_for(settings, script.language)
    direction = Direction.of(known, settings, script.language)
    utterances = utterances_of(script)
    rate = direction.main.rate
    sounds = Sounds(Cache(folder), {})
    requests = _requests(direction, utterances, settings)
    keys, timings = _synthesize(sounds, requests, len(utterances), progress, workers)
    level = (
        level_of([sound_of(sounds, key) for key in keys[:SAMPLE]], rate)
        if len(keys) < len(utterances)
        else 0.0
    )
    rest = iter(keys)
    spoken: list[SpokenUtterance] = []
    for one in utterances:
        if one.recording:
            recording = Recording(one.recording, level, rate, one.words_replaced)
            spoken.append((one, *add_recording(sounds, recording)))
        else:
            key = next(rest)
            spoken.append((one, key, timings[key]))
    chapters, segments = timeline_of(script, spoken, rate)
    warnings = (warning for _, _, timing in spoken for warning in timing.warnings)
    return Narration(
        language=script.language,
        voice=direction.main.name,
        voice_name=voice_name(direction.main, script.language),
        rate=rate,
        length=chapters[-1].end,
        chapters=chapters,
        segments=segments,
        labels=labels_of(spoken[len(spoken) - len(script.labels) :]),
        sounds=sounds,
        skipped=script.skipped,
        warnings=tuple(dict.fromkeys([*direction.warnings, *warnings])),
    )


def speak_ahead(script: Script, settings: NarrationSettings, folder: Path, part: slice) -> None:
    """Speak a ``part`` of :func:`utterances_of` into the cache, for :func:`speak`.

    Raises:
        MissingToolError, ToolError, SourceError, OutputError: As :func:`speak` does.
    """
    known = voices_for(settings, script.language)
    direction = Direction.of(known, settings, script.language)
    utterances = utterances_of(script)
    chosen = {id(one) for one in utterances[part]}
    requests = _requests(direction, utterances, settings, chosen)
    _synthesize(Sounds(Cache(folder), {}), requests, len(chosen), None, None)


def utterances_of(script: Script) -> list[Utterance]:
    """Return all that is spoken, in the order of ``script``, and then its labels."""
    spoken = [one for chapter in script.chapters for one in chapter.utterances]
    return [*spoken, *script.labels]


def _requests(
    direction: Direction,
    utterances: Sequence[Utterance],
    settings: NarrationSettings,
    chosen: Container[int] | None = None,
) -> Iterator[SynthesisRequest]:
    """Yield the requests for ``utterances``, or for those whose ``id`` is ``chosen``."""
    lexicon, rate = Lexicon.of(settings), direction.main.rate
    for one, speaker in zip(utterances, direction.speakers_of(utterances), strict=True):
        if one.recording is None and (chosen is None or id(one) in chosen):
            parts = direction.parts_of(one.role, lexicon.apply(one.spans), speaker)
            yield SynthesisRequest(*parts, rate)


def _synthesize(
    sounds: Sounds,
    requests: Iterable[SynthesisRequest],
    total: int,
    progress: Progress | None,
    workers: int | None,
) -> tuple[list[str], dict[str, Timing]]:
    """Return the key of each request, and the timing of each sound.

    Sounds that aren't in the cache are spoken while further requests are prepared.
    """
    keys: list[str] = []
    found: dict[str, Timing | None] = {}

    def new() -> Iterator[KeyedRequest]:
        for request in requests:
            key = key_of(request)
            sounds.requests[key] = request
            keys.append(key)
            if key not in found:
                found[key] = known_timing(sounds.cache, key)
                if found[key] is None:
                    yield key, request

    timings: dict[str, Timing] = {}
    with synthesized(new(), sounds.cache, workers) as spoken:
        for done, key in enumerate(keys, start=1):
            if key not in timings:
                timings[key] = found[key] or next(spoken)
            if progress:
                progress(done, total)
    return keys, timings


def key_of(request: SynthesisRequest) -> str:
    """Return the key of a sound: a digest of the request and of the engines' versions."""
    voices_used = {part.voice for part in request.parts}
    versions = sorted(version_of(voice.engine, voice.handle) for voice in voices_used)
    return digest(repr((FORMAT, request, versions)).encode()).hex()
