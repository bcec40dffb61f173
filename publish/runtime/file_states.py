"""The states of files: which ones a block looks at, and whether one has changed since.

A file is as it was if size, times and inode are: the time of its last change (``st_ctime``) can't
be set by programs.  Only a file that was changed in the last moments could change again within one
tick of the clock; its content is compared, as is that of a file that was copied or touched.
"""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from publish.runtime.cache import file_digest

#: How long two changes of a file may have the same time, in nanoseconds: where times have parts of
#: seconds, the clock of a system ticks every 10 ms or more often; else every 2 seconds (FAT).
_TICK, _COARSE_TICK = 100_000_000, 2_000_000_000

#: Size, times of the last write and the last change (ns), inode; all 0 where there is no file.
_Stat = tuple[int, int, int, int]
_NONE = (0, 0, 0, 0)


class FileState(Struct, frozen=True, array_like=True):
    """The state of a file, or that there was none.

    ``path`` is absolute, ``real`` is it without symbolic links; that is empty where there was no
    regular file.  ``fresh``: a later change may have the same ``stat``.  ``digest`` is that of the
    content; it is empty where only ``stat`` counts.
    """

    path: str
    real: str = ""
    stat: _Stat = _NONE
    fresh: bool = False
    digest: str = ""

    def holds(self, folders: dict[str, str] | None = None) -> bool:
        """Return whether the file is as it was, or is still missing.

        ``folders`` keeps the real paths of folders for further calls at the same time.
        """
        now = _state(self.path, {} if folders is None else folders)
        if now.real != self.real:
            return False
        if now.stat == self.stat and not self.fresh:
            return True
        if not self.digest or now.stat[0] != self.stat[0]:
            return False
        return _digest(self.path, now) == self.digest

    def of_moved(self, path: Path) -> FileState | None:
        """Return the state of ``path``, if it is this file in another place, or ``None``."""
        now = state_of(path, digested=False)
        size, written, _, inode = self.stat
        if not now.real or (size, written, inode) != (now.stat[0], now.stat[1], now.stat[3]):
            return None
        return FileState(now.path, now.real, now.stat, _is_recent(written), self.digest)


def state_of(path: str | Path, *, digested: bool = True) -> FileState:
    """Return the state of the file ``path``; with its digest if that is to be ``digested``."""
    path = str(Path(path).absolute())
    state = _state(path, {})
    if not digested or not state.real:
        return state
    return FileState(path, state.real, state.stat, state.fresh, _digest(path, state))


def _state(path: str, folders: dict[str, str]) -> FileState:
    """Return the state of the absolute ``path`` without a digest; add its folder to ``folders``."""
    try:
        found = os.stat(path)  # noqa: PTH116 - a plan asks for hundreds
    except (OSError, ValueError):
        return FileState(path)
    if not stat.S_ISREG(found.st_mode):
        return FileState(path)
    head, separator, name = path.rpartition(os.sep)
    if head not in folders:
        folders[head] = os.path.realpath(head + separator)
    real = f"{folders[head].removesuffix(separator)}{separator}{name}"
    if name == ".." or Path(real).is_symlink():
        real = os.path.realpath(path)
    return FileState(path, real, _stat(found), _is_fresh(found))


def _stat(found: os.stat_result) -> _Stat:
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def _is_fresh(found: os.stat_result) -> bool:
    return _is_recent(max(found.st_mtime_ns, found.st_ctime_ns))


def _is_recent(nanoseconds: int) -> bool:
    """Return whether a file that was changed then could be changed again with the same time.

    Windows has no time of the last change, and a program can set that of the last write.
    """
    tick = _TICK if nanoseconds % 1_000_000_000 else _COARSE_TICK
    return sys.platform == "win32" or nanoseconds > time.time_ns() - tick


def _digest(path: str, state: FileState) -> str:
    """Return the digest of a file, or an empty string if it can't be read."""
    try:
        return file_digest(path).hex() if state.fresh else _known(path, state.stat)
    except OSError:
        return ""


@lru_cache(4096)
def _known(path: str, _state: _Stat) -> str:
    return file_digest(path).hex()


_looking: ContextVar[dict[str, FileState] | None] = ContextVar("looking", default=None)


@contextmanager
def looking(seen: dict[str, FileState] | None = None) -> Iterator[dict[str, FileState]]:
    """Yield the states of all files that the block looks at, by their paths; added to ``seen``."""
    seen = {} if seen is None else seen
    before = _looking.set(seen)
    try:
        yield seen
    finally:
        _looking.reset(before)


def look(path: Path) -> None:
    """Note that ``path`` is looked at, before it is opened, or found to be missing."""
    seen = _looking.get()
    if seen is not None:
        name = str(path.absolute())
        if name not in seen:
            state = state_of(name, digested=False)
            seen[name] = state_of(name) if state.fresh else state


def settled(seen: Mapping[str, FileState] | Iterable[FileState]) -> tuple[FileState, ...] | None:
    """Return the states of files with their digests; ``None`` if one has changed since it was seen.

    What was read in between is then what the states say.
    """
    states: list[FileState] = []
    for before in seen.values() if isinstance(seen, Mapping) else seen:
        now = state_of(before.path)
        same = (now.real, now.stat) == (before.real, before.stat)
        if not same or (before.fresh and before.digest != now.digest):
            return None
        states.append(now)
    return tuple(states)
