"""Check the accessibility of an EPUB with Ace by DAISY, if it is installed."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from posixpath import dirname, join
from typing import Any

from publish.errors import Diagnostic, Severity, ToolError, shortened
from publish.runtime.programs import run
from publish.runtime.temporary import temporary_folder

#: How many seconds Ace may take, for all documents of a book.
_PATIENCE = 900.0

#: Ace's browser may start slowly on a busy machine, in ms.
_ENVIRONMENT = {"ACE_TIMEOUT_INITIAL": "60000"}

_CRITERION = re.compile(r"wcag(\d)(\d)(\d+)")


def command() -> tuple[str, ...]:
    """Return how to start Ace; empty if it isn't installed.

    ``ace-puppeteer`` needs no display; ``ace`` does.
    """
    program = shutil.which("ace-puppeteer") or shutil.which("ace")
    return (program,) if program else ()


def verdict(path: Path, package: str, claimed: str) -> tuple[Diagnostic, ...]:
    """Return a diagnostic for each rule of Ace that a document breaks.

    A failure of WCAG or of EPUB Accessibility is an error if the book claims to conform at its
    level, otherwise a warning; best practices are information.  ``package`` is the path of the
    package document in the book, ``claimed`` the level of WCAG (``AA``), empty if there is none.
    There are no diagnostics if Ace isn't installed.

    Raises:
        ToolError: Ace can't check the file.
    """
    program = command()
    if not program:
        return ()
    with temporary_folder() as folder:
        report = folder / "report"
        report.mkdir()
        words = [*program, "--silent", "--force", "--outdir", str(report), str(path.resolve())]
        run(words, timeout=_PATIENCE, environment=_ENVIRONMENT)
        try:
            found = json.loads((report / "report.json").read_text("utf-8"))
            return tuple(_diagnostics(found, path, package, claimed))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ToolError("Ace", f"it gave no verdict on {path}") from error


def _diagnostics(report: Any, path: Path, package: str, claimed: str) -> Iterator[Diagnostic]:
    for document in report["assertions"]:
        url = str(document["earl:testSubject"]["url"])
        name = url if url == package else join(dirname(package), url).rpartition("//")[2]
        failed: dict[str, list[Any]] = {}
        for one in document["assertions"]:
            if one["earl:result"]["earl:outcome"] == "fail":
                failed.setdefault(str(one["earl:test"]["dct:title"]), []).append(one)
        for rule, places in failed.items():
            yield _diagnostic(rule, places, path / name, claimed)


def _diagnostic(rule: str, places: list[Any], file: Path, claimed: str) -> Diagnostic:
    test, result = places[0]["earl:test"], places[0]["earl:result"]
    tags = [str(tag) for tag in test.get("rulesetTags", ())]
    criteria = [".".join(found.groups()) for tag in tags if (found := _CRITERION.fullmatch(tag))]
    times = f" ({len(places)} times)" if len(places) > 1 else ""
    words = str(result["dct:description"]).strip().removesuffix(".")
    markup = f": {result['html']}" if result.get("html") else ""
    return Diagnostic(
        code=f"ace-{rule}",
        severity=_severity(tags, str(test["earl:impact"]), claimed),
        message=f"Ace{times}: {shortened(words + markup, 200)}.",
        fix=f"See {test['help']['url']}.",
        file=file,
        clause=f"WCAG 2.2 {', '.join(criteria)} (Ace {rule})" if criteria else f"Ace {rule}",
    )


def _severity(tags: list[str], impact: str, claimed: str) -> Severity:
    if "best-practice" in tags:
        return Severity.INFO
    level = "AA" if any(tag.startswith("wcag2") and tag.endswith("aa") for tag in tags) else "A"
    required = impact in ("critical", "serious") and len(claimed) >= len(level)
    return Severity.ERROR if required else Severity.WARNING
