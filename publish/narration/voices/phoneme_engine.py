"""Speak phonemes with a neural model that says how long each of them lasts.

hibari and Kokoro are such models: both have the alphabet of :mod:`publish.narration.voices.english`
and 24,000 samples a second.  The model's file is changed to output the durations of phonemes as
well, so that the times of words are exact.
"""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate, groupby, pairwise
from typing import Any, ClassVar, Protocol

from msgspec.structs import replace

from publish.narration.synthesis import SAMPLE_BYTES, Part, Speech, Voice, Word
from publish.narration.voices.english import Sound, hibari_assets
from publish.narration.voices.samples import shifted, spoken_by_voice, trim
from publish.narration.voices.silence import Listener
from publish.narration.voices.tokens import Token, tokens

RATE = 24_000

#: The speed of the voices at 1.0, in words a minute, and the speeds that the models have learnt.
_PACE, _SLOWEST, _FASTEST = 165, 0.5, 2.0

#: Samples for each unit of the durations that the models compute.
_UNIT = 600

#: Punctuation after which a longer text is cut, and a run of phonemes with a sound.
_CLAUSE_ENDS = frozenset(",;:.!?—…")
_GROUP = re.compile(r"[^\W_](?:\S*[^\W_])?")

#: A word of phonemes, with the spaces after it.
_WORD = re.compile(r"\S+\s*|\s+")


class Reader(Protocol):
    """Turns text into phonemes."""

    @property
    def splits_words(self) -> bool:
        """Whether each sound is a word, as the text has no spaces between words."""
        ...

    def read(self, parts: Sequence[Part]) -> tuple[list[Sound], list[str]]:
        """Return the sounds of ``parts``, and warnings."""
        ...


class PhonemeEngine(ABC):
    """An engine (a ``Speaker``), which runs in worker processes only, with one thread each.

    ``longest`` is the longest text for one run of its model, in phonemes.
    """

    longest: ClassVar[int]

    @abstractmethod
    def level_of(self, voice: Voice) -> float:
        """Return the factor that makes ``voice`` as loud as espeak-ng."""

    @abstractmethod
    def reader_of(self, voice: Voice) -> Reader:
        """Return the reader for the language of ``voice``."""

    @abstractmethod
    def synthesise(self, voice: Voice, ids: Sequence[int], pace: float) -> tuple[Any, Any]:
        """Return the samples (floats) and durations of the phonemes ``ids``, with pads around."""

    def speak(self, parts: Sequence[Part], speed: int) -> Speech:
        """Speak ``parts``; neighbours with one voice are spoken together.

        Raises:
            RuntimeError: The model fails.
        """
        speech = spoken_by_voice(parts, RATE, lambda voice, group: self._one(voice, group, speed))
        silent = self._listener.warnings(parts)
        return replace(speech, warnings=(*speech.warnings, *dict.fromkeys(silent)))

    @cached_property
    def _listener(self) -> Listener:
        return Listener(self.phonemes)

    def phonemes(self, voice: Voice, text: str) -> str:
        """Return the phonemes of ``text`` that the model knows."""
        sounds, _ = self.reader_of(voice).read([Part(text, voice)])
        return " ".join("".join(p for p in one.phonemes if p in self._ids) for one in sounds)

    def _one(self, voice: Voice, parts: Sequence[Part], speed: int) -> Speech:
        reader = self.reader_of(voice)
        sounds, warnings = reader.read(parts)
        known = self._ids.keys()
        sounds = [
            replace(one, phonemes="".join(p for p in one.phonemes if p in known)) for one in sounds
        ]
        if not any(_GROUP.search(one.phonemes) for one in sounds):
            return Speech(b"", RATE, warnings=tuple(warnings))
        pcm, times = bytearray(), list[tuple[Sound, Sequence[int]]]()
        for piece in pieces_of(sounds, self.longest):
            start = len(pcm) // SAMPLE_BYTES
            sound, edges = self._sound(voice, piece, speed)
            pcm += sound
            times += _timed(piece, [start + edge for edge in edges])
        cut, lead = trim(bytes(pcm), RATE)
        said = _said(sounds) if reader.splits_words else tokens(parts)
        words = _words(said, times)
        return Speech(cut, RATE, shifted(words, lead, len(cut) // SAMPLE_BYTES), tuple(warnings))

    def _sound(self, voice: Voice, piece: Sequence[Sound], speed: int) -> tuple[bytes, list[int]]:
        """Return samples, and the sample at which each phoneme begins, and the last one ends."""
        import numpy

        ids = [0, *(self._ids[one] for sound in piece for one in sound.phonemes), 0]
        pace = max(_SLOWEST, min(_FASTEST, speed / _PACE))
        try:
            sound, durations = self.synthesise(voice, ids, pace)
        except Exception as error:  # onnxruntime raises classes of its own
            raise RuntimeError(f"the voice {voice.id}: {error}") from error
        level = numpy.clip(sound * self.level_of(voice), -1.0, 1.0) * 32767.0
        edges = [int(edge) * _UNIT for edge in accumulate(durations.reshape(-1))]
        return level.astype("<i2").tobytes(), edges[:-1]

    @cached_property
    def _ids(self) -> dict[str, int]:
        """The phonemes that the models know, and their numbers."""
        ids: dict[str, int] = json.loads((hibari_assets() / "vocab.json").read_bytes())
        return ids


def session_of(model: bytes, durations: str) -> Any:
    """Return a session of ONNX Runtime for ``model`` with the output ``durations`` at the end."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # which would keep what the longest sentence took
    options.enable_mem_pattern = False  # which would take all of it at once, three times as much
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        _with_output(model, durations), options, providers=["CPUExecutionProvider"]
    )


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


def pieces_of(sounds: Sequence[Sound], longest: int) -> Iterator[list[Sound]]:
    """Yield ``sounds`` in pieces of at most ``longest`` phonemes, cut at clauses, or else at words.

    A longer word is cut anywhere.  No piece is silent.
    """
    words = ((sound, word) for sound in sounds for word in _WORD.findall(sound.phonemes))
    rest = [
        replace(sound, phonemes=word[start : start + longest])
        for sound, word in words
        for start in range(0, len(word), longest)
    ]
    while rest:
        sizes = list(accumulate(len(sound.phonemes) for sound in rest))
        most = max(1, bisect_right(sizes, longest))
        if most < len(rest):
            ends = range(most, most // 2, -1)
            clause = (end for end in ends if rest[end - 1].phonemes.rstrip()[-1:] in _CLAUSE_ENDS)
            word = (end for end in ends if rest[end - 1].phonemes[-1:] == " ")
            most = next(clause, next(word, most))
        if any(sound.phonemes.strip() for sound in rest[:most]):
            yield rest[:most]
        rest = rest[most:]


def _timed(piece: Sequence[Sound], edges: Sequence[int]) -> Iterator[tuple[Sound, Sequence[int]]]:
    """Yield each sound with the sample at which each of its phonemes begins, and the last ends."""
    place = 0
    for sound in piece:
        end = place + len(sound.phonemes)
        yield sound, edges[place : end + 1]
        place = end


def _together(
    timed: Sequence[tuple[Sound, Sequence[int]]],
) -> Iterator[tuple[Sound, Sequence[int]]]:
    """Yield ``timed``, with the pieces of a sound put together again."""
    for _, group in groupby(timed, key=lambda one: (one[0].first, one[0].last)):
        pieces = list(group)
        sound = replace(pieces[0][0], phonemes="".join(one.phonemes for one, _ in pieces))
        starts = [edge for _, edges in pieces for edge in edges[:-1]]
        yield sound, [*starts, pieces[-1][1][-1]]


def _said(sounds: Sequence[Sound]) -> list[Token]:
    """Return the words of a text without spaces between them, one for each text of a sound."""
    spans = dict.fromkeys((one.first, one.last) for one in sounds if _GROUP.search(one.phonemes))
    return [Token(first, last, "") for first, last in spans]


def _words(said: Sequence[Token], timed: Sequence[tuple[Sound, Sequence[int]]]) -> list[Word]:
    """Return the words with their times; a word has one sound or more.

    Neighbouring sounds of the same text count as one.  Words that share a sound have the groups
    between its spaces, or else parts of it in proportion to their letters.
    """
    spans: list[list[int]] = [[] for _ in said]
    for sound, edges in _together(timed):
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
