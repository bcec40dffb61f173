"""Objects in a store: named bytes below an address that fsspec can open (``s3://bucket/books``).

An object is put in place at once, as a whole: S3 does that by itself; elsewhere it is written under
another name and renamed.  Each call has time-outs and a bounded number of attempts.  What a store
refuses is a :class:`~publish.errors.StoreError` that says how to fix it.
"""

from __future__ import annotations

import contextlib
import errno
import mimetypes
import os
import secrets
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct

from publish.errors import StoreError, shortened

#: The folder below an address for what isn't an edition: records, and objects that are written.
OWN = ".publish-store"

#: What is written but not yet in place; a killed run leaves it, and a later one removes it after
#: so many seconds.
_NEW, _ABANDONED = f"{OWN}/new", 86_400

#: The settings of S3 that bound a call to two minutes (s3fs repeats these attempts, twice in one
#: another), unless the user's settings of fsspec do.
_S3 = {
    "connect_timeout": 5,
    "read_timeout": 15,
    "retries": {"total_max_attempts": 2, "mode": "standard"},
}

#: The attempts of s3fs around those, and ours where a file system has none of its own.
_ATTEMPTS = 2

#: The metadata of an object in S3 that holds the digest of its content.
_DIGEST = "publish-digest"

_PIECE = 8 << 20

T = TypeVar("T")


class Found(Struct, frozen=True):
    """An object: its size in bytes; ``changed`` is another text after each change."""

    name: str
    size: int
    changed: str


def is_address(text: str) -> bool:
    """Return whether ``text`` is an address of fsspec rather than the path of a file."""
    return "://" in text


def objects_at(address: str) -> Objects:
    """Return the objects below ``address``, which may be the path of a folder.

    Raises:
        StoreError: The address has no protocol that is known, or a package for it is missing.
    """
    protocol, _, path = address.partition("://")
    return _opened(f"{protocol}://{path.rstrip('/')}" if path else address, os.getpid())


@cache
def _opened(address: str, _process: int) -> Objects:
    """Return :func:`objects_at` for this process: connections don't outlive a fork."""
    try:
        import fsspec
    except ImportError as error:
        raise _missing(address, "fsspec") from error
    protocol = address.partition("://")[0]
    settings: dict[str, Any] = {"use_listings_cache": False}  # others write at the same time
    if protocol in ("s3", "s3a") and "config_kwargs" not in fsspec.config.conf.get("s3", {}):
        settings["config_kwargs"] = _S3
    try:
        files, root = fsspec.url_to_fs(address, **settings)
    except ImportError as error:
        raise _missing(address, "s3fs" if protocol in ("s3", "s3a") else str(error)) from error
    except ValueError as error:
        fix = "Write an address such as s3://bucket/books, or the path of a folder."
        raise StoreError(address, shortened(str(error), 120), fix) from error
    if protocol in ("s3", "s3a"):
        files.retries = _ATTEMPTS
    if not root.strip("/"):
        fix = "Write an address such as s3://bucket/books."
        raise StoreError(address, "the address names no bucket or folder", fix)
    return Objects(address, files, root.rstrip("/"), protocol in ("s3", "s3a"))


def _missing(address: str, package: str) -> StoreError:
    plain = package.isidentifier()
    reason = f"the Python package {package} is missing" if plain else shortened(package, 120)
    fix = f"Install it with pip install {package}." if plain else "Install that package."
    return StoreError(address, reason, fix)


class Objects(Struct, frozen=True):
    """The objects below ``address``; names have ``/`` and no ``..`` (see :func:`checked_name`)."""

    address: str
    files: Any
    root: str
    keeps_digests: bool
    """Whether the digest of an object lies in its own metadata, written in the same request."""

    def read(self, name: str, largest: int) -> bytes | None:
        """Return the content of ``name``, at most ``largest`` + 1 bytes; ``None`` if there is none.

        Raises:
            StoreError: The store can't be read.
        """
        path = self._path(name)

        def read() -> bytes:
            try:
                found: bytes = self.files.cat_file(path, start=0, end=largest + 1)
            except OSError as error:
                if "range" in str(error).lower():  # S3: an empty object has none
                    return b""
                raise
            return found

        return self._unless_missing(name, read)

    def write(self, name: str, data: bytes, digest: str = "") -> None:
        """Put ``data`` in the place of ``name``, with its digest where the store keeps one.

        Raises:
            StoreError: The store can't be written to.
        """
        self._put(name, lambda path, about: self.files.pipe_file(path, data, **about), digest)

    def create(self, name: str, data: bytes) -> bool:
        """Put ``data`` under ``name`` if nothing has that name; return whether it was put.

        S3 decides that itself (If-None-Match); elsewhere another writer may come in between.
        Raises as :meth:`write` does.
        """
        path = self._path(name)

        def create() -> None:
            self.files.pipe_file(path, data, mode="create", ContentType=_media_type(name))

        if self.keeps_digests:
            try:
                self._tried(name, create)
            except StoreError as error:
                if self.info(name):
                    return False
                if getattr(error.__cause__, "errno", None) != errno.ENOSYS:
                    raise
            else:
                return True
        if self.info(name):
            return False
        self.write(name, data)  # also where a server of S3 doesn't know conditions
        return True

    def upload(self, local: Path, name: str, digest: str = "") -> None:
        """Put the file ``local`` in the place of ``name``.  Raises as :meth:`write` does."""
        self._put(name, lambda path, about: self.files.put_file(str(local), path, **about), digest)

    def download(self, name: str, local: Path, largest: int) -> bool:
        """Write the content of ``name`` to ``local``; return whether it was there, and stayed.

        No more than ``largest`` + 1 bytes are written.  Raises as :meth:`read` does.
        """
        path = self._path(name)

        def copy() -> bool:
            try:
                with (
                    self.files.open(path, "rb", block_size=_PIECE) as source,
                    local.open("wb") as file,
                ):
                    left = largest + 1
                    while left and (piece := source.read(min(_PIECE, left))):
                        file.write(piece)
                        left -= len(piece)
            except OSError as error:
                if error.errno != errno.EBUSY:  # another object has its name since it was opened
                    raise
                return False
            return True

        return bool(self._unless_missing(name, copy))

    def digest(self, name: str) -> str | None:
        """Return the digest in the metadata of ``name``; ``None`` if there is no such object."""
        found = self._unless_missing(name, lambda: self.files.metadata(self._path(name)))
        return None if found is None else str(found.get(_DIGEST, ""))

    def found(self, prefix: str = "") -> Iterator[Found]:
        """Yield the objects in the folder ``prefix`` and below, sorted by name; links are none.

        Raises as :meth:`read` does.
        """
        top = self._path(prefix) if prefix else self.root
        entries = self._unless_missing(prefix, lambda: self.files.find(top, detail=True)) or {}
        for path, about in sorted(entries.items()):
            name = path.removeprefix(f"{self.root}/")
            regular = about.get("type") == "file" and not about.get("islink")
            if regular and not name.startswith(f"{_NEW}/") and not name.endswith("/"):
                yield _found(name, about)

    def info(self, name: str) -> Found | None:
        """Return what is known about the object ``name``; ``None`` if there is none.

        Raises as :meth:`read` does.
        """
        about = self._unless_missing(name, lambda: self.files.info(self._path(name)))
        return _found(name, about) if about and about["type"] == "file" else None

    def delete(self, name: str) -> None:
        """Remove ``name`` if it is there.  Raises as :meth:`write` does."""
        self._unless_missing(name, lambda: self.files.rm_file(self._path(name)))

    def ensure_writable(self) -> None:
        """Write and remove a small object, so that a batch doesn't find out when it has built.

        Raises:
            StoreError: The store can't be written to.
        """
        self._remove_abandoned()
        name = f"{OWN}/{secrets.token_hex(8)}"
        try:
            self.write(name, b"publish")
            self.delete(name)
        except StoreError as error:
            raise StoreError(self.address, error.reason, error.fix) from error

    def _path(self, name: str) -> str:
        return f"{self.root}/{checked_name(name, self.address)}"

    def _put(self, name: str, put: Callable[[str, dict[str, Any]], None], digest: str) -> None:
        path = self._path(name)
        if self.keeps_digests:
            about: dict[str, Any] = {"ContentType": _media_type(name)}
            if digest:
                about["Metadata"] = {_DIGEST: digest}
            self._tried(name, lambda: put(path, about))
            return
        new = f"{self.root}/{_NEW}/{secrets.token_hex(8)}"

        def put_and_rename() -> None:
            for one in (new, path):
                self.files.makedirs(one.rpartition("/")[0], exist_ok=True)
            try:
                put(new, {})
                self.files.mv(new, path)
            except BaseException:
                with contextlib.suppress(OSError):
                    self.files.rm_file(new)
                raise

        self._tried(name, put_and_rename)

    def _unless_missing(self, name: str, call: Callable[[], T]) -> T | None:
        """Return what ``call`` does; ``None`` if there is no such object.  Raises `StoreError`."""
        try:
            return self._tried(name, call)
        except StoreError as error:
            if isinstance(error.__cause__, FileNotFoundError) and not _no_bucket(error.__cause__):
                return None
            raise

    def _tried(self, name: str, call: Callable[[], T]) -> T:
        """Call ``call``, again if the store was busy or out of reach, a bounded number of times."""
        address = f"{self.address}/{name}".rstrip("/")
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return call()
            except (ConnectionError, TimeoutError) as error:
                if attempt == _ATTEMPTS:
                    raise _explained(address, error) from error
            except (StoreError, AssertionError, AttributeError, NameError, TypeError):
                raise  # explained already, or a fault of this program
            except Exception as error:  # the libraries of stores have no common class of errors
                raise _explained(address, error) from error
            time.sleep(0.5 * attempt)
        raise AssertionError(name)

    def _remove_abandoned(self) -> None:
        """Remove what killed runs have written and not put in place."""

        def remove() -> None:
            for path in self.files.find(f"{self.root}/{_NEW}"):
                if time.time() - self.files.modified(path).timestamp() > _ABANDONED:
                    self.files.rm_file(path)

        if not self.keeps_digests:
            with contextlib.suppress(StoreError):  # another run was faster, or it has no times
                self._tried(_NEW, remove)


def checked_name(name: str, address: str) -> str:
    """Return ``name``, the path of an object below ``address``, if it can't lead anywhere else.

    Raises:
        StoreError: It is empty or absolute, or has an empty part, ``.``, ``..``, ``\\`` or a
            control character.
    """
    parts = name.split("/")
    bad = "\\" in name or any(ord(sign) < 32 or ord(sign) == 127 for sign in name)
    if bad or any(part in ("", ".", "..") or len(part.encode()) > 255 for part in parts):
        fix = "Give it a name of plain words."
        raise StoreError(address, f"“{shortened(name)}” can't be the name of an object", fix)
    return name


def _found(name: str, about: dict[str, Any]) -> Found:
    version = about.get("ETag") or about.get("mtime") or about.get("created") or ""
    return Found(name, int(about["size"]), f"{version} {about['size']}")


def _media_type(name: str) -> str:
    if name.endswith(".epub"):
        return "application/epub+zip"
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def _no_bucket(error: BaseException) -> bool:
    return "bucket" in str(error).lower()


def _explained(address: str, error: Exception) -> StoreError:
    """Return the error for the user: what is wrong with the store, and how to fix it."""
    kind, text = type(error).__name__, shortened(str(error), 200).rstrip(".")
    if isinstance(error, FileNotFoundError):
        reason = "there is no such bucket or folder"
        fix = "Create it, or correct the address."
    elif isinstance(error, PermissionError):
        reason = f"the store refuses access ({text})"
        fix = "Check the keys (AWS_ACCESS_KEY_ID and so on, for S3) and what they may do there."
    elif "Credentials" in kind or "Token" in kind:
        reason = f"no keys to the store are known ({text})"
        fix = "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE."
    elif (
        isinstance(error, ConnectionError | TimeoutError) or "Connect" in kind or "Timeout" in kind
    ):
        reason = f"the store doesn't answer ({text})"
        fix = "Check the network, and AWS_ENDPOINT_URL if the store isn't Amazon’s."
    else:
        reason = text or kind
        fix = "Check the address and the settings of the store."
    return StoreError(address, reason, fix)
