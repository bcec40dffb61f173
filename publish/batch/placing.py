"""Where the editions of a title are built, and where they are put in place.

In a folder they are built where they belong.  For a store at an address they are built in a folder
of this computer, put there, and removed here.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from types import TracebackType

from publish.batch.edition_files import kept_folder
from publish.batch.remote_sources import copied_source
from publish.batch.store import Store, store_at
from publish.editions.build_edition import Edition
from publish.planning import Placed
from publish.runtime.objects import is_address


class Place:
    """The output of a batch for one title: ``folder`` is where its editions are built."""

    def __init__(self, output: str) -> None:
        remote = is_address(output)
        self.folder = kept_folder("batch", output) if remote else Path(output)
        self._store: Store | None = store_at(output) if remote else None
        self._built: list[Path] = []

    def __enter__(self) -> Place:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Remove the editions from a folder that they don't stay in."""
        for path in self._built:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)

    def name(self, path: Path) -> str:
        """Return the name in the output of the edition at ``path``."""
        return path.relative_to(self.folder).as_posix()

    def placed(self, folder: Path) -> Placed | None:
        """Return what looks up editions that were built in ``folder``; ``None`` if they stay."""
        store = self._store
        return (lambda file: store.digests(self.name(folder / file))) if store else None

    def put(self, edition: Edition) -> None:
        """Put a finished edition in place.

        Raises:
            OutputError: The store can't be written to.
        """
        if self._store:
            self._built.append(edition.path)
            self._store.put(edition.path, self.name(edition.path))


def local_source(source: str) -> Path:
    """Return the path of a source, or of a copy of it.  Raises as :func:`copied_source` does."""
    return copied_source(source) if is_address(source) else Path(source)
