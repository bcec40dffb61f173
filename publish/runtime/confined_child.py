"""The process in which drawings are rendered and pictures are decoded, within limits.

``confined`` starts it as ``python -m publish.runtime.confined_child``; it calls the functions
that have its decorator.  ``SIGPROF`` ends it when a call has used its processor time, even inside a
library, and ``SIGIO`` when standard input ends during a call: the parent has ended.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import select
import signal
import sys
import time
from typing import Any, get_type_hints

import msgspec

from publish.runtime.confined import (
    AGAIN,
    MEMORY,
    NEEDS_MEMORY,
    SIMPLER,
    Answer,
    Call,
    call_directly,
    decoded,
    encoded,
)
from publish.runtime.folder import FileRefusedError
from publish.runtime.frames import receive_frame, send_frame

#: The most characters of what a library says of a broken picture.
_SHOWN = 80


def main() -> None:
    """Answer calls until standard input ends."""
    requests = sys.stdin.buffer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # libraries print
    call_directly()
    _limit()
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            call = msgspec.msgpack.decode(receive_frame(requests), type=Call)
            packed = receive_frame(requests)
            begun = time.process_time()
            _watch(call.seconds)
            answer = msgspec.structs.replace(
                _answer(call, packed), seconds=time.process_time() - begun
            )
            encoded_answer = msgspec.msgpack.encode(answer)
            _watch(0)
            send_frame(answers, encoded_answer)
            del answer, encoded_answer
    os._exit(0)  # skips freeing the memory, which is slow


def _limit() -> None:
    """Limit the memory and the files of this process, where the system supports that."""
    with contextlib.suppress(ImportError):  # Windows
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _watch(seconds: float) -> None:
    """End this process after ``seconds`` of processor time, or with its parent; 0 ends that."""
    if not hasattr(signal, "setitimer"):  # Windows: the parent's patience has to do
        return
    import fcntl

    signal.setitimer(signal.ITIMER_PROF, seconds)
    source = sys.stdin.fileno()
    flags = fcntl.fcntl(source, fcntl.F_GETFL)
    fcntl.fcntl(source, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(source, fcntl.F_SETFL, flags | os.O_ASYNC if seconds else flags & ~os.O_ASYNC)
    if seconds:
        found = select.poll()
        found.register(source, 0)
        if found.poll(0):  # it ended before it was watched
            os._exit(1)


def _answer(call: Call, packed: bytes) -> Answer:
    """Return the answer to ``call`` with its ``packed`` arguments."""
    try:
        function: Any = getattr(importlib.import_module(call.module), call.function).__wrapped__
        types = get_type_hints(function)
        del types["return"]
        form: Any = tuple.__class_getitem__(tuple(types.values()))
        arguments = msgspec.msgpack.decode(packed, type=form, dec_hook=decoded)
        return Answer(msgspec.Raw(msgspec.msgpack.encode(function(*arguments), enc_hook=encoded)))
    except FileRefusedError as error:
        return Answer(refused=(error.code, error.message, error.fix))
    except MemoryError:
        return Answer(failure=(NEEDS_MEMORY, SIMPLER))
    except Exception as error:  # decoders raise anything
        said = "".join(one if " " <= one <= "~" else " " for one in str(error))[:_SHOWN]
        return Answer(failure=(f"can't be decoded ({said or type(error).__name__})", AGAIN))


if __name__ == "__main__":
    main()
