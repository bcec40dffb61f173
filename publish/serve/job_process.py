"""The process of one job (:mod:`publish.serve.jobs`): a function in, progress and a result out."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from importlib import import_module
from operator import attrgetter
from traceback import print_exception
from types import TracebackType
from typing import IO

from publish.errors import PublishError
from publish.runtime.background import GRACE, interrupt_on_terminate
from publish.runtime.messages import receive, send


def run(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Receive the name and the arguments of a function, call it, and send its result.

    The answers are pairs: ``("progress", (step, done, total))``, and at the end ``("result", …)``
    or ``("error", …)``.  Another exception is a fault of ours: it ends the process,
    and the last line of its traceback is the message.
    """
    name, arguments = receive(requests)
    threading.Thread(target=_end_with_parent, args=(requests,), daemon=True).start()
    lock = threading.Lock()

    def progress(step: str, done: int, total: int) -> None:
        with lock:
            send(answers, ("progress", (step, done, total)))

    module, _, qualified = name.partition(":")
    answer: tuple[str, object]
    try:
        function = attrgetter(qualified)(import_module(module))
        answer = "result", function(*arguments, progress=progress)
    except PublishError as error:
        answer = "error", error
    with lock:
        send(answers, answer)


def _end_with_parent(requests: IO[bytes]) -> None:
    """End this process when its parent closes ``requests``: it was cancelled, or killed."""
    requests.read(1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)


def _end_with_fault(
    kind: type[BaseException], fault: BaseException, trace: TracebackType | None
) -> None:
    """Print a fault and end at once: a thread waits for standard input, and would wait on."""
    print_exception(kind, fault, trace)
    sys.stderr.flush()
    os._exit(1)


if __name__ == "__main__":
    sys.excepthook = _end_with_fault
    interrupt_on_terminate(silently=True)
    with contextlib.suppress(KeyboardInterrupt, EOFError, BrokenPipeError):
        pipe = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        run(sys.stdin.buffer, pipe)
    os._exit(0)  # skips freeing the memory, which is slow
