"""What is replaced in another library so that espeak-ng can be loaded."""

from __future__ import annotations

import ctypes
import subprocess
import sys

PROGRAM = """
import ctypes
from publish.narration.voices.espeak import bind, library
dll = ctypes.CDLL(library())
binding = bind(dll)
assert binding.dll is dll, binding.dll
assert "LoadLibrary" not in vars(ctypes.cdll)
"""


def test_the_binding_of_pyttsx3_takes_the_library_that_it_is_given() -> None:
    """It loads the library with ``ctypes.cdll.LoadLibrary`` as it is imported, and keeps it."""
    subprocess.run([sys.executable, "-c", PROGRAM], check=True)


def test_loading_is_as_before_afterwards() -> None:
    from publish.narration.voices.espeak import bind, library

    bind(ctypes.CDLL(library()))
    assert "LoadLibrary" not in vars(ctypes.cdll)
    assert ctypes.cdll.LoadLibrary(library()) is not None
