"""Diagnostics, and the exceptions that ``publish`` raises on purpose, with their exit codes.

Exit code 0 means success, 130 that Ctrl-C stopped the command line.  Any other exception is a bug:
the command line prints its traceback and exits with 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from msgspec import Struct, field


class Severity(StrEnum):
    """The severity of a diagnostic: ``ERROR`` stops a build, only a check shows ``INFO``."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "information"


class Diagnostic(Struct, frozen=True, kw_only=True):
    """What is wrong, where, and how to fix it.

    ``code`` is stable (``alt-missing``).  ``line`` counts from 1; 0 means the whole file.
    ``clause`` cites the broken rule (``WCAG 2.2 1.1.1``, ``ISO 14289-1 7.3``); it is empty where no
    standard has one.
    """

    code: str
    severity: Severity = Severity.ERROR
    message: str
    fix: str
    file: Path = Path()
    line: int = 0
    clause: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " if self.line else f"{self.file}: "
        return f"{place}{self.message} {self.fix}".rstrip()


class PublishError(Exception):
    """The base class of all exceptions that are raised on purpose.

    ``diagnostics`` is empty if the exception isn't about places in files.  ``args`` are always the
    arguments of ``__init__``, so that an exception can be sent from a worker process.
    """

    exit_code = 1
    diagnostics: tuple[Diagnostic, ...] = ()


class UsageError(PublishError):
    """An argument or option is wrong."""

    exit_code = 2


class SourceError(PublishError):
    """A source can't be read.

    ``diagnostics`` are all errors that were found, ``diagnostic`` is the first.  The message begins
    with the path of the field (``authors[0].role: ...``) if the error is in the front matter.
    """

    exit_code = 3

    def __init__(self, diagnostic: Diagnostic, *more: Diagnostic) -> None:
        super().__init__(diagnostic, *more)
        self.diagnostic = diagnostic
        self.diagnostics = (diagnostic, *more)

    @classmethod
    def at(cls, file: Path, line: int, code: str, message: str, fix: str) -> SourceError:
        """Return the error for one diagnostic; ``line`` counts from 1 (0: the whole file)."""
        return cls(Diagnostic(code=code, message=message, fix=fix, file=file, line=line))

    def __str__(self) -> str:
        return "\n".join(map(str, self.diagnostics))


class InaccessibleError(PublishError):
    """The source, or an edition built from it, isn't accessible.

    ``diagnostics`` are all errors, so that they can be fixed at once.
    """

    exit_code = 4

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__(diagnostics)
        self.diagnostics = diagnostics

    def __str__(self) -> str:
        return "\n".join(map(str, self.diagnostics))


class MissingToolError(PublishError):
    """A program or library isn't installed; ``fix`` says how to install it."""

    exit_code = 5

    def __init__(self, tool: str, needed_for: str, fix: str) -> None:
        super().__init__(tool, needed_for, fix)
        self.tool, self.needed_for, self.fix = tool, needed_for, fix

    def __str__(self) -> str:
        return f"{self.tool} is needed for {self.needed_for} and was not found. {self.fix}"


class MissingVoiceError(MissingToolError):
    """A voice isn't installed; ``line`` of ``file`` names it (0: no line does)."""

    def __init__(self, voice: str, fix: str, file: Path = Path(), line: int = 0) -> None:
        super().__init__(f"The voice {voice!r}", "the narration", fix)
        self.args = (voice, fix, file, line)
        self.voice = voice
        message = f"the voice “{voice}” isn't installed."
        found = Diagnostic(code="voice-missing", message=message, fix=fix, file=file, line=line)
        self.diagnostics = (found,) if line else ()


class ToolError(PublishError):
    """A program failed; ``detail`` is the end of its standard error."""

    exit_code = 6

    def __init__(self, command: str, detail: str) -> None:
        super().__init__(command, detail)
        self.command, self.detail = command, detail

    def __str__(self) -> str:
        return f"{self.command} failed{': ' + self.detail if self.detail else '.'}"


class UnspokenError(ToolError):
    """An engine can't speak the ``words`` of a sentence, on ``line`` of ``file`` (0: unknown)."""

    def __init__(
        self, engine: str, reason: str, words: str, file: Path = Path(), line: int = 0
    ) -> None:
        super().__init__(engine, f"{reason}, twice, at this sentence: {shortened(words, 200)!r}")
        self.args = (engine, reason, words, file, line)
        self.reason, self.words = reason, words
        message = f"{engine} can't speak “{shortened(words)}”: {reason}, twice."
        fix = 'Divide the sentence or its longest word, or say how it is read: [words]{say="..."}.'
        found = Diagnostic(code="unspoken", message=message, fix=fix, file=file, line=line)
        self.diagnostics = (found,) if line else ()


class OutputError(PublishError):
    """A file can't be written."""

    exit_code = 7

    def __init__(self, path: Path, reason: str, fix: str) -> None:
        super().__init__(path, reason, fix)
        self.path, self.reason, self.fix = path, reason, fix

    def __str__(self) -> str:
        return f"{self.path}: cannot be written: {self.reason}. {self.fix}"


class StoreError(OutputError):
    """A store of files, such as S3, can't be used; ``address`` names it, or an object in it."""

    def __init__(self, address: str, reason: str, fix: str) -> None:
        super().__init__(Path(address), reason, fix)
        self.args = (address, reason, fix)
        self.address = address

    def __str__(self) -> str:
        return f"{self.address}: the store can't be used: {self.reason}. {self.fix}"


class AuditError(PublishError):
    """The audit of an edition failed: a fault of this program, not of the source.

    The unaudited edition is kept as ``kept``; ``detail`` is what went wrong.
    """

    def __init__(self, path: Path, kept: Path, detail: str) -> None:
        super().__init__(path, kept, detail)
        self.path, self.kept, self.detail = path, kept, detail

    def __str__(self) -> str:
        return (
            f"{self.path}: the audit failed: {self.detail}. This is a fault of publish, not of the "
            f"source: please report it. The edition is kept as {self.kept}; --no-audit builds "
            "without an audit."
        )


class LostError(PublishError):
    """Content of the source is missing from an edition; ``diagnostics`` name it."""

    exit_code = 8

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__(diagnostics)
        self.diagnostics = diagnostics

    def __str__(self) -> str:
        return "\n".join(map(str, self.diagnostics))


class Diagnostics(Struct, frozen=True):
    """Collects the errors of a source, so that all of them are reported at once."""

    found: list[Diagnostic] = field(default_factory=list)

    @contextmanager
    def collect(self) -> Iterator[None]:
        """Keep a :class:`SourceError` that the block raises, and go on after the block.

        One whose code is :data:`ENDING` passes alone.
        """
        try:
            yield
        except SourceError as error:
            if error.diagnostic.code == ENDING:
                raise
            self.found.extend(error.diagnostics)
            if len(self.found) >= MAX_DIAGNOSTICS:
                self.raise_all()

    def raise_all(self) -> None:
        """Raise one :class:`SourceError` with all of them, if any, by file and line."""
        if self.found:
            files = list(dict.fromkeys(one.file for one in self.found))
            once = dict.fromkeys(self.found)
            raise SourceError(*sorted(once, key=lambda one: (files.index(one.file), one.line)))


ENDING = "pictures-limit"
"""The code of an error after which nothing else of a source can be read."""

MAX_DIAGNOSTICS = 100
"""Errors that are collected before reading stops: a file with more isn't a source."""

_USUAL_NAMES = {
    "author": "authors",
    "byline": "authors",
    "date": "published",
    "updated": "modified",
    "lang": "language",
    "tags": "subjects",
    "keywords": "subjects",
    "categories": "subjects",
    "license": "licence",
    "copyright": "rights",
    "summary": "description",
    "lead": "standfirst",
    "dek": "standfirst",
    "image": "cover",
    "isbn": "identifier",
    "speed": "rate",
    "doi": "identifier",
}
"""Field names of other tools -> ours, where the nearest spelling misleads (date: dateline)."""


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the word of ``known`` that is most like ``word``, or an empty string.

    >>> nearest("autor", ["author", "editor"])
    'author'
    """
    import difflib

    matches = difflib.get_close_matches(word.lower()[:60], list(known), n=1, cutoff=0.6)
    return matches[0] if matches else ""


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return the fix for an unknown ``word``: the nearest of ``known``, or all of them."""
    names = sorted(known)
    meant = nearest(word, names)
    if (usual := _USUAL_NAMES.get(word.lower())) in names:
        meant = str(usual)
    return f"Did you mean “{meant}”?" if meant else f"Known are: {', '.join(names)}."


def shortened(text: str, length: int = 50) -> str:
    """Return ``text`` on one line, cut to ``length`` characters for a message."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"


DECEPTIVE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What :func:`escaped` escapes."""


def escaped(text: str, kept: str = "") -> str:
    r"""Return ``text`` with what could deceive a reader escaped as in Python: ``\x1b``, ``\u202e``.

    Those are control characters, which a terminal obeys; ends of lines; marks that embed, override
    or isolate the direction of writing (UAX #9, 2.1 to 2.4); and bytes in names of files that
    aren't UTF-8, as ``\udcff``.
    ``kept`` are characters that stay.
    """
    return DECEPTIVE.sub(
        lambda found: found[0] if found[0] in kept else ascii(found[0])[1:-1], text
    )
