"""Run one function in a process of its own, and stop it in an orderly way."""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from types import FrameType, TracebackType
from typing import Any, Generic, NoReturn, TypeVar

from publish.errors import ToolError

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
        context = multiprocessing.get_context("spawn")
        self._name = getattr(function, "__name__", "worker")
        self._receiver, sender = context.Pipe(duplex=False)
        self._process = context.Process(
            target=_run, args=(sender, function, arguments), daemon=True
        )
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


def _run(sender: Connection, function: Callable[..., Any], arguments: tuple[object, ...]) -> None:
    with contextlib.suppress(KeyboardInterrupt):
        interrupt_on_terminate()
        try:
            answer = (function(*arguments), None)
        except Exception as error:  # whatever it is, the parent decides
            answer = (None, error)
        sender.send(answer)
