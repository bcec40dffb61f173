"""The voices of all speech engines, and one speaker for all of them.

An engine is a module of this package with a row in :data:`ENGINES`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import cache
from itertools import groupby
from pathlib import Path

from msgspec import Struct

from publish.errors import MissingToolError
from publish.narration.synthesis import Part, Speaker, Speech, Voice


class Engine(Struct, frozen=True):
    """A speech engine: ``voices`` lists its voices, ``speaker`` starts it.

    Both import heavy libraries, and raise :class:`MissingToolError` if the engine isn't installed.
    ``sound`` says how its voices sound, ``speed`` how many seconds of speech a core makes in one
    (0: unknown), ``install`` which command installs it.
    """

    voices: Callable[[], tuple[Voice, ...]]
    speaker: Callable[[], Speaker]
    sound: str
    speed: int = 0
    install: str = ""


def _espeak_voices() -> tuple[Voice, ...]:
    from publish.narration.voices.espeak import espeak_voices

    return espeak_voices()


def _espeak() -> Speaker:
    from publish.narration.voices.espeak import Espeak

    return Espeak()


def _hibari_voices() -> tuple[Voice, ...]:
    from publish.narration.voices.hibari import hibari_voices

    return hibari_voices()


def _hibari() -> Speaker:
    from publish.narration.voices.hibari import Hibari

    return Hibari()


def _kokoro_voices() -> tuple[Voice, ...]:
    from publish.narration.voices.kokoro import kokoro_voices

    return kokoro_voices()


def _kokoro() -> Speaker:
    from publish.narration.voices.kokoro import Kokoro

    return Kokoro()


def _system_voices() -> tuple[Voice, ...]:
    from publish.narration.voices.system import system_voices

    return system_voices()


def _system() -> Speaker:
    from publish.narration.voices.system import System

    return System()


def _piper_voices() -> tuple[Voice, ...]:
    from publish.narration.voices.piper import piper_voices

    return piper_voices()


def _piper() -> Speaker:
    from publish.narration.voices.piper import Piper

    return Piper()


#: The engines by name, which ids of voices of the user's begin with (``piper:NAME``).
ENGINES = {
    "espeak": Engine(_espeak_voices, _espeak, "robotic", 700),
    "hibari": Engine(_hibari_voices, _hibari, "natural", 100, "pip install hibari-tts"),
    "kokoro": Engine(
        _kokoro_voices, _kokoro, "natural", 1, "pip install 'publish-editions[voices]'"
    ),
    "system": Engine(_system_voices, _system, "the system's"),
    "piper": Engine(_piper_voices, _piper, "natural", 10),
}


def every_voice() -> tuple[Voice, ...]:
    """Return the voices of all installed engines, in the order of the table."""
    found: list[Voice] = []
    for name, engine in ENGINES.items():
        try:
            found += engine.voices()
        except MissingToolError:
            if name == ESPEAK:  # narration needs it
                raise
    return tuple(found)


#: The engine that can speak all languages; as the id of a voice it stands for that of a language.
ESPEAK = "espeak"

#: The engines whose voices speak where nobody asks for one: espeak-ng, and natural voices.
_USUAL = (ESPEAK, "hibari", "kokoro")

#: The environment variable with the voice that speaks where the source names none.
DEFAULT_VOICE = "PUBLISH_VOICE"


def default_voice() -> str:
    """Return the id of the voice that the user has set as the default, or an empty string."""
    return os.environ.get(DEFAULT_VOICE, "")


def voices(wanted: Iterable[str] = ()) -> tuple[Voice, ...]:
    """Return the usual voices, and those of the engines that the ids ``wanted`` name.

    Without any, it is the id of the default.  An id may also be the path of a Piper voice
    (``.onnx``), or ``espeak``.  If an id isn't found,
    all voices of all engines are returned, so that an error message can name the nearest.

    Raises:
        MissingToolError: A wanted engine isn't installed.
    """
    asked = list(filter(None, wanted)) or [default_voice()]
    ids = [name for name in asked if name not in ("", ESPEAK)]
    names = {name.partition(":")[0] for name in ids if ":" in name}
    found: list[Voice] = []
    for name, engine in ENGINES.items():
        if name in names or name == ESPEAK:
            found += engine.voices()
        elif name in _USUAL:
            with suppress(MissingToolError):  # espeak-ng speaks instead
                found += engine.voices()
    for path in ids:
        if path.endswith(".onnx"):
            from publish.narration.voices.piper import piper_voice

            found.append(piper_voice(Path(path)))
    missing = [name for name in ids if not any(voice.matches(name) for voice in found)]
    return every_voice() if missing else tuple(found)


class Ensemble:
    """A ``Speaker`` for the voices of all engines; each engine is started when it is needed."""

    def __init__(self) -> None:
        self._speakers: dict[str, Speaker] = {}

    def speak(self, parts: Sequence[Part], speed: int, rate: int = 0) -> Speech:
        """Speak ``parts``, each by the engine of its voice, at ``rate`` Hz.

        0 is the highest rate of their voices.

        Raises:
            MissingToolError: An engine isn't installed.
            RuntimeError: An engine fails.
        """
        from publish.narration.voices.samples import joined

        spoken: list[tuple[Speech, int]] = []
        offset = 0
        for name, run in groupby(parts, key=lambda part: part.voice.engine):
            group = tuple(run)
            if name not in self._speakers:
                self._speakers[name] = ENGINES[name].speaker()
            spoken.append((self._speakers[name].speak(group, speed), offset))
            offset += sum(len(part.text) for part in group)
        return joined(spoken, rate or max(speech.rate for speech, _ in spoken))


def speaker() -> Ensemble:
    """Return a speaker for the voices of all engines.

    Only a worker process may call this, because an engine may crash its process.
    """
    return Ensemble()


@cache
def version_of(engine: str, handle: str) -> str:
    """Return a string that changes when an engine, or the file of a voice, is replaced."""
    states = [
        f"{state.st_size} {state.st_mtime_ns}"
        for file in files_of(engine, handle)
        if file.is_file() and (state := file.stat())
    ]
    return " ".join([engine, handle, *states])


def files_of(engine: str, handle: str) -> tuple[Path, ...]:
    """Return the files of an engine and its voice whose paths are known."""
    files = [Path(handle)]
    if engine == "espeak":
        from publish.narration.voices.espeak import data, library

        files = [Path(library()), data() / "phontab"]
    elif handle.endswith(".onnx"):
        files += [Path(f"{handle}.json"), Path(handle).with_name("MODEL_CARD")]
    return tuple(file for file in files if file.is_absolute())
