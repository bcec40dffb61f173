"""Editions as records in the cache have them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec import Struct

from publish.editions.build_edition import Edition, Timings
from publish.errors import Diagnostic
from publish.narration.script import Skipped
from publish.runtime.file_states import FileState


class RecordedEdition(Struct, frozen=True, kw_only=True):
    """A finished edition, as in :class:`Edition`; ``name`` is the last part of its path.

    The states ``written`` are those that it had when it was recorded.
    """

    format: str
    variant: str
    name: str
    written: tuple[tuple[str, FileState], ...]
    size: int
    summary: str
    diagnostics: tuple[Diagnostic, ...]
    page_map: dict[str, int]
    measured: dict[str, float]
    skipped: tuple[Skipped, ...]

    @classmethod
    def of(cls, edition: Edition) -> RecordedEdition:
        """Return ``edition`` for a record."""
        return cls(
            format=edition.format,
            variant=edition.variant,
            name=edition.path.name,
            written=edition.written,
            size=edition.size,
            summary=edition.summary,
            diagnostics=edition.diagnostics,
            page_map=dict(edition.page_map),
            measured=dict(edition.measured),
            skipped=edition.skipped,
        )

    def recalled(self, path: Path, written: tuple[tuple[str, FileState], ...]) -> Edition:
        """Return the edition, which is at ``path`` unchanged; ``written`` are its states there."""
        return Edition(
            format=self.format,
            variant=self.variant,
            path=path,
            size=self.size,
            summary=self.summary,
            timings=Timings(0, 0, 0),
            diagnostics=self.diagnostics,
            page_map=self.page_map,
            measured=self.measured,
            skipped=self.skipped,
            unchanged=True,
            written=written,
        )


def decoded(kind: type, value: Any) -> Any:
    """Return ``value`` as a path, for the decoder of a record with an edition or diagnostics."""
    if kind is Path:
        return Path(value)
    raise NotImplementedError(f"{kind} is no part of a record")
