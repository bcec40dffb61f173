"""Run one function beside this one in a thread: for work that other programs do for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Generic, TypeVar

from publish.tools.run import all_stopped

T = TypeVar("T")


class Beside(Generic[T]):
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

    def __enter__(self) -> Beside[T]:
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
