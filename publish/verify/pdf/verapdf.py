"""Check a PDF with veraPDF, if it is installed."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

from msgspec import DecodeError, Struct
from msgspec.json import decode

from publish.errors import Diagnostic, ToolError
from publish.runtime.programs import Program, java_environment

#: How many seconds veraPDF may take; a malicious file could keep it busy for ever.
_PATIENCE = 300.0


class _Rule(Struct, frozen=True, rename="camel"):
    """A rule that was checked; ``rule_status`` is ``FAILED`` if the file breaks it."""

    rule_status: str
    failed_checks: int = 0
    description: str = ""
    specification: str = ""
    clause: str = ""


class _Details(Struct, frozen=True, rename="camel"):
    rule_summaries: list[_Rule]


class _Result(Struct, frozen=True):
    details: _Details


class _Job(Struct, frozen=True, rename="camel"):
    validation_result: tuple[_Result]


class _Report(Struct, frozen=True):
    jobs: tuple[_Job]


class _Output(Struct, frozen=True):
    """The parts of veraPDF's answer that are read, for one file and one profile."""

    report: _Report


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
        (job,) = decode(output, type=_Output).report.jobs
    except DecodeError as error:
        raise ToolError("veraPDF", f"it gave no verdict on {path}") from error
    rules = job.validation_result[0].details.rule_summaries
    return tuple(_diagnostic(rule, path) for rule in rules if rule.rule_status == "FAILED")


def _run(command: list[str]) -> bytes:
    """Return the output of veraPDF; its exit code only says that the file breaks rules."""
    output: list[bytes] = []
    with Program(
        command,
        needed_for="a second verdict",
        fix="Install veraPDF.",
        environment=java_environment(),
    ) as program:
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


def _diagnostic(rule: _Rule, path: Path) -> Diagnostic:
    times = "once" if rule.failed_checks == 1 else f"{rule.failed_checks} times"
    return Diagnostic(
        code="verapdf",
        message=f"veraPDF, {times}: {rule.description.strip()}",
        fix="See the report of veraPDF for the places.",
        file=path,
        clause=f"{rule.specification} {rule.clause}".strip(),
    )
