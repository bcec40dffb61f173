"""hibari: a natural voice for English, whose model and dictionaries are in its wheel.

Only ``heart`` is in the wheel.  hibari would download its other voices, so they aren't offered.

Its text normalisation is not used: :mod:`publish.language.spoken` decides what is said.  Its
dictionary gives the phonemes, and pronunciations of the author take their place.

The noise in breath and hiss begins from the same seed in each sentence, and scipy isn't used even
if it is installed: the same sentence always gives the same bytes on one machine.  Processors with
other instructions may round otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from publish.narration.synthesis import Voice
from publish.narration.voices.english import EnglishReader, hibari_assets
from publish.narration.voices.phoneme_engine import RATE, PhonemeEngine, session_of

#: The output of the model with the duration of each phoneme.
_DURATIONS = "/Round_output_0"


def hibari_voices() -> tuple[Voice, ...]:
    """Return the voice of the wheel.

    Raises:
        MissingToolError: hibari isn't installed.
    """
    return (
        Voice(
            id="heart",
            name="Heart (American English)",
            language="en-US",
            licence="Apache-2.0",
            engine="hibari",
            handle=str(hibari_assets() / "hibari.onnx"),
            rate=RATE,
        ),
    )


class Hibari(PhonemeEngine):
    """The engine (a ``Speaker``).  Raises :class:`MissingToolError` if it isn't installed."""

    longest = 400  # its training had no longer ones

    def __init__(self) -> None:
        hibari_assets()
        import hibari.dsp

        _without_scipy(hibari.dsp)
        self._dsp = hibari.dsp
        self._models: dict[str, Any] = {}

    def level_of(self, voice: Voice) -> float:  # noqa: ARG002 - there is one voice
        """Return the factor that makes ``heart`` as loud as espeak-ng: 5.6 dB."""
        return 1.9

    def reader_of(self, voice: Voice) -> EnglishReader:  # noqa: ARG002 - all speak American English
        """Return the reader of American English."""
        return self._reader

    @cached_property
    def _reader(self) -> EnglishReader:
        return EnglishReader()

    def synthesise(self, voice: Voice, ids: Sequence[int], pace: float) -> tuple[Any, Any]:
        """Return the samples and durations of phonemes; the model computes spectra only."""
        import numpy

        if voice.handle not in self._models:
            self._models[voice.handle] = session_of(Path(voice.handle).read_bytes(), _DURATIONS)
        inputs = {
            "ids": numpy.asarray([ids], numpy.int64),
            "speed": numpy.asarray([pace], numpy.float32),
        }
        *spectra, durations = self._models[voice.handle].run(None, inputs)
        noise = numpy.random.default_rng(0)
        return self._dsp.synth(*(one[0] for one in spectra), noise), durations


def _without_scipy(dsp: Any) -> None:
    """Replace the transforms of ``dsp`` by those of numpy, which it uses where scipy is absent."""
    from numpy import complex64, fft, float32

    dsp.rfft = lambda x, axis: fft.rfft(x, axis=axis).astype(complex64)
    dsp.irfft = lambda x, n, axis: fft.irfft(x, n=n, axis=axis).astype(float32)
