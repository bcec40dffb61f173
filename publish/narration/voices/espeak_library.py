"""Where espeak-ng is on this machine: in a wheel, or installed with the system.

Which voices espeak-ng has, read from its data: the library itself is not started for that.

espeak-ng loaded into this process, as often as need be, through the binding of pyttsx3.
"""

from __future__ import annotations

import atexit
import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from publish.errors import MissingToolError
from publish.narration.voices.voice import Voice

#: Where packages of the system put the data of espeak-ng.
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
    """The path of the library, or its name where the system's loader is to find it."""
    try:
        from espeakng_loader import get_library_path
    except ImportError:  # there is no wheel for this platform
        return _SYSTEM_LIBRARY.get(sys.platform, "libespeak-ng.so.1")
    return str(get_library_path())


def data() -> Path:
    """The folder of the voices' data.  Raises :class:`MissingToolError`.

    ``ESPEAK_DATA_PATH`` names another one, as it does for espeak-ng itself.
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


#: espeak-ng is under this licence, its data too.
LICENCE = "GPL-3.0-or-later"


@cache
def espeak_voices() -> tuple[Voice, ...]:
    """The voices of espeak-ng, by id.  Raises :class:`MissingToolError`.

    The id is the first language that the voice's file names, in lower case (``en-gb``).
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
    """A BCP 47 tag in its usual case (RFC 5646, 2.1.1): ``en-GB``, ``sr-Latn``, ``zh-yue``."""
    primary, *rest = tag.lower().split("-")
    cased = [
        part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part
        for part in rest
    ]
    return "-".join([primary, *cased])


#: Where espeak-ng keeps the path of its data there is room for 160 bytes (N_PATH_HOME).
_LONGEST_PATH = 120

#: espeak_Initialize: phoneme events, in IPA; and do not call exit() when there are no data.
PHONEME_EVENTS, NAMED_IN_IPA, _DONT_EXIT = 0x0001, 0x0002, 0x8000

#: The binding's prototypes that we use, and what they are called in the library.
_FUNCTIONS = {
    "Initialize": "espeak_Initialize",
    "Terminate": "espeak_Terminate",
    "cSetSynthCallback": "espeak_SetSynthCallback",
    "SetVoiceByName": "espeak_SetVoiceByName",
    "SetParameter": "espeak_SetParameter",
    "cSynth": "espeak_Synth",
}


class Library:
    """The library, started.  ``rate`` is its sample rate in Hz, ``binding`` pyttsx3's module.

    ``heard`` gets each buffer: a pointer to samples, their number, and a pointer to events.
    Raises :class:`MissingToolError` where it is not installed.
    """

    def __init__(self, heard: Callable[[Any, int, Any], int]) -> None:
        self._heard = heard
        self._data = short(data())
        self._dll = self._load()
        self.binding = bind(self._dll)
        self.rate = self._start(0)

    def call(self, name: str, *arguments: object) -> int:
        """Call a function of :data:`_FUNCTIONS`; all arguments are given."""
        result: int = self._functions[name](*arguments)
        return result

    def fresh(self, options: int = 0) -> None:
        """Load the library anew: it begins as in a new process, in half a millisecond."""
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
        """Tie the binding's prototypes to the library as it is loaded now, and start it."""
        self._functions: dict[str, Any] = {
            name: type(getattr(self.binding, name))((symbol, self._dll))
            for name, symbol in _FUNCTIONS.items()
        }
        if sys.platform != "win32":
            ctypes.CDLL(None).srand(1)  # breath and hiss are made of the C library's rand()
        synchronous = self.binding.AUDIO_OUTPUT_SYNCHRONOUS
        path = os.fsencode(self._data)
        rate = self.call("Initialize", synchronous, 0, path, options | _DONT_EXIT)
        if rate <= 0:
            raise missing()
        self._callback = self.binding.t_espeak_callback(self._heard)
        self._functions["cSetSynthCallback"](self._callback)
        return rate


def bind(dll: ctypes.CDLL) -> Any:
    """``pyttsx3.drivers._espeak``, which looks for the library as it is imported.

    It tries a list of places that a wheel is not in; whatever it asks for, it gets ``dll``.
    """
    loader: Any = ctypes.cdll
    loader.LoadLibrary = lambda _name: dll
    try:
        from pyttsx3.drivers import _espeak
    finally:
        del loader.LoadLibrary
    return _espeak


def short(folder: Path) -> Path:
    """``folder``, or a short path that leads to it."""
    if len(os.fsencode(folder)) <= _LONGEST_PATH:
        return folder
    short = Path(tempfile.mkdtemp(prefix="es-"))
    atexit.register(shutil.rmtree, short, ignore_errors=True)
    try:
        (short / "data").symlink_to(folder, target_is_directory=True)
    except OSError:  # Windows lets few people make links
        shutil.copytree(folder, short / "data")
    return short / "data"
