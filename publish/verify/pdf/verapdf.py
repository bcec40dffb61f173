"""Check a PDF with veraPDF, if it is installed."""

from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path
from typing import Any

from publish.errors import Diagnostic, ToolError
from publish.runtime.programs import Program

#: How many seconds veraPDF may take; a malicious file could keep it busy for ever.
_PATIENCE = 300.0


def verdict(path: Path, part: int) -> tuple[Diagnostic, ...]:
    """Return a diagnostic for each rule of PDF/UA-``part`` that the file breaks.

    There are none if veraPDF isn't installed.

    Raises:
        ToolError: veraPDF can't check the file.
    """
    program = shutil.which("verapdf")
    if program is None:
        return ()
    options = ["--flavour", f"ua{2 if part == 2 else 1}", "--format", "json", "--loglevel", "0"]
    output = _run([program, *options, "--nonpdfext", str(path.resolve())])
    try:
        (job,) = json.loads(output)["report"]["jobs"]
        (result,) = job["validationResult"]
        rules = result["details"]["ruleSummaries"]
    except (ValueError, KeyError, TypeError) as error:
        raise ToolError("veraPDF", f"it gave no verdict on {path}") from error
    return tuple(_diagnostic(rule, path) for rule in rules if rule["ruleStatus"] == "FAILED")


def _run(command: list[str]) -> bytes:
    """Return the output of veraPDF; its exit code only says that the file breaks rules."""
    output: list[bytes] = []
    with Program(command, needed_for="a second verdict", fix="Install veraPDF.") as program:
        reader = threading.Thread(target=lambda: output.append(program.stdout.read()), daemon=True)
        reader.start()
        with program.deadline(_PATIENCE):
            program.feed(())
            reader.join()
            try:
                program.finish()
            except ToolError:
                if program.timed_out or not output[0].strip():
                    raise
    return output[0]


def _diagnostic(rule: Any, path: Path) -> Diagnostic:
    count = int(rule.get("failedChecks", 0))
    times = "once" if count == 1 else f"{count} times"
    return Diagnostic(
        code="verapdf",
        message=f"veraPDF, {times}: {str(rule.get('description', '')).strip()}",
        fix="See the report of veraPDF for the places.",
        file=path,
        clause=f"{rule.get('specification', '')} {rule.get('clause', '')}".strip(),
    )
