"""Worker processes that lay out pieces of a book beside each other."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import assert_never

from publish.editions.pdf.chapters.model import (
    Answer,
    FontOrder,
    MarginOrder,
    Order,
    PieceOrder,
    Setup,
)
from publish.errors import ToolError
from publish.narration.worker import receive, send
from publish.runtime.programs import Program

#: How long a piece may take: so many seconds, and one more for each so many characters.
PATIENCE, CHARACTERS_A_SECOND = 120.0, 2_000

#: -P: nothing is imported from the folder that happens to be the current one.
_COMMAND = (sys.executable, "-P", "-m", "publish.editions.pdf.chapters.worker")

#: Each worker takes some hundred megabytes, so there are never more.
_MOST = 8


def pool_size(pieces: int) -> int:
    """How many workers ``pieces`` are worth."""
    usable = getattr(os, "process_cpu_count", os.cpu_count)() or 1
    return max(1, min(usable, _MOST, pieces))


class WorkerPool:
    """Fulfils orders; made by :func:`pool`."""

    def __init__(self) -> None:
        self._setup: Setup | None = None
        self._own = threading.local()
        self._programs: list[Program] = []
        self._stopping = False
        self._threads: ThreadPoolExecutor | None = None
        # One is started ahead: while it loads WeasyPrint, its book is made ready.
        self._ahead = [self._start()]

    def begin(self, setup: Setup, size: int) -> None:
        """Be ``size`` workers for the book of ``setup``."""
        self._setup, self._threads = setup, ThreadPoolExecutor(size)

    def order(self, order: Order) -> Future[Answer]:
        """Begin ``order``; the future raises :class:`ToolError` where its worker fails.

        Orders are taken up one after the other.
        """
        assert self._threads is not None  # noqa: S101 - the book is known
        return self._threads.submit(self._fulfil, order)

    def stop(self) -> None:
        self._stopping = True
        for program in tuple(self._programs):
            program.kill()
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)
        for program in self._programs:
            program.__exit__(None, None, None)

    def _fulfil(self, order: Order) -> Answer:
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
            try:
                program = self._ahead.pop()
            except IndexError:
                program = self._start()
            self._own.program = program
            try:
                send(program.stdin, self._setup)
            except OSError:
                raise ToolError("The layout", program.said or "it crashed") from None
        return program

    def _start(self) -> Program:
        program = Program(
            _COMMAND,
            needed_for="PDF",
            fix="Install Python and publish anew.",
            environment={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        self._programs.append(program)
        if self._stopping:
            program.kill()
        return program


@contextmanager
def pool() -> Iterator[WorkerPool]:
    """Use as a context manager: leaving it ends the worker processes."""
    made = WorkerPool()
    try:
        yield made
    finally:
        made.stop()


def _length(order: Order) -> int:
    match order:
        case PieceOrder(piece=piece):
            return len(piece.content) + len(piece.after)
        case MarginOrder(faces=faces):
            return len(faces) * 1000
        case FontOrder(glyphs=glyphs):
            return len(glyphs) * 100
        case _:
            assert_never(order)


def _told(order: Order) -> str:
    match order:
        case PieceOrder(piece=piece):
            return f"at the chapter {piece.name!r}" if piece.name else "at the first pages"
        case MarginOrder(faces=faces):
            return f"at the margins of page {faces[0].number}"
        case FontOrder():
            return "at a font"
        case _:
            assert_never(order)
