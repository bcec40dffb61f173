"""Piper: neural voices (ONNX) that the user has on disk; the optional extra ``piper``.

A voice is a pair of files, ``NAME.onnx`` and ``NAME.onnx.json``, in a folder that the environment
variable ``PUBLISH_VOICES`` names.  Nothing is downloaded.

The engine runs in worker processes only, one thread each.  Piper's random noise is turned off: the
same sentence must give the same samples, and Piper's generator continues from sentence to sentence.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import unicodedata
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from itertools import accumulate
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from publish.errors import MissingToolError
from publish.narration.synthesis import SAMPLE_BYTES, Part, Speech, Voice, Word
from publish.narration.voices.espeak import canonical
from publish.narration.voices.ipa import SILENT, plain
from publish.narration.voices.samples import shifted, spoken_by_voice, trim
from publish.narration.voices.tokens import Token, tokens

FOLDERS = "PUBLISH_VOICES"

#: The largest ``.onnx.json`` that is read, in bytes.
_LARGEST = 4_000_000

#: The supported ways from text to phonemes; others would need dictionaries from the network.
_PHONEMES = ("espeak", "text")

_LICENCE = re.compile(r"^[^\w\n]*+licen[cs]e[^\w:]*+:\W*+(.+)", re.IGNORECASE | re.MULTILINE)


def piper_voices() -> tuple[Voice, ...]:
    """Return the voices below the folders of ``PUBLISH_VOICES``, sorted by id (``piper:NAME``).

    Raises:
        MissingToolError: Piper isn't installed.
    """
    if find_spec("piper") is None:
        raise missing()
    found: dict[str, Voice] = {}
    for folder in filter(None, os.environ.get(FOLDERS, "").split(os.pathsep)):
        for model in sorted(Path(folder).expanduser().rglob("*.onnx")):
            voice = _read(model)
            if voice:
                found.setdefault(voice.id, voice)
    return tuple(found[name] for name in sorted(found))


def missing() -> MissingToolError:
    return MissingToolError(
        "Piper", "its voices", "Install it with: pip install 'publish-editions[piper]'"
    )


def piper_voice(model: Path) -> Voice:
    """Return the voice of the file ``model``.

    Raises:
        MissingToolError: The file isn't a voice, or Piper isn't installed.
    """
    if find_spec("piper") is None:
        raise missing()
    voice = _read(model) if model.is_file() else None
    if voice is None:
        raise MissingToolError(
            f"The Piper voice {model}",
            "the narration",
            f"It is a file NAME.onnx with a file NAME.onnx.json next to it, whose phoneme_type is "
            f"one of {', '.join(_PHONEMES)}.",
        )
    return voice


def _read(model: Path) -> Voice | None:
    """Return the voice of ``model``; ``None`` if its description is missing or can't be used."""
    description = model.with_name(f"{model.name}.json")
    try:
        with description.open("rb") as file:
            about = msgspec.json.decode(file.read(_LARGEST), type=_Description)
    except (OSError, msgspec.DecodeError):
        return None
    language = _language(about, model.stem)
    if not language or about.phoneme_type not in _PHONEMES:
        return None
    return Voice(
        id=f"piper:{model.stem}",
        name=_name(about, model.stem),
        language=language,
        licence=_licence(model.parent),
        engine="piper",
        handle=str(model.resolve()),
        rate=about.audio.sample_rate,
    )


class _Audio(Struct, frozen=True):
    sample_rate: int
    quality: str | None = None


class _Language(Struct, frozen=True):
    code: str = ""


class _Espeak(Struct, frozen=True):
    voice: str = ""


class _Description(Struct, frozen=True):
    """The parts of the file ``NAME.onnx.json`` that are needed to list a voice."""

    audio: _Audio
    phoneme_type: str = "espeak"
    dataset: str | None = None
    language: _Language = _Language()
    espeak: _Espeak = _Espeak()


def _name(about: _Description, stem: str) -> str:
    """Return the data set and the quality if the description has them: ``Alba (medium)``."""
    name = (about.dataset or stem).replace("_", " ")
    quality = about.audio.quality
    return f"{name[:1].upper()}{name[1:]}" + (f" ({quality})" if quality else "")


def _language(about: _Description, stem: str) -> str:
    """Return the BCP 47 tag of ``language.code``, the file's name, or the espeak-ng voice."""
    code = about.language.code
    if not code and re.match(r"[a-z]{2,3}_[A-Z]{2}-", stem):
        code = stem.split("-")[0]
    return canonical((code or about.espeak.voice).replace("_", "-"))


def _licence(folder: Path) -> str:
    """Return the licence that the card next to the voice names."""
    try:
        with (folder / "MODEL_CARD").open(encoding="utf-8", errors="replace") as file:
            found = _LICENCE.search(file.read(100_000))
    except OSError:
        found = None
    return re.sub(r"(?<!\W)\W++$", "", found[1])[:80] if found else "not stated"


#: The speed of a voice at a ``length_scale`` of 1.0, in words a minute.
_PACE = 165

_BEGIN, _PAD, _END = "^", "_", "$"


class Piper:
    """The engine (a ``Speaker``).  Raises :class:`MissingToolError` if it isn't installed."""

    def __init__(self) -> None:
        self._models: dict[str, Any] = {}
        try:
            import onnx  # noqa: F401 - needed below; report now if it is missing
            import onnxruntime
            import piper
        except ImportError as error:
            raise missing() from error
        self._piper, self._runtime = piper, onnxruntime

    def speak(self, parts: Sequence[Part], speed: int) -> Speech:
        """Speak ``parts``; neighbours with one voice are spoken together.

        Raises:
            RuntimeError: A model fails.
        """
        rate = max(part.voice.rate for part in parts)
        return spoken_by_voice(parts, rate, lambda voice, group: self._one(voice, group, speed))

    def _one(self, voice: Voice, parts: Sequence[Part], speed: int) -> Speech:
        model = self._model(voice)
        phonemes, warnings = _phonemes(model, parts)
        if not any(map(str.isalnum, phonemes)):
            return Speech(b"", voice.rate)
        config = self._piper.SynthesisConfig(
            length_scale=model.config.length_scale * _PACE / speed,
            noise_scale=0.0,
            noise_w_scale=0.0,
        )
        try:
            audio, widths = model.phoneme_ids_to_audio(
                model.phonemes_to_ids(phonemes), config, include_alignments=True
            )
        except Exception as error:  # onnxruntime raises classes of its own
            raise RuntimeError(f"the voice {voice.id}: {error}") from error
        whole = _samples(audio)
        pcm, lead = trim(whole, voice.rate)
        length = len(pcm) // SAMPLE_BYTES
        places = _places(model, phonemes, widths, len(whole) // SAMPLE_BYTES)
        words = _words(tokens(parts), phonemes, places, lambda text: _phonemize(model, text))
        return Speech(pcm, voice.rate, shifted(words, lead, length), tuple(warnings))

    def _model(self, voice: Voice) -> Any:
        """Return the model of ``voice``, loaded once; it outputs durations if it can."""
        if voice.handle not in self._models:
            options = self._runtime.SessionOptions()
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            options.log_severity_level = 3
            content = _with_widths(voice)
            try:
                about = json.loads(Path(f"{voice.handle}.json").read_text(encoding="utf-8"))
                self._models[voice.handle] = self._piper.PiperVoice(
                    config=self._piper.PiperConfig.from_dict(about),
                    session=self._runtime.InferenceSession(
                        content, options, providers=["CPUExecutionProvider"]
                    ),
                )
            except Exception as error:  # onnxruntime raises classes of its own
                raise _unloadable(voice, error) from error
        return self._models[voice.handle]


def _unloadable(voice: Voice, reason: object) -> RuntimeError:
    return RuntimeError(f"the voice {voice.id} cannot be loaded: {reason}")


def _with_widths(voice: Voice) -> bytes:
    """Return the model with the durations of phonemes as an output, if it has a node for them.

    Raises:
        RuntimeError: It isn't a model, or refers to other files, which aren't read.
    """
    import onnx
    from piper.patch_voice_with_alignment import add_alignment_output

    try:
        model = onnx.load(voice.handle, load_external_data=False)
    except Exception as error:  # protobuf raises classes of its own
        raise _unloadable(voice, error) from error
    if any(one.data_location == onnx.TensorProto.EXTERNAL for one in _tensors(model.graph)):
        raise _unloadable(voice, "it wants to read another file")
    with contextlib.suppress(ValueError):  # it has the output already, or no such node
        add_alignment_output(model)
    raw: bytes = model.SerializeToString()
    return raw


def _tensors(graph: Any) -> Iterator[Any]:
    """Yield the tensors of an ONNX graph and of the graphs inside it."""
    yield from graph.initializer
    for sparse in graph.sparse_initializer:
        yield from (sparse.values, sparse.indices)
    for attribute in (one for node in graph.node for one in node.attribute):
        yield from (attribute.t, *attribute.tensors)
        for inner in (attribute.g, *attribute.graphs):
            yield from _tensors(inner)


def _phonemes(model: Any, parts: Sequence[Part]) -> tuple[list[str], list[str]]:
    """Return the phonemes of ``parts`` as one sentence, and warnings of missing sounds."""
    warnings = []
    text = ""
    known = model.config.phoneme_id_map
    for part in parts:
        ipa = [char for char in plain(part.ipa) if char in known or not _is_mark(char)]
        if ipa and known.keys() >= set(ipa):
            text += f"[[{''.join(ipa)}]]" + " " * part.text[-1:].isspace()
            continue
        if part.ipa:
            warnings.append(
                f"The voice {part.voice.id} cannot say /{part.ipa}/: {part.text!r} was spoken as "
                "it is written."
            )
        text += (part.say or part.text).replace("[[", "((").replace("\0", " ")
    return [phoneme for phoneme in _phonemize(model, text) if phoneme in known], warnings


def _is_mark(char: str) -> bool:
    """Return whether ``char`` is a mark between sounds, or on one, and not a sound."""
    return char in SILENT or bool(unicodedata.combining(char))


def _phonemize(model: Any, text: str) -> list[str]:
    """Return the phonemes of ``text``, with those of Piper's sentences joined."""
    out: list[str] = []
    for sentence in model.phonemize(text):
        out += [" ", *sentence] if out else sentence
    return out


def _places(model: Any, phonemes: Sequence[str], widths: Any, length: int) -> list[int]:
    """Return the samples at which the phonemes begin, and the one at which the last ends.

    All are equally long if the model has no durations.
    """
    known = model.config.phoneme_id_map
    pad = len(known[_PAD])
    counts = [len(known[phoneme]) + pad for phoneme in phonemes]
    head, tail = len(known[_BEGIN]) + pad, len(known[_END])
    expected = head + sum(counts) + tail
    each = (
        [float(width) for width in widths.reshape(-1)]
        if widths is not None and widths.size == expected
        else [length / expected] * expected
    )
    edges = [0.0, *accumulate(each)]
    starts = [head, *accumulate(counts, initial=head)][1:]
    return [min(length, round(edges[place])) for place in starts]


def _words(
    said: Sequence[Token],
    phonemes: Sequence[str],
    places: Sequence[int],
    phonemize: Any,
) -> list[Word]:
    """Return the words with their times: each has one or more groups of phonemes between spaces.

    If a voice joins words, or reads one as several, the words share the phonemes in proportion to
    the number that each has alone.
    """
    groups = _groups(phonemes)
    alone = [_groups(phonemize(token.spoken)) for token in said]
    counts = [len(own) for own in alone]
    words: list[Word] = []
    if sum(counts) == len(groups) and all(counts):
        place = 0
        for token, count in zip(said, counts, strict=True):
            start, end = places[groups[place][0]], places[groups[place + count - 1][1]]
            place += count
            words.append(Word(token.first, token.last, start, end))
    else:
        sizes = [max(1, sum(last - first for first, last in own)) for own in alone]
        edges = [0, *accumulate(sizes)]
        share = (len(places) - 1) / max(1, edges[-1])
        for token, first, last in zip(said, edges, edges[1:], strict=False):
            start, end = places[round(first * share)], places[round(last * share)]
            words.append(Word(token.first, token.last, start, end))
    return [word for word in words if word.start < word.end]


def _groups(phonemes: Sequence[str]) -> list[tuple[int, int]]:
    """Return the runs between spaces that contain a sound: first, last (exclusive)."""
    found: list[tuple[int, int]] = []
    first = 0
    for place, phoneme in enumerate([*phonemes, " "]):
        if phoneme == " ":
            if any(map(str.isalnum, phonemes[first:place])):
                found.append((first, place))
            first = place + 1
    return found


def _samples(audio: Any) -> bytes:
    """Return floats as 16-bit samples, with the highest peak at full scale, as Piper does."""
    import numpy

    flat = audio.reshape(-1)
    peak = float(numpy.max(numpy.abs(flat), initial=0.0))
    if peak < 1e-8:
        return b""
    raw: bytes = (flat / peak * 32767.0).astype("<i2").tobytes()
    return raw
