"""A worker process: what is to be said comes in, its sound goes to the cache.

Started as ``python -m publish.narration.worker``.  Each message is a length (four bytes, big
endian) and so many bytes: a pickled ``Order`` and ``Cache`` in, a pickled ``Timing`` or exception
out.  Both ends are this program, so pickles are safe here.
"""

from __future__ import annotations

import os
import pickle
import struct
import sys
from typing import IO, Any

_LENGTH = struct.Struct(">I")


def send(stream: IO[bytes], message: object) -> None:
    """Write one message."""
    raw = pickle.dumps(message, protocol=5)
    stream.write(_LENGTH.pack(len(raw)) + raw)
    stream.flush()


def receive(stream: IO[bytes]) -> object:
    """The next message.  Raises :class:`EOFError` where there is no (whole) one."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    raw = stream.read(length)
    if len(raw) < length:
        raise EOFError
    return pickle.loads(raw)  # noqa: S301 - our own process wrote it


def main() -> None:
    """Answer requests until there are no more."""
    requests = sys.stdin.buffer
    # What the engine prints must not get between the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    from publish.errors import PublishError
    from publish.narration.sounds import heard, keep
    from publish.narration.voices import speaker

    engine = None
    while True:
        try:
            request: Any = receive(requests)
        except EOFError:
            return
        try:
            engine = engine or speaker()
            order, cache = request
            speech = heard(order, engine.speak(order.parts, order.speed))
            answer: object = keep(cache, order.key, speech)
        except (PublishError, RuntimeError) as error:
            answer = error
        send(answers, answer)


if __name__ == "__main__":
    main()
