"""What the pages of a PDF said when it was audited last: read once, as long as they are the same.

A page goes by the bytes of its content and of the tables that give its codes a meaning, as they
stand in the finished file.  So what is known of it is what would be read from it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec import DecodeError, Struct, ValidationError, field, msgpack

from publish.audit.pdf.content import Fonts, Sequence, content_of, sequences
from publish.runtime.cache import Cache, digest

_Said = dict[int, Sequence]


class Known(Struct):
    """``name`` is that of the entry of ``cache``, if there is one, for all pages of a PDF.

    It holds those of the last build alone, so that it never grows.
    """

    cache: Cache | None
    name: str
    before: dict[str, _Said] = field(default_factory=dict)
    now: dict[str, _Said] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path | None, edition: str) -> Known:
        """``folder`` keeps what is known, ``edition`` names the PDF."""
        name = digest(edition.encode(), _code()).hex()
        known = cls(Cache(folder) if folder else None, name)
        if known.cache is not None and (raw := known.cache.get(name)) is not None:
            try:
                known.before = msgpack.decode(raw, type=dict[str, _Said])
            except (DecodeError, ValidationError):  # of another release
                return known
        return known

    def sequences(self, page: Any, fonts: Fonts) -> _Said:
        """Those of a ``pikepdf.Page`` by their numbers.  Raises :class:`ValueError`."""
        content, resources = content_of(page.obj), page.obj.get("/Resources", {})
        if self.cache is None or "/Properties" in resources:
            return sequences(page, fonts, content)
        parts = [content]
        for name, font in sorted(resources.get("/Font", {}).items()):
            parts += [name.encode(), fonts.digest_of(font)]
        key = digest(*parts).hex()
        said = self.before.get(key)
        self.now[key] = sequences(page, fonts, content) if said is None else said
        return self.now[key]

    def keep(self) -> None:
        """Keep what is known now.  Raises :class:`~publish.errors.OutputError`."""
        if self.cache is not None and self.now.keys() != self.before.keys():
            self.cache.put(self.name, msgpack.encode(self.now))


def _code() -> bytes:
    """What reads pages: another release may read more."""
    here = Path(__file__).parent
    return b"".join((here / name).read_bytes() for name in ("content.py", "operators.py"))
