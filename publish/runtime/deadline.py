"""End work on a file that takes far more processor time or memory than its size explains.

A timer of processor time (setitimer(2), ITIMER_PROF) raises an exception in the block.  The time
of programs that were started in it counts too, when they have ended.  Code in C that keeps the
interpreter isn't reached by it: the process that supervises this one
(:mod:`publish.runtime.supervision`) ends that.  It also measures the memory, and sends a signal
when that is too much.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from types import FrameType

from publish.errors import SourceError
from publish.runtime.limits import limit_for, limit_in
from publish.runtime.memory import memory_for, too_large

#: The environment variable that sets other seconds for any file.
VARIABLE = "PUBLISH_PROCESSOR_SECONDS"

#: Seconds for a file of a megabyte, and for each megabyte more of it.  A book of two million words,
#: 12 MB, has almost four minutes, and takes less than half a minute.
_SECONDS, _EACH_MEGABYTE = 5, 20

#: The seconds of them in which the program starts and ends.
_START = 0.8

#: An exception that something caught is raised again after these seconds.
_AGAIN = 3.0

#: The suffixes of files that are sources by themselves; others name chapters, in their folder.
_MOST_FILES = 10_000
_SINGLE = frozenset({".md", ".markdown", ".txt", ".qmd", ".rmd"})


class _PassedError(BaseException):
    """The processor time has passed; no handler of ordinary exceptions catches it."""


@contextlib.contextmanager
def deadline(
    task: str, file: Path, size: int, *, before: float = _START, limits_memory: bool = False
) -> Iterator[None]:
    """End the block after the processor time for ``file`` of ``size`` bytes.

    ``task`` is what the block does, such as "Checking".  The work of the program ``before`` it, and
    its end, have so many seconds of that time.  Only the main thread has a deadline, and only the
    outermost block.  Programs that the block starts are told :func:`seconds_left`.  If it
    ``limits_memory``, and a process supervises this one, that of this process is limited too.

    Raises:
        SourceError: The time has passed, or the memory isn't enough.
        UsageError: An environment variable isn't a whole number above 0.
    """
    usual = getattr(signal, "SIGPROF", None)
    if (
        usual is None
        or threading.current_thread() is not threading.main_thread()
        or signal.getsignal(signal.SIGPROF) not in (signal.SIG_DFL, _late)
    ):
        yield
        return
    seconds = seconds_for(size)
    megabytes = memory_for(size) if limits_memory else 0
    watch = _Watch(
        seconds - before, _too_slow(task, file, seconds), too_large(task, file, megabytes)
    )
    signal.signal(signal.SIGPROF, watch.late)
    if _supervisor:
        signal.signal(GROWN, watch.grown)
    tell(megabytes, str(watch.too_slow), str(watch.too_large))
    _watches.append(watch)
    count_children()
    try:
        yield
    except _PassedError:
        raise watch.error from None
    except MemoryError:  # one step that would take more than the system has
        if not limits_memory:
            raise
        raise watch.too_large from None
    finally:
        watch.ended = True
        tell(0, str(watch.too_slow), "")
        _watches.remove(watch)
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, _late)
        if _supervisor:
            signal.signal(GROWN, _late)


def _late(_number: int, _frame: FrameType | None) -> None:
    """Ignore a signal that was on its way when its block ended; by default it ends the process."""
    tell_reached()


class _Watch:
    """Raises the exception until its block has ended, which has ``seconds``.

    ``error`` says why.
    """

    def __init__(self, seconds: float, too_slow: SourceError, too_large: SourceError) -> None:
        self.ended = False
        self.end = _processor_time() + seconds
        self.too_slow, self.too_large = too_slow, too_large
        self.error = too_slow

    def late(self, _number: int, _frame: FrameType | None) -> None:
        self._pass(self.too_slow)

    def grown(self, _number: int, _frame: FrameType | None) -> None:
        self._pass(self.too_large)

    def _pass(self, error: SourceError) -> None:
        tell_reached()
        if not self.ended:
            self.error = error
            raise _PassedError


_watches: list[_Watch] = []
"""The watch of the running block, if there is one."""


def _processor_time() -> float:
    """Return the seconds of this process and of those that it has started and waited for."""
    import resource

    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def seconds_left() -> float | None:
    """Return the processor time that the running block has left; ``None`` outside of one."""
    left = [watch.end - _processor_time() for watch in _watches]
    return left[0] if left and threading.current_thread() is threading.main_thread() else None


def count_children() -> None:
    """Let the time of programs that have ended count for the running block."""
    left = seconds_left()
    if left is not None:
        signal.setitimer(signal.ITIMER_PROF, max(left, 0.001), _AGAIN)


def seconds_for(size: int) -> int:
    """Return the processor seconds for a file of ``size`` bytes.

    Raises:
        UsageError: The environment variable isn't a whole number above 0.
    """
    return limit_for(size, limit_in(VARIABLE, _SECONDS, 12 * _SECONDS), _EACH_MEGABYTE)


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


def document_size(path: Path) -> int:
    """Return the size in bytes of the text of a document, with the files that it names.

    That of a ZIP file is what its text takes when it is packed: so markup that is repeated without
    end has no more memory than prose, of which a megabyte holds half a million words.
    """
    return _size_of_text(path, 1)


def words_size(path: Path) -> int:
    """Return the size of a document for its time: as plain text, as large as its words may be.

    Prose takes a third of its size when it is packed, with its markup a quarter.
    """
    return _size_of_text(path, 4)


def _size_of_text(path: Path, most: int) -> int:
    """Return the size of the text of ``path``, at most ``most`` times what it takes packed."""
    size = file_size(path)
    suffix = path.suffix.lower()
    if suffix in (".tex", ".latex") and size:
        text = path.read_bytes()[:_MOST_TEXT]
        files = [one for one in islice(path.parent.rglob("*.*"), _MOST_FILES) if one != path]
        named = [one for one in files if one.suffix in _LATEX and one.stem.encode() in text]
        size += sum(map(file_size, named))
    if suffix in (".docx", ".odt", ".epub") and size:
        import zipfile

        with contextlib.suppress(zipfile.BadZipFile, OSError), zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            texts = [one for one in entries if one.filename.endswith(_TEXTS)]
            texts = [one for one in texts if not one.filename.endswith(_SETTINGS)]
            size = sum(min(one.compress_size * most, one.file_size) for one in texts)
    return min(size, _MOST_TEXT)


_LATEX = frozenset({".tex", ".bib", ".bbl"})
_TEXTS = (".xml", ".xhtml", ".html", ".htm")
_SETTINGS = ("styles.xml", "numbering.xml", "settings.xml", "[Content_Types].xml")
_MOST_TEXT = 60_000_000
"""The most bytes of text that an import reads."""


_supervisor: list[int] = []
"""The pipe to the supervising process, if there is one."""

#: What stands before and after texts in that pipe, between them, and for a signal whose handler has
#: been run.  All other bytes in it are numbers of signals, which the interpreter writes itself.
FRAME, PART, REACHED = b"\0", b"\x1e", b"\xff"

#: The signal of the supervising process that says that this one takes too much memory.
GROWN: int = getattr(signal, "SIGUSR1", 0)


def supervised_by(*pipe: int) -> None:
    """Let the process at the other end of ``pipe`` know of each deadline; without one, nobody."""
    _supervisor[:] = pipe


def tell(megabytes: int, too_slow: str, too_large: str) -> None:
    """Tell the supervising process what to print if it has to end this one, and for which memory.

    It measures no memory if ``megabytes`` is 0.
    """
    texts = (
        text.encode(errors="backslashreplace")[:2000]
        for text in (str(megabytes), too_slow, too_large)
    )
    _write(FRAME + PART.join(texts) + FRAME)


def tell_reached() -> None:
    """Tell the supervising process that the handler of a signal was reached."""
    _write(REACHED)


def _write(data: bytes) -> None:
    for pipe in _supervisor:
        try:
            os.write(pipe, data)
        except OSError:  # it has ended, or doesn't read: this process goes on without it
            _supervisor.clear()
