"""Ace by DAISY: accessibility of EPUBs, judged in a real browser."""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .browser import FLAGS, executable
from .process import JudgeError, downloaded, program, run

BATCH = Path(__file__).with_name("ace_batch.js")


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing in a book that some reader cannot perceive, reach or understand."""

    impact: str  # critical, serious, moderate, minor
    rule: str  # such as image-alt
    document: str  # path in the book; the package document for metadata
    text: str
    html: str  # the element, if it is one

    def __str__(self) -> str:
        return f"{self.impact} {self.rule} {self.document}: {self.text} {self.html}".rstrip()


def check(books: Sequence[Path], *, timeout: float = 300) -> dict[Path, tuple[Violation, ...]]:
    """Judge all `books` in one browser: some 3 seconds, and 0.3 for each document.

    Raises MissingJudgeError without Node, Ace or Chromium, JudgeError when a book gets no verdict.
    """
    modules = downloaded("node/node_modules/@daisy/ace-core").parents[1]
    node = program("node", "Node 20 or later")
    with tempfile.TemporaryDirectory() as folder:
        request = Path(folder, "request.json")
        request.write_text(
            json.dumps(
                {
                    "modules": str(modules),
                    "browser": executable(),
                    "flags": FLAGS,
                    "books": [str(book.resolve()) for book in books],
                    "folder": folder,
                }
            ),
            "utf-8",
        )
        home = {"HOME": folder, "XDG_CONFIG_HOME": folder, "ACE_TIMEOUT_INITIAL": "60000"}
        output = run([node, BATCH, request], timeout=timeout, environment=home)
        verdicts = json.loads(Path(folder, "verdicts.json").read_text("utf-8"))
    found = {}
    for book, verdict in zip(books, verdicts, strict=True):
        if "error" in verdict:
            raise JudgeError(f"Ace gave no verdict on {book}: {verdict['error']}\n{output[-4000:]}")
        found[book] = _violations(verdict["report"])
        if (verdict["report"]["earl:result"]["earl:outcome"] == "pass") is bool(found[book]):
            raise JudgeError(f"Ace contradicts itself on {book}: {found[book]}")
    return found


def _violations(report: dict[str, Any]) -> tuple[Violation, ...]:
    return tuple(
        Violation(
            impact=one["earl:test"]["earl:impact"],
            rule=one["earl:test"]["dct:title"],
            document=document["earl:testSubject"]["url"],
            text=one["earl:result"]["dct:description"],
            html=one["earl:result"].get("html", ""),
        )
        for document in report["assertions"]
        for one in document["assertions"]
        if one["earl:result"]["earl:outcome"] == "fail"
    )
