"""Keep other batches out of the output of one: by a lock in a folder, by a record in a store.

A store at an address has no locks.  There the record says when its batch wrote it last, which it
does again and again; one that is too old belongs to a batch that was killed.  Two batches that find
no record in the same moment can't both make it in S3.  Elsewhere both do, and the one whose record
was replaced ends as soon as it sees that.
"""

from __future__ import annotations

import contextlib
import platform
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import DecodeError, Struct, ValidationError, json

from publish.batch.results import FOLDER
from publish.errors import OutputError, StoreError, UsageError
from publish.runtime.objects import is_address, objects_at
from publish.runtime.temporary import locked

#: The clock seconds after which a record is written again.
_RENEWED = 30

#: The clock seconds after which it counts as abandoned: some calls of a store may time out before.
_ABANDONED = 300

#: The name of the record, and the most bytes that are read of it.
_NAME, _LARGEST = f"{FOLDER}/owner.json", 10_000

#: Raises `UsageError` where another batch has begun in the output.
Check = Callable[[], None]

_FIX = "Wait until it has ended, or name another output with -o."


@contextlib.contextmanager
def alone_in(output: str) -> Iterator[Check]:
    """Keep other batches out of ``output``, a folder or an address, until the block ends.

    Yield what says whether that still is so: a record may be taken for abandoned, a lock may not.

    Raises:
        UsageError: Another batch is at work there.
        OutputError: The output can't be written.
    """
    if is_address(output):
        record = _Record(output)
        record.make()
        try:
            yield record.check
        finally:
            record.remove()
        return
    lock = Path(output, FOLDER, "lock")
    with contextlib.ExitStack() as stack:
        try:
            lock.parent.mkdir(parents=True, exist_ok=True)
            free = stack.enter_context(locked(lock))
        except OSError as error:
            fix = "Check its permissions and free space."
            raise OutputError(lock, error.strerror or str(error), fix) from error
        if not free:
            raise UsageError(f"Another batch is at work in {output}. {_FIX}")
        yield lambda: None


class _Owner(Struct, frozen=True):
    """The batch that writes to a store; ``written`` is in seconds since the epoch."""

    batch: str
    computer: str
    written: float


class _Record:
    """The record of this batch in the store ``output``."""

    def __init__(self, output: str) -> None:
        self._output, self._objects = output, objects_at(output)
        self._batch = secrets.token_hex(8)
        self._lost = False
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._renew, daemon=True)

    def make(self) -> None:
        found = self._found()
        if found and abs(time.time() - found.written) < _ABANDONED:
            raise self._taken(found)
        self._objects.delete(_NAME)
        if not self._objects.create(_NAME, self._data()):
            found = self._found()
            if not found or found.batch != self._batch:  # it is ours if an attempt was repeated
                raise self._taken(found)
        self._thread.start()

    def remove(self) -> None:
        self._ended.set()
        self._thread.join(1)  # the store may not answer any more
        with contextlib.suppress(StoreError):
            found = self._found()
            if found and found.batch == self._batch:
                self._objects.delete(_NAME)

    def check(self) -> None:
        """Raise a `UsageError` if another batch has the record now."""
        if self._lost:
            raise UsageError(
                f"Another batch has begun in {self._output}: it found no record of this one that "
                f"was less than {_ABANDONED // 60} minutes old. Begin this one again when that has "
                "ended; what is finished stays."
            )

    def _renew(self) -> None:
        while not self._ended.wait(_RENEWED):
            with contextlib.suppress(StoreError):  # the next turn tries again
                found = self._found()
                if found and found.batch != self._batch:
                    self._lost = True
                    return
                self._objects.write(_NAME, self._data())

    def _found(self) -> _Owner | None:
        """Return whose record is there; ``None`` if there is none that can be read."""
        try:
            return json.decode(self._objects.read(_NAME, _LARGEST) or b"", type=_Owner)
        except (DecodeError, ValidationError):
            return None

    def _data(self) -> bytes:
        return json.encode(_Owner(self._batch, platform.node(), time.time()))

    def _taken(self, found: _Owner | None) -> UsageError:
        where = f" on {found.computer}" if found and found.computer else ""
        return UsageError(
            f"Another batch{where} is at work in {self._output}. {_FIX} If it was killed, begin "
            f"again {_ABANDONED // 60} minutes after that."
        )
