"""The entries of the cache that several computers share, in a store (``PUBLISH_STORE``).

A store that can't be used is asked again after some minutes; until then builds go on with what
they have.  Whoever may write to it is trusted as the owner of the cache is; the cache verifies each
entry that comes from here (:mod:`publish.runtime.cache`).
"""

from __future__ import annotations

import os
import time
from functools import cache
from pathlib import Path

from publish.errors import Diagnostic, Severity, StoreError
from publish.runtime.objects import Objects, objects_at

#: The seconds until a store that failed is asked again.
_PAUSE = 300


class SharedCache:
    """The store at ``address``, for the entries of this process."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._again = 0.0
        self._new: StoreError | None = None
        self._said = False

    def get(self, name: str, largest: int) -> bytes | None:
        """Return the object ``name``, at most ``largest`` + 1 bytes; ``None`` if there is none."""
        objects = self._objects()
        try:
            return objects.read(name, largest) if objects else None
        except StoreError as error:
            self._failed(error)
            return None

    def put(self, name: str, data: bytes) -> None:
        """Put ``data`` in the place of the object ``name``, if the store can be used."""
        objects = self._objects()
        try:
            if objects:
                objects.write(name, data)
        except StoreError as error:
            self._failed(error)

    def take_error(self) -> StoreError | None:
        """Return why the store can't be used, once."""
        error, self._new = self._new, None
        return error

    def _objects(self) -> Objects | None:
        if time.monotonic() < self._again:
            return None
        try:
            return objects_at(self._address)
        except StoreError as error:
            self._failed(error)
            return None

    def _failed(self, error: StoreError) -> None:
        self._again = time.monotonic() + _PAUSE
        if not self._said:
            self._said, self._new = True, error


def shared_cache() -> SharedCache | None:
    """Return the store that ``PUBLISH_STORE`` names; ``None`` if it isn't set."""
    address = os.environ.get("PUBLISH_STORE", "")
    return _shared(address) if address else None


_shared = cache(SharedCache)


def lost_store() -> tuple[Diagnostic, ...]:
    """Return the warning that the store can't be used, the first time that it can't."""
    store = shared_cache()
    error = store.take_error() if store else None
    if error is None:
        return ()
    message = (
        f"The store of the cache can't be used: {error.reason}. What other computers have made is "
        "made again."
    )
    return (
        Diagnostic(
            code="store-lost",
            severity=Severity.WARNING,
            message=message,
            fix=error.fix,
            file=Path("PUBLISH_STORE"),
        ),
    )
