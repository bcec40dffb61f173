"""Run what renders drawings and decodes pictures in one limited process.

Pictures are strangers' data: a file of a few kilobytes can keep a renderer busy for days, fill the
memory or crash a decoder.  A function with :func:`confined` runs in a child process
(``confined_child``), which is started at the first call, answers one call after the other, and is
used until this process ends.  Each call has limits of processor time (:data:`SECONDS`), memory
(:data:`MEMORY`) and output (:data:`MAX_ANSWER`).  A child that exceeds one ends, and the next call
starts another.  All calls for a source have a limit of time together (:data:`ALL_SECONDS`).

The functions are pure, so their answers are kept (:mod:`publish.runtime.kept`): pictures that an
earlier build has read need no child.

Messages are MessagePack in frames (:mod:`publish.runtime.frames`), decoded to the types in the
function's signature; no message can name code.  The child ends when its standard
input does, even in the middle of a call, so it never outlives this process.
"""

from __future__ import annotations

import atexit
import functools
import inspect
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import msgspec

from publish.errors import ENDING, Diagnostic, SourceError
from publish.model import AltStatus, Image
from publish.runtime import kept
from publish.runtime.deadline import VARIABLE
from publish.runtime.folder import FileRefusedError
from publish.runtime.frames import receive_frame, send_frame
from publish.runtime.limits import limit_for, limit_in
from publish.runtime.programs import Program, python_command, python_path

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

#: The processor seconds of one call: these, and so many for each megabyte of its arguments.
SECONDS, SECONDS_PER_MEGABYTE = 2.5, 1.0

#: What calls that failed may take together until others have only :data:`LEAST_SECONDS`, and until
#: there are no others.  It is forgotten after :data:`_FORGOTTEN` clock seconds without a failure.
WASTED, MOST_WASTED, LEAST_SECONDS = 2.5, 4.0, 0.15
_FORGOTTEN = 60

#: The processor seconds of all calls together that a process makes for a source: these, and so
#: many for each megabyte of their arguments beyond the first.  Maps take 4 s for a megabyte, small
#: diagrams 2.5 s, and photographs 0.1 s; a shadow behind a whole drawing takes 2 s in the PDF.
ALL_SECONDS, ALL_PER_MEGABYTE = 40, 20

#: The data of the child in bytes, with its libraries (``RLIMIT_DATA``; only Linux enforces it).
MEMORY = 350_000_000

#: The largest answer in bytes.
MAX_ANSWER = 200_000_000

#: Clock seconds per processor second after which a child is ended that waits for something.
_PATIENCE = 20


class LimitError(SourceError):
    """A renderer or decoder exceeded a limit, or couldn't read what it got.

    ``reason`` completes a sentence that begins with the picture ``source``, whose file is ``file``;
    ``fix`` says what helps.
    """

    code = "picture-limit"

    def __init__(self, reason: str, fix: str, source: str = "", file: Path = Path()) -> None:
        self.reason, self.fix = reason, fix
        refused = self.refused(source)
        super().__init__(Diagnostic(code=refused.code, message=refused.message, fix=fix, file=file))
        self.args = (reason, fix, source, file)

    def refused(self, name: str) -> FileRefusedError:
        """Return the error for the picture ``name``, which is empty if nobody knows it."""
        picture = f"The picture “{name}”" if name else "A picture"
        return FileRefusedError(self.code, f"{picture} {self.reason}.", self.fix)


class TotalError(LimitError):
    """The pictures of a source exceeded the limit of time that they have together."""

    code = ENDING


class Call(msgspec.Struct, frozen=True, array_like=True):
    """A call of ``function`` in ``module``, with its limit of processor time in seconds.

    The next message are its arguments.
    """

    module: str
    function: str
    seconds: float


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """The ``value`` that a call returned, or why there is none.

    ``refused`` are the arguments of a :class:`FileRefusedError`, ``failure`` the reason and the fix
    of a :class:`LimitError`.  ``seconds`` is the processor time that the call took.
    """

    value: msgspec.Raw = msgspec.Raw(b"\xc0")
    refused: tuple[str, str, str] | None = None
    failure: tuple[str, str] | None = None
    seconds: float = 0.0


def confined(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Return ``function``, run in the limited child; it stays itself in the child.

    Its arguments and its result are of types that msgspec encodes, with annotations that exist at
    run time.  It gets pictures without their alt text, so that the answer is the same for all.  It
    raises :class:`FileRefusedError` and :class:`LimitError`, nothing else.
    """
    form: list[inspect.Signature] = []

    @functools.wraps(function)
    def call(*arguments: Parameters.args, **named: Parameters.kwargs) -> Result:
        if _inside:
            return function(*arguments, **named)
        form[:] = form or [inspect.signature(function)]
        bound = form[0].bind(*arguments, **named)
        bound.apply_defaults()
        values = bound.arguments.values()
        given = tuple(wordless(one) if isinstance(one, Image) else one for one in values)
        module, name = function.__module__, function.__qualname__
        packed = msgspec.msgpack.encode(given, enc_hook=encoded)
        found = kept.answer(
            module, name, packed, lambda: bytes(_client().ask(module, name, given, packed))
        )
        kind = kept.result_type(function)
        value: Result = msgspec.msgpack.decode(found, type=kind, dec_hook=decoded)
        return value

    return call


def wordless(image: Image) -> Image:
    """Return ``image`` without what authors say about it."""
    return msgspec.structs.replace(image, alt=None, alt_status=AltStatus.REVIEWED, words=None)


_inside: list[bool] = []


def call_directly() -> None:
    """Let confined functions run in this process: it is the limited child."""
    _inside.append(True)


def encoded(value: object) -> str:
    """Return what stands for ``value`` of a type that msgspec doesn't know."""
    if isinstance(value, Path):
        return str(value)
    raise NotImplementedError(type(value))


def decoded(kind: type, value: Any) -> Any:
    """Return the value of type ``kind`` that :func:`encoded` wrote."""
    if issubclass(kind, Path):
        return kind(value)
    raise NotImplementedError(kind)


class _Client:
    """The child of this process, and what it has taken, and wasted in calls that failed."""

    def __init__(self) -> None:
        self.process = os.getpid()
        self._lock = threading.Lock()
        self._program: Program | None = None
        self._wasted = self._failed_at = 0.0
        self.begin()

    def begin(self) -> None:
        """Count the time of another source."""
        self._taken, self._size = 0.0, 0

    def ask(
        self, module: str, function: str, arguments: tuple[object, ...], packed: bytes
    ) -> msgspec.Raw:
        """Return the encoded result of a call; ``packed`` are the encoded ``arguments``.

        Raises:
            FileRefusedError: The function raised it.
            LimitError: It exceeded a limit, or a library failed.
            TotalError: All calls together have exceeded one.
        """
        with self._lock:
            seconds = SECONDS + SECONDS_PER_MEGABYTE * len(packed) / 1e6
            self._size += len(packed)
            most = _all_seconds(self._size)
            if self._taken > most:
                raise _error(arguments, *_all_too_long(most), TotalError)
            started = time.monotonic()
            if started - self._failed_at > _FORGOTTEN:
                self._wasted = 0.0
            if self._wasted > MOST_WASTED:
                raise _error(arguments, *_AFTER_OTHERS)
            if self._wasted > WASTED:
                seconds = LEAST_SECONDS
            header = msgspec.msgpack.encode(Call(module, function, seconds))
            answer = self._answer((header, packed), seconds)
            ended = time.monotonic()
            taken = answer.seconds or min(ended - started, seconds)  # a child that ended tells none
            self._taken += taken
            if answer.refused or answer.failure:
                self._failed_at = ended
                self._wasted += taken + (0 if self._program else _START)
        if answer.refused:
            raise FileRefusedError(*answer.refused)
        if answer.failure:
            raise _error(arguments, *answer.failure)
        return answer.value

    def _answer(self, messages: tuple[bytes, bytes], seconds: float) -> Answer:
        while True:
            known = self._program is not None
            program = self._program = self._program or _started()
            try:
                with program.deadline(_PATIENCE * seconds):
                    for message in messages:
                        send_frame(program.stdin, message)
                    received = receive_frame(program.stdout, MAX_ANSWER)
                return msgspec.msgpack.decode(received, type=Answer)
            except OverflowError:
                self.end()
                return Answer(failure=(_TOO_LONG, SIMPLER))
            except (EOFError, OSError):
                code = self.end(_GRACE)
                if known and code == -signal.SIGKILL and not program.timed_out:
                    continue  # another job, which had started it, was stopped
                return Answer(failure=_reason(code, seconds, late=program.timed_out))
            except BaseException:
                self.end()  # interrupted: it would answer the next call with this answer
                raise

    def end(self, grace: float = 0) -> int | None:
        """End the child within ``grace`` seconds; return its exit code, negative for a signal."""
        program, self._program = self._program, None
        return None if program is None else program.end(grace)

    def close(self) -> None:
        if self.process == os.getpid():
            self.end()


#: The time in seconds in which a child that closed its output has ended.
_GRACE = 2.0


def _started() -> Program:
    return Program(
        python_command("publish.runtime.confined_child"),
        needed_for="drawings and pictures",
        fix="Check that Python can start other programs.",
        environment=python_path(),
    )


_clients: list[_Client] = []


def _client() -> _Client:
    """Return the client of this process; a copy of the process (``fork``) gets its own."""
    if not _clients or _clients[-1].process != os.getpid():
        _clients[:] = [_Client()]
        atexit.register(_clients[-1].close)
    return _clients[-1]


def begin_source() -> None:
    """Begin to count the time of the pictures of another source; that of others is forgotten."""
    _client().begin()


SIMPLER, AGAIN = "Simplify it, or save it smaller.", "Save it again."

_AFTER_OTHERS = (
    "isn't drawn or decoded, since other pictures took too long",
    "Simplify those first, or save them smaller.",
)

#: The processor seconds that it takes to start another child.
_START = 0.15

_TOO_LONG = f"becomes larger than {MAX_ANSWER // 1_000_000} MB"

NEEDS_MEMORY = f"needs more than {MEMORY // 1_000_000} MB of memory to be drawn or decoded"


def _reason(code: int | None, seconds: float, *, late: bool) -> tuple[str, str]:
    """Return why the child ended with ``code``, and the fix."""
    if late or code in (-getattr(signal, name, 0) for name in ("SIGPROF", "SIGXCPU")):
        if seconds == LEAST_SECONDS:
            return _AFTER_OTHERS
        reason = f"takes more than {seconds:.1f} processor seconds to be drawn or decoded"
        return reason, SIMPLER
    if code in (-signal.SIGABRT, -signal.SIGKILL):  # libraries abort without memory
        return NEEDS_MEMORY, SIMPLER
    return "ends the program that draws or decodes it", AGAIN


def _all_seconds(size: int) -> int:
    """Return the seconds of all calls with ``size`` bytes; the variable only allows more."""
    first = max(ALL_SECONDS, limit_in(VARIABLE, ALL_SECONDS, 12 * ALL_SECONDS))
    return limit_for(size, first, ALL_PER_MEGABYTE)


def _all_too_long(seconds: int) -> tuple[str, str]:
    """Return why a call isn't made if all may take ``seconds``, and the fix."""
    return (
        f"isn't drawn or decoded: those before it take more than {seconds} s of processor time",
        "Simplify the pictures, or save them smaller. If they are as they should be, allow more "
        f"time: set the environment variable {VARIABLE}={12 * seconds}.",
    )


def _error(
    arguments: tuple[object, ...], reason: str, fix: str, kind: type[LimitError] = LimitError
) -> LimitError:
    image = next((one for one in arguments if isinstance(one, Image)), None)
    return kind(reason, fix, image.source, image.file) if image else kind(reason, fix)
