"""Worker processes that answer requests while this process prepares the next ones.

:class:`WorkerPool` is the side of this process, :func:`serve` the side of a worker.  A worker is a
module that calls ``serve`` when it runs as a program (``python -m MODULE``).  It is started when
there is work for it, imports only what it needs, and ends with its pool.

The messages (:mod:`publish.runtime.messages`) to a worker are the setup once, then requests, one by
one; each gives an answer or an exception.  ``multiprocessing`` and ``concurrent.futures`` are not
used: they import the main module of a caller in each worker, and have no time-out for one request.
"""

from __future__ import annotations

import contextlib
import os
import queue
import select
import signal
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import IO, Any, Generic, TypeVar

from publish.errors import PublishError
from publish.runtime.messages import receive, send
from publish.runtime.programs import Program, python_command, python_path
from publish.runtime.temporary import temporary_folder

Setup = TypeVar("Setup")
Request = TypeVar("Request")
Answer = TypeVar("Answer")

#: More workers than this never pay: each takes memory, and the parent has to feed them.
MOST_WORKERS = 8

#: How long a worker without work may take to end, in seconds.
GRACE = 5.0


class WorkerError(RuntimeError):
    """A worker process ended, or took too long, without an answer."""


#: The environment variable that says how many processors a process may use.
CPUS = "PUBLISH_CPUS"


def usable_cpus() -> int:
    """Return how many processors this process may use, at most :data:`MOST_WORKERS`."""
    given = os.environ.get(CPUS, "")
    count = (
        int(given[:9]) if given.isdecimal() else getattr(os, "process_cpu_count", os.cpu_count)()
    )
    return min(max(count or 1, 1), MOST_WORKERS)


class WorkerPool(Generic[Request, Answer]):
    """Worker processes that run ``module``; use as a context manager, which stops them.

    ``timeout`` returns the seconds that a request may take.  A request is tried ``attempts`` times,
    each in a new process; then its future raises what ``failed`` returns for the request and the
    last error (an exception of the worker, or :class:`WorkerError`).  A
    :class:`~publish.errors.PublishError` of the worker is raised unchanged, without another try.
    ``needed_for`` is used in the message if no process can be started.
    """

    def __init__(
        self,
        module: str,
        *,
        needed_for: str,
        timeout: Callable[[Request], float],
        failed: Callable[[Request, Exception], Exception],
        attempts: int = 1,
    ) -> None:
        self._module, self._needed_for = module, needed_for
        self._timeout, self._failed, self._attempts = timeout, failed, attempts
        self._setup: object = None
        self._size = self._requests_per_worker = 1
        self._lock = threading.Lock()
        self._pending = 0
        self._requests = queue.SimpleQueue[tuple[Request, Future[Answer]] | None]()
        self._threads: list[threading.Thread] = []
        self._programs: set[Program] = set()
        self._ahead: list[Program] = []
        self._stopping = False
        self._stack = contextlib.ExitStack()
        self._temporary = ""

    def start_ahead(self) -> None:
        """Start one process now, so that it loads its libraries before its setup is known.

        Raises:
            MissingToolError: No process can be started.
        """
        self._ahead.append(self._start())

    def begin(self, setup: object, size: int, requests_per_worker: int = 1) -> None:
        """Set the first message to each worker, and use at most ``size`` workers.

        Another worker starts when each has ``requests_per_worker`` requests to do: as many as it
        could answer in the time that it takes to start.
        """
        self._setup, self._size, self._requests_per_worker = setup, size, requests_per_worker

    def submit(self, request: Request) -> Future[Answer]:
        """Queue ``request``; requests are begun in the order in which they were submitted."""
        future = Future[Answer]()
        self._requests.put((request, future))
        with self._lock:
            busy = self._pending >= len(self._threads) * self._requests_per_worker
            self._pending += 1
        if busy and len(self._threads) < self._size:
            self._threads.append(threading.Thread(target=self._work, daemon=True))
            self._threads[-1].start()
        return future

    def __enter__(self) -> WorkerPool[Request, Answer]:
        return self

    def __exit__(self, *_error: object) -> None:
        """End the workers; a request that was not answered never will be."""
        self._stopping = True
        for _ in self._threads:
            self._requests.put(None)
        if self._pending:
            for program in tuple(self._programs):
                program.kill()
        for thread in self._threads:
            thread.join()
        for program in tuple(self._programs):  # started ahead, and never used
            self._dismiss(program)
        self._stack.close()

    def _work(self) -> None:
        """Feed one process with requests, and start another one when it fails."""
        program: Program | None = None
        while (item := self._requests.get()) is not None and not self._stopping:
            request, future = item
            try:
                program, answer = self._ask(program, request)
            except Exception as error:  # the caller of Future.result() gets it
                program, answer = None, error
            with self._lock:
                self._pending -= 1
            if isinstance(answer, Exception):
                future.set_exception(answer)
            else:
                future.set_result(answer)
        if program:
            program.wait_for_end(GRACE)
            self._dismiss(program)

    def _ask(self, program: Program | None, request: Request) -> tuple[Program, Any]:
        """Return the answer of ``program`` or a fresh process, and the process that gave it."""
        error: Exception = WorkerError("it was stopped")
        seconds = self._timeout(request)
        for _ in range(self._attempts):
            messages: list[object] = [request]
            if program is None:
                program = self._take_ahead() or self._start()
                messages = [self._setup, request]
            try:
                with program.deadline(seconds):
                    for message in messages:
                        send(program.stdin, message)
                    answer = receive(program.stdout)
            except (EOFError, OSError):
                self._dismiss(program)  # reads the rest of its standard error
                hung = f"it hung: no answer within {seconds:g} seconds"
                tail = program.stderr_tail
                error = WorkerError(hung if program.timed_out else tail or "it crashed")
            else:
                if isinstance(answer, PublishError) or not isinstance(answer, Exception):
                    return program, answer
                error = answer
                self._dismiss(program)
            program = None
            if self._stopping:
                break
        raise self._failed(request, error)

    def _take_ahead(self) -> Program | None:
        with self._lock:
            return self._ahead.pop() if self._ahead else None

    def _start(self) -> Program:
        with self._lock:  # their libraries leave files behind when they are stopped
            self._temporary = self._temporary or str(self._stack.enter_context(temporary_folder()))
        program = Program(
            python_command(self._module),
            needed_for=self._needed_for,
            fix="Check that Python can start other programs.",
            environment={**python_path(), "TMPDIR": self._temporary},
        )
        self._programs.add(program)
        if self._stopping:
            program.kill()
        return program

    def _dismiss(self, program: Program) -> None:
        self._programs.discard(program)
        program.kill()
        program.__exit__(None, None, None)


def serve(
    start: Callable[[Setup], Callable[[Request], object]],
    load: Callable[[], None] = lambda: None,
) -> None:
    """Answer requests on standard input until it ends; only a worker process calls this.

    ``load`` is called at once, to import slow libraries.  ``start`` gets the setup and returns the
    function that answers requests.  If one of the two raises, every answer is that exception.
    Anything printed goes to standard error.
    """
    requests = sys.stdin.buffer
    busy, alone = threading.Event(), threading.Event()
    threading.Thread(target=_end_with_parent, args=(requests, busy, alone), daemon=True).start()
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    with contextlib.suppress(EOFError, BrokenPipeError):
        function = _prepared(start, load, requests)
        while True:
            request = receive(requests)
            busy.set()
            if alone.is_set():  # nobody wants the answer
                break
            answer = _portable(_answer(function, request))
            busy.clear()
            send(answers, answer)
    os._exit(0)  # skips freeing the memory, which is slow


def _end_with_parent(requests: IO[bytes], busy: threading.Event, alone: threading.Event) -> None:
    """End this process if it is ``busy`` when its parent closes ``requests``: it was killed.

    SIGTERM lets it remove its temporary files; work in C may keep it from that.  If it isn't busy,
    ``alone`` says that requests which still are in the pipe needn't be answered.
    """
    if not hasattr(select, "poll"):  # Windows: it ends when it has answered
        return
    closed = select.poll()
    closed.register(requests.fileno(), 0)  # nothing but the end
    closed.poll()
    alone.set()
    if busy.is_set():
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(GRACE)
        os._exit(1)


def _prepared(
    start: Callable[[Any], Callable[[Any], object]], load: Callable[[], None], requests: IO[bytes]
) -> Callable[[Any], object]:
    failure: Exception | None = None
    try:
        load()
    except Exception as error:
        failure = error
    setup = receive(requests)
    if failure is None:
        try:
            return start(setup)
        except Exception as error:
            failure = error
    return partial(_refuse, failure)


def _refuse(error: Exception, _request: object) -> object:
    return error


def _answer(function: Callable[[Any], object], request: Any) -> object:
    try:
        return function(request)
    except Exception as error:  # whatever it is, the parent decides
        return error


def _portable(answer: object) -> object:
    """Return ``answer``; an exception of a library as one that every process has."""
    if isinstance(answer, Exception):
        module = type(answer).__module__
        if module != "builtins" and not module.startswith("publish."):
            return RuntimeError(f"{module}.{type(answer).__qualname__}: {answer}")
    return answer
