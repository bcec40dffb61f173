"""The sound of every utterance: ordered once, kept in the cache, made again where it is lost."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from msgspec import Struct

from publish.errors import ToolError
from publish.narration.timeline import SAMPLE_BYTES, Word
from publish.narration.voices import espeak_library as library
from publish.narration.voices.samples import at_rate
from publish.narration.voices.voice import Part, Speech
from publish.runtime.cache import Cache, blake2b, digest

#: Changes whenever the same order would give other sound or other words.
_FORMAT = "1"

#: No voice says a letter in less, in ms at 165 words a minute; a fifth of what espeak-ng takes.
_LEAST, _USUAL = 12, 165

#: Texts of fewer letters may be said in no time; what has no letters at all takes so many ms.
_SHORT, _NOTHING = 12, 50


class Order(Struct, frozen=True):
    """What a voice is to say: ``speed`` in words a minute, ``rate`` of the samples in Hz."""

    parts: tuple[Part, ...]
    speed: int
    rate: int

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.parts)

    @property
    def engine(self) -> str:
        """What speaks, by name."""
        return self.parts[0].voice.engine if self.parts else ""

    @property
    def key(self) -> str:
        """The address of the sound: all that it depends on, the engine's version with it."""
        voices = {part.voice for part in self.parts}
        engines = sorted(_version(voice.engine, voice.handle) for voice in voices)
        return digest(repr((_FORMAT, self, engines)).encode()).hex()


class Recorded(Struct, frozen=True):
    """A recording that is heard: made about ``level`` dBFS loud, at ``rate`` Hz."""

    path: Path
    level: float
    rate: int

    @property
    def key(self) -> str:
        """The address of the sound, for as long as the file is what it is."""
        recorded = b""
        with contextlib.suppress(OSError), self.path.open("rb") as file:  # said when it is heard
            recorded = hashlib.file_digest(file, blake2b).digest()
        return digest(repr((_FORMAT, self.level, self.rate, recorded)).encode()).hex()

    def sound(self) -> Speech:
        """The recording, read.  Raises as :func:`publish.narration.recordings.pcm` does."""
        from publish.narration.recordings import pcm

        return Speech(pcm(self.path, self.rate, self.level), self.rate)


@cache
def _version(engine: str, handle: str) -> str:
    """What changes when an engine or the file of its voice is replaced by another."""
    files = [Path(handle)]
    if engine == "espeak":
        files = [Path(library.library()), library.data() / "phontab"]
    marks = [
        f"{about.st_size} {about.st_mtime_ns}"
        for file in files
        if file.is_absolute() and file.is_file() and (about := file.stat())
    ]
    return " ".join([engine, handle, *marks])


class Timing(Struct, frozen=True):
    """How long a sound is, in samples, and where its words are."""

    samples: int
    words: tuple[Word, ...] = ()
    warnings: tuple[str, ...] = ()


def heard(order: Order, speech: Speech) -> Speech:
    """``speech`` as it is kept: at the rate of ``order``.

    Signs that no voice has a word for get a short silence.  Raises :class:`RuntimeError` where the
    voice said nothing, or far too little.
    """
    spoken = "".join(part.ipa or part.say or part.text for part in order.parts)
    letters = sum(map(str.isalnum, spoken))
    if not speech.pcm.strip(b"\0"):
        if letters:
            raise RuntimeError("it says nothing")
        return Speech(bytes(_NOTHING * order.rate // 1000 * SAMPLE_BYTES), order.rate)
    ms = len(speech.pcm) * 1000 // (SAMPLE_BYTES * speech.rate)
    if letters >= _SHORT and ms < letters * _LEAST * _USUAL // order.speed:
        raise RuntimeError(f"it says {letters} letters in {ms} ms")
    return at_rate(speech, order.rate)


def keep(cache: Cache, key: str, speech: Speech) -> Timing:
    """Keep ``speech`` under ``key``; the sound first, so that whoever finds words finds sound."""
    timing = Timing(len(speech.pcm) // SAMPLE_BYTES, speech.words, speech.warnings)
    words = [(word.first, word.last, word.start, word.end) for word in speech.words]
    cache.put(f"{key}.pcm", speech.pcm)
    about = {"samples": timing.samples, "words": words, "warnings": speech.warnings}
    cache.put(f"{key}.json", json.dumps(about).encode())
    return timing


class Sounds(Struct, frozen=True):
    """The sounds that ``orders`` name by their keys, in ``cache``."""

    cache: Cache
    orders: dict[str, Order | Recorded]

    def timing(self, key: str) -> Timing | None:
        """The timing of a sound that was made before; the sound itself may be gone."""
        found = self.cache.get(f"{key}.json")
        if found is None:
            return None
        about = json.loads(found)
        words = tuple(Word(*word) for word in about["words"])
        return Timing(about["samples"], words, tuple(about["warnings"]))

    def order(self, order: Order | Recorded) -> str:
        """Add ``order``; its key."""
        key = order.key
        self.orders[key] = order
        return key

    def pcm(self, key: str) -> bytes:
        """The sound itself.  Raises as :func:`publish.narration.worker_pool.speeches` does."""
        found = self.cache.get(f"{key}.pcm")
        if found is None:
            self.restore([key])
            found = self.cache.get(f"{key}.pcm")
        if found is None:
            raise ToolError("The cache", "what was written to it cannot be read again")
        return found

    def restore(self, keys: Iterable[str]) -> None:
        """Speak again, all at once, what is not in the cache any more.

        Raises :class:`ToolError` where a voice does not say the same in the same time again.
        """
        from publish.narration.worker_pool import speeches

        lost = [key for key in dict.fromkeys(keys) if not self.cache.has(f"{key}.pcm")]
        before = {key: self.timing(key) for key in lost}
        orders = {key: self.orders[key] for key in lost}
        voiced = {key: order for key, order in orders.items() if isinstance(order, Order)}
        for key, order in orders.items():
            if isinstance(order, Recorded):
                keep(self.cache, key, order.sound())
        with speeches(tuple(voiced.values()), self.cache) as spoken:
            for key, timing in zip(voiced, spoken, strict=True):
                if before[key] not in (None, timing):
                    raise ToolError("The voice", "it speaks otherwise than before. Publish anew")

    def recorded(self, key: str) -> Timing:
        """The timing of a recording.  Raises :class:`SourceError` where it cannot be used."""
        order = self.orders[key]
        assert isinstance(order, Recorded)  # noqa: S101 - narrows the type
        return self.timing(key) or keep(self.cache, key, order.sound())
