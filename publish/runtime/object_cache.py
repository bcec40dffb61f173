"""Objects in a cache, under any names, or in memory where there is no cache."""

from __future__ import annotations

import os
import threading
from typing import Any, TypeVar

from msgspec import DecodeError, Struct, field, msgpack

from publish.runtime.cache import Cache, digest

#: msgspec 0.22 ends the process where two threads decode the same type for the first time.
_DECODING = threading.Lock()

T = TypeVar("T")


class ObjectCache(Struct):
    """Stores objects under any name, in ``cache`` or, if that is ``None``, in memory.

    ``version`` is part of every key: a digest of everything that determines all of the objects.  An
    object must have a type that msgspec can encode, such as a Struct, a string or a tuple of them.
    """

    version: str
    cache: Cache | None
    memory: dict[str, Any] = field(default_factory=dict)

    def get(self, name: str, kind: type[T]) -> T | None:
        """Return the object ``name``; ``None`` if it is missing, or not of the type ``kind``."""
        key = self._key(name)
        if self.cache is None:
            found: T | None = self.memory.get(key)
            return found
        raw = self.cache.get(key)
        if raw is None:
            return None
        try:
            with _DECODING:
                return msgpack.decode(raw, type=kind)
        except DecodeError:
            return None

    def put(self, name: str, thing: object) -> None:
        """Store ``thing`` under ``name``.  Raises as :meth:`Cache.put` does."""
        key = self._key(name)
        if self.cache is None:
            self.memory[key] = thing
        else:
            self.cache.put(key, msgpack.encode(thing))

    def _key(self, name: str) -> str:
        return digest(os.fsencode(f"{self.version}\n{name}")).hex()
