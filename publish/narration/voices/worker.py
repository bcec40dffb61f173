"""The worker process in which speech engines run, and store sound in the cache.

:mod:`publish.narration.sounds` starts it as a program, because an engine may crash on strange
input.
"""

from __future__ import annotations

from collections.abc import Callable

from publish.narration import voices
from publish.narration.sounds import KeyedRequest, store
from publish.narration.synthesis import SAMPLE_BYTES, Speech, SynthesisRequest, Timing
from publish.runtime.cache import Cache
from publish.runtime.worker_pool import serve

#: The shortest time for a letter, in ms at 165 words a minute: a fifth of espeak-ng's.
_SHORTEST_LETTER, _USUAL_SPEED = 12, 165

#: The length of a text isn't checked if it has fewer letters.
_FEW_LETTERS = 12

#: The silence for a text without letters, in ms.
_NOTHING = 50


def start(cache: Cache) -> Callable[[KeyedRequest], Timing]:
    """Return the function that speaks a request into ``cache`` and returns its timing."""
    engines = voices.speaker()

    def synthesize(keyed: KeyedRequest) -> Timing:
        key, request = keyed
        speech = engines.speak(request.parts, request.speed, request.rate)
        return store(cache, key, checked(request, speech))

    return synthesize


def checked(request: SynthesisRequest, speech: Speech) -> Speech:
    """Return ``speech``; a short silence for a text without letters.

    Raises:
        RuntimeError: The voice spoke nothing, or far too little.
    """
    spoken = "".join(part.ipa or part.say or part.text for part in request.parts)
    letters = sum(map(str.isalnum, spoken))
    if not speech.pcm.strip(b"\0"):
        if letters:
            raise RuntimeError("it says nothing")
        return Speech(bytes(_NOTHING * request.rate // 1000 * SAMPLE_BYTES), request.rate)
    ms = len(speech.pcm) * 1000 // (SAMPLE_BYTES * speech.rate)
    if letters >= _FEW_LETTERS and ms < letters * _SHORTEST_LETTER * _USUAL_SPEED // request.speed:
        raise RuntimeError(f"it says {letters} letters in {ms} ms")
    return speech


if __name__ == "__main__":
    serve(start)
