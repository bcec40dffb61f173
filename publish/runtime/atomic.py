"""Write files so that a failed or killed run leaves existing files unchanged."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from publish.errors import OutputError
from publish.runtime.temporary import PREVIOUS, temporary_folder

#: ``AT_FDCWD`` and ``RENAME_EXCHANGE`` of Linux.
_HERE, _EXCHANGE = -100, 2


@contextlib.contextmanager
def atomic(path: Path) -> Iterator[Path]:
    """Yield a file in a temporary folder next to ``path``; rename it to ``path`` on success.

    The folder of ``path`` is created if it doesn't exist.  The temporary file has the name of
    ``path``, because some tools choose a format by suffix.  If the block raises, it is removed.

    Raises:
        OutputError: The folder or file can't be written.
    """
    with contextlib.ExitStack() as stack:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.is_dir():
                raise IsADirectoryError(None, "there is a folder of that name")
            temporary = stack.enter_context(temporary_folder(path.parent)) / path.name
            temporary.touch(exist_ok=False)
        except OSError as error:
            raise _unwritable(path, error) from error
        try:
            yield temporary
            with temporary.open("rb") as file:
                os.fsync(file.fileno())
            temporary.chmod(0o666 & ~_umask())
            temporary.replace(path)
        except OSError as error:
            if error.filename in (str(temporary), None, str(path)):
                raise _unwritable(path, error) from error
            raise


@contextlib.contextmanager
def atomic_folder(path: Path, suffixes: frozenset[str]) -> Iterator[Path]:
    """Yield a temporary folder next to ``path``; rename it to ``path`` if the block succeeds.

    An existing folder is replaced only if it and the folders in it hold nothing but files with
    these ``suffixes`` (``.mp3``), as an earlier run wrote them.  If the block raises, the temporary
    folder is removed.

    Raises:
        OutputError: The existing folder holds other files, or the folder can't be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not _holds_only(path, suffixes):
            raise FileExistsError(None, "it exists already and holds other files")
        with temporary_folder(path.parent) as folder:
            new, previous = folder / "new", folder / PREVIOUS
            new.mkdir()
            previous.mkdir()
            yield new
            _replace_folder(new, path, previous)
    except OSError as error:
        raise _unwritable(path, error) from error


def _replace_folder(new: Path, path: Path, previous: Path) -> None:
    """Rename the folder ``new`` to ``path``; what is there goes into ``new`` or ``previous``."""
    while True:
        if path.exists():
            if _exchange(new, path):
                return
            path.rename(previous / path.name)
        try:
            new.rename(path)
            return
        except OSError as error:  # another run was faster
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change names at once, so that nobody ever finds none; return whether done.

    Only Linux can, and not on all file systems (``renameat2``).
    """
    if sys.platform != "linux":
        return False
    import ctypes

    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    both = (_HERE, os.fsencode(one), _HERE, os.fsencode(other))
    return rename is not None and rename(*both, _EXCHANGE) == 0


def _holds_only(path: Path, suffixes: frozenset[str]) -> bool:
    return path.is_dir() and all(
        one.is_dir() or (one.is_file() and one.suffix in suffixes) for one in path.rglob("*")
    )


_umask_lock = threading.Lock()


def _umask() -> int:
    """Return the permission mask of this process, which can only be read by setting it."""
    with _umask_lock:
        mask = os.umask(0o022)
        os.umask(mask)
    return mask


def _unwritable(path: Path, error: OSError) -> OutputError:
    return OutputError(
        path,
        error.strerror or str(error),
        "Choose another folder with -o, or check its permissions and free space.",
    )


def write_new(path: Path, text: str) -> None:
    """Write ``text`` to a new file; do nothing if the file exists with this text.

    Raises:
        OutputError: ``path`` exists with other content, or can't be written.
    """
    try:
        same = path.is_file() and path.read_bytes() == text.encode()
        taken = path.exists() and not same
    except OSError as error:
        raise _unwritable(path, error) from error
    if taken:
        raise OutputError(path, "it exists already", "Name another file with -o, or remove it.")
    if not same:
        with atomic(path) as temporary:
            temporary.write_bytes(text.encode())


def check_overwrite(path: Path, text: str, *, force: bool) -> None:
    """Refuse to write ``text`` over another file; call it before related files are written.

    Raises:
        OutputError: ``path`` exists with other content, and ``force`` is false.
    """
    if force or not path.exists():
        return
    if not path.is_file() or path.read_bytes() != text.encode():
        raise OutputError(path, "it exists already", "Name another file with -o, or use --force.")


def ensure_writable(folder: Path) -> None:
    """Create ``folder`` if it doesn't exist, and check that a file can be created in it.

    Raises:
        OutputError: The folder, or a file in it, can't be created.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise _unwritable(folder, error) from error
