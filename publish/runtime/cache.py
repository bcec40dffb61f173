"""What was made once is not made again: a folder of entries that are named by what they hold.

An entry is written beside its place and renamed, so that builds at the same time see all of it or
nothing.  It is verified when it is read; a damaged one is removed, and counts as never made.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import threading
import time
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from msgspec import Struct

from publish.errors import OutputError

#: How large the user's cache may be when a build has ended, in bytes.
LARGEST = 2_000_000_000

#: What a killed build left half-written is removed after so many seconds.
_ABANDONED = 3600

_DIGEST = 16


#: The hash of contents: 16 bytes that no other content has.
blake2b = partial(hashlib.blake2b, digest_size=_DIGEST)


def digest(*parts: bytes) -> bytes:
    """The address of a content."""
    state = blake2b()
    for part in parts:
        state.update(part)
    return state.digest()


#: What stands before an entry: the length and a checksum of what follows.
_CHECK = 12


def _check(data: bytes) -> bytes:
    """It finds what a failing disk does; nobody else writes to the user's own cache."""
    return len(data).to_bytes(8, "big") + zlib.crc32(data).to_bytes(4, "big")


def users_folder() -> Path | None:
    """The folder of the user's cache; ``PUBLISH_CACHE`` names another one.

    ``None`` where the user has no folder that can be written to.
    """
    if given := os.environ.get("PUBLISH_CACHE"):
        folder = Path(given)
    else:
        try:
            home = Path.home()
        except RuntimeError:
            return None
        if sys.platform == "win32":
            base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
        elif sys.platform == "darwin":
            base = home / "Library" / "Caches"
        else:
            base = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")
        folder = base / "publish"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK | os.X_OK) else None


class Cache(Struct, frozen=True):
    """The entries in ``folder``.  Names are ASCII letters, digits and dots, four at least."""

    folder: Path

    def get(self, name: str) -> bytes | None:
        """What the entry ``name`` holds, or ``None`` where there is no whole one."""
        path = self._path(name)
        try:
            with path.open("rb") as file:
                head, data = file.read(_CHECK), file.read()
        except OSError:
            return None
        if head != _check(data):
            path.unlink(missing_ok=True)
            return None
        with contextlib.suppress(OSError):  # used now: it is the last to go
            os.utime(path)
        return data

    def has(self, name: str) -> bool:
        """Whether there is an entry ``name``, whole or not."""
        return self._path(name).exists()

    def put(self, name: str, data: bytes) -> None:
        """Keep ``data`` as the entry ``name``.  Raises :class:`OutputError`."""
        path = self._path(name)
        own = path.with_name(f"-{path.name}-{os.getpid()}-{threading.get_ident()}")
        try:
            try:
                file = own.open("wb")
            except FileNotFoundError:
                path.parent.mkdir(parents=True, exist_ok=True)
                file = own.open("wb")
            with file:
                file.write(_check(data))
                file.write(data)
            own.replace(path)
        except OSError as error:
            with contextlib.suppress(OSError):
                own.unlink()
            fix = "Make room there, or name another folder in PUBLISH_CACHE."
            raise OutputError(path, error.strerror or str(error), fix) from error

    def trim(self, largest: int = LARGEST) -> None:
        """Remove what was not used for the longest time, until ``largest`` bytes are left."""
        entries = sorted(self._entries())
        total = sum(size for _, size, _ in entries)
        now = time.time()
        for used, size, path in entries:
            half_written = path.name.startswith("-") and now - used > _ABANDONED
            if total <= largest and not half_written:
                continue
            with contextlib.suppress(OSError):  # another build was faster
                path.unlink()
                total -= size

    def _entries(self) -> Iterator[tuple[float, int, Path]]:
        """When each entry was used, how large it is, where it is."""
        for path in self.folder.glob("[0-9a-f][0-9a-f]/*"):
            with contextlib.suppress(OSError):
                about = path.stat()
                yield about.st_mtime, about.st_size, path

    def _path(self, name: str) -> Path:
        return self.folder / name[:2] / name[2:]
