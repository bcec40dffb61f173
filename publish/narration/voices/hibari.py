"""hibari: a natural voice for English, whose model and dictionaries are in its wheel.

Only ``heart`` is in the wheel.  hibari would download its other voices, so they aren't offered.

Its text normalisation is not used: :mod:`publish.language.spoken` decides what is said.  Its
dictionary gives the phonemes, and pronunciations of the author take their place.  The model is
changed to output the durations of phonemes as well, so that the times of words are exact.

The engine runs in worker processes only, with one thread each.  The noise in breath and hiss begins
from the same seed in each sentence, and scipy isn't used even if it is installed: the same sentence
always gives the same bytes on one machine.  Processors with other instructions may round otherwise.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from importlib.util import find_spec
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from publish.errors import MissingToolError
from publish.narration.synthesis import SAMPLE_BYTES, Part, Speech, Voice, Word, by_voice
from publish.narration.voices.english import EnglishReader, Sound
from publish.narration.voices.samples import joined, shifted, trim
from publish.narration.voices.tokens import Token, tokens

_RATE = 24_000

#: The voices of hibari that it would download.
ABSENT = ("emma", "fable", "fenrir", "kore")


def hibari_voices() -> tuple[Voice, ...]:
    """Return the voice of the wheel.

    Raises:
        MissingToolError: hibari isn't installed.
    """
    found = find_spec("hibari")
    if found is None or not found.origin or find_spec("onnxruntime") is None:
        raise missing()
    model = Path(found.origin).with_name("assets") / "hibari.onnx"
    return (
        Voice(
            id="heart",
            name="Heart (American English)",
            language="en-US",
            licence="Apache-2.0",
            engine="hibari",
            handle=str(model),
            rate=_RATE,
        ),
    )


def missing() -> MissingToolError:
    return MissingToolError(
        "hibari", "the natural voice for English", "Install it with: pip install hibari-tts"
    )


#: The speed of the voice at 1.0, in words a minute, and the speeds that the model was trained for.
_PACE, _SLOWEST, _FASTEST = 165, 0.5, 2.0

#: Samples for each unit of the durations that the model computes.
_UNIT = 600

#: The output of the model with the duration of each phoneme.
_DURATIONS = "/Round_output_0"

#: The longest text for one run of the model, in phonemes (its training had no longer ones).
_LONGEST = 400

#: Punctuation after which a longer text is cut, and a run of phonemes with a sound.
_CLAUSE_ENDS = frozenset(",;:.!?—…")
_GROUP = re.compile(r"[^\W_](?:\S*[^\W_])?")

#: The factor that makes the voice as loud as espeak-ng.
_LEVEL = 1.9


class Hibari:
    """The engine (a ``Speaker``).  Raises :class:`MissingToolError` if it isn't installed."""

    def __init__(self) -> None:
        try:
            import hibari.dsp
            import onnxruntime
        except ImportError as error:
            raise missing() from error
        _without_scipy(hibari.dsp)
        self._dsp, self._runtime = hibari.dsp, onnxruntime
        self._models: dict[str, Any] = {}

    def speak(self, parts: Sequence[Part], speed: int) -> Speech:
        """Speak ``parts``; neighbours with one voice are spoken together.

        Raises:
            RuntimeError: The model fails.
        """
        spoken: list[tuple[Speech, int]] = []
        offset = 0
        for voice, group in by_voice(parts):
            spoken.append((self._one(voice, group, speed), offset))
            offset += sum(len(part.text) for part in group)
        return joined(spoken, _RATE)

    def _one(self, voice: Voice, parts: Sequence[Part], speed: int) -> Speech:
        sounds, warnings = self._reader.read(parts)
        known = self._ids.keys()
        sounds = [
            replace(one, phonemes="".join(p for p in one.phonemes if p in known)) for one in sounds
        ]
        pcm, times = bytearray(), list[tuple[Sound, Sequence[int]]]()
        if not any(_GROUP.search(one.phonemes) for one in sounds):
            return Speech(b"", _RATE)
        for piece in _pieces(sounds):
            start = len(pcm) // SAMPLE_BYTES
            sound, edges = self._synthesise(voice, piece, speed)
            pcm += sound
            times += _timed(piece, [start + edge for edge in edges])
        cut, lead = trim(bytes(pcm), _RATE)
        words = _words(tokens(parts), times)
        return Speech(cut, _RATE, shifted(words, lead, len(cut) // SAMPLE_BYTES), tuple(warnings))

    def _synthesise(
        self, voice: Voice, piece: Sequence[Sound], speed: int
    ) -> tuple[bytes, list[int]]:
        """Return samples, and the sample at which each phoneme begins, and the last one ends."""
        import numpy

        ids = [0, *(self._ids[one] for sound in piece for one in sound.phonemes), 0]
        pace = max(_SLOWEST, min(_FASTEST, speed / _PACE))
        inputs = {
            "ids": numpy.asarray([ids], numpy.int64),
            "speed": numpy.asarray([pace], numpy.float32),
        }
        try:
            *spectrum, durations = self._model(voice).run(None, inputs)
        except Exception as error:  # onnxruntime raises classes of its own
            raise RuntimeError(f"the voice {voice.id}: {error}") from error
        noise = numpy.random.default_rng(0)
        sound = self._dsp.synth(*(one[0] for one in spectrum), noise)
        level = numpy.clip(sound * _LEVEL, -1.0, 1.0) * 32767.0
        edges = [int(edge) * _UNIT for edge in accumulate(durations.reshape(-1))]
        return level.astype("<i2").tobytes(), edges[:-1]

    def _model(self, voice: Voice) -> Any:
        """Return the model of ``voice``, loaded once, with durations as its last output."""
        if voice.handle not in self._models:
            options = self._runtime.SessionOptions()
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            options.enable_cpu_mem_arena = False  # which would keep what the longest sentence took
            options.log_severity_level = 3
            try:
                content = _with_output(Path(voice.handle).read_bytes(), _DURATIONS)
                self._models[voice.handle] = self._runtime.InferenceSession(
                    content, options, providers=["CPUExecutionProvider"]
                )
            except Exception as error:  # onnxruntime raises classes of its own
                raise RuntimeError(f"the voice {voice.id} cannot be loaded: {error}") from error
        return self._models[voice.handle]

    @cached_property
    def _reader(self) -> EnglishReader:
        return EnglishReader()

    @cached_property
    def _ids(self) -> dict[str, int]:
        vocabulary = Path(self._dsp.__file__).with_name("assets") / "vocab.json"
        ids: dict[str, int] = json.loads(vocabulary.read_bytes())
        return ids


def _without_scipy(dsp: Any) -> None:
    """Replace the transforms of ``dsp`` by those of numpy, which it uses where scipy is absent."""
    from numpy import complex64, fft, float32

    dsp.rfft = lambda x, axis: fft.rfft(x, axis=axis).astype(complex64)
    dsp.irfft = lambda x, n, axis: fft.irfft(x, n=n, axis=axis).astype(float32)


def _with_output(model: bytes, name: str) -> bytes:
    """Return an ONNX model with one more output: the float tensor ``name`` of its graph.

    In Protocol Buffers a message that is appended is merged: ``ModelProto.graph`` is field 7,
    ``GraphProto.output`` field 12; ``ValueInfoProto`` has a name (1) and a type (2), whose tensor
    (1) has an element type (1), float.
    """
    tensor = _field(1, bytes([1 << 3, 1]))
    return model + _field(7, _field(12, _field(1, name.encode()) + _field(2, tensor)))


def _field(number: int, payload: bytes) -> bytes:
    """Return a length-delimited field of Protocol Buffers; ``payload`` has under 128 bytes."""
    return bytes([number << 3 | 2, len(payload)]) + payload


def _pieces(sounds: Sequence[Sound]) -> Iterator[list[Sound]]:
    """Yield ``sounds`` in pieces that the model can speak, cut at clauses, or else at words."""
    rest = list(sounds)
    while rest:
        sizes = list(accumulate(len(sound.phonemes) for sound in rest))
        most = max(1, bisect_right(sizes, _LONGEST))
        if most < len(rest):
            ends = range(most, most // 2, -1)
            clause = (end for end in ends if rest[end - 1].phonemes.rstrip()[-1:] in _CLAUSE_ENDS)
            word = (end for end in ends if rest[end - 1].phonemes[-1:] == " ")
            most = next(clause, next(word, most))
        yield rest[:most]
        rest = rest[most:]


def _timed(piece: Sequence[Sound], edges: Sequence[int]) -> Iterator[tuple[Sound, Sequence[int]]]:
    """Yield each sound with the sample at which each of its phonemes begins, and the last ends."""
    place = 0
    for sound in piece:
        end = place + len(sound.phonemes)
        yield sound, edges[place : end + 1]
        place = end


def _words(said: Sequence[Token], timed: Sequence[tuple[Sound, Sequence[int]]]) -> list[Word]:
    """Return the words with their times; a word has one sound or more.

    Words that share a sound have the groups between its spaces, or else parts of it in proportion
    to their letters.
    """
    spans: list[list[int]] = [[] for _ in said]
    for sound, edges in timed:
        sharing = [
            number
            for number, token in enumerate(said)
            if sound.first < token.last and token.first < sound.last
        ]
        groups = [match.span() for match in _GROUP.finditer(sound.phonemes)]
        if not sharing or not groups:
            continue
        if len(sharing) != len(groups):
            cuts = [*accumulate((said[number].weight for number in sharing), initial=0)]
            first, last = groups[0][0], groups[-1][1]
            places = [first + (last - first) * cut // cuts[-1] for cut in cuts]
            groups = list(pairwise(places))
        for number, (first, last) in zip(sharing, groups, strict=True):
            spans[number] += [edges[first], edges[last]]
    words: list[Word] = []
    for token, span in zip(said, spans, strict=True):
        start = max(min(span, default=0), words[-1].end if words else 0)
        end = max(span, default=0)
        if start < end:
            words.append(Word(token.first, token.last, start, end))
    return words
