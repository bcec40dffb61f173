"""Write files so that a failed or killed run leaves the last good one as it was."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from pathlib import Path

from publish.errors import OutputError

#: What a finished file must pass before it takes its place: the place, and the test.
_proof: ContextVar[tuple[Path, Callable[[Path], None]] | None] = ContextVar("proof", default=None)


@contextlib.contextmanager
def proving(path: Path, test: Callable[[Path], None]) -> Iterator[None]:
    """Within the block, what is to be renamed to ``path`` is given to ``test`` first.

    An exception of ``test`` leaves the last good ``path`` as it was.
    """
    token = _proof.set((path, test))
    try:
        yield
    finally:
        _proof.reset(token)


def _prove(path: Path, made: Path) -> None:
    wanted = _proof.get()
    if wanted is not None and wanted[0] == path:
        wanted[1](made)


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
        _prove(path, temporary)
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


@contextlib.contextmanager
def atomic_folder(path: Path, suffixes: frozenset[str]) -> Iterator[Path]:
    """Yield a temporary folder beside ``path``; put it in place of ``path`` when all went well.

    A folder that is there already is replaced only where it holds nothing but files with these
    ``suffixes`` (``.mp3``), as an earlier run has left them.  Raises :class:`OutputError` where it
    holds more, or cannot be written; an exception in the block removes the temporary folder.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not _is_ours(path, suffixes):
            raise FileExistsError(None, "it is there already and holds other files")
        with tempfile.TemporaryDirectory(prefix=f".{path.name[:60]}-", dir=path.parent) as name:
            made, old = Path(name) / "new", Path(name) / "old"
            made.mkdir()
            yield made
            _prove(path, made)
            if path.exists():
                path.rename(old)
            made.rename(path)
    except OSError as error:
        raise _unwritable(path, error) from error


def _is_ours(path: Path, suffixes: frozenset[str]) -> bool:
    return path.is_dir() and all(one.is_file() and one.suffix in suffixes for one in path.iterdir())


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


def write_new(path: Path, text: str) -> None:
    """Write ``text`` where nothing else stands: what somebody has edited is never overwritten.

    A file that holds just ``text`` is left as it is.  Raises :class:`OutputError` for any other,
    and where it cannot be written.
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


def may_write(path: Path, text: str, *, force: bool) -> None:
    """See that ``text`` may be written to ``path``, before anything is written beside it.

    Raises :class:`OutputError` where something else stands there, unless by ``force``.
    """
    if force or not path.exists():
        return
    if not path.is_file() or path.read_bytes() != text.encode():
        raise OutputError(path, "it exists already", "Name another file with -o, or use --force.")


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
