"""Temporary folders that a later run removes if this one is killed.

Such a folder has an unpredictable name, is open to its owner alone, and holds a locked file.  The
system frees the lock with the process, however it ends, so a folder of ours whose lock is free is
abandoned.  No process id is compared: two containers that share a folder have the same ones.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


#: The names of our folders.
_NAME = re.compile(r"\.?publish-[0-9a-f]{16}")

#: The locked file in a folder.
_LOCK = ".publish-lock"

#: The folder in it for what another one replaces; it is put back if that doesn't happen.
PREVIOUS = "previous"

#: Flags that open a file itself, never what a link in its place leads to.
NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


@contextlib.contextmanager
def temporary_folder(parent: Path | None = None) -> Iterator[Path]:
    """Yield a new folder in ``parent``, hidden, or in the system's folder; remove it afterwards.

    Folders there that killed runs left are removed first, once in a process.

    Raises:
        OSError: It can't be created.
    """
    within = parent or Path(tempfile.gettempdir())
    _remove_once(within)
    folder, handle = _created(within, "." if parent else "")
    try:
        yield folder
    finally:
        _remove(folder)
        os.close(handle)


@contextlib.contextmanager
def own_temporary_folder() -> Iterator[None]:
    """Make a temporary folder that of this process and of the programs that it starts.

    So what libraries and programs leave behind goes with it.
    """
    names = ("TMPDIR", "TEMP", "TMP")
    before = tempfile.tempdir, {name: os.environ.get(name) for name in names}
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):  # whoever needs one reports it
            folder = str(stack.enter_context(temporary_folder()))
            tempfile.tempdir = folder
            os.environ |= dict.fromkeys(names, folder)
        try:
            yield
        finally:
            tempfile.tempdir = before[0]
            for name, value in before[1].items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value


@contextlib.contextmanager
def locked(file: Path) -> Iterator[bool]:
    """Lock ``file``, which is made, for the block; yield whether no other process has locked it.

    Where the file system has no locks, that is always true.  Raises `OSError`.
    """
    handle = os.open(file, os.O_RDWR | os.O_CREAT | NO_LINK, 0o666)
    try:
        yield _is_free(handle)
    finally:
        os.close(handle)


def _is_free(handle: int) -> bool:
    try:
        _lock(handle)
    except (BlockingIOError, PermissionError):  # the second is that of Windows
        return False
    except OSError:
        return True
    return True


def remove_abandoned(parent: Path | None = None) -> None:
    """Remove the folders that killed runs left in ``parent``, or in the system's folder.

    Nothing else is touched: a folder must have one of our names, belong to this user, be closed to
    others, and hold a lock that no process has.
    """
    with contextlib.suppress(OSError), os.scandir(parent or tempfile.gettempdir()) as entries:
        for entry in entries:
            if _NAME.fullmatch(entry.name) and _is_private(entry.stat(follow_symlinks=False)):
                with contextlib.suppress(OSError):
                    _remove_if_abandoned(Path(entry.path))


_remove_once = cache(remove_abandoned)


def is_own(state: os.stat_result) -> bool:
    """Return whether a file belongs to the user of this process; always true on Windows."""
    return sys.platform == "win32" or state.st_uid == os.geteuid()


def _is_private(state: os.stat_result) -> bool:
    closed = sys.platform == "win32" or not state.st_mode & 0o077
    return stat.S_ISDIR(state.st_mode) and is_own(state) and closed


def _created(parent: Path, prefix: str) -> tuple[Path, int]:
    """Return a new folder in ``parent``, and the handle of its lock."""
    while True:
        folder = parent / f"{prefix}publish-{os.urandom(8).hex()}"
        lock = folder / _LOCK
        folder.mkdir(mode=0o700)
        try:
            handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_EXCL | NO_LINK, 0o600)
        except FileNotFoundError:  # another run removed it while it was empty
            continue
        try:
            _lock(handle)
        except BlockingIOError:  # another run removes it
            os.close(handle)
            continue
        except OSError:  # the file system has no locks: nobody will ever remove it for us
            return folder, handle
        if lock.exists():
            return folder, handle
        os.close(handle)


def _remove_if_abandoned(folder: Path) -> None:
    try:
        handle = os.open(folder / _LOCK, os.O_RDWR | NO_LINK)
    except FileNotFoundError:
        folder.rmdir()  # only if it is empty: killed before it was locked
        return
    try:
        _lock(handle)
        _restore_previous(folder)
        _remove(folder)
    finally:
        os.close(handle)


def _restore_previous(folder: Path) -> None:
    """Put back what was moved away when the run was killed before it put another in its place."""
    with contextlib.suppress(FileNotFoundError):
        for one in (folder / PREVIOUS).iterdir():
            if not os.path.lexists(folder.parent / one.name):
                one.rename(folder.parent / one.name)


def _remove(folder: Path) -> None:
    """Remove ``folder``, its lock last: until then, another run can finish the removal.

    After Ctrl-C, processes that are being ended may still write to it.
    """
    with contextlib.suppress(OSError):  # the next run tries again
        for one in folder.iterdir():
            if one.is_dir() and not one.is_symlink():
                shutil.rmtree(one, ignore_errors=True)
            elif one.name != _LOCK:
                one.unlink(missing_ok=True)
        if all(one.name == _LOCK for one in folder.iterdir()):
            (folder / _LOCK).unlink(missing_ok=True)
            folder.rmdir()
