"""veraPDF: does a PDF conform to PDF/UA or PDF/A? Every rule that failed, with an example."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from .java import ask
from .process import JudgeError

Flavour = Literal["ua1", "ua2", "1a", "1b", "2a", "2b", "2u", "3a", "3b", "3u", "4", "4e", "4f"]


@dataclass(frozen=True, slots=True)
class FailedRule:
    """One rule that a PDF breaks."""

    specification: str  # such as ISO 14289-1:2014
    clause: str  # such as 7.1
    test_number: int
    description: str
    count: int  # how many times it is broken
    context: str  # where, the first time: a path through the PDF's objects
    message: str  # what is wrong there

    def __str__(self) -> str:
        return (
            f"{self.specification} {self.clause}-{self.test_number} ({self.count}x): "
            f"{self.description}\n    {self.message}\n    at {self.context}"
        )


def check(
    pdfs: Sequence[Path], flavour: Flavour = "ua1", *, timeout: float = 180
) -> dict[Path, tuple[FailedRule, ...]]:
    """Judge all `pdfs` against one flavour.

    An empty tuple means that the PDF conforms. Raises MissingJudgeError without Java or veraPDF,
    JudgeError when a file cannot be read as a PDF.
    """
    options = ["--flavour", flavour, "--format", "json", "--loglevel", "0", "--nonpdfext"]
    output = ask(
        "verapdf",
        [*options, *(pdf.resolve() for pdf in pdfs)],
        timeout=timeout,
        accept=(0, 1, 7),  # 1: some PDF does not conform; 7: some file could not be read
    )
    jobs = {Path(job["itemDetails"]["name"]): job for job in json.loads(output)["report"]["jobs"]}
    return {pdf: _failed_rules(pdf, jobs.get(pdf.resolve())) for pdf in pdfs}


def _failed_rules(pdf: Path, job: dict[str, Any] | None) -> tuple[FailedRule, ...]:
    if job is None or "validationResult" not in job:
        raise JudgeError(f"veraPDF gave no verdict on {pdf}: {job}")
    (result,) = job["validationResult"]
    rules = tuple(
        FailedRule(
            specification=rule["specification"],
            clause=rule["clause"],
            test_number=rule["testNumber"],
            description=rule["description"],
            count=rule["failedChecks"],
            context=rule["checks"][0]["context"] if rule["checks"] else "",
            message=rule["checks"][0].get("errorMessage") or "" if rule["checks"] else "",
        )
        for rule in result["details"]["ruleSummaries"]
        if rule["ruleStatus"] == "FAILED"
    )
    if result["compliant"] is not (not rules):
        raise JudgeError(f"veraPDF contradicts itself on {pdf}: {result}")
    return rules
