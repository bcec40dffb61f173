"""Worker processes that speak while the next orders are still being written.

A worker that crashes, hangs, or says nothing or far too little takes nothing along: its utterance
is given to a fresh one, once; then it is named.  What others have spoken is in the cache.
"""

from __future__ import annotations

import os
import queue
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from publish.errors import PublishError, ToolError
from publish.narration.sounds import Order, Timing
from publish.narration.worker import receive, send
from publish.runtime.cache import Cache
from publish.runtime.programs import Program

#: A process takes as long to start as it takes to speak so many utterances.
_WORTH = 24

#: How long one utterance may take: so many seconds, and one more for each so many characters.
PATIENCE, CHARACTERS_A_SECOND = 30.0, 200

#: -P: nothing is imported from the folder that happens to be the current one.
_COMMAND = (sys.executable, "-P", "-m", "publish.narration.worker")


#: How long one thread of this process may keep the others waiting, in seconds: the workers' must
#: be quick with their next order.
_SWITCH = 0.0005


@contextmanager
def speeches(
    orders: Iterable[Order], cache: Cache, workers: int | None = None
) -> Iterator[Iterator[Timing]]:
    """Speak ``orders`` into ``cache``; their timings, in that order.

    Use as a context manager: leaving it ends the ``workers`` (processes; ``None``: as many as
    pay).  Entering it takes all ``orders``; those that were taken are spoken meanwhile.  The
    iterator raises :class:`ToolError` with the words of an utterance that two processes
    failed at, :class:`MissingToolError` where the engine is not installed, and
    :class:`OutputError` where the cache cannot be written to.
    """
    pool = _WorkerPool(cache, workers)
    switch = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH)
    try:
        pool.take(orders)
        yield pool.results()
    finally:
        pool.stop()
        sys.setswitchinterval(switch)


class _WorkerPool:
    """Threads that each look after one process, ``workers`` or as many as pay."""

    def __init__(self, cache: Cache, workers: int | None) -> None:
        self._cache = cache
        usable = getattr(os, "process_cpu_count", os.cpu_count)() or 1
        self._most, self._worth = (workers, 1) if workers else (min(usable, 8), _WORTH)
        self._todo = queue.SimpleQueue[tuple[int, Order] | None]()
        self._done: dict[int, Timing | BaseException] = {}
        self._changed = threading.Condition()
        self._stopping = False
        self._taken = 0
        self._programs: set[Program] = set()
        self._threads: list[threading.Thread] = []

    def take(self, orders: Iterable[Order]) -> None:
        for order in orders:
            self._todo.put((self._taken, order))
            if self._taken >= len(self._threads) * self._worth and len(self._threads) < self._most:
                self._threads.append(threading.Thread(target=self._look_after, daemon=True))
                self._threads[-1].start()
            self._taken += 1

    def results(self) -> Iterator[Timing]:
        for number in range(self._taken):
            with self._changed:
                while number not in self._done:
                    self._changed.wait()
                result = self._done.pop(number)
            if isinstance(result, BaseException):
                raise result
            yield result

    def stop(self) -> None:
        self._stopping = True
        for _ in self._threads:
            self._todo.put(None)
        for program in tuple(self._programs):
            program.kill()
        for thread in self._threads:
            thread.join()

    def _look_after(self) -> None:
        """Feed one process with utterances, and start another when it fails."""
        program: Program | None = None
        try:
            while not self._stopping and (posted := self._todo.get()) is not None:
                number, order = posted
                program, result = self._speak(program, order)
                with self._changed:
                    self._done[number] = result
                    self._changed.notify_all()
        finally:
            if program:
                self._dismiss(program)

    def _speak(
        self, program: Program | None, order: Order
    ) -> tuple[Program | None, Timing | BaseException]:
        text, trouble = order.text, ""
        for _ in range(2):
            try:
                program = program or self._hire()
                with program.deadline(PATIENCE + len(text) / CHARACTERS_A_SECOND):
                    send(program.stdin, (order, self._cache))
                    answer = receive(program.stdout)
                if isinstance(answer, Timing):
                    return program, answer
                if isinstance(answer, PublishError):
                    return program, answer
                trouble = str(answer)
            except (EOFError, OSError):
                if self._stopping or program is None:
                    break
                trouble = "it hung" if program.timed_out else program.said or "it crashed"
            except PublishError as error:  # the process cannot be started
                return None, error
            if program:
                self._dismiss(program)
                program = None
        engine = "espeak-ng" if order.engine == "espeak" else order.engine
        return None, ToolError(engine, f"{trouble}, twice, at this sentence: {_shown(text)!r}")

    def _hire(self) -> Program:
        program = Program(
            _COMMAND,
            needed_for="the audio edition",
            fix="Install Python and publish anew.",
            environment={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        self._programs.add(program)
        return program

    def _dismiss(self, program: Program) -> None:
        self._programs.discard(program)
        program.kill()
        program.__exit__(None, None, None)


def _shown(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:200]}…"
