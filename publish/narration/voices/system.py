"""The voices of the system (SAPI 5, NSSpeechSynthesizer, on Linux espeak-ng), through pyttsx3.

The engine API of pyttsx3 crashes, hangs and loses settings.  So each text is spoken by a new
process (:mod:`publish.narration.voices.system_child`), and the length of its sound is checked.
"""

from __future__ import annotations

import contextlib
import json
import wave
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from publish.errors import MissingToolError
from publish.narration.synthesis import SAMPLE_BYTES, Part, Speech, Voice
from publish.narration.voices.espeak import canonical
from publish.narration.voices.samples import joined, trim
from publish.narration.voices.tokens import spread, tokens
from publish.runtime.pcm import decode
from publish.runtime.programs import Program, python_command, python_path
from publish.runtime.temporary import temporary_folder

#: The sample rate of all voices, in Hz.  SAPI and espeak-ng have it already.
RATE = 22_050

#: The time limit of a process for one text, in seconds, and the longest text in characters (pyttsx3
#: crashes at 15 kB).
PATIENCE, LONGEST = 20.0, 1000

#: The shortest sound of a text, as a share of the time that its words should take.
_SHORTEST = 0.2

_COMMAND = python_command("publish.narration.voices.system_child")

_FIX = (
    "On Linux: pip install espeakng-loader, or: apt install libespeak-ng1. On macOS and Windows "
    "pyttsx3 brings what it needs: install publish again."
)

_DRIVERS = {"espeak": "GPL-3.0-or-later"}


@cache
def system_voices() -> tuple[Voice, ...]:
    """Return the voices of the system, sorted by id (``system:NAME``).

    Raises:
        MissingToolError: The system has no engine.
    """
    try:
        answer = _ask({})
    except RuntimeError as error:
        raise _missing(str(error)) from error
    licence = _DRIVERS.get(answer["driver"], "see the system's")
    found: dict[str, Voice] = {}
    for voice in sorted(answer["voices"], key=lambda voice: (voice["name"], voice["id"])):
        name, count = voice["name"], 2
        while f"system:{name}" in found:  # macOS has several voices of one name
            name, count = f"{voice['name']} ({count})", count + 1
        own = f"system:{name}"
        found[own] = Voice(own, name, _language(voice), licence, "system", voice["id"], RATE)
    return tuple(found[name] for name in sorted(found))


def _language(voice: dict[str, Any]) -> str:
    """Return the BCP 47 tag; ``und`` if the driver names no language."""
    for written in voice["languages"]:
        if written and " " not in written:
            return canonical(str(written).replace("_", "-"))
    return "und"


class System:
    """The engine (a ``Speaker``)."""

    def speak(self, parts: Sequence[Part], speed: int) -> Speech:
        """Speak ``parts``, each by its voice.

        Raises:
            RuntimeError: The system's engine crashes, hangs, or speaks far too little.
            MissingToolError: The system has no engine.
        """
        spoken: list[tuple[Speech, int]] = []
        offset = 0
        for piece in _pieces(parts):
            if tokens(piece):
                spoken.append((_one(piece, speed), offset))
            offset += sum(len(part.text) for part in piece)
        return joined(spoken, RATE)


def _pieces(parts: Sequence[Part]) -> list[list[Part]]:
    """Return ``parts`` in groups of one voice, none too long for a call."""
    groups: list[list[Part]] = []
    for part in (piece for whole in parts for piece in _cut(whole)):
        last = groups[-1] if groups else []
        size = sum(len(_spoken(other)) for other in last)
        if last and last[0].voice == part.voice and size + len(_spoken(part)) <= LONGEST:
            last.append(part)
        else:
            groups.append([part])
    return groups


def _cut(part: Part) -> list[Part]:
    """Return ``part``, cut after spaces (or anywhere, without any) if it is too long."""
    out = []
    text = part.text
    while not part.say and len(text) > LONGEST:
        place = text.rfind(" ", 0, LONGEST) + 1 or LONGEST
        out.append(Part(text[:place], part.voice))
        text = text[place:]
    return [*out, Part(text, part.voice, part.ipa, part.say)]


def _spoken(part: Part) -> str:
    return part.say or part.text


def _one(parts: Sequence[Part], speed: int) -> Speech:
    """Speak a short text in one voice, in one call."""
    voice = parts[0].voice
    text = "".join(map(_spoken, parts))
    with temporary_folder() as folder:
        file = folder / "speech.wav"
        _ask({"voice": voice.handle, "rate": speed, "text": text, "file": str(file)})
        pcm, _ = trim(_read(file), RATE)
    length = len(pcm) // SAMPLE_BYTES
    words = max(1, len(text.split()))
    if length < _SHORTEST * words * 60 / speed * RATE:
        raise RuntimeError(f"the voice {voice.id} spoke {length / RATE:.1f} s for {words} words")
    warnings = tuple(
        f"The voice {voice.id} takes no phonetic alphabet: {part.text!r} was spoken as it is "
        "written."
        for part in parts
        if part.ipa and not part.say
    )
    return Speech(pcm, RATE, spread(tokens(parts), length), warnings)


def _read(file: Path) -> bytes:
    """Return the PCM of a file that the engine wrote: WAV, or on macOS AIFF despite its name."""
    if not file.exists() or not file.stat().st_size:
        raise RuntimeError("the system's engine wrote nothing")
    try:
        with wave.open(str(file), "rb") as sound:
            if sound.getparams()[:3] == (1, SAMPLE_BYTES, RATE):
                return sound.readframes(sound.getnframes())
        kind = "wav"
    except (wave.Error, EOFError):
        kind = "aiff"
    return decode(file, kind, rate=RATE, longest=LONGEST)


def _ask(request: dict[str, Any]) -> Any:
    """Return the answer of a new process."""
    with Program(
        _COMMAND,
        needed_for="the system's voices",
        fix=_FIX,
        environment=python_path(),
    ) as program:
        with program.deadline(PATIENCE):
            with contextlib.suppress(BrokenPipeError):  # it crashed: there is no answer
                program.stdin.write(json.dumps(request).encode() + b"\n")
                program.stdin.flush()
            raw = program.stdout.read()
        if not raw:
            if program.timed_out:
                raise RuntimeError("the system's engine hung")
            raise RuntimeError(f"the system's engine crashed. {program.stderr_tail[-200:]}".strip())
    answer = json.loads(raw)
    if answer.get("missing"):
        raise _missing(answer["error"])
    if "error" in answer:
        raise RuntimeError(f"the system's engine: {answer['error']}")
    return answer


def _missing(why: str) -> MissingToolError:
    return MissingToolError("A speech engine of the system", "its voices", f"{_FIX} ({why})")
