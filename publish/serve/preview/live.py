"""Sources that are previewed: rendered again when a file of theirs was saved."""

from __future__ import annotations

import hashlib
import threading
import time
from concurrent.futures import Future
from pathlib import Path

from msgspec import Struct

from publish.errors import Diagnostic, PublishError, ToolError
from publish.runtime.worker_pool import WorkerPool
from publish.serve.files import path_inside
from publish.serve.jobs import Job, JobStatus
from publish.serve.preview.editions import make
from publish.serve.preview.rendition import Checked, Kind, Rendition, Request
from publish.serve.preview.watching import watch
from publish.serve.state import ServeState

#: Seconds that a source may take; a book of two million words takes less than half a minute.
_PATIENCE = 120.0


class Changed(Struct, frozen=True):
    """The event that a preview sends: what changed.

    ``kind`` is the rendition that has other ``files`` now, empty if the source was checked.
    """

    source: str
    version: int
    kind: str = ""
    files: tuple[str, ...] = ()


class Preview:
    """One source; ``version`` counts its renditions, from 1.

    ``error`` is why the source, as it is now, can't be shown; ``renditions`` stay the last that
    could be.  ``diagnostics`` are those of the reader then, else of the check.  ``kinds`` are the
    renditions that somebody looks at.  ``begun`` is when the source was read, in seconds since
    1970: the diagnostics aren't about a file that was changed later.
    """

    def __init__(self, source: str, file: Path) -> None:
        self.source, self.file = source, file
        self.id = hashlib.sha256(source.encode()).hexdigest()[:16]
        self.version = 0
        self.kinds: list[Kind] = ["web"]
        self.renditions: dict[Kind, Rendition] = {}
        self.diagnostics: tuple[Diagnostic, ...] = ()
        self.error = ""
        self.busy = self.again = False
        self.begun = 0.0
        self.ready = threading.Event()


class Previews:
    """All previews of a server, with the process that renders them.

    ``made`` are the files that were made of them, by the id of the preview and what they are.
    """

    def __init__(self, state: ServeState) -> None:
        self._state = state
        self._folder = state.scratch / "rendered"
        self._folder.mkdir(mode=0o700, exist_ok=True)
        self._previews: dict[str, Preview] = {}
        self.made: dict[tuple[str, str], Path] = {}
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._pool = WorkerPool[Request, Rendition | Checked | None](
            "publish.serve.preview.renderer",
            needed_for="the preview",
            timeout=lambda _request: _PATIENCE,
            failed=_failed,
        )
        self._pool.begin(None, 1)
        state.closing.append(self.close)
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

    def want(self, preview: Preview, kind: Kind) -> None:
        """Render ``preview`` as ``kind`` too, from now on."""
        if kind not in preview.kinds:
            preview.kinds.append(kind)
            self.refresh(preview)

    def by_id(self, number: str) -> Preview | None:
        """Return the preview with this id, if it is open."""
        return next((one for one in self._previews.values() if one.id == number), None)

    def make(self, preview: Preview, what: str) -> JobStatus:
        """Begin to make one of :data:`MADE` of ``preview``; return its job.

        Raises:
            BusyError: Too much is being made already.
        """
        folder = self._state.scratch / "made" / preview.id / what

        def finished(job: Job) -> None:
            if isinstance(job.result, str) and job.result:
                self.made[preview.id, what] = Path(job.result)

        arguments = (str(preview.file), str(folder), what)
        return self._state.jobs.start(what, preview.source, make, *arguments, finished=finished)

    def content(self, preview: Preview, digest: str) -> Path:
        """Return the file with the content that a rendition names; it may have to be made first.

        Raises:
            PublishError: It can't be made.
        """
        file = self._folder / digest
        if not file.exists():
            self._pool.submit(Request(preview.file, self._folder, picture=digest)).result()
        return file

    def refresh(self, preview: Preview) -> None:
        """Render ``preview`` anew, in the background; once more if that is being done."""
        with self._lock:
            if preview.busy:
                preview.again = True
                return
            preview.busy, preview.again = True, False
        kinds = tuple(preview.kinds)
        preview.begun = time.time()
        self._render(preview, kinds, fresh=True)

    def _render(self, preview: Preview, kinds: tuple[Kind, ...], *, fresh: bool = False) -> None:
        """Render the first of ``kinds``, then the others, then check."""
        request = Request(preview.file, self._folder, kinds[0], fresh=fresh)
        self._pool.submit(request).add_done_callback(
            lambda done: self._rendered(preview, kinds, done)
        )

    def close(self) -> None:
        """End the process and the watching."""
        self._stop.set()
        self._pool.__exit__()

    def _rendered(
        self, preview: Preview, kinds: tuple[Kind, ...], done: Future[Rendition | Checked | None]
    ) -> None:
        try:
            rendition = done.result()
        except PublishError as error:
            preview.error, preview.diagnostics = str(error), error.diagnostics
            self._finish(preview, checked=True)
            return
        assert isinstance(rendition, Rendition)  # noqa: S101 - narrows the answer to its request
        kind = kinds[0]
        before = preview.renditions[kind].files if kind in preview.renditions else {}
        files = tuple(name for name, one in rendition.files.items() if before.get(name) != one)
        gone = {one.digest for one in before.values()}
        preview.renditions[kind], preview.error = rendition, ""
        preview.version += bool(files)
        preview.ready.set()
        if files:
            self._tell(preview, kind, files)
            self._remove(gone)
        if preview.again:  # the check can wait for what is being written
            self._finish(preview, checked=False)
            return
        if kinds[1:]:
            self._render(preview, kinds[1:])
            return
        request = Request(preview.file, self._folder, check=True)
        self._pool.submit(request).add_done_callback(lambda done: self._checked(preview, done))

    def _checked(self, preview: Preview, done: Future[Rendition | Checked | None]) -> None:
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
            self._tell(preview)
        with self._lock:
            preview.busy = False
            again = preview.again
        if again and not self._stop.is_set():
            self.refresh(preview)

    def _tell(self, preview: Preview, kind: str = "", files: tuple[str, ...] = ()) -> None:
        event = Changed(preview.source, preview.version, kind, files)
        self._state.events.publish("preview", event)

    def _remove(self, digests: set[str]) -> None:
        """Remove contents that no rendition has any more."""
        renditions = [one for each in self._previews.values() for one in each.renditions.values()]
        kept = {file.digest for one in renditions for file in one.files.values()}
        for digest in digests - kept:
            (self._folder / digest).unlink(missing_ok=True)


def _failed(request: Request, error: Exception) -> Exception:
    return ToolError(f"The preview of {request.source.name}", str(error))
