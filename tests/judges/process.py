"""Run a judge's program: found or refused loudly, never longer than its timeout."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

# Where `make test` puts what comes from Maven Central and npm.
HOME = Path(__file__).resolve().parents[2] / ".judges"


class MissingJudgeError(RuntimeError):
    """A judge is not installed; the message says what to install."""


class JudgeError(RuntimeError):
    """A judge ran and could not judge; the message has its command and the end of its output."""


def program(name: str, package: str) -> str:
    """Path of the program `name`, from the running environment first, then from PATH.

    `package` is what brings it. Raises MissingJudgeError.
    """
    here = str(Path(sys.executable).parent)
    found = shutil.which(name, path=os.pathsep.join([here, os.environ.get("PATH", os.defpath)]))
    if found is None:
        raise MissingJudgeError(f"{name} is not installed: run `make test`, or install {package}")
    return found


def downloaded(path: str) -> Path:
    """A file that `make test` downloads; `path` is below HOME. Raises MissingJudgeError."""
    found = HOME / path
    if not found.exists():
        raise MissingJudgeError(f"{found} is missing: `make test` downloads it")
    return found


def run(
    command: Sequence[str | Path],
    *,
    timeout: float,
    accept: Sequence[int] = (0,),
    environment: Mapping[str, str] | None = None,
) -> str:
    """Run `command` and return its standard output as text.

    After `timeout` seconds the program and its children are killed. Raises JudgeError then, and
    for an exit code that is not in `accept`. `environment` is added to this process's own.
    """
    process = subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, **(environment or {})},
        start_new_session=True,
    )
    try:
        output, errors = process.communicate(timeout=timeout)
    except BaseException as stopped:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        if isinstance(stopped, subprocess.TimeoutExpired):
            raise JudgeError(f"no verdict within {timeout} s: {process.args!r}") from None
        raise
    if process.returncode not in accept:
        tail = (output + errors)[-4000:]
        raise JudgeError(f"exit code {process.returncode}: {process.args!r}\n{tail}")
    return output
