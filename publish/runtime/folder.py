"""Resolve the paths in a source, which must stay inside the source's folder."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path, PureWindowsPath
from typing import BinaryIO

from publish.runtime.file_states import look


class FileRefusedError(ValueError):
    """A path or file in a source can't be used; ``code`` and ``fix`` are for a diagnostic."""

    def __init__(self, code: str, message: str, fix: str) -> None:
        super().__init__(message)
        self.code, self.message, self.fix = code, message, fix


def file_inside(folder: Path, written: str, top: Path | None = None) -> Path:
    """Return the real path of the regular file ``written``, relative to ``folder``.

    The file must be in ``top`` (by default ``folder``) or below it.  Symbolic links are resolved
    first, so that none leads out.

    Raises:
        FileRefusedError: The path is missing, leads outside, or names no regular file.
    """
    top = top or folder
    fix = "Copy the file next to the source and write its path from there, such as pictures/a.png."
    if not written:
        raise FileRefusedError("path-missing", "The path is missing.", fix)
    if "\0" in written or "\\" in written or "://" in written or written.startswith("data:"):
        message = f"“{written[:80]}” isn't a path in the source's folder."
        raise FileRefusedError("path-outside", message, fix)
    if written.startswith(("/", "~")) or PureWindowsPath(written).drive:
        message = f"“{written}” isn't relative to the source's folder."
        raise FileRefusedError("path-outside", message, fix)
    try:
        within = os.path.realpath(top)
        real = os.path.realpath(folder / written)
        if os.path.commonpath([within, real]) != within:
            message = f"The file “{written}” lies outside the source's folder."
            raise FileRefusedError("path-outside", message, fix)
        file = Path(real)
        look(folder / written)
        if not file.exists():
            message = f"The file “{written}” doesn't exist."
            raise FileRefusedError("path-missing", message, _similar(folder, written))
        if not file.is_file():
            raise FileRefusedError("path-missing", f"“{written}” isn't a file.", fix)
    except OSError as error:
        message = f"The file “{written[:80]}” can't be read: {error.strerror}."
        raise FileRefusedError("path-missing", message, "Check the path.") from error
    return file


def open_file(path: Path) -> BinaryIO:
    """Open the regular file ``path`` to read bytes; never wait for a pipe, or start a device.

    Raises:
        OSError: It can't be opened, or is a folder, a pipe, a socket or a device.
    """
    look(path)
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    try:
        mode = os.fstat(handle).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "it is a pipe or a device, not a file", str(path))
        return os.fdopen(handle, "rb")
    except OSError:
        os.close(handle)
        raise


#: The name of the file with settings.
SETTINGS = ".publish.toml"


def nearest_settings(source: Path, working: Path | None = None) -> Path | None:
    """Return the nearest :data:`SETTINGS` of ``source``, up to the folder ``working``.

    That is by default the working folder.  For a source outside of it, only its own folder is
    searched.
    """
    folder, top = source.absolute().parent, (working or Path.cwd()).absolute()
    above = [folder, *folder.parents] if folder.is_relative_to(top) else [folder]
    for each in above:
        if (each / SETTINGS).is_file():
            return each / SETTINGS
        if each == top:
            break
    return None


def _similar(folder: Path, written: str) -> str:
    """Return a fix that names the file whose name differs only in case, if there is one.

    macOS and Windows would open that file.
    """
    wanted = folder / written
    try:
        names = [entry.name for entry in wanted.parent.iterdir()]
    except OSError:
        names = []
    for name in names:
        if name.lower() == wanted.name.lower():
            return f"Did you mean “{Path(written).with_name(name)}”?"
    return "Check its path and its spelling, capitals too."
