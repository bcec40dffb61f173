"""The errors that ``publish`` raises on purpose; each class bears its exit code.

Any other exception is a bug: the command line keeps its traceback and exits with 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

from msgspec import Struct


class Severity(StrEnum):
    """``ERROR`` stops a build, ``WARNING`` is printed, ``INFO`` is printed when asked for."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "information"


class Problem(Struct, frozen=True, kw_only=True):
    """One finding: what is wrong, where, and how to mend it.

    ``code`` is stable (``alt-missing``), ``line`` counts from 1 (0: the whole file), ``criterion``
    names the rule that it breaks (``WCAG 2.2 1.1.1``), if one does.
    """

    code: str
    message: str
    mend: str
    file: Path = Path()
    line: int = 0
    severity: Severity = Severity.ERROR
    criterion: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " if self.line else f"{self.file}: "
        return f"{place}{self.message} {self.mend}".rstrip()


def by_severity(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """``problems`` with the gravest first; those of one severity stay in their order."""
    return tuple(sorted(problems, key=lambda one: _GRAVEST_FIRST.index(one.severity)))


_GRAVEST_FIRST = tuple(Severity)


class PublishError(Exception):
    """The family; never raised itself.

    ``args`` are always what ``__init__`` took, so that an error survives the way from a worker
    process.
    """

    exit_code = 1


class UsageError(PublishError):
    """The command line was misused."""

    exit_code = 2


class SourceError(PublishError):
    """The source cannot be read as a publication.

    ``problems`` are all that were found before reading could not go on, ``problem`` the first of
    them: file, line and mend; its ``message`` begins with the field path (``authors[0].role: ...``)
    where a field of the front matter is at fault.
    """

    exit_code = 3

    def __init__(self, problem: Problem, *more: Problem) -> None:
        super().__init__(problem, *more)
        self.problem = problem
        self.problems = (problem, *more)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


class InaccessibleError(PublishError):
    """The source reads well, but an edition made from it would shut readers out.

    Carries *all* problems of severity ``ERROR``, so that they can be mended in one go.
    """

    exit_code = 4

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


class MissingToolError(PublishError):
    """A program or library is not installed; ``mend`` says how to get it."""

    exit_code = 5

    def __init__(self, tool: str, needed_for: str, mend: str) -> None:
        super().__init__(tool, needed_for, mend)
        self.tool, self.needed_for, self.mend = tool, needed_for, mend

    def __str__(self) -> str:
        return f"{self.tool} is needed for {self.needed_for} and was not found. {self.mend}"


class MissingVoiceError(MissingToolError):
    """A voice that is asked for is not there; ``line`` of ``file`` asks for it, if one does."""

    def __init__(self, voice: str, mend: str, file: Path = Path(), line: int = 0) -> None:
        super().__init__(f"The voice {voice!r}", "the narration", mend)
        self.args = (voice, mend, file, line)
        self.voice = voice
        message = f"the voice “{voice}” is not here."
        found = Problem(code="voice-missing", message=message, mend=mend, file=file, line=line)
        self.problems = (found,) if line else ()


class ToolError(PublishError):
    """A tool failed; ``detail`` is the tail of what it said."""

    exit_code = 6

    def __init__(self, command: str, detail: str) -> None:
        super().__init__(command, detail)
        self.command, self.detail = command, detail

    def __str__(self) -> str:
        return f"{self.command} failed{': ' + self.detail if self.detail else '.'}"


class OutputError(PublishError):
    """An edition cannot be written."""

    exit_code = 7

    def __init__(self, path: Path, reason: str, mend: str) -> None:
        super().__init__(path, reason, mend)
        self.path, self.reason, self.mend = path, reason, mend

    def __str__(self) -> str:
        return f"{self.path}: cannot be written: {self.reason}. {self.mend}"


class LostError(PublishError):
    """Something of the source is not in a finished edition; ``losses`` say what, each a line."""

    exit_code = 8

    def __init__(self, losses: tuple[str, ...]) -> None:
        super().__init__(losses)
        self.losses = losses

    def __str__(self) -> str:
        return "\n".join(self.losses)
