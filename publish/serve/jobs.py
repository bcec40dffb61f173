"""Long work in processes of its own, with progress, so that the server answers meanwhile.

The function of a job is named by its module and takes ``progress`` (:data:`Report`) after its
arguments: ``def build(source: str, *, progress: Report) -> list[str]``.  Arguments and result are
data: text, numbers, paths, records.
"""

from __future__ import annotations

import contextlib
import itertools
import threading
import time
from collections.abc import Callable
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from publish.errors import PublishError, ToolError
from publish.runtime.background import GRACE
from publish.runtime.messages import receive, send
from publish.runtime.programs import Program, python_command, python_path
from publish.runtime.temporary import temporary_folder

#: Jobs that run at the same time, and that may wait.
RUNNING, WAITING = 2, 20

#: Finished jobs that are remembered.
_KEPT = 50

#: The least seconds between two reports of progress.
_PAUSE = 0.1

JobState = Literal["waiting", "running", "done", "failed", "cancelled"]


class JobStatus(Struct, frozen=True, kw_only=True):
    """Where a job is: ``done`` of ``total`` parts of ``step`` (0, 0 if unknown).

    ``seconds_left`` is an estimate for this step, in seconds; negative if unknown.  ``error`` is
    the message of a failed job.
    """

    id: int
    kind: str
    subject: str
    state: JobState = "waiting"
    step: str = ""
    done: int = 0
    total: int = 0
    seconds: float = 0.0
    seconds_left: float = -1.0
    error: str = ""


class Job:
    """One job; only :class:`JobRunner` makes them."""

    def __init__(
        self,
        status: JobStatus,
        function: str,
        arguments: tuple[object, ...],
        finished: Callable[[Job], None] | None,
    ) -> None:
        self.status = status
        self.function, self.arguments, self.finished = function, arguments, finished
        self.program: Program | None = None
        self.result: object = None
        self.error: PublishError | None = None
        self.begun = self.step_begun = self.told = 0.0
        self.ended = threading.Event()


class BusyError(PublishError):
    """Too many jobs wait for another one to be taken."""

    exit_code = 7


class JobRunner:
    """Runs jobs, at most :data:`RUNNING` at the same time.

    ``changed`` is called with the status of a job whenever it changes, from any thread.
    """

    def __init__(self) -> None:
        self.changed: Callable[[JobStatus], None] = lambda _status: None
        self._ids = itertools.count(1)
        self._jobs: dict[int, Job] = {}
        self._lock = threading.RLock()
        self._closed = False

    def start(
        self,
        kind: str,
        subject: str,
        function: Callable[..., object],
        *arguments: object,
        finished: Callable[[Job], None] | None = None,
    ) -> JobStatus:
        """Queue ``function(*arguments, progress=…)``, and return the status of its job.

        A job of the same ``kind`` and ``subject`` (such as “build” and the path of a source) that
        hasn't ended is cancelled.  ``finished`` is called, in a thread, when this one has ended in
        any way; its ``result`` or ``error`` is set then.

        Raises:
            BusyError: Too many jobs wait.
        """
        for other in self._open():
            if (other.status.kind, other.status.subject) == (kind, subject):
                self.cancel(other.status.id)
        if len(self._open()) >= RUNNING + WAITING:
            raise BusyError("Too much is being done already. Wait until some of it has ended.")
        name = f"{function.__module__}:{function.__qualname__}"
        status = JobStatus(id=next(self._ids), kind=kind, subject=subject)
        job = Job(status, name, arguments, finished)
        with self._lock:
            ended = [key for key, one in self._jobs.items() if one.ended.is_set()]
            for key in ended[: max(0, len(ended) - _KEPT)]:
                del self._jobs[key]
            self._jobs[status.id] = job
        self.changed(status)
        self._run_next()
        return job.status

    def list_jobs(self) -> list[JobStatus]:
        """Return the status of each job that is remembered, the oldest first."""
        with self._lock:
            return [job.status for job in self._jobs.values()]

    def find(self, number: int) -> Job | None:
        """Return a job by its id, if it is remembered."""
        return self._jobs.get(number)

    def cancel(self, number: int) -> None:
        """End a job; nothing happens if it has ended already."""
        job = self._jobs.get(number)
        if job is None or job.ended.is_set():
            return
        with self._lock:
            waiting = job.status.state == "waiting"
            job.status = replace(job.status, state="cancelled")
            if job.program:  # it ends by itself when its pipe is closed, and removes its files
                job.program.wait_for_end(0)
                last = threading.Timer(GRACE, job.program.kill)
                last.daemon = True
                last.start()
        self.changed(job.status)
        if waiting:
            self._end(job)

    def close(self) -> None:
        """Cancel all jobs; none can be started afterwards."""
        self._closed = True
        for job in self._open():
            self.cancel(job.status.id)

    def _open(self) -> list[Job]:
        with self._lock:
            return [job for job in self._jobs.values() if not job.ended.is_set()]

    def _run_next(self) -> None:
        with self._lock:
            states = [job.status.state for job in self._open()]
            free = RUNNING - states.count("running")
            waiting = [job for job in self._open() if job.status.state == "waiting"]
            begun = [] if self._closed else waiting[: max(0, free)]
            for job in begun:
                job.begun = job.step_begun = time.monotonic()
                job.status = replace(job.status, state="running")
        for job in begun:
            self.changed(job.status)
            threading.Thread(target=self._run, args=(job,), daemon=True).start()

    def _run(self, job: Job) -> None:
        try:
            with contextlib.ExitStack() as stack:
                temporary = str(stack.enter_context(temporary_folder()))
                program = stack.enter_context(
                    Program(
                        python_command("publish.serve.job_process"),
                        needed_for="work in the background",
                        fix="Check that Python can start other programs.",
                        environment={**python_path(), "TMPDIR": temporary},
                    )
                )
                with self._lock:
                    job.program = program
                    if job.status.state == "cancelled":
                        return
                self._follow(job, program)
        except PublishError as error:
            job.error = error
        except (OSError, EOFError) as error:
            lines = job.program.stderr_tail.splitlines() if job.program else []
            job.error = ToolError(job.status.kind, lines[-1] if lines else str(error))
        finally:
            self._end(job)

    def _follow(self, job: Job, program: Program) -> None:
        """Send the job to its process, and receive progress until the result is there."""
        send(program.stdin, (job.function, job.arguments))
        while True:
            kind, value = receive(program.stdout)
            if kind == "result":
                job.result = value
                return
            if kind == "error":
                raise value
            self._progress(job, *value)

    def _progress(self, job: Job, step: str, done: int, total: int) -> None:
        now = time.monotonic()
        if step != job.status.step:
            job.step_begun = now
        elif now - job.told < _PAUSE and done < total:
            return
        job.told = now
        elapsed = now - job.step_begun
        left = elapsed / done * (total - done) if done and total and elapsed > 1 else -1.0
        with self._lock:
            if job.status.state != "running":
                return
            job.status = replace(
                job.status,
                step=step,
                done=done,
                total=total,
                seconds=round(now - job.begun, 1),
                seconds_left=round(left, 1),
            )
        self.changed(job.status)

    def _end(self, job: Job) -> None:
        with self._lock:
            if job.status.state == "cancelled":
                job.result, job.error = None, None
            elif job.error:
                job.status = replace(job.status, state="failed", error=str(job.error))
            else:
                job.status = replace(job.status, state="done", seconds_left=0.0)
            job.program = None
            job.ended.set()
        if job.finished:
            job.finished(job)
        self.changed(job.status)
        self._run_next()
