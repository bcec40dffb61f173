"""The store of a batch: where finished editions and small records are put.

A store is a folder, or an address that fsspec can open (``s3://bucket/books``).  An edition is a
file, or a folder of files.  What is put appears at once: a file always, a folder where the system
can exchange two; in a store of objects, which knows no folders, the entry page comes last but for
the list of the files and their digests, without which :meth:`Store.get` takes nothing.  Many may
write at the same time, even the same edition: what is left is whole and from one of them.

What is read back is compared with its digest, which lies in the metadata of the object (S3) or in a
list below ``.publish-store``.  What doesn't fit, or has no digest, counts as missing.  In a folder
of files the caller gives the digest to compare with.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TypeVar

from msgspec import DecodeError, Struct, json

from publish.batch.edition_files import (
    FOLDER_FILES,
    DamagedError,
    Digests,
    combined,
    copied,
    digests_of,
    identity,
    placed,
    turns,
)
from publish.errors import OutputError, StoreError
from publish.runtime.atomic import atomic, ensure_writable
from publish.runtime.cache import blake2b
from publish.runtime.objects import OWN, Found, Objects, checked_name, is_address, objects_at
from publish.runtime.temporary import remove_abandoned, temporary_folder

#: The largest file of an edition, and the largest small record, in bytes.
LARGEST_FILE, LARGEST_RECORD = 20_000_000_000, 64_000_000

#: The names of temporary folders (:mod:`publish.runtime.temporary`).
_NEW = re.compile(r"\.publish-[0-9a-f]{16}")

T = TypeVar("T")

#: The page that a reader opens first, which is put last.
_ENTRY = "index.html"

#: The requests at the same time for the files of one edition.
_REQUESTS = 8


class Store(ABC):
    """Editions and records by names with ``/``, such as ``history/dover.epub``."""

    address: str

    def put(self, local: Path, name: str) -> str:
        """Put the file or folder ``local`` in the place of ``name``; return its digest.

        Raises:
            OutputError: The store can't be written to.
        """
        files = digests_of(local, PurePosixPath(name).name)
        self._put(local, name, files)
        return combined(files)

    @abstractmethod
    def get(self, name: str, local: Path, digest: str = "") -> bool:
        """Write the edition ``name`` to ``local``; return whether it is there, as it was put.

        With ``digest`` it must be the one that :meth:`put` returned that for.

        Raises:
            OutputError: The store can't be read, or ``local`` can't be written.
        """

    @abstractmethod
    def digests(self, name: str) -> Digests:
        """Return the digests of the files of the edition ``name``; empty if it isn't there."""

    @abstractmethod
    def read(self, name: str) -> bytes:
        """Return the content of the small file ``name``.

        Raises:
            FileNotFoundError: It isn't there, or is damaged.
            OutputError: The store can't be read.
        """

    @abstractmethod
    def write(self, name: str, data: bytes) -> None:
        """Put ``data`` in the place of ``name``.  Raises as :meth:`put` does."""

    @abstractmethod
    def names(self, prefix: str = "") -> Iterator[str]:
        """Yield the names of all files in the folder ``prefix`` and below, sorted."""

    @abstractmethod
    def delete(self, name: str) -> None:
        """Remove the file or edition ``name`` if it is there."""

    @abstractmethod
    def ensure_writable(self) -> None:
        """Check that the store can be written to.  Raises as :meth:`put` does."""

    @abstractmethod
    def _put(self, local: Path, name: str, files: Digests) -> None: ...


def store_at(address: str) -> Store:
    """Return the store at ``address``, or in the folder of this path.

    Raises:
        StoreError: The address can't be used.
    """
    if address.startswith("file://"):
        return _FolderStore(Path(address.removeprefix("file://")))
    return _ObjectStore(objects_at(address)) if is_address(address) else _FolderStore(Path(address))


class _FolderStore(Store):
    """A store in a folder: a file or a folder is renamed when it is whole."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.address = folder, str(folder)

    def get(self, name: str, local: Path, digest: str = "") -> bool:
        path = self._path(name)
        for _ in turns():
            if not path.exists():
                break
            with contextlib.suppress(DamagedError):
                with placed(local, folder=path.is_dir()) as new:
                    files = copied(path, new, path.name)
                    fits = digest in ("", combined(files))
                    if not (files and fits):
                        raise DamagedError
                return True
            if files:
                break
        return False

    def digests(self, name: str) -> Digests:
        path = self._path(name)
        for _ in turns():
            before = identity(path)
            with contextlib.suppress(FileNotFoundError):
                files = digests_of(path, path.name)
                if before == identity(path):
                    return files
        return {}

    def read(self, name: str) -> bytes:
        path = self._path(name)
        if path.exists() and not path.is_file():
            raise FileNotFoundError(f"{path} is a folder, a pipe or a device")
        return path.read_bytes()

    def write(self, name: str, data: bytes) -> None:
        with atomic(self._path(name)) as new:
            new.write_bytes(data)

    def names(self, prefix: str = "") -> Iterator[str]:
        top = self._path(prefix.rstrip("/")) if prefix else self.folder
        for path in sorted(top.rglob("*")):
            name = path.relative_to(self.folder)
            if path.is_file() and not any(_NEW.fullmatch(part) for part in name.parts):
                yield name.as_posix()

    def delete(self, name: str) -> None:
        path = self._path(name)
        if not path.is_dir():
            path.unlink(missing_ok=True)
        elif all(one.is_dir() or one.suffix in FOLDER_FILES for one in path.rglob("*")):
            shutil.rmtree(path)

    def ensure_writable(self) -> None:
        ensure_writable(self.folder)
        for folder, _, _ in os.walk(self.folder):
            remove_abandoned(Path(folder))

    def _put(self, local: Path, name: str, files: Digests) -> None:
        path = self._path(name)
        if path.exists() and path.samefile(local):
            return
        with placed(path, folder=local.is_dir()) as new:
            if copied(local, new, path.name) != files:
                fix = "Check the disk, or build it again."
                raise OutputError(path, "what was copied isn't what was read", fix)

    def _path(self, name: str) -> Path:
        if not {"", ".", ".."}.isdisjoint(name.split("/")):
            checked_name(name, self.address)
        return self.folder / name


class _List(Struct, frozen=True):
    """The files of an edition: their digests, and their versions when all of them were there."""

    files: Digests
    versions: dict[str, str]


class _ObjectStore(Store):
    """A store of objects: each is put at once, and an edition of several counts with its list."""

    def __init__(self, objects: Objects) -> None:
        self._objects, self.address = objects, objects.address

    def get(self, name: str, local: Path, digest: str = "") -> bool:
        before: Digests = {}
        for _ in turns():
            files = self.digests(name)
            if not files or files == before or digest not in ("", combined(files)):
                break  # it isn't there, or it is damaged
            before = files
            alone = list(files) == [PurePosixPath(name).name]
            with contextlib.suppress(DamagedError):
                with placed(local, folder=not alone) as new:
                    if alone:
                        self._objects.download(name, new, LARGEST_FILE)
                    else:
                        _each(partial(self._download, name, new), files)
                    if digests_of(new, PurePosixPath(name).name) != files:
                        raise DamagedError
                return True
        return False

    def digests(self, name: str) -> Digests:
        if self._objects.keeps_digests and (digest := self._objects.digest(name)):
            return {PurePosixPath(name).name: digest}
        listed = self._list(name)
        return listed.files if listed and listed.versions == self._versions(name, listed) else {}

    def read(self, name: str) -> bytes:
        before: Digests = {}
        for _ in turns():
            files = self.digests(name)
            if not files or files == before:
                break
            before = files
            data = self._objects.read(name, LARGEST_RECORD)
            if data is not None and blake2b(data).hexdigest() == combined(files):
                return data
        raise FileNotFoundError(f"{self.address}/{name}")

    def write(self, name: str, data: bytes) -> None:
        digest = blake2b(data).hexdigest()
        self._put_file(name, digest, partial(self._objects.write, name, data, digest))

    def names(self, prefix: str = "") -> Iterator[str]:
        for found in self._objects.found(prefix.rstrip("/")):
            if not found.name.startswith(f"{OWN}/"):
                yield found.name

    def delete(self, name: str) -> None:
        listed = self._list(name)
        self._objects.delete(_list_name(name))
        self._objects.delete(name)
        _each(lambda file: self._objects.delete(f"{name}/{file}"), listed.files if listed else ())

    def ensure_writable(self) -> None:
        self._objects.ensure_writable()

    def _put(self, local: Path, name: str, files: Digests) -> None:
        if local.is_dir():
            self._settle(name, files, lambda: self._put_folder(local, name, files))
        else:
            digest = combined(files)
            self._put_file(name, digest, partial(self._objects.upload, local, name, digest))

    def _put_file(self, name: str, digest: str, put: Callable[[], None]) -> None:
        if self._objects.keeps_digests:
            put()
        else:
            self._settle(name, {PurePosixPath(name).name: digest}, put)

    def _put_folder(self, local: Path, name: str, files: Digests) -> None:
        """Put the files of an edition, first what its pages refer to, the entry page last."""

        def put(file: str) -> None:
            self._objects.upload(local / file, f"{name}/{file}", files[file])

        _each(put, (file for file in files if not file.endswith(".html")))
        _each(put, (file for file in files if file.endswith(".html") and file != _ENTRY))
        _each(put, (file for file in files if file == _ENTRY))

    def _settle(self, name: str, files: Digests, put: Callable[[], None]) -> None:
        """Call ``put`` and write the list of ``files``, until the edition is whole.

        Where another run writes it too, the one that checks last finds its own, or that of the
        other.
        """
        for _ in turns():
            self._objects.delete(_list_name(name))
            put()
            found = self._found(name)
            if files.keys() <= found.keys() and self._have_digests(name, files):
                listed = _List(files, {file: found[file].changed for file in files})
                self._objects.write(_list_name(name), json.encode(listed))
                _each(lambda file: self._objects.delete(f"{name}/{file}"), found.keys() - files)
            if self.digests(name):
                return
        reason = "other runs write the same edition all the time"
        raise StoreError(f"{self.address}/{name}", reason, "Let one batch write it at a time.")

    def _have_digests(self, name: str, files: Digests) -> bool:
        """Return whether the objects are those that were put; another run may have mixed in."""
        alone = list(files) == [PurePosixPath(name).name]

        def is_same(file: str) -> bool:
            return self._digest(name if alone else f"{name}/{file}") == files[file]

        return all(_each(is_same, files))

    def _digest(self, name: str) -> str | None:
        """Return the digest of an object, which is read where the store keeps none."""
        if self._objects.keeps_digests:
            return self._objects.digest(name)
        with temporary_folder() as folder:
            self._objects.download(name, folder / "copy", LARGEST_FILE)
            return digests_of(folder / "copy", "").get("")

    def _list(self, name: str) -> _List | None:
        raw = self._objects.read(_list_name(name), LARGEST_RECORD)
        try:
            listed = json.decode(raw or b"", type=_List)
            for file in listed.files:
                checked_name(file, self.address)
        except (DecodeError, StoreError):
            return None
        return listed

    def _versions(self, name: str, listed: _List) -> dict[str, str]:
        found = self._found(name)
        return {file: found[file].changed for file in listed.files if file in found}

    def _found(self, name: str) -> dict[str, Found]:
        """Return the objects of an edition: the one of that name, or those in the folder."""
        if found := self._objects.info(name):
            return {PurePosixPath(name).name: found}
        return {one.name.removeprefix(f"{name}/"): one for one in self._objects.found(name)}

    def _download(self, name: str, folder: Path, file: str) -> None:
        local = folder / file
        local.parent.mkdir(parents=True, exist_ok=True)
        self._objects.download(f"{name}/{file}", local, LARGEST_FILE)


def _list_name(name: str) -> str:
    return f"{OWN}/lists/{name}.json"


def _each(call: Callable[[str], T], files: Iterable[str]) -> list[T]:
    """Call ``call`` for each file, several at the same time."""
    with ThreadPoolExecutor(_REQUESTS) as requests:
        return list(requests.map(call, files))
