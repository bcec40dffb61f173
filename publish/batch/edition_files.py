"""The files of editions: copy them, and tell by digests whether they are whole.

Another run may put another edition in place while one is read; what was read is then read again.
"""

from __future__ import annotations

import contextlib
import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from publish.editions.table import EDITIONS
from publish.runtime.atomic import atomic, atomic_folder
from publish.runtime.cache import digest, file_digest, users_folder

#: The digests of the files of an edition, by their paths in it; that of a file has its name alone.
Digests = dict[str, str]

#: What an edition that is a folder may hold.
FOLDER_FILES = frozenset[str]().union(*(row.folder for row in EDITIONS))

#: How often an edition is written or read again because another writer was at work meanwhile.
_TURNS = 7


class DamagedError(Exception):
    """What was read isn't what was put."""


def digests_of(local: Path, name: str) -> Digests:
    """Return the digests of the file ``local``, here called ``name``, or of a folder's files."""
    if local.is_dir():
        files = sorted(one for one in local.rglob("*") if one.is_file())
        return {one.relative_to(local).as_posix(): file_digest(one).hex() for one in files}
    return {name: file_digest(local).hex()} if local.is_file() else {}


def combined(files: Digests) -> str:
    """Return the digest of an edition with these files: that of the file, if it is one."""
    if len(files) == 1:
        return next(iter(files.values()))
    return digest(*(f"{name} {files[name]}\n".encode() for name in sorted(files))).hex()


@contextlib.contextmanager
def placed(local: Path, *, folder: bool) -> Iterator[Path]:
    """Yield a file or folder that takes the place of ``local`` if the block doesn't raise."""
    with atomic_folder(local, FOLDER_FILES) if folder else atomic(local) as new:
        yield new


def copied(path: Path, new: Path, name: str) -> Digests:
    """Copy the file or folder ``path`` to ``new``; return the digests of the copy.

    They are empty if another one was put in its place meanwhile.
    """
    before = identity(path)
    try:
        for file in path.rglob("*") if path.is_dir() else (path,):
            if file.is_file():
                copy = new / file.relative_to(path)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, copy)
    except FileNotFoundError:
        return {}
    return digests_of(new, name) if before == identity(path) else {}


def kept_folder(purpose: str, address: str) -> Path:
    """Return the folder of this computer for what belongs to ``address``, the same at each call.

    Records of earlier builds name files in it, so it isn't a temporary one.
    """
    above = users_folder() or Path(tempfile.gettempdir())
    folder = above / purpose / digest(address.encode()).hex()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def identity(path: Path) -> tuple[int, int]:
    """Return what changes when another file or folder gets the name ``path``."""
    try:
        state = path.stat()
    except FileNotFoundError:
        return 0, 0
    return state.st_ino, state.st_ctime_ns


def turns() -> Iterator[int]:
    """Yield the turns of something that another run may disturb, with longer and longer pauses."""
    for turn in range(_TURNS):
        begin = time.monotonic()
        yield turn
        time.sleep(random.uniform(0, (time.monotonic() - begin) * 2**turn))  # noqa: S311 - no secret
