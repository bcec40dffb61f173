"""espeak-ng inside this process, through the binding that pyttsx3 carries.

The engine API of pyttsx3 returns before a file is there and loses settings on the way; its ctypes
binding in synchronous mode gives samples and word positions straight away.  The library has one
global state and may crash on strange input, so it runs in worker processes only.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

from publish.narration.timeline import SAMPLE_BYTES, Word
from publish.narration.voices.espeak_library import NAMED_IN_IPA, PHONEME_EVENTS, Library
from publish.narration.voices.ipa import CANDIDATES, Alphabet
from publish.narration.voices.samples import joined
from publish.narration.voices.tokens import Wording, wording
from publish.narration.voices.voice import Part, Speech, Voice, by_voice

_EVENT_PHONEME = 7

#: espeak_Synth: the text is UTF-8; what stands in [[ ]] is phonemes.
_UTF8, _PHONEMES = 0x0001, 0x0100

#: Kind, position in the text (from 1), sample, name of the phoneme.
Event = tuple[int, int, int, str]

#: The speeds that espeak-ng takes, in words a minute.
SLOWEST, FASTEST = 80, 450


class Espeak:
    """The engine (a ``Speaker``).

    Before each call of :meth:`speak` the library is loaded anew: what it keeps from one sentence
    to the next would else change the samples of the next one.
    """

    def __init__(self) -> None:
        self._library = Library(self._heard)
        self._alphabets: dict[str, Alphabet] = {}
        self._pieces: list[bytes] = []
        self._events: list[Event] = []

    def speak(self, parts: Sequence[Part], speed: int) -> Speech:
        """Speak ``parts``; neighbours with one voice are spoken in one go."""
        alphabets = {part.voice.id: self._alphabet(part.voice) for part in parts if part.ipa}
        self._library.fresh()
        spoken: list[tuple[Speech, int]] = []
        offset = 0
        for voice, group in by_voice(parts):
            text = wording(group, alphabets.get(voice.id))
            pcm, words = self._one(voice, text, speed)
            spoken.append((Speech(pcm, self._library.rate, tuple(words), text.warnings), offset))
            offset += sum(len(part.text) for part in group)
        return joined(spoken, self._library.rate)

    def _one(self, voice: Voice, text: Wording, speed: int) -> tuple[bytes, list[Word]]:
        self._choose(voice)
        self._library.call(
            "SetParameter", self._library.binding.RATE, max(SLOWEST, min(FASTEST, speed)), 0
        )
        self._synthesise(text.spoken, phonemes=text.phonemes)
        whole = b"".join(self._pieces)
        pcm, lead = _trim(whole)
        return pcm, _words(
            self._events, text, lead, len(pcm) // SAMPLE_BYTES, self._library.binding
        )

    def _synthesise(self, text: str, *, phonemes: bool) -> None:
        """Fill ``_pieces`` with samples and ``_events`` with what happens where."""
        self._pieces, self._events = [], []
        raw = text.replace("\0", " ").encode("utf-8", "replace") + b"\0"
        flags = _UTF8 | (_PHONEMES if phonemes else 0)
        code = self._library.call("cSynth", raw, len(raw), 0, 1, 0, flags, None, None)
        if code != self._library.binding.EE_OK:
            raise RuntimeError(f"espeak_Synth: {code}")

    def _heard(self, wave: Any, count: int, events: Any) -> int:
        """Called by the library with each buffer of samples."""
        if wave and count > 0:
            self._pieces.append(ctypes.string_at(wave, count * SAMPLE_BYTES))
        place = 0
        while (event := events[place]).type != self._library.binding.EVENT_LIST_TERMINATED:
            name = ""
            if event.type == _EVENT_PHONEME:  # up to eight bytes in the union, not a pointer
                address = ctypes.addressof(event) + self._library.binding.EVENT.id.offset
                name = ctypes.string_at(address, 8).split(b"\0")[0].decode("utf-8", "replace")
            self._events.append((event.type, event.text_position, event.sample, name))
            place += 1
        return 0

    def _choose(self, voice: Voice) -> None:
        if (
            self._library.call("SetVoiceByName", voice.handle.encode())
            != self._library.binding.EE_OK
        ):
            raise RuntimeError(f"espeak-ng has no voice {voice.handle}")

    def _alphabet(self, voice: Voice) -> Alphabet:
        """The sounds that ``voice`` can make, by what espeak-ng itself says of them."""
        if voice.id not in self._alphabets:
            self._library.fresh(PHONEME_EVENTS | NAMED_IN_IPA)
            self._choose(voice)

            def sounds(mnemonics: str) -> list[str]:
                self._synthesise(f"[[{mnemonics}]]", phonemes=True)
                names = (event[3] for event in self._events if event[0] == _EVENT_PHONEME)
                return [name for name in names if name]

            self._alphabets[voice.id] = Alphabet.measured(CANDIDATES, sounds)
        return self._alphabets[voice.id]


def _trim(pcm: bytes) -> tuple[bytes, int]:
    """``pcm`` without the silence at its ends, and the samples cut off before."""
    end = -(-len(pcm.rstrip(b"\0")) // SAMPLE_BYTES) * SAMPLE_BYTES
    start = (len(pcm) - len(pcm.lstrip(b"\0"))) // SAMPLE_BYTES * SAMPLE_BYTES
    return pcm[start:end], start // SAMPLE_BYTES


def _words(
    events: list[Event],
    text: Wording,
    lead: int,
    length: int,
    binding: Any,
) -> list[Word]:
    """The words in time.  A number gives several events that overlap: the first counts."""
    stops = [max(0, event[2] - lead) for event in events if event[0] == binding.EVENT_END]
    found: list[tuple[int, int, int]] = []
    for kind, position, sample, _ in events:
        if kind != binding.EVENT_WORD:
            continue
        first, last = text.word_at(position - 1)
        start = min(max(0, sample - lead), length)
        if first < last and (not found or (first >= found[-1][1] and start > found[-1][2])):
            found.append((first, last, start))
    words = []
    for place, (first, last, start) in enumerate(found):
        end = found[place + 1][2] if place + 1 < len(found) else length
        end = min([end, *(stop for stop in stops if start < stop)])
        if end > start:
            words.append(Word(first, last, start, end))
    return words
