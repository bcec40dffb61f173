"""Run external programs with time limits, and pass data through their pipes."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import IO

from publish.errors import MissingToolError, ToolError

#: The size of the end of a program's standard error that is kept, in bytes.
TAIL = 4000


def run(
    command: Sequence[str],
    *,
    timeout: float,
    stdin: Iterable[bytes] = (),
    needed_for: str = "this edition",
    fix: str = "Install it and try again.",
    environment: Mapping[str, str] | None = None,
    threaded: bool = False,
    accept: Container[int] = (0,),
    processor_seconds: float | None = None,
) -> bytes:
    """Run ``command``, write ``stdin`` to it piece by piece, and return its standard output.

    The program is killed after ``timeout`` seconds, after ``processor_seconds`` if they are given,
    or if ``stdin`` raises.  ``environment`` and ``threaded`` are as in :class:`Program`; ``accept``
    are the exit codes that aren't failures.

    Raises:
        MissingToolError: The program doesn't exist.
        ToolError: It fails or takes too long; the message has the end of its standard error.
    """
    output: list[bytes] = []
    with Program(
        command, needed_for=needed_for, fix=fix, environment=environment, threaded=threaded
    ) as program:
        reader = threading.Thread(target=lambda: output.append(program.stdout.read()), daemon=True)
        reader.start()
        if processor_seconds is not None:
            program.limit_processor_time(max(1, int(processor_seconds)))
        with program.deadline(timeout):
            program.feed(stdin)
            reader.join()
            program.finish(accept)
    return b"".join(output)


@contextlib.contextmanager
def stopped(job: object) -> Iterator[None]:
    """Kill the programs that ``job`` has started or starts in the block.

    Threads that wait for one get a :class:`ToolError`, and can remove their temporary files.
    Programs of other jobs, such as another build in the same process, go on.
    """
    _stopping.add(job)
    try:
        for program in tuple(_running):
            if program.job is job:
                program.kill()
        yield
    finally:
        _stopping.discard(job)


#: The job that programs in this context belong to; a thread pool in a job must copy the context.
current_job: ContextVar[object] = ContextVar("current_job", default=None)
_running: set[Program] = set()
_stopping: set[object] = set()


#: There is no such program, or none that may be run.  All else says that the system is short of
#: something: file descriptors, processes, memory, or room for arguments and the environment.
_MISSING = (errno.ENOENT, errno.ENOTDIR, errno.EACCES, errno.ENOEXEC, errno.ELOOP)


def python_command(module: str) -> tuple[str, ...]:
    """Return the command that runs ``module`` as a program with this Python.

    ``-P``: nothing is imported from the current folder.
    """
    return (sys.executable, "-P", "-m", module)


def python_path() -> dict[str, str]:
    """Return the environment variable that lets a new Python import what this one can."""
    return {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


class Program:
    """A running program with its pipes; a context manager that kills it on exit."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        needed_for: str,
        fix: str,
        environment: Mapping[str, str] | None = None,
        threaded: bool = False,
    ) -> None:
        """Start ``command``; ``environment`` is added to that of this process.

        ``threaded`` is for programs whose threads pass small pieces of work to each other: they
        are scheduled in whole time slices, where the system supports that.

        Raises:
            MissingToolError: The program isn't there.
            ToolError: It can't be started: the system is short of what that takes.
        """
        self.name = Path(command[0]).name
        try:
            self._process = subprocess.Popen(  # noqa: S603 - a list, never a shell
                list(command),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={**os.environ, **(environment or {})},
                process_group=0,  # Ctrl-C reaches only this process, which stops it
            )
        except OSError as error:
            if error.errno in _MISSING:
                raise MissingToolError(self.name, needed_for, fix) from error
            raise ToolError(self.name, f"it can't be started: {error.strerror}") from error
        if threaded:
            _in_whole_slices(self._process.pid)
        self.job = current_job.get()
        _running.add(self)
        if self.job in _stopping:
            self.kill()
        stdin, stdout, stderr = self._process.stdin, self._process.stdout, self._process.stderr
        assert stdin is not None  # noqa: S101 - narrows the type; all three are pipes
        assert stdout is not None  # noqa: S101
        assert stderr is not None  # noqa: S101
        self.stdin: IO[bytes] = stdin
        self.stdout: IO[bytes] = stdout
        self._pipes = (stdin, stdout, stderr)
        self._tail: deque[bytes] = deque()
        self._stderr_reader = threading.Thread(
            target=self._read_stderr, args=(stderr,), daemon=True
        )
        self._stderr_reader.start()
        self.timed_out = False

    def _read_stderr(self, stderr: IO[bytes]) -> None:
        """Read the program's standard error and keep its end, so that the pipe never fills."""
        while piece := os.read(stderr.fileno(), 65_536):
            self._tail.append(piece[-TAIL:])
            while sum(map(len, self._tail)) - len(self._tail[0]) > TAIL:
                self._tail.popleft()

    @property
    def stderr_tail(self) -> str:
        """The end of the program's standard error."""
        return b"".join(self._tail)[-TAIL:].decode("utf-8", "replace").strip()

    def feed(self, pieces: Iterable[bytes]) -> None:
        """Write ``pieces`` to the program and close its standard input.

        Do nothing if the program stops reading: :meth:`finish` raises if it failed.
        """
        with contextlib.suppress(BrokenPipeError):
            for piece in pieces:
                self.stdin.write(piece)
            self.stdin.close()

    def finish(self, accept: Container[int] = (0,)) -> None:
        """Wait for the end of the program.

        Raises:
            ToolError: It took too long, or its exit code isn't in ``accept``.
        """
        code = self._process.wait()
        self._stderr_reader.join()
        tail = self.stderr_tail
        if late := getattr(signal, "SIGXCPU", 0):  # ffmpeg ends by itself, and says why
            told = f"received signal {int(late)}." in tail
            self.timed_out = self.timed_out or code == -late or told
        if self.timed_out:
            raise ToolError(self.name, f"it took too long and was stopped. {tail}".strip())
        if code not in accept:
            raise ToolError(self.name, tail or f"it ended with code {code}")

    def limit_processor_time(self, seconds: int) -> None:
        """End the program after ``seconds`` of processor time, where the system supports that."""
        if sys.platform == "linux":
            import resource

            with contextlib.suppress(OSError, ValueError):  # it has ended, or the limit is lower
                limit = (seconds, seconds + 1)
                resource.prlimit(self._process.pid, resource.RLIMIT_CPU, limit)

    def deadline(self, seconds: float) -> Deadline:
        """Return a context manager that kills the program after ``seconds``."""
        return Deadline(self, seconds)

    def wait_for_end(self, seconds: float) -> None:
        """Close the program's standard input and wait for its end, ``seconds`` at most."""
        with contextlib.suppress(BrokenPipeError):
            self.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)

    def end(self, grace: float) -> int:
        """End the program, which gets ``grace`` seconds; return its code, negative for a signal."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(grace)
        self.__exit__()
        return self._process.wait()

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def runs(self) -> bool:
        """Return whether the process hasn't ended."""
        return self._process.poll() is None

    def kill(self) -> None:
        self._process.kill()

    def __enter__(self) -> Program:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        _running.discard(self)
        self._stderr_reader.join()
        for pipe in self._pipes:
            with contextlib.suppress(BrokenPipeError):  # the program has ended
                pipe.close()


def java_environment() -> dict[str, str]:
    """Return the variable with which Java keeps all of its files in our temporary folder.

    It takes no notice of ``TMPDIR``, and keeps figures of its speed in ``/tmp``.
    """
    name = "JDK_JAVA_OPTIONS"
    own = f'-XX:-UsePerfData "-Djava.io.tmpdir={tempfile.gettempdir()}"'
    return {name: f"{os.environ.get(name, '')} {own}".strip()}


def _in_whole_slices(process: int) -> None:
    """Let no thread of ``process`` preempt another when it wakes (sched(7), SCHED_BATCH).

    The process has just started; its later threads inherit this.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError):  # a container may forbid it
            os.sched_setscheduler(process, os.SCHED_BATCH, os.sched_param(0))


class Deadline:
    """A context manager that kills a program if the block takes longer than ``seconds``."""

    def __init__(self, program: Program, seconds: float) -> None:
        self._program = program
        self._timer = threading.Timer(seconds, self._kill)
        self._timer.daemon = True

    def _kill(self) -> None:
        self._program.timed_out = True
        self._program.kill()

    def __enter__(self) -> Deadline:
        self._timer.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._timer.cancel()
