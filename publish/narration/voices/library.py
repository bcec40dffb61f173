"""Where espeak-ng is on this machine: in a wheel, or installed with the system."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from publish.errors import MissingToolError

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
