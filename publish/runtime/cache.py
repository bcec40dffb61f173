"""A cache: a folder of files with the results of one build for the next.

Narration stores sounds and encoded segments, the layout of books stores parts of a PDF, the audit
stores the text of pages.  The name of an entry is a digest of everything that determines its
content, so an entry is never out of date.

An entry is data: bytes, or objects that msgspec decodes to a declared type.  It is written to a
temporary file and renamed, so that concurrent builds see all of it or nothing; no lock is needed.
Entries are verified when they are read: one that is damaged, has another name or another version,
is too large, or isn't a regular file of this user, is removed and counts as missing.  Only this
user may write to the folder (:func:`refusal`), so entries aren't signed.

Where ``PUBLISH_STORE`` names a store, it is asked for what isn't here, and gets what is put here:
several computers make each thing once.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shlex
import shutil
import stat
import sys
import time
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from msgspec import DecodeError, Struct

from publish.errors import OutputError
from publish.runtime.temporary import NO_LINK, is_own

if TYPE_CHECKING:
    from publish.runtime.shared_cache import SharedCache

#: The largest size of the user's cache after a build, in bytes.
LARGEST = 2_000_000_000

#: The environment variable that sets another size, in gigabytes.
SIZE = "PUBLISH_CACHE_GB"

#: An entry of fewer bytes says that an edition is up to date, or saves much for little: it counts
#: as used so many seconds later.
_SMALL, _LONGER = 65_536, 90 * 86_400

#: The age at which temporary files of killed builds are removed, in seconds.
_ABANDONED = 3600

#: The seconds between two looks at the size of the cache.
_TRIMMED = 60

#: The largest entry, in bytes; the longest recording that a source may have takes 173 MB.
LARGEST_ENTRY = 256_000_000

#: The version of the format of entries, which they begin with.
_VERSION = b"publish2"

#: The size of :func:`_header`, in bytes.
_HEADER_SIZE = 32

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

#: The hash of contents; with 16 bytes, no two contents will have the same one.
blake2b = partial(hashlib.blake2b, digest_size=16)


def digest(*parts: bytes) -> bytes:
    """Return the digest of ``parts``, one after the other."""
    state = blake2b()
    for part in parts:
        state.update(part)
    return state.digest()


def file_digest(path: Path | str) -> bytes:
    """Return the digest of the content of a file.  Raises `OSError` if it can't be read."""
    with open(path, "rb") as file:  # noqa: PTH123 - a string too
        return hashlib.file_digest(file, blake2b).digest()


def code_digest(files: Iterable[Path]) -> str:
    """Return a digest of Python files, because another release may make other entries."""
    return digest(*(file.read_bytes() for file in sorted(files))).hex()


def users_folder(*, make: bool = True) -> Path | None:
    """Return the folder of the user's cache: ``PUBLISH_CACHE`` or the system's usual folder.

    ``None`` if that can't be written to.  Unless it is to ``make`` it, it may be missing.
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
            base = Path(os.environ.get("XDG_CACHE_HOME", ""))
            if not base.is_absolute():  # it counts as not set (XDG Base Directory 0.8)
                base = home / ".cache"
        folder = base / "publish"
    try:
        if make:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        return None
    usable = os.access(folder, os.W_OK | os.X_OK) or not (make or folder.exists())
    return folder if usable else None


def refusal(folder: Path, *, make: bool = True) -> tuple[str, str] | None:
    """Return why ``folder`` can't be trusted as a cache, and how to fix it; ``None`` if it can.

    Another user must not be able to put entries there: the folder belongs to this user, nobody else
    can write to it, and nobody else can replace it or a folder above it.
    """
    if sys.platform == "win32":
        return None
    try:
        folder = folder.resolve()
        if make:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        state = folder.stat()
        above = [(one, one.stat().st_mode) for one in folder.parents]
    except (OSError, RuntimeError):  # whoever writes to it says so; RuntimeError: links in a circle
        return None
    name = shlex.quote(str(folder))
    choose = "or set PUBLISH_CACHE to a folder of yours."
    if not is_own(state):
        return (
            f"the cache belongs to another user (number {state.st_uid})",
            f"Give it back with chown {os.geteuid()} {name}, {choose}",
        )
    if state.st_mode & 0o022:
        return (
            f"other users can write to the cache (its mode is {_mode(state.st_mode)})",
            f"Empty it if you don't trust them, and close it with chmod 700 {name}, {choose}",
        )
    for one, mode in above:
        if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
            return (
                f"all users can replace the cache (the mode of {one} is {_mode(mode)})",
                f"Close that folder with chmod o-w {shlex.quote(str(one))}, {choose}",
            )
    return None


def _mode(mode: int) -> str:
    return f"{stat.S_IMODE(mode):04o}"


class Decoder(Protocol[T_co]):
    """A decoder of msgspec, for JSON or msgpack."""

    def decode(self, raw: bytes, /) -> T_co: ...


class Cache(Struct, frozen=True):
    """The entries in ``folder``.  Names are ASCII letters, digits and dots, at least four."""

    folder: Path

    def get(self, name: str) -> bytes | None:
        """Return the content of the entry ``name``; ``None`` if it is missing or damaged."""
        data = self._here(name)
        return self._fetched(name) if data is None else data

    def decoded(self, name: str, decoder: Decoder[T]) -> T | None:
        """Return the object in the entry ``name``; ``None`` if it is missing, damaged or no such.

        ``decoder`` is made once: msgspec 0.22 may end the process where two threads make one.
        """
        return next(self.versions(name, decoder), None)

    def versions(self, name: str, decoder: Decoder[T]) -> Iterator[T]:
        """Yield the object in the entry ``name`` here, then the one in the store if it is another.

        Only an entry whose name says less than what determines it has several.
        """
        before = None
        for read in (self._here, self._fetched):
            raw = read(name)
            if raw is None or raw == before:
                continue
            before = raw
            try:
                yield decoder.decode(raw)
            except DecodeError:
                self.discard(name)

    def _here(self, name: str) -> bytes | None:
        path, data = self._path(name), None
        if os.path.lexists(path):
            with contextlib.suppress(OSError):
                data = _read(path, name)
            if data is None:
                self.discard(name)
        return data

    def has(self, name: str) -> bool:
        """Return whether there is an entry ``name``; it may be damaged."""
        path = self._path(name)
        with contextlib.suppress(OSError):
            if _is_folder(path.parent) and _fits(path.lstat()):
                return True
        return self._fetched(name) is not None

    def put(self, name: str, data: bytes) -> None:
        """Store ``data`` as the entry ``name``, replacing whatever is there.

        What is larger than :data:`LARGEST_ENTRY` isn't stored.

        Raises:
            OutputError: The folder can't be written to.
        """
        if len(data) > LARGEST_ENTRY:
            return
        self._keep(name, data)
        if store := _store():
            store.put(_object(name), _header(name, data) + data)

    def _keep(self, name: str, data: bytes) -> None:
        path = self._path(name)
        temporary = path.with_name(f"-{os.urandom(8).hex()}")
        try:
            if not _is_folder(path.parent):
                _make_folder(path.parent)
            try:
                handle = _create(temporary)
            except PermissionError:  # somebody has closed the folder
                path.parent.chmod(0o700)
                handle = _create(temporary)
            with os.fdopen(handle, "wb") as file:
                file.write(_header(name, data))
                file.write(data)
            try:
                temporary.replace(path)
            except OSError:  # a folder is in its place
                self.discard(name)
                temporary.replace(path)
        except OSError as error:
            with contextlib.suppress(OSError):
                temporary.unlink()
            fix = "Free some space there, or set PUBLISH_CACHE to another folder."
            raise OutputError(path, error.strerror or str(error), fix) from error

    def _fetched(self, name: str) -> bytes | None:
        """Return the entry ``name`` that the store has, and keep it here; ``None`` without one."""
        store = _store()
        raw = store.get(_object(name), _HEADER_SIZE + LARGEST_ENTRY) if store else None
        data = raw[_HEADER_SIZE:] if raw else b""
        if not raw or raw[:_HEADER_SIZE] != _header(name, data):
            return None
        with contextlib.suppress(OutputError):
            self._keep(name, data)
        return data

    def discard(self, name: str) -> None:
        """Remove whatever is in the place of the entry ``name``; links aren't followed."""
        path = self._path(name)
        with contextlib.suppress(OSError):
            if _is_folder(path):
                shutil.rmtree(path)
            elif _is_folder(path.parent):
                path.unlink(missing_ok=True)

    def trim(self, largest: int | None = None) -> None:
        """Remove the least recently used entries until at most ``largest`` bytes are left.

        Small ones stay longer.  The default is :data:`LARGEST`, or what :data:`SIZE` says.
        """
        if largest is None:
            given = os.environ.get(SIZE, "")
            largest = int(given[:9]) * 10**9 if given.isdecimal() else LARGEST
        entries = sorted(self._entries(), key=_worth)
        total = sum(size for _, size, _ in entries)
        now = time.time()
        for used, size, path in entries:
            abandoned = path.name.startswith("-") and now - used > _ABANDONED
            if total <= largest and not abandoned:
                continue
            with contextlib.suppress(OSError):  # another build was faster
                path.unlink()
                total -= size

    def trim_again(self) -> None:
        """Call :meth:`trim` unless a build has done so in the last minute: it looks at all entries.

        With many entries, that takes longer than a short title.
        """
        last = self.folder / "trimmed"
        with contextlib.suppress(OSError):
            if last.exists() and abs(time.time() - last.stat().st_mtime) < _TRIMMED:
                return
            last.touch(mode=0o600)
            self.trim()

    def _entries(self) -> Iterator[tuple[float, int, Path]]:
        """Yield the time of last use, the size and the path of each entry."""
        for folder in filter(_is_folder, self.folder.glob("[0-9a-f][0-9a-f]")):
            with contextlib.suppress(OSError), os.scandir(folder) as entries:
                for entry in entries:
                    with contextlib.suppress(OSError):
                        state = entry.stat(follow_symlinks=False)
                        yield state.st_mtime, state.st_size, Path(entry.path)

    def _path(self, name: str) -> Path:
        return self.folder / name[:2] / name[2:]


def _store() -> SharedCache | None:
    """Return the store of entries that other computers use too, if there is one."""
    if not os.environ.get("PUBLISH_STORE"):
        return None
    from publish.runtime.shared_cache import shared_cache  # few have one

    return shared_cache()


def _worth(entry: tuple[float, int, Path]) -> float:
    """Return the time by which an entry is kept: the earliest goes first."""
    used, size, _ = entry
    return used + (_LONGER if size < _SMALL else 0)


def _object(name: str) -> str:
    return f"{name[:2]}/{name[2:]}"


def _read(path: Path, name: str) -> bytes | None:
    """Return the content of the entry at ``path``; ``None`` if it isn't that of ``name``.

    Nothing but a regular file is opened: a pipe would wait, and a device never end.
    """
    if not (_is_folder(path.parent) and _fits(path.lstat())):
        return None
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | NO_LINK)
    with os.fdopen(handle, "rb") as file:
        state, header = os.fstat(handle), file.read(_HEADER_SIZE)
        length = state.st_size - _HEADER_SIZE
        if not _fits(state) or header[: len(_VERSION) + 8] != _beginning(length):
            return None
        data = file.read(length)
        if header != _header(name, data):
            return None
        with contextlib.suppress(OSError):  # the time of last use, for :meth:`Cache.trim`
            os.utime(handle if os.utime in os.supports_fd else path)
        return data


def _fits(state: os.stat_result) -> bool:
    """Return whether a file can be an entry: a regular one of this user, and not too large."""
    small = state.st_size <= _HEADER_SIZE + LARGEST_ENTRY
    return stat.S_ISREG(state.st_mode) and is_own(state) and small


def _create(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_LINK, 0o600)


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _make_folder(folder: Path) -> None:
    """Make ``folder``, in place of a file or a link that may be there."""
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.path.lexists(folder) and not _is_folder(folder):
        folder.unlink(missing_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)


def _header(name: str, data: bytes) -> bytes:
    """Return the version, the length, and a digest of ``name`` and ``data``.

    They detect damage, and the entry of another name.
    """
    return _beginning(len(data)) + digest(name.encode(), b"\0", data)


def _beginning(length: int) -> bytes:
    return _VERSION + length.to_bytes(8, "big", signed=True)
