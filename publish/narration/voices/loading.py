"""espeak-ng loaded into this process, as often as need be, through the binding of pyttsx3."""

from __future__ import annotations

import atexit
import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from publish.narration.voices.library import data, library, missing

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
