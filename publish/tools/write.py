"""Write files so that a failed or killed run leaves the last good one as it was."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from publish.errors import OutputError


@contextlib.contextmanager
def atomic(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside ``path``; rename it to ``path`` when the block ends well.

    The folder of ``path`` is made if need be.  The temporary file bears ``path``'s suffix (tools
    go by it) and a name that begins with a dot.  Raises :class:`OutputError` where the folder or
    file cannot be written; an exception in the block removes the temporary file and passes on.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise IsADirectoryError(None, "there is a folder of that name")
        handle, name = tempfile.mkstemp(
            prefix=f".{path.stem[:60]}-", suffix=path.suffix, dir=path.parent
        )
        os.close(handle)
    except OSError as error:
        raise _unwritable(path, error) from error
    temporary = Path(name)
    try:
        yield temporary
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except OSError as error:
        if error.filename in (name, None, str(path)):
            raise _unwritable(path, error) from error
        raise
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    """The process's mask of permissions; it can only be read by setting it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _unwritable(path: Path, error: OSError) -> OutputError:
    return OutputError(
        path,
        error.strerror or str(error),
        "Choose another folder with -o, or make room or permission there.",
    )


def writable(folder: Path) -> None:
    """Make ``folder`` if need be and see that a file can be made in it, before long work begins.

    Raises :class:`OutputError` where it cannot.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise _unwritable(folder, error) from error
