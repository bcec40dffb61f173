"""Run one function in a process of its own, and stop it in an orderly way.

Run one function beside this one in a thread: for work that other programs do for it.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar

from publish.errors import ToolError
from publish.runtime.programs import all_stopped

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


T = TypeVar("T")

#: How long a process has for tidying up when it is told to stop, in seconds.
GRACE = 5


def interrupt_on_terminate() -> None:
    """Let SIGTERM end this process as Ctrl-C does, so that half-written files are removed."""

    def stop(_number: int, _frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)


class BackgroundProcess(Generic[T]):
    """``function(*arguments)`` in a fresh process; use as a context manager.

    The process is spawned, not forked: the parent may have threads.  Leaving the block before
    :meth:`result` stops the process; it removes its temporary files first.
    """

    def __init__(self, function: Callable[..., T], *arguments: object) -> None:
        import multiprocessing

        context = multiprocessing.get_context("spawn")
        self._name = getattr(function, "__name__", "worker")
        self._receiver, sender = context.Pipe(duplex=False)
        self._process = context.Process(
            target=_run, args=(sender, function, arguments), daemon=True
        )
        with _deaf_to_interrupts():
            self._process.start()
        sender.close()

    def __enter__(self) -> BackgroundProcess[T]:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self._process.is_alive():
            self._process.terminate()
            self._process.join(GRACE)
        if self._process.is_alive():
            self._process.kill()
        self._process.join()
        self._receiver.close()

    def ready(self, seconds: float) -> bool:
        """Whether :meth:`result` will answer at once; waits for it for ``seconds`` at most."""
        return self._receiver.poll(seconds)

    def result(self) -> T:
        """What the function returned; an exception that it raised is raised here.

        Raises :class:`ToolError` where the process died without a word.
        """
        try:
            value, error = self._receiver.recv()
        except EOFError:
            self._process.join()
            raise ToolError(
                self._name, f"the process ended with {self._process.exitcode}"
            ) from None
        self._process.join()
        if error is not None:
            raise error
        result: T = value
        return result


@contextlib.contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Processes started in this block never see Ctrl-C; whoever started them stops them.

    Else one would print a traceback where it is interrupted in the middle of its imports.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # it would unblock them if it were started within
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _run(sender: Connection, function: Callable[..., Any], arguments: tuple[object, ...]) -> None:
    with contextlib.suppress(KeyboardInterrupt):
        interrupt_on_terminate()
        answer: tuple[Any, Exception | None]
        try:
            answer = (function(*arguments), None)
        except Exception as error:  # whatever it is, the parent decides
            answer = (None, error)
        sender.send(answer)


class BackgroundThread(Generic[T]):
    """``function(*arguments)`` in a thread; use as a context manager.

    It starts at once, where a process would import all that it needs.  Leaving the block before
    :meth:`result` stops the programs that it waits for, and waits until it has tidied up.
    """

    def __init__(self, function: Callable[..., T], *arguments: object) -> None:
        self._function, self._arguments = function, arguments
        self._value: T
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._value = self._function(*self._arguments)
        except BaseException as error:  # whatever it is, the one who waits decides
            self._error = error

    def __enter__(self) -> BackgroundThread[T]:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self._thread.is_alive():
            with all_stopped():
                self._thread.join()

    def ready(self, seconds: float) -> bool:
        """Whether :meth:`result` will answer at once; waits for it for ``seconds`` at most."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def result(self) -> T:
        """What the function returned; an exception that it raised is raised here."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._value
