"""A cache: a folder of files with the results of one build for the next.

Narration stores sounds and encoded segments, the layout of books stores parts of a PDF, the audit
stores the text of pages.  The name of an entry is a digest of everything that determines its
content, so an entry is never out of date.

An entry is written to a temporary file and renamed, so that concurrent builds see all of it or
nothing; no lock is needed.  Entries are verified when they are read: a damaged one is removed, and
counts as missing.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import threading
import time
import zlib
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from msgspec import DecodeError, Struct, field, msgpack

from publish.errors import OutputError

#: The largest size of the user's cache after a build, in bytes.
LARGEST = 2_000_000_000

#: The age at which temporary files of killed builds are removed, in seconds.
_ABANDONED = 3600

#: The size of :func:`_header`, in bytes.
_HEADER_SIZE = 12

#: msgspec 0.22 ends the process where two threads decode the same type for the first time.
_DECODING = threading.Lock()

T = TypeVar("T")

#: The hash of contents; with 16 bytes, no two contents will have the same one.
blake2b = partial(hashlib.blake2b, digest_size=16)


def digest(*parts: bytes) -> bytes:
    """Return the digest of ``parts``, one after the other."""
    state = blake2b()
    for part in parts:
        state.update(part)
    return state.digest()


def code_digest(files: Iterable[Path]) -> str:
    """Return a digest of Python files, because another release may make other entries."""
    return digest(*(file.read_bytes() for file in sorted(files))).hex()


def users_folder() -> Path | None:
    """Return the folder of the user's cache: ``PUBLISH_CACHE`` or the system's usual folder.

    ``None`` if that can't be written to.
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
    """The entries in ``folder``.  Names are ASCII letters, digits and dots, at least four."""

    folder: Path

    def get(self, name: str) -> bytes | None:
        """Return the content of the entry ``name``; ``None`` if it is missing or damaged."""
        path = self._path(name)
        try:
            with path.open("rb") as file:
                header, data = file.read(_HEADER_SIZE), file.read()
        except OSError:
            return None
        if header != _header(data):
            path.unlink(missing_ok=True)
            return None
        with contextlib.suppress(OSError):  # the time of last use, for :meth:`trim`
            os.utime(path)
        return data

    def has(self, name: str) -> bool:
        """Return whether there is an entry ``name``; it may be damaged."""
        return self._path(name).exists()

    def put(self, name: str, data: bytes) -> None:
        """Store ``data`` as the entry ``name``.

        Raises:
            OutputError: The folder can't be written to.
        """
        path = self._path(name)
        temporary = path.with_name(f"-{path.name}-{os.getpid()}-{threading.get_ident()}")
        try:
            try:
                file = temporary.open("wb")
            except FileNotFoundError:
                path.parent.mkdir(parents=True, exist_ok=True)
                file = temporary.open("wb")
            with file:
                file.write(_header(data))
                file.write(data)
            temporary.replace(path)
        except OSError as error:
            with contextlib.suppress(OSError):
                temporary.unlink()
            fix = "Free some space there, or set PUBLISH_CACHE to another folder."
            raise OutputError(path, error.strerror or str(error), fix) from error

    def trim(self, largest: int = LARGEST) -> None:
        """Remove the least recently used entries until at most ``largest`` bytes are left."""
        entries = sorted(self._entries())
        total = sum(size for _, size, _ in entries)
        now = time.time()
        for used, size, path in entries:
            abandoned = path.name.startswith("-") and now - used > _ABANDONED
            if total <= largest and not abandoned:
                continue
            with contextlib.suppress(OSError):  # another build was faster
                path.unlink()
                total -= size

    def _entries(self) -> Iterator[tuple[float, int, Path]]:
        """Yield the time of last use, the size and the path of each entry."""
        for path in self.folder.glob("[0-9a-f][0-9a-f]/*"):
            with contextlib.suppress(OSError):
                state = path.stat()
                yield state.st_mtime, state.st_size, path

    def _path(self, name: str) -> Path:
        return self.folder / name[:2] / name[2:]


def _header(data: bytes) -> bytes:
    """Return the length and a checksum of ``data``.

    They detect damage by a failing disk, not tampering: only the user can write to the cache.
    """
    return len(data).to_bytes(8, "big") + zlib.crc32(data).to_bytes(4, "big")


class ObjectCache(Struct):
    """Stores objects under any name, in ``cache`` or, if that is ``None``, in memory.

    ``version`` is part of every key: a digest of everything that determines all of the objects.  An
    object must have a type that msgspec can encode, such as a Struct, a string or a tuple of them.
    """

    version: str
    cache: Cache | None
    memory: dict[str, Any] = field(default_factory=dict)

    def get(self, name: str, kind: type[T]) -> T | None:
        """Return the object ``name``; ``None`` if it is missing, or not of the type ``kind``."""
        key = self._key(name)
        if self.cache is None:
            found: T | None = self.memory.get(key)
            return found
        raw = self.cache.get(key)
        if raw is None:
            return None
        try:
            with _DECODING:
                return msgpack.decode(raw, type=kind)
        except DecodeError:
            return None

    def put(self, name: str, thing: object) -> None:
        """Store ``thing`` under ``name``.  Raises as :meth:`Cache.put` does."""
        key = self._key(name)
        if self.cache is None:
            self.memory[key] = thing
        else:
            self.cache.put(key, msgpack.encode(thing))

    def _key(self, name: str) -> str:
        return digest(f"{self.version}\n{name}".encode()).hex()
