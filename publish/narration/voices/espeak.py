"""espeak-ng: find its library, list its voices, and speak.

The library comes in a wheel or with the system.  Its voices are read from its data, without
starting it.  It is called through the ctypes binding of pyttsx3, in synchronous mode, which returns
samples and word positions at once; the engine API of pyttsx3 returns before its file is written,
and loses settings.  The library has global state and may crash on strange input, so it runs in
worker processes only.

:func:`bind` replaces ``ctypes.cdll.LoadLibrary`` during one import, because the binding of pyttsx3
looks for espeak-ng in a fixed list of places, and a wheel is in none of them
(tests/narration/voices/test_espeak.py).
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from functools import cache, partial
from itertools import groupby
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from publish.errors import MissingToolError
from publish.narration.synthesis import SAMPLE_BYTES, Part, Speech, Voice, Word
from publish.narration.voices.ipa import CANDIDATES, Alphabet
from publish.narration.voices.samples import spoken_by_voice
from publish.narration.voices.silence import Listener
from publish.narration.voices.stress import worded
from publish.narration.voices.tokens import Wording
from publish.runtime.temporary import temporary_folder

#: Folders in which packages of the system install the data of espeak-ng.
_SYSTEM_DATA = (
    "/usr/share/espeak-ng-data",
    "/usr/lib/*/espeak-ng-data",
    "/usr/local/share/espeak-ng-data",
    "/opt/homebrew/share/espeak-ng-data",
    "/usr/lib/espeak-ng-data",
)

_SYSTEM_LIBRARY = {
    "darwin": "libespeak-ng.1.dylib",
    "win32": r"C:\Program Files\eSpeak NG\libespeak-ng.dll",
}


def library() -> str:
    """Return the path of the library, or its name if the system's loader has to find it."""
    try:
        from espeakng_loader import get_library_path
    except ImportError:  # there is no wheel for this platform
        return _SYSTEM_LIBRARY.get(sys.platform, "libespeak-ng.so.1")
    return str(get_library_path())


def data() -> Path:
    """Return the folder of the voices' data.

    ``ESPEAK_DATA_PATH`` overrides it, as it does for espeak-ng itself.

    Raises:
        MissingToolError: espeak-ng isn't installed.
    """
    if given := os.environ.get("ESPEAK_DATA_PATH"):
        return Path(given)
    try:
        from espeakng_loader import get_data_path
    except ImportError:
        for pattern in _SYSTEM_DATA:
            for found in sorted(Path("/").glob(pattern.lstrip("/"))):
                return found
        raise missing() from None
    return Path(get_data_path())


def missing() -> MissingToolError:
    return MissingToolError(
        "espeak-ng",
        "the audio edition",
        "Install it with: pip install espeakng-loader, or: apt install libespeak-ng1",
    )


#: The licence of espeak-ng and of its data.
LICENCE = "GPL-3.0-or-later"


@cache
def espeak_voices() -> tuple[Voice, ...]:
    """Return the voices of espeak-ng, sorted by id.  Raises as :func:`data` does.

    The id is the first language in the voice's file, in lower case (``en-gb``).
    """
    folder = data() / "lang"
    found: dict[str, Voice] = {}
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        voice = _read(file, file.relative_to(folder).as_posix())
        found.setdefault(voice.id, voice)
    return tuple(found[name] for name in sorted(found))


def _read(file: Path, handle: str) -> Voice:
    name, language = file.stem, file.name
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    plain = (line.partition("//")[0].split() for line in reversed(lines))  # // begins a comment
    for key, *values in filter(None, plain):
        if key == "name":
            name = " ".join(values)
        elif key == "language" and values:
            language = values[0]
    return Voice(
        language.lower(), name.replace("_", " "), canonical(language), LICENCE, "espeak", handle
    )


def canonical(tag: str) -> str:
    """Return a BCP 47 tag in its usual case (RFC 5646, 2.1.1): ``en-GB``, ``sr-Latn``."""
    primary, *rest = tag.lower().split("-")
    cased = [
        part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part
        for part in rest
    ]
    return "-".join([primary, *cased])


#: espeak-ng keeps the path of its data in 160 bytes (N_PATH_HOME), with the names of files.
_LONGEST_PATH = 120

#: Options of espeak_Initialize: phoneme events, in IPA; no call of exit() if there are no data.
PHONEME_EVENTS, NAMED_IN_IPA, _DONT_EXIT = 0x0001, 0x0002, 0x8000

#: How espeak_TextToPhonemes writes: mnemonics with | between them, or IPA with ^ as a tie.
MNEMONICS = ord("|") << 8
TIED_IPA = 0x02 | 0x80 | ord("^") << 8

#: Attributes of the binding, with the names of the library's functions.
_FUNCTIONS = {
    "Initialize": "espeak_Initialize",
    "Terminate": "espeak_Terminate",
    "cSetSynthCallback": "espeak_SetSynthCallback",
    "SetVoiceByName": "espeak_SetVoiceByName",
    "SetParameter": "espeak_SetParameter",
    "cSynth": "espeak_Synth",
}


class Library:
    """The started library.  ``rate`` is its sample rate in Hz, ``binding`` pyttsx3's module.

    ``receive`` gets each buffer: a pointer to samples, their number, and a pointer to events.

    Raises:
        MissingToolError: The library isn't installed.
    """

    def __init__(self, receive: Callable[[Any, int, Any], int]) -> None:
        self._receive = receive
        self._data = short_path(data())
        self._dll = self._load()
        self.binding = bind(self._dll)
        self.rate = self._start(0)

    def call(self, name: str, *arguments: object) -> int:
        """Call a function of :data:`_FUNCTIONS` with all its arguments."""
        result: int = self._functions[name](*arguments)
        return result

    def phonemes(self, text: str, mode: int = TIED_IPA) -> str:
        """Return the phonemes of ``text``; in IPA, (en) tells of the rules of another language."""
        tell = self._dll.espeak_TextToPhonemes
        tell.restype, tell.argtypes = ctypes.c_char_p, [ctypes.c_void_p, ctypes.c_int, ctypes.c_int]
        rest = ctypes.c_char_p(text.replace("\0", " ").encode("utf-8", "replace"))
        found = []
        while rest.value is not None:  # it reads one clause
            found.append((tell(ctypes.byref(rest), 1, mode) or b"").decode())
        return " ".join(found)

    def reload(self, options: int = 0) -> None:
        """Reload the library, which resets its state, in half a millisecond."""
        self._unload()
        self._dll = self._load()
        self.rate = self._start(options)

    def _load(self) -> ctypes.CDLL:
        try:
            return ctypes.CDLL(library())
        except OSError as error:
            raise missing() from error

    def _unload(self) -> None:
        self.call("Terminate")
        if sys.platform == "win32":
            from _ctypes import FreeLibrary

            FreeLibrary(self._dll._handle)
        else:
            from _ctypes import dlclose

            dlclose(self._dll._handle)

    def _start(self, options: int) -> int:
        """Bind the prototypes to the loaded library, start it, and return its sample rate."""
        self._functions: dict[str, Any] = {
            name: type(getattr(self.binding, name))((symbol, self._dll))
            for name, symbol in _FUNCTIONS.items()
        }
        if sys.platform != "win32":
            ctypes.CDLL(None).srand(1)  # breath and hiss use the C library's rand()
        synchronous = self.binding.AUDIO_OUTPUT_SYNCHRONOUS
        path = os.fsencode(self._data)
        rate = self.call("Initialize", synchronous, 0, path, options | _DONT_EXIT)
        if rate <= 0:
            raise missing()
        self._callback = self.binding.t_espeak_callback(self._receive)
        self._functions["cSetSynthCallback"](self._callback)
        return rate


def bind(dll: ctypes.CDLL) -> Any:
    """Import and return ``pyttsx3.drivers._espeak``, bound to ``dll``.

    It loads the library when it is imported, and gets ``dll`` for every name.
    """
    loader: Any = ctypes.cdll
    loader.LoadLibrary = lambda _name: dll
    try:
        from pyttsx3.drivers import _espeak
    finally:
        del loader.LoadLibrary
    return _espeak


def short_path(folder: Path) -> Path:
    """Return ``folder``, or if its path is too long, that of a link to it (or a copy)."""
    if len(os.fsencode(folder)) <= _LONGEST_PATH:
        return folder
    stack = contextlib.ExitStack()
    atexit.register(stack.close)
    short = stack.enter_context(temporary_folder())
    try:
        (short / "data").symlink_to(folder, target_is_directory=True)
    except OSError:  # Windows forbids links to most users
        shutil.copytree(folder, short / "data")
    return short / "data"


_EVENT_PHONEME = 7

#: Flags of espeak_Synth: the text is UTF-8; [[ ]] holds phonemes.
_UTF8, _PHONEMES = 0x0001, 0x0100

#: The type of an event, its position in the text (from 1), its sample, the name of its phoneme.
Event = tuple[int, int, int, str]

#: The speeds that espeak-ng accepts, in words a minute.
SLOWEST, FASTEST = 80, 450


class Espeak:
    """The engine (a ``Speaker``).

    Each call of :meth:`speak` loads the library again: otherwise its state after one sentence would
    change the samples of the next.
    """

    def __init__(self) -> None:
        self._library = Library(self._receive)
        self._alphabets: dict[str, Alphabet] = {}
        self._words: dict[tuple[str, str], list[str]] = {}
        self._listener = Listener(self.phonemes)
        self._pieces: list[bytes] = []
        self._events: list[Event] = []

    def speak(self, parts: Sequence[Part], speed: int) -> Speech:
        """Speak ``parts``; neighbours with one voice are spoken together."""
        alphabets = {part.voice.id: self._alphabet(part.voice) for part in parts if part.ipa}
        wordings = {
            group: worded(group, alphabets.get(voice.id), partial(self._mnemonics, voice))
            for voice, run in groupby(parts, key=lambda part: part.voice)
            for group in (tuple(run),)
        }
        self._library.reload()

        def speak(voice: Voice, group: Sequence[Part]) -> Speech:
            text = wordings[tuple(group)]
            pcm, words = self._one(voice, text, speed)
            return Speech(pcm, self._library.rate, tuple(words), text.warnings)

        speech = spoken_by_voice(parts, self._library.rate, speak)
        silent = self._listener.warnings(parts)
        return replace(speech, warnings=(*speech.warnings, *dict.fromkeys(silent)))

    def phonemes(self, voice: Voice, text: str) -> str:
        """Return the phonemes of ``text``; the events name them, and no input ends the library."""
        self._library.reload(PHONEME_EVENTS | NAMED_IN_IPA)
        self._choose(voice)
        self._synthesise(text, phonemes=False)
        return " ".join(event[3] for event in self._events if event[0] == _EVENT_PHONEME)

    def _mnemonics(self, voice: Voice, word: str) -> list[str]:
        if (voice.id, word) not in self._words:
            self._choose(voice)
            self._words[voice.id, word] = self._library.phonemes(word, MNEMONICS).split("|")
        return self._words[voice.id, word]

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
        """Speak ``text`` into ``_pieces`` (samples) and ``_events``."""
        self._pieces, self._events = [], []
        raw = text.replace("\0", " ").encode("utf-8", "replace") + b"\0"
        flags = _UTF8 | (_PHONEMES if phonemes else 0)
        code = self._library.call("cSynth", raw, len(raw), 0, 1, 0, flags, None, None)
        if code != self._library.binding.EE_OK:
            raise RuntimeError(f"espeak_Synth: {code}")

    def _receive(self, wave: Any, count: int, events: Any) -> int:
        """Store a buffer of samples and its events; the library calls this."""
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
        """Return the sounds that ``voice`` can make, as espeak-ng reports them."""
        if voice.id not in self._alphabets:
            self._library.reload(PHONEME_EVENTS | NAMED_IN_IPA)
            self._choose(voice)

            def sounds(mnemonics: str) -> list[str]:
                self._synthesise(f"[[{mnemonics}]]", phonemes=True)
                names = (event[3] for event in self._events if event[0] == _EVENT_PHONEME)
                return [name for name in names if name]

            self._alphabets[voice.id] = Alphabet.measured(CANDIDATES, sounds)
        return self._alphabets[voice.id]


def _trim(pcm: bytes) -> tuple[bytes, int]:
    """Return ``pcm`` without silence at its ends, and the number of samples cut off before."""
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
    """Return the words with their times.  Of overlapping events, as of a number, use the first."""
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
