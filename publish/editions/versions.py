"""The versions of what makes an edition besides its source and options: programs and settings."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from publish.runtime.cache import digest
from publish.runtime.stylesheets import style_folder

#: The environment variables that every edition may depend on: its dates, and the system's fonts.
_VARIABLES = ("SOURCE_DATE_EPOCH", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "FONTCONFIG_SYSROOT")

#: Those that a narration depends on; the second names folders of voices.
_SPOKEN_VARIABLES = ("PUBLISH_VOICE", "PUBLISH_VOICES", "ESPEAK_DATA_PATH", "IMAGEIO_FFMPEG_EXE")

#: Libraries of the system that lay out text or speak, and folders that may have them.
_LIBRARIES = (
    *("pango-1.0", "pangoft2-1.0", "harfbuzz", "harfbuzz-subset", "fontconfig", "freetype"),
    *("gobject-2.0", "espeak-ng"),
)
_PLACES = (
    *(f"/usr/lib/{sys.implementation._multiarch}",) * hasattr(sys.implementation, "_multiarch"),
    *("/usr/lib64", "/usr/lib", "/usr/local/lib", "/opt/homebrew/lib"),
)

#: Folders with the fonts of a system, and with the rules for them.
_FONTS = (
    *("/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts"),
    *("~/Library/Fonts", "~/.fonts", "~/.local/share/fonts", "C:/Windows/Fonts"),
)
_FONT_RULES = ("/etc/fonts", "~/.config/fontconfig")


def versions(*, spoken: bool) -> dict[str, str]:
    """Return the versions of all that makes an edition, or one that is ``spoken``.

    The key of each is the sentence that says that it has changed.
    """
    found = {
        "publish has changed.": _program(),
        "A library of Python has changed.": _libraries(),
        "A library or a font of this computer has changed.": _system(),
    }
    names = (*_VARIABLES, *_SPOKEN_VARIABLES) if spoken else _VARIABLES
    for name in names:
        found[f"The environment variable {name} has changed."] = os.environ.get(name, "")
    if spoken:
        found["ffmpeg has changed."] = _state(Path(shutil.which("ffmpeg") or ""))
        found["The voices in the folders of PUBLISH_VOICES have changed."] = _voices()
    return found


@cache
def _program() -> str:
    """Return a digest of this program and of its style sheets."""
    package = Path(__file__).parents[1]
    return _digest(sorted(_states((package, style_folder("")))))


@cache
def _libraries() -> str:
    """Return a digest of Python's version and of those of all libraries."""
    installed = sorted(
        one.name
        for folder in map(Path, sys.path)
        if folder.is_dir()
        for one in folder.iterdir()
        if one.suffix in (".dist-info", ".egg-info")
    )
    return _digest([sys.version, *installed])


@cache
def _system() -> str:
    """Return a digest of libraries in C, and of the folders of fonts.

    The time of a folder changes where a file in it is added, replaced or removed.
    """
    suffix = ".dylib" if sys.platform == "darwin" else ".so.0"
    names = [f"lib{name}" for name in _LIBRARIES]
    loaded = os.environ.get("LD_LIBRARY_PATH", "").split(os.pathsep)
    files = [
        Path(place, f"{name}{ending}")
        for place in (*filter(None, loaded), *_PLACES)
        for name in names
        for ending in (suffix, ".so.1", ".so.6")
    ]
    libraries = [state for file in files if (state := _state(file))]
    more = os.pathsep.join(os.environ.get(one, "") for one in ("XDG_DATA_HOME", "XDG_DATA_DIRS"))
    tops = [Path(one).expanduser() for one in _FONTS]
    tops += [Path(one, "fonts") for one in more.split(os.pathsep) if one]
    folders = [_state(Path(folder)) for top in tops for folder, _, _ in os.walk(top)]
    rules = [Path(one).expanduser() for one in _FONT_RULES]
    if given := os.environ.get("XDG_CONFIG_HOME"):
        rules.append(Path(given, "fontconfig"))
    return _digest([*libraries, *sorted({*folders, *_states(rules)})])


def _voices() -> str:
    """Return a digest of the files in the folders of ``PUBLISH_VOICES``, without their content."""
    folders = filter(None, os.environ.get("PUBLISH_VOICES", "").split(os.pathsep))
    return _digest(sorted(_states(Path(one).expanduser().absolute() for one in folders)))


def _digest(parts: Iterable[str]) -> str:
    return digest(repr(list(parts)).encode("utf-8", "surrogateescape")).hex()


def _states(folders: Iterable[Path]) -> Iterator[str]:
    for top in folders:
        for folder, names, files in os.walk(top):
            names[:] = [name for name in names if name != "__pycache__"]
            yield from (_state(Path(folder, name)) for name in files)


def _state(path: Path) -> str:
    """Return path, size and time of a file or folder; an empty string if there is none."""
    try:
        state = path.stat()
    except OSError:
        return ""
    return f"{path} {state.st_size} {state.st_mtime_ns}"
