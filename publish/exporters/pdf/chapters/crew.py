"""Worker processes that lay out pieces of a book beside each other."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from publish.errors import ToolError
from publish.exporters.pdf.chapters.model import Answer, MarginOrder, PieceOrder, Setup
from publish.narration.worker import receive, send
from publish.tools.run import Program

#: How long a piece may take: so many seconds, and one more for each so many characters.
PATIENCE, CHARACTERS_A_SECOND = 120.0, 2_000

#: -P: nothing is imported from the folder that happens to be the current one.
_COMMAND = (sys.executable, "-P", "-m", "publish.exporters.pdf.chapters.worker")

#: Each worker takes some hundred megabytes, so there are never more.
_MOST = 8


def crew_size(pieces: int) -> int:
    """How many workers ``pieces`` are worth."""
    usable = getattr(os, "process_cpu_count", os.cpu_count)() or 1
    return max(1, min(usable, _MOST, pieces))


class Crew:
    """Fulfils orders; made by :func:`crew`."""

    def __init__(self, setup: Setup, size: int) -> None:
        self._setup = setup
        self._own = threading.local()
        self._programs: list[Program] = []
        self._stopping = False
        self._threads = ThreadPoolExecutor(size)

    def order(self, order: PieceOrder | MarginOrder) -> Future[Answer]:
        """Begin ``order``; the future raises :class:`ToolError` where its worker fails."""
        return self._threads.submit(self._fulfil, order)

    def stop(self) -> None:
        self._stopping = True
        for program in tuple(self._programs):
            program.kill()
        self._threads.shutdown(cancel_futures=True)
        for program in self._programs:
            program.__exit__(None, None, None)

    def _fulfil(self, order: PieceOrder | MarginOrder) -> Answer:
        program = self._program()
        with program.deadline(PATIENCE + _length(order) / CHARACTERS_A_SECOND):
            try:
                send(program.stdin, order)
                answer = receive(program.stdout)
            except (EOFError, OSError):
                trouble = "it took too long" if program.timed_out else program.said or "it crashed"
                raise ToolError("The layout", f"{trouble}, {_told(order)}") from None
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, Answer)  # noqa: S101 - narrows the type
        return answer

    def _program(self) -> Program:
        """The worker of this thread, which is told of the book first."""
        program: Program | None = getattr(self._own, "program", None)
        if program is None:
            program = self._own.program = self._start()
            try:
                send(program.stdin, self._setup)
            except OSError:
                raise ToolError("The layout", program.said or "it crashed") from None
        return program

    def _start(self) -> Program:
        program = Program(
            _COMMAND,
            needed_for="PDF",
            mend="Install Python and publish anew.",
            environment={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        self._programs.append(program)
        if self._stopping:
            program.kill()
        return program


@contextmanager
def crew(setup: Setup, size: int) -> Iterator[Crew]:
    """Use as a context manager: leaving it ends the ``size`` worker processes."""
    made = Crew(setup, size)
    try:
        yield made
    finally:
        made.stop()


def _length(order: PieceOrder | MarginOrder) -> int:
    if isinstance(order, PieceOrder):
        return len(order.piece.content) + len(order.piece.after)
    return len(order.faces) * 1000


def _told(order: PieceOrder | MarginOrder) -> str:
    if isinstance(order, PieceOrder):
        return f"at the chapter {order.piece.name!r}" if order.piece.name else "at the first pages"
    return f"at the margins of page {order.faces[0].number}"
