"""Messages between a process and the workers that it starts, over their pipes.

A message is a pickle in a frame (:mod:`publish.runtime.frames`).  Both ends are this
program, and no byte of a file or of a stranger becomes part of a pickle but as the content of a
string.  Records hold dates with their zones, unions, and exceptions, which no typed format of
msgspec brings back as they were.  Even so, reading a message calls nothing but the constructors of
records, exceptions and plain values: a worker that a broken library has subverted can't name a
function for its parent to call.
"""

from __future__ import annotations

import io
import pickle
import sys
from enum import Enum
from typing import IO, Any

from msgspec import Struct

from publish.runtime.frames import receive_frame, send_frame

#: What a message may name besides the classes of records, members, tuples and exceptions.
_PLAIN = frozenset(
    {
        ("msgspec._utils", "rebuild"),  # a record with fields by name
        *(("datetime", name) for name in ("date", "datetime", "time", "timedelta", "timezone")),
        *(
            (module, f"{system}Path")
            for module in ("pathlib", "pathlib._local")  # Python 3.13
            for system in ("Posix", "Windows", "PurePosix", "PureWindows")
        ),
    }
)


def send(stream: IO[bytes], message: object) -> None:
    """Write ``message`` to ``stream``."""
    written = io.BytesIO()
    pickler = pickle.Pickler(written, protocol=5)
    # not the table of this process: a library may have changed how exceptions are written
    pickler.dispatch_table = {}
    pickler.dump(message)
    send_frame(stream, written.getvalue())


def receive(stream: IO[bytes]) -> Any:
    """Return the next message.

    Raises:
        EOFError: ``stream`` ends before or in it.
        UnpicklingError: It names something that isn't data.
    """
    return _Reader(io.BytesIO(receive_frame(stream))).load()


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """Return a class of data; a module that isn't ours must have been imported before."""
        known = module.startswith("publish.") or module in sys.modules
        if (module, name) in _PLAIN or known:
            found = super().find_class(module, name)
            records = (Struct, Enum, Exception, tuple)
            if (module, name) in _PLAIN or (isinstance(found, type) and issubclass(found, records)):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} isn't data")
