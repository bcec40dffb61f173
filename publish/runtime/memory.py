"""The memory that a file may take: how much, what is said of one that takes more, and its measure.

The process that supervises a command (:mod:`publish.runtime.supervision`) measures it and ends the
work.  A limit in the process itself (setrlimit(2)) would let libraries go on with half of a file:
qpdf catches what its own code raises without memory.
"""

from __future__ import annotations

import os
from pathlib import Path

from publish.errors import SourceError
from publish.runtime.limits import limit_for, limit_in

#: The environment variable that sets other megabytes for any file.
VARIABLE = "PUBLISH_MEMORY_MEGABYTES"

#: Megabytes of the process for a file of a megabyte, and for each megabyte more of it.
_MEGABYTES, _EACH_MEGABYTE = 380, 200

_MEGABYTE = 1_000_000

#: A process that takes so much more than it may hasn't ended in time.
_OVER = 1.1

#: The most bytes that a process takes in a second: it is measured before it can pass the limit.
_GROWTH = 2_000_000_000

#: The least and the most seconds between two measures.
_SOON, _LATE = 0.01, 0.5


def memory_for(size: int) -> int:
    """Return the megabytes of memory that this process may take for a file of ``size`` bytes.

    Raises:
        UsageError: The environment variable isn't a whole number above 0.
    """
    return limit_for(size, limit_in(VARIABLE, _MEGABYTES, 4 * _MEGABYTES), _EACH_MEGABYTE)


def too_large(task: str, file: Path, megabytes: int) -> SourceError:
    """Return the error for a ``file`` that takes more than ``megabytes``."""
    message = f"{task} takes more than {megabytes} MB of memory, far more than usual."
    fix = (
        "Look for content that is repeated very often. If the file is as it should be, allow more "
        f"memory: set the environment variable {VARIABLE}={4 * megabytes}."
    )
    return SourceError.at(file, 0, "too-large", message, fix)


class MemoryWatch:
    """Measures the process ``number``, which may take ``megabytes`` (Linux, proc(5))."""

    def __init__(self, number: int, megabytes: int) -> None:
        self._file = Path(f"/proc/{number}/statm")
        self._most = megabytes * _MEGABYTE
        self.passed = False

    def measure(self) -> tuple[bool, float]:
        """Return whether the process takes far too much, and the seconds to the next measure."""
        try:
            pages = int(self._file.read_text(encoding="ascii").split()[1])
        except (OSError, IndexError):  # it has ended
            return False, _LATE
        taken = pages * os.sysconf("SC_PAGE_SIZE")
        self.passed = self.passed or taken > self._most
        return taken > _OVER * self._most, min(max((self._most - taken) / _GROWTH, _SOON), _LATE)
