"""Run one function in the background, in a process or in a thread.

Use a process for work in Python, and a thread for work that external programs do.  Both are context
managers that end the work when the block ends.

They wait for events: before Python 3.13, a thread counts as ended when Ctrl-C comes in a
``Thread.join`` that waits for it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Callable
from importlib import import_module
from operator import attrgetter
from types import FrameType
from typing import Any, Generic, NoReturn, TypeVar

from publish.errors import ToolError
from publish.runtime.deadline import tell_reached
from publish.runtime.programs import current_job, python_command, python_path, stopped
from publish.runtime.temporary import temporary_folder
from publish.runtime.uninterrupted import uninterrupted

T = TypeVar("T")

#: The time that a stopped process has to remove its temporary files, in seconds.
GRACE = 5


def interrupt_on_terminate(*, silently: bool = False) -> None:
    """Make SIGTERM end this process as Ctrl-C does, so that half-written files are removed.

    So does SIGHUP, which comes when a terminal is closed, unless it is ignored (``nohup``).
    If ``silently``, nothing is printed from then on: libraries in C++ (pikepdf) print a traceback
    where they can't pass an exception on, while the parent process says why it ended this one.
    """

    def stop(number: int, _frame: FrameType | None) -> NoReturn:
        if number == closed:  # it comes twice: from the terminal, and from the supervising process
            signal.signal(number, signal.SIG_IGN)
        if silently:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        tell_reached()
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    closed = getattr(signal, "SIGHUP", None)
    if closed is not None and signal.getsignal(closed) is not signal.SIG_IGN:
        signal.signal(closed, stop)


class BackgroundProcess(Generic[T]):
    """Runs ``function(*arguments)`` in a new process; use as a context manager.

    The process doesn't import the caller's main module, so a script needs no ``__name__`` guard,
    and a notebook can use it.  Leaving the block before :meth:`result` stops the process.  Its
    temporary files are in a folder of its own, which is removed when the block ends: libraries
    leave theirs behind when a process is stopped (WeasyPrint 70 its fonts).
    """

    def __init__(self, function: Callable[..., T], *arguments: object) -> None:
        self._name = getattr(function, "__name__", "worker")
        self._stack = contextlib.ExitStack()
        temporary = str(self._stack.enter_context(temporary_folder()))
        # Ctrl-C during the imports of the process would print a traceback; its parent stops it.
        with uninterrupted(("SIGINT",)):
            self._process = subprocess.Popen(  # noqa: S603 - this Python, no shell
                python_command("publish.runtime.background"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, **python_path(), "TMPDIR": temporary},
            )
        self._answer: Any = None
        self._ended_early = True
        self._done = threading.Event()
        # the function by its name: messages hold data
        messages = (f"{function.__module__}:{function.__qualname__}", arguments)
        self._thread = threading.Thread(target=self._ask, args=messages, daemon=True)
        self._thread.start()

    def _ask(self, function: str, arguments: object) -> None:
        """Send the function and its arguments to the process, and receive the answer."""
        from publish.runtime.messages import receive, send

        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None  # noqa: S101 - narrows the type; both are pipes
        assert stdout is not None  # noqa: S101
        try:
            with stdin, stdout, contextlib.suppress(OSError, EOFError):
                send(stdin, function)
                send(stdin, arguments)
                self._answer = receive(stdout)
                self._ended_early = False
        finally:
            self._done.set()

    def __enter__(self) -> BackgroundProcess[T]:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._ended_early and self._process.poll() is None:
            self._process.terminate()
        try:
            self._process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._thread.join()
        self._stack.close()

    def ready(self, seconds: float) -> bool:
        """Return whether :meth:`result` is there, after waiting for it at most ``seconds``."""
        return self._done.wait(seconds)

    def result(self) -> T:
        """Return what the function returned, or raise what it raised.

        Raises:
            ToolError: The process died without an answer.
        """
        self._done.wait()
        if self._ended_early:
            raise ToolError(self._name, f"the process ended with {self._process.wait()}")
        if isinstance(self._answer, Exception):
            raise self._answer
        result: T = self._answer
        return result


class BackgroundThread(Generic[T]):
    """Runs ``function(*arguments)`` in a thread; use as a context manager.

    Leaving the block before :meth:`result` kills the external programs that the function has
    started, and waits until it has removed its temporary files.
    """

    def __init__(self, function: Callable[..., T], *arguments: object) -> None:
        self._function, self._arguments = function, arguments
        self._value: T
        self._error: BaseException | None = None
        self._done = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        current_job.set(self)
        try:
            self._value = self._function(*self._arguments)
        except BaseException as error:  # result() raises it
            self._error = error
        finally:
            self._done.set()

    def __enter__(self) -> BackgroundThread[T]:
        return self

    def __exit__(self, *_error: object) -> None:
        if not self._done.is_set():
            with stopped(self):
                self._done.wait()

    def ready(self, seconds: float) -> bool:
        """Return whether :meth:`result` is there, after waiting for it at most ``seconds``."""
        return self._done.wait(seconds)

    def result(self) -> T:
        """Return what the function returned, or raise what it raised."""
        self._done.wait()
        if self._error is not None:
            raise self._error
        return self._value


def _start(name: str) -> Callable[[tuple[object, ...]], object]:
    """Return the function ``module:function`` with its arguments as one tuple, for a worker."""
    module, _, qualified = name.partition(":")
    function: Callable[..., object] = attrgetter(qualified)(import_module(module))
    return lambda arguments: function(*arguments)


if __name__ == "__main__":
    from publish.runtime.worker_pool import serve

    with contextlib.suppress(KeyboardInterrupt):
        interrupt_on_terminate(silently=True)
        serve(_start)
    os._exit(0)  # skips freeing the memory, which is slow
