"""Keep what was laid out for the next build."""

from __future__ import annotations

import hashlib
import pickle
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct, field

from publish.editions.pdf.chapters.model import Setup
from publish.runtime.cache import Cache
from publish.sheets import sheets

#: The libraries whose versions decide what a page looks like.
_LIBRARIES = ("weasyprint", "pydyf", "tinycss2", "tinyhtml5", "cssselect2", "pyphen", "fonttools")

T = TypeVar("T")


class Store(Struct):
    """Objects by name, in ``cache`` or, without one, in memory.

    ``style`` becomes part of every name: a digest of what all pieces of a book share.
    """

    style: str
    cache: Cache | None
    held: dict[str, Any] = field(default_factory=dict)

    def get(self, name: str, kind: type[T]) -> T | None:
        """Return what was kept under ``name``, if it is a ``kind``."""
        key = self._key(name)
        if key in self.held:
            found = self.held[key]
        elif self.cache is None or (raw := self.cache.get(key)) is None:
            return None
        else:
            try:
                # The cache is the user's own folder, and an entry is verified.
                found = pickle.loads(raw)  # noqa: S301
            except (pickle.UnpicklingError, AttributeError, TypeError, EOFError):
                return None
        return found if isinstance(found, kind) else None

    def put(self, name: str, thing: object) -> None:
        """Keep ``thing``. Raises `OutputError` where the cache can't be written."""
        key = self._key(name)
        if self.cache is None:
            self.held[key] = thing
        else:
            self.cache.put(key, pickle.dumps(thing, protocol=5))

    def _key(self, name: str) -> str:
        return _digest(f"{self.style}\n{name}".encode())


def style_of(setup: Setup) -> str:
    """Return a digest of all that decides how the pieces of a book look, besides their content.

    Style sheets count with their content; fonts, and other files next to a style sheet, with name,
    size and time of change. Our own code counts with its bytes.
    """
    parts = [repr(setup.settings), setup.head, _code()]
    parts += [f"{path} {_digest(path.read_bytes())}" for path in setup.sheets]
    folders = {sheets("pdf"), sheets("fonts"), *(path.parent for path in setup.settings.custom)}
    for folder in sorted(folders):
        for path in sorted(folder.rglob("*")):
            state = path.stat()
            parts.append(f"{path} {state.st_size} {state.st_mtime_ns}")
    return _digest("\n".join(parts).encode())


@cache
def _code() -> str:
    package = Path(__file__).parents[1]
    sources = b"".join(path.read_bytes() for path in sorted(package.rglob("*.py")))
    return _digest(sources) + "".join(map(version, _LIBRARIES))


def _digest(raw: bytes) -> str:
    return hashlib.blake2b(raw, digest_size=16).hexdigest()
