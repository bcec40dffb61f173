"""Run a command in a process of its own, so that nothing in it can put off a signal.

A library in C isn't interrupted by a signal: the interpreter only notes it, and runs the handler
when the library returns.  It writes the number of the signal into a pipe at once, though
(:func:`signal.set_wakeup_fd`).  The supervising process reads it, and ends the other one if the
handler isn't reached soon.  It also measures the memory of the other one
(:mod:`publish.runtime.memory`), and sends a signal, or ends it, when that is too much.
"""

from __future__ import annotations

import ctypes
import os
import select
import signal
import sys
import time
from pathlib import Path
from types import FrameType

from publish.runtime.deadline import FRAME, GROWN, PART, REACHED, supervised_by, tell_reached
from publish.runtime.memory import MemoryWatch

#: The seconds of the clock and of the processors in which a handler has to be reached, and those of
#: the clock for a process that waits: on a busy machine it isn't stuck, it only gets no processor.
_GRACE, _PATIENCE = 0.6, 3.0

#: Signals that end a command; Windows lacks the last, which a terminal sends when it is closed.
_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")
_ENDING = tuple(getattr(signal, name) for name in _NAMES if hasattr(signal, name))

#: One Ctrl-C of a terminal reaches both processes, and the supervising one passes it on.
_SAME = 0.5

_SET_PARENT_DEATH_SIGNAL = 1  # prctl(2), PR_SET_PDEATHSIG


class CommandEndedError(Exception):
    """The other process was ended with the signal ``number``.

    ``task`` is the message about the limits of what it did last; ``refused`` says that it passed
    one of them.
    """

    def __init__(self, number: int, task: str) -> None:
        super().__init__(number, task)
        self.number, self.task = number, task
        self.refused = number in (signal.SIGPROF, GROWN)
        self.interrupted = number in _ENDING


def supervise() -> int | None:
    """Start the process that goes on with the command: it returns ``None``, without delay.

    The supervising process returns the exit code of the other when that has ended.  Where the
    system lacks what is needed, no process is started, and ``None`` is returned.

    Raises:
        CommandEndedError: A signal ended the other process, or this one had to end it.
    """
    if sys.platform != "linux":
        if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        return None
    reading, writing = os.pipe()
    parent = os.getpid()
    process = os.fork()
    if process:
        os.close(writing)
        return _Supervisor(process, reading).wait()
    os.close(reading)
    ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, int(signal.SIGKILL))
    if os.getppid() != parent:
        os._exit(1)
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    os.register_at_fork(after_in_child=_leave)
    supervised_by(writing)
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:  # a shell's job in the background
        _Interrupts()
    return None


def _leave() -> None:
    """Keep the signals of a process that a library forks from the supervising one."""
    signal.set_wakeup_fd(-1)
    supervised_by()


class _Interrupts:
    """Raises :class:`KeyboardInterrupt` for SIGINT, once for one Ctrl-C."""

    def __init__(self) -> None:
        self._last = -_SAME
        signal.signal(signal.SIGINT, self._interrupt)

    def _interrupt(self, _number: int, _frame: FrameType | None) -> None:
        tell_reached()
        last, self._last = self._last, time.monotonic()
        if self._last - last > _SAME:
            raise KeyboardInterrupt


class _Supervisor:
    """Waits for the end of a process, and ends it if it doesn't react."""

    def __init__(self, process: int, pipe: int) -> None:
        self._process, self._pipe = process, pipe
        self._due: float | None = None
        self._told = 0.0, 0.0  # when a signal came, and the processor time at that moment
        self._signal = 0
        self._text = b""
        self._framed = False
        self._memory: MemoryWatch | None = None
        self._measured = 0.0

    def wait(self) -> int:
        """Return the exit code of the process.  Raises :class:`CommandEndedError`."""
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in _ENDING:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._pass_on)
        while True:
            process, status = os.waitpid(self._process, os.WNOHANG)
            if process:
                break
            times = [self._due] if self._due is not None else []
            if self._memory is not None:
                self._measure(self._memory)
                times.append(self._measured)
            seconds = max(0.0, min(times) - time.monotonic()) if times else None
            pipes = [one for one in (self._pipe, reading) if one >= 0]
            ready, _, _ = select.select(pipes, [], [], seconds)
            if reading in ready:
                os.read(reading, 1024)
            if self._pipe in ready:
                self._read(os.read(self._pipe, 65_536))
            elif self._due is not None and time.monotonic() >= self._due:
                self._end_or_wait()
        code = os.waitstatus_to_exitcode(status)
        if code >= 0:
            return code
        texts = [*self._text.decode("utf-8", "replace").split(PART.decode()), "", ""]
        raise CommandEndedError(self._signal or -code, texts[2 if self._signal == GROWN else 1])

    def _end_or_wait(self) -> None:
        """End the process, which doesn't react, unless it has had no processor to do so."""
        begun, used = self._told
        waited = time.monotonic() - begun
        if waited < _PATIENCE and _processor_seconds(self._process) - used < _GRACE:
            self._due = time.monotonic() + _GRACE / 6
        else:
            os.kill(self._process, signal.SIGKILL)
            self._due = None

    def _measure(self, memory: MemoryWatch) -> None:
        """Measure the memory if it is time to, and end the process if that is too much."""
        if time.monotonic() < self._measured:
            return
        before = memory.passed
        is_far_over, pause = memory.measure()
        self._measured = time.monotonic() + pause
        if is_far_over:
            self._signal = GROWN
            os.kill(self._process, signal.SIGKILL)
        elif memory.passed and not before:
            os.kill(self._process, GROWN)

    def _pass_on(self, number: int, _frame: FrameType | None) -> None:
        os.kill(self._process, number)

    def _read(self, data: bytes) -> None:
        """Read numbers of signals, what the process does, and whether it reacts."""
        for number in data:
            one = bytes([number])
            if one == FRAME:
                self._framed = not self._framed
                self._text = b"" if self._framed else self._text
                if not self._framed:
                    megabytes = int(self._text.partition(PART)[0])
                    self._memory = MemoryWatch(self._process, megabytes) if megabytes else None
                    self._measured = 0.0
            elif self._framed:
                self._text += one
            elif one == REACHED:
                self._due, self._signal = None, 0
            elif number in (*_ENDING, signal.SIGPROF, GROWN) and self._due is None:
                now = time.monotonic()
                self._told = now, _processor_seconds(self._process)
                self._due, self._signal = now + _GRACE, number
        if not data:  # the process has closed the pipe: it ends
            self._pipe = -1


def _processor_seconds(process: int) -> float:
    """Return the processor time of ``process`` (proc(5)); 0 if it has ended."""
    try:
        fields = Path(f"/proc/{process}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
