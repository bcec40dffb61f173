"""The tasks that a Dask worker runs: each hands a title to a child process, and watches it.

A child serves one title after the other.  It is ended when a title exceeds its limits, of processor
time and of memory with all processes that the child has started, or when none of them has done
anything for long.  That is no reason to try the title again; a child that crashed, a program that
failed and a full disk are: the task raises :class:`TaskError`, and Dask retries it.
"""

from __future__ import annotations

import contextlib
import functools
import threading
import time
from types import TracebackType

import psutil
from msgspec.structs import replace

from publish.batch.building import Assignment
from publish.batch.metrics import count
from publish.batch.results import (
    MOST_BYTES,
    Answer,
    BatchRequest,
    BatchTask,
    Records,
    TitleResult,
    decoded,
    encoded,
    options_from,
    save_record,
    saved_record,
    saved_request,
)
from publish.batch.store import store_at
from publish.editions.edition import BuildOptions
from publish.errors import OutputError, PublishError, ToolError, shortened
from publish.runtime.messages import receive, send
from publish.runtime.programs import Program, python_command, python_path
from publish.runtime.temporary import temporary_folder
from publish.runtime.worker_pool import CPUS

#: The module that a child runs.
CHILD = "publish.batch.building"

#: The processor seconds of a title, for each kB of its source, and where it is narrated.
_SECONDS, _EACH_KILOBYTE, _EACH_KILOBYTE_NARRATED = 120, 1.0, 300.0

#: The clock seconds after which a child is ended if no processor has worked for it.
_IDLE = 600

#: What parts are called, by the step that makes them.
_PARTS = {"narrate": "narration", "level": "sound level", "encode": "sound", "layout": "pages"}

#: How often a child is looked at, in seconds.
_INTERVAL = 0.25


class TaskError(RuntimeError):
    """A title wasn't built, and that isn't the fault of its source: Dask may try again."""


class LimitExceededError(Exception):
    """A title exceeded a limit."""


def run_task(data: bytes, *before: bytes) -> bytes:
    """Run a :class:`BatchTask`, and return its :class:`Answer`; ``before`` are those it needed.

    Raises:
        TaskError: It may be tried again.
    """
    task = decoded(data, BatchTask)
    records, request, options = _request(task.output, task.run)
    title = task.title
    record = saved_record(records, title.name)
    previous = record.result if record.run == task.run else None
    if previous and (previous.finished or task.step != "begin"):
        return encoded(Answer(result=previous))  # its answer was lost, or a part failed
    whole = task.step in ("begin", "finish")
    attempts = max((decoded(one, Answer).attempts for one in before), default=1)
    if whole:
        record = record.begun_again(task.run, task.step)
    else:
        part = f"{task.step}-{task.part[0]}"
        begun = saved_record(records, title.name, part).begun_again(task.run, task.step)
        save_record(records, title.name, begun, part)
        attempts = max(attempts, begun.begun[task.step])
    assignment = Assignment(title, options, task.output, record, task.step, task.part)
    try:
        limits = _Limits(task.memory or request.memory, task.seconds or _usual(assignment))
        answer = _ask(assignment, limits)
    except LimitExceededError as error:
        failed = TitleResult(
            title=title.name,
            source=title.source,
            state="failed",
            reason=_of_part(task) + str(error),
            exit_code=ToolError.exit_code,
        )
        answer = Answer(result=failed)
    except TaskError as error:
        with contextlib.suppress(OutputError):  # what failed is more important
            if whole:
                save_record(records, title.name, record)
        raise TaskError(_of_part(task) + str(error)) from error
    if answer.result:
        result = replace(answer.result, attempts=max(answer.result.attempts, attempts))
        record = record.ended(task.run, result)
        save_record(records, title.name, record)
        count(answer.result)
        answer = Answer(result=record.result)
    data = encoded(replace(answer, attempts=attempts))
    return data if len(data) <= MOST_BYTES else encoded(Answer())


def _of_part(task: BatchTask) -> str:
    """Return the beginning of a sentence about a part that failed; empty for a whole title."""
    if task.step not in _PARTS:
        return ""
    number, count = task.part
    return f"Part {number + 1} of {count} of its {_PARTS[task.step]}: "


@functools.lru_cache(2)
def _request(output: str, run: str) -> tuple[Records, BatchRequest, BuildOptions]:
    """Return what is the same for all titles of a batch."""
    records = store_at(output)
    request = saved_request(records)
    if request is None or request.run != run:
        raise TaskError(
            f"{output} has no request of this batch: another batch has begun there, or not all "
            "workers see it."
        )
    return records, request, options_from(request.options)


def _usual(assignment: Assignment) -> int:
    """Return the processor seconds that are far more than a title needs."""
    from publish.editions.wanted import is_spoken

    narrated = is_spoken(assignment.options)
    each = _EACH_KILOBYTE_NARRATED if narrated else _EACH_KILOBYTE
    return round(_SECONDS + each * assignment.title.size / 1000)


class _Limits:
    """What a title may take: bytes of ``memory``, and ``seconds`` of processors."""

    def __init__(self, memory: int, seconds: int) -> None:
        self.memory, self.seconds = memory, seconds


class _Child:
    """A process of :mod:`publish.batch.building`, with a temporary folder of its own."""

    def __init__(self, memory: int) -> None:
        self.memory = memory
        self._stack = contextlib.ExitStack()
        temporary = str(self._stack.enter_context(temporary_folder()))
        self.program = Program(
            python_command(CHILD),
            needed_for="a batch",
            fix="Check that Python can start other programs.",
            environment={**python_path(), "TMPDIR": temporary, CPUS: "1"},
        )
        self._begun = False

    def ask(self, assignment: Assignment, limits: _Limits) -> Answer:
        """Return the answer of the process.

        Raises:
            LimitExceededError: It exceeded a limit, and the child has ended.
            TaskError: The child has crashed, or something else failed.
        """
        with _Watch(self.program.pid, limits) as watch:
            try:
                if not self._begun:
                    send(self.program.stdin, self.memory)
                    self._begun = True
                send(self.program.stdin, assignment)
                answer = receive(self.program.stdout)
            except (EOFError, OSError) as error:
                self.end()
                if watch.reason:
                    raise LimitExceededError(watch.reason) from error
                raise TaskError(_crashed(self.program)) from error
        match answer:
            case Answer():
                return answer
            case MemoryError():
                self.end()
                raise LimitExceededError(_too_much(limits.memory))
            case PublishError():
                raise TaskError(str(answer))
        raise TaskError(f"{answer} This is a fault of publish: please report it.")

    def end(self) -> None:
        """End the process, what it has started, and remove their temporary files."""
        for process in family(self.program.pid):
            with contextlib.suppress(psutil.Error):
                process.kill()
        self.program.__exit__()
        self._stack.close()


_idle: list[_Child] = []
"""Children without a title; a worker with several threads has several."""


def _ask(assignment: Assignment, limits: _Limits) -> Answer:
    """Return the answer of a child.  Raises as :meth:`_Child.ask` does."""
    try:
        child = _idle.pop()
    except IndexError:
        child = _Child(limits.memory)
    if child.memory != limits.memory:
        child.end()
        child = _Child(limits.memory)
    try:
        result = child.ask(assignment, limits)
    except (LimitExceededError, TaskError):
        child.end()
        raise
    _idle.append(child)
    return result


def _crashed(program: Program) -> str:
    code = program.end(1)
    tail = shortened(program.stderr_tail.rpartition("\n")[2], 200)
    how = f"signal {-code}" if code < 0 else f"exit code {code}"
    return f"The process that built it crashed ({how}). {tail}".strip()


def _too_much(memory: int) -> str:
    return f"It needs more than the {memory / 1e9:.1f} GB of memory that a task may take."


class _Watch:
    """Ends the process ``pid`` with its family when the block exceeds ``limits``, and says why."""

    def __init__(self, pid: int, limits: _Limits) -> None:
        self.reason = ""
        self._pid, self._limits = pid, limits
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> _Watch:
        self._thread.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        begin = last = _used(self._pid)[0]
        moved = time.monotonic()
        while not self._ended.wait(_INTERVAL):
            seconds, memory = _used(self._pid)
            if seconds > last:
                last, moved = seconds, time.monotonic()
            if seconds - begin > self._limits.seconds:
                self.reason = (
                    f"It takes more than {self._limits.seconds} s of processor time, far more than "
                    "usual. Allow more with --seconds if it is as it should be."
                )
            elif memory > self._limits.memory:
                self.reason = _too_much(self._limits.memory)
            elif time.monotonic() - moved > _IDLE:
                self.reason = f"It has done nothing for {_IDLE} s."
            if self.reason:
                for process in family(self._pid):
                    with contextlib.suppress(psutil.Error):
                        process.kill()
                return


def family(pid: int) -> list[psutil.Process]:
    """Return the process ``pid`` and all that it has started, the last ones first."""
    try:
        first = psutil.Process(pid)
        return [*reversed(first.children(recursive=True)), first]
    except psutil.Error:
        return []


def _used(pid: int) -> tuple[float, int]:
    """Return the processor seconds of a process and of all that it has started, and their bytes."""
    seconds, memory = 0.0, 0
    for process in family(pid):
        with contextlib.suppress(psutil.Error), process.oneshot():
            seconds += sum(process.cpu_times()[:4])
            sizes = process.memory_info()
            memory += sizes.rss - getattr(sizes, "shared", 0)
    return seconds, memory
