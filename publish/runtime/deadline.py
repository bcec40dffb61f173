"""End work on a file that takes far more processor time than its size explains.

A timer of processor time (setitimer(2), ITIMER_PROF) raises an exception in the block.  Code in C
that keeps the interpreter isn't reached by it: the process that supervises this one
(:mod:`publish.runtime.supervision`) ends that.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from types import FrameType

from publish.errors import SourceError, UsageError

#: The environment variable that sets other seconds for any file.
VARIABLE = "PUBLISH_PROCESSOR_SECONDS"

#: Seconds for any file, and for each megabyte more of it.  A book of two million words, 12 MB, has
#: four minutes, and takes less than half a minute.
_SECONDS, _EACH_MEGABYTE = 5, 20

#: An exception that something caught is raised again after these seconds.
_AGAIN = 3.0

#: The suffixes of files that are sources by themselves; others name chapters, in their folder.
_MOST_FILES = 10_000
_SINGLE = frozenset({".md", ".markdown", ".txt", ".qmd", ".rmd"})


class _PassedError(BaseException):
    """The processor time has passed; no handler of ordinary exceptions catches it."""


@contextmanager
def deadline(task: str, file: Path, size: int) -> Iterator[None]:
    """End the block after the processor time for ``file`` of ``size`` bytes.

    ``task`` is what the block does, such as "Checking".  Only the main thread has a deadline, and
    only the outermost block.  Processes that the block starts have limits of their own.

    Raises:
        SourceError: The time has passed.
        UsageError: The environment variable isn't a whole number above 0.
    """
    usual = getattr(signal, "SIGPROF", None)
    if (
        usual is None
        or threading.current_thread() is not threading.main_thread()
        or signal.getsignal(signal.SIGPROF) is not signal.SIG_DFL
    ):
        yield
        return
    seconds = _base() + size * _EACH_MEGABYTE // 1_000_000
    error = _too_slow(task, file, seconds)
    watch = _Watch()
    signal.signal(signal.SIGPROF, watch.passed)
    tell(str(error))
    signal.setitimer(signal.ITIMER_PROF, seconds, _AGAIN)
    try:
        yield
    except _PassedError:
        raise error from None
    finally:
        watch.ended = True
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, signal.SIG_DFL)


class _Watch:
    """Raises the exception until its block has ended."""

    ended = False

    def passed(self, _number: int, _frame: FrameType | None) -> None:
        if not self.ended:
            tell_reached()
            raise _PassedError


def _base() -> int:
    written = os.environ.get(VARIABLE) or str(_SECONDS)
    if not written.isdecimal() or not int(written):
        message = f"The environment variable {VARIABLE} is “{written[:40]}”. "
        raise UsageError(f"{message}Give it a whole number, such as {12 * _SECONDS}.")
    return int(written)


def _too_slow(task: str, file: Path, seconds: int) -> SourceError:
    message = f"{task} takes more than {seconds} s of processor time, far more than usual."
    fix = (
        "Look for very long lines, or very many signs of markup without text. If the file is as "
        f"it should be, allow more time: set the environment variable {VARIABLE}={12 * seconds}."
    )
    return SourceError.at(file, 0, "too-slow", message, fix)


def file_size(path: Path) -> int:
    """Return the size of a file in bytes; 0 if there is none."""
    return path.stat().st_size if path.is_file() else 0


def source_size(path: Path) -> int:
    """Return the size in bytes of a source, with the files of its folder if it names chapters."""
    files = [path]
    if path.suffix.lower() not in _SINGLE and path.exists():
        folder = path if path.is_dir() else path.parent
        files = [one for one in islice(folder.rglob("*.*"), _MOST_FILES) if one.suffix in _SINGLE]
    return sum(map(file_size, files))


_supervisor: list[int] = []
"""The pipe to the supervising process, if there is one."""

#: What stands before and after a text in that pipe, and for a signal whose handler has been run.
#: All other bytes in it are numbers of signals, which the interpreter writes itself.
FRAME, REACHED = b"\0", b"\xff"


def supervised_by(*pipe: int) -> None:
    """Let the process at the other end of ``pipe`` know of each deadline; without one, nobody."""
    _supervisor[:] = pipe


def tell(text: str) -> None:
    """Tell the supervising process what to print if it has to end this one."""
    _write(FRAME + text.encode()[:2000] + FRAME)


def tell_reached() -> None:
    """Tell the supervising process that the handler of a signal was reached."""
    _write(REACHED)


def _write(data: bytes) -> None:
    for pipe in _supervisor:
        try:
            os.write(pipe, data)
        except OSError:  # it has ended, or doesn't read: this process goes on without it
            _supervisor.clear()
