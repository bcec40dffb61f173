"""Sources that are previewed: rendered anew when a file of theirs was saved."""

from __future__ import annotations

import hashlib
import threading
from concurrent.futures import Future
from pathlib import Path

from msgspec import Struct

from publish.errors import Diagnostic, PublishError, ToolError
from publish.runtime.worker_pool import WorkerPool
from publish.serve.files import path_inside
from publish.serve.preview.rendition import Checked, Rendition, Request
from publish.serve.preview.watching import watch
from publish.serve.state import ServeState

#: Seconds that a source may take; a book of two million words takes less than half a minute.
_PATIENCE = 120.0


class Changed(Struct, frozen=True):
    """The event that a preview sends: what changed.

    ``files`` are names of its rendition, empty if only the diagnostics changed.
    """

    source: str
    version: int
    files: tuple[str, ...] = ()
    checked: bool = False


class Preview:
    """One source; ``version`` counts its renditions, from 1.

    ``error`` is why the source, as it is now, can't be shown; ``rendition`` stays the last that
    could be.  ``diagnostics`` are those of the reader then, else of the check.
    """

    def __init__(self, source: str, file: Path) -> None:
        self.source, self.file = source, file
        self.id = hashlib.sha256(source.encode()).hexdigest()[:16]
        self.version = 0
        self.rendition: Rendition | None = None
        self.diagnostics: tuple[Diagnostic, ...] = ()
        self.error = ""
        self.busy = self.again = False
        self.ready = threading.Event()


class Previews:
    """All previews of a server, with the process that renders them."""

    def __init__(self, state: ServeState) -> None:
        self._state = state
        self._folder = state.scratch / "rendered"
        self._folder.mkdir(mode=0o700, exist_ok=True)
        self._previews: dict[str, Preview] = {}
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._pool = WorkerPool[Request, Rendition | Checked](
            "publish.serve.preview.renderer",
            needed_for="the preview",
            timeout=lambda _request: _PATIENCE,
            failed=_failed,
        )
        self._pool.begin(None, 1)
        if state.source:
            self.open(state.source)
        else:
            self._pool.start_ahead()

    def open(self, source: str) -> Preview:
        """Return the preview of ``source``, a path relative to the root; begin it if it is new.

        Raises:
            RefusedPathError: There is no such file.
        """
        file = path_inside(self._state.root, source)
        with self._lock:
            preview = self._previews.get(source)
            if preview is not None:
                return preview
            preview = self._previews[source] = Preview(source, file)
        watch(file.parent, lambda: self.refresh(preview), self._stop)
        self.refresh(preview)
        return preview

    def by_id(self, number: str) -> Preview | None:
        """Return the preview with this id, if it is open."""
        return next((one for one in self._previews.values() if one.id == number), None)

    def content(self, digest: str) -> Path:
        """Return the file with the content that a rendition names."""
        return self._folder / digest

    def refresh(self, preview: Preview) -> None:
        """Render ``preview`` anew, in the background; once more if that is being done."""
        with self._lock:
            if preview.busy:
                preview.again = True
                return
            preview.busy, preview.again = True, False
        request = Request(preview.file, self._folder)
        self._pool.submit(request).add_done_callback(lambda done: self._rendered(preview, done))

    def close(self) -> None:
        """End the process and the watching."""
        self._stop.set()
        self._pool.__exit__()

    def _rendered(self, preview: Preview, done: Future[Rendition | Checked]) -> None:
        try:
            rendition = done.result()
        except PublishError as error:
            preview.error, preview.diagnostics = str(error), error.diagnostics
            self._finish(preview, checked=True)
            return
        assert isinstance(rendition, Rendition)  # noqa: S101 - narrows the answer to its request
        before = preview.rendition.files if preview.rendition else {}
        files = tuple(name for name, one in rendition.files.items() if before.get(name) != one)
        gone = {one.digest for one in before.values()}
        preview.rendition, preview.error = rendition, ""
        preview.version += bool(files)
        preview.ready.set()
        if files:
            self._tell(preview, files)
            self._remove(gone)
        if preview.again:  # the check can wait for what is being written
            self._finish(preview, checked=False)
            return
        request = Request(preview.file, self._folder, check=True)
        self._pool.submit(request).add_done_callback(lambda done: self._checked(preview, done))

    def _checked(self, preview: Preview, done: Future[Rendition | Checked]) -> None:
        try:
            checked = done.result()
        except PublishError as error:
            preview.error, preview.diagnostics = str(error), error.diagnostics
        else:
            assert isinstance(checked, Checked)  # noqa: S101 - narrows the answer to its request
            preview.diagnostics = checked.diagnostics
        self._finish(preview, checked=True)

    def _finish(self, preview: Preview, *, checked: bool) -> None:
        preview.ready.set()
        if checked:
            self._tell(preview, ())
        with self._lock:
            preview.busy = False
            again = preview.again
        if again and not self._stop.is_set():
            self.refresh(preview)

    def _tell(self, preview: Preview, files: tuple[str, ...]) -> None:
        self._state.events.publish(
            "preview", Changed(preview.source, preview.version, files, checked=not files)
        )

    def _remove(self, digests: set[str]) -> None:
        """Remove contents that no rendition has any more."""
        renditions = [one.rendition for one in self._previews.values() if one.rendition]
        kept = {file.digest for one in renditions for file in one.files.values()}
        for digest in digests - kept:
            self.content(digest).unlink(missing_ok=True)


def _failed(request: Request, error: Exception) -> Exception:
    return ToolError(f"The preview of {request.source.name}", str(error))
