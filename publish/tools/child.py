"""Run one function in a process of its own, and stop it in an orderly way."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable, Iterator
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar

from publish.errors import ToolError

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


class Child(Generic[T]):
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

    def __enter__(self) -> Child[T]:
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
