"""Script -> Narration: every utterance spoken, and its place in time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from publish.model import NarrationSettings
from publish.narration.casting import Direction
from publish.narration.lexicon import Lexicon
from publish.narration.recordings import SAMPLE, level_of
from publish.narration.script import Script
from publish.narration.segmentation import placed
from publish.narration.sounds import Order, Recorded, Sounds, Timing
from publish.narration.timeline import Narration
from publish.narration.voices import voices
from publish.narration.worker_pool import speeches
from publish.runtime.cache import Cache

#: Called with the number of utterances spoken and to be spoken.
Progress = Callable[[int, int], None]


def speak(
    script: Script,
    settings: NarrationSettings,
    folder: Path,
    progress: Progress | None = None,
    workers: int | None = None,
) -> Narration:
    """Speak what of ``script`` is not yet in the cache in ``folder``.

    The sound and times are the same whatever the number of ``workers`` (processes; ``None``: as
    many as pay), and whatever is in the cache.  Raises :class:`MissingToolError` where the voice or
    its engine is not there, :class:`ToolError` naming the sentence that cannot be spoken,
    :class:`SourceError` where the lexicon or a recording cannot be read, and :class:`OutputError`
    where the cache cannot be written to.
    """
    wanted = (settings.voice, *(own.voice for own in settings.roles))
    direction = Direction.of(voices(wanted), settings, script.language)
    lexicon = Lexicon.of(settings)
    utterances = [said for chapter in script.chapters for said in chapter.utterances]
    rate = direction.main.rate
    sounds = Sounds(Cache(folder), {})
    orders = (
        Order(*direction.job(said.role, lexicon.apply(said.spans)), rate)
        for said in utterances
        if said.recording is None
    )
    spoken, timings = _timings(sounds, orders, len(utterances), progress, workers)
    rest = iter(spoken)
    level = (
        level_of([sounds.pcm(key) for key in spoken[:SAMPLE]], rate)
        if len(spoken) < len(utterances)
        else 0.0
    )
    heard = []
    for said in utterances:
        if said.recording:
            key = sounds.order(Recorded(said.recording, level, rate))
            heard.append((said, key, sounds.recorded(key)))
        else:
            key = next(rest)
            heard.append((said, key, timings[key]))
    chapters, stretches = placed(script, heard, rate)
    warnings = (one for _, _, timing in heard for one in timing.warnings)
    return Narration(
        language=script.language,
        voice=direction.main.name,
        rate=rate,
        length=chapters[-1].end,
        chapters=chapters,
        stretches=stretches,
        sounds=sounds,
        skipped=script.skipped,
        warnings=tuple(dict.fromkeys([*direction.warnings, *warnings])),
    )


def _timings(
    sounds: Sounds,
    orders: Iterable[Order],
    total: int,
    progress: Progress | None,
    workers: int | None,
) -> tuple[list[str], dict[str, Timing]]:
    """The key of each order, and the timing of each sound.

    What the cache does not know is spoken, while further orders are still being written.
    """
    keys: list[str] = []
    found: dict[str, Timing | None] = {}

    def new() -> Iterator[Order]:
        for order in orders:
            key = sounds.order(order)
            keys.append(key)
            if key not in found:
                found[key] = sounds.timing(key)
                if found[key] is None:
                    yield order

    timings: dict[str, Timing] = {}
    with speeches(new(), sounds.cache, workers) as spoken:
        for done, key in enumerate(keys, start=1):
            if key not in timings:
                timings[key] = found[key] or next(spoken)
            if progress:
                progress(done, total)
    return keys, timings
