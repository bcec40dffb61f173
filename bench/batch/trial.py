"""One run of ``publish batch`` in folders of its own, and what it leaves behind."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import psutil

OWN = (".publish-batch", "contact-sheet", "batch.jsonl", "index.html", ".contact-sheet.json")
"""What a batch writes beside the editions: it holds dates and times, so only names are compared."""

_UNUSUAL = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED")
"""What a user's shell doesn't say: without byte code each process compiles all sources again."""

GRACE = 20
"""How long processes may take to notice that the one that started them was killed, in seconds."""


def files(folder: Path, *, content: bool = True) -> dict[str, str]:
    """Return the digest of each file below ``folder``, by its path; empty for those of a batch."""
    found = {}
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            path = file.relative_to(folder)
            compared = content and path.parts[0] not in OWN
            data = file.read_bytes() if compared else b""
            found[path.as_posix()] = hashlib.sha256(data).hexdigest() if compared else ""
    return found


def different(one: dict[str, str], other: dict[str, str]) -> list[str]:
    """Return what ``other`` has more, less or with other bytes than ``one``."""
    more = [f"more: {name}" for name in sorted(other.keys() - one.keys())]
    less = [f"missing: {name}" for name in sorted(one.keys() - other.keys())]
    both = sorted(one.keys() & other.keys())
    return [*more, *less, *(f"other bytes: {name}" for name in both if one[name] != other[name])]


class Trial:
    """A batch of ``titles`` in ``folder``: the editions in ``out``, a cache, temporary files."""

    def __init__(self, titles: Path, folder: Path, options: Sequence[str]) -> None:
        self.titles, self.folder, self.options = titles.absolute(), folder, options
        self.out, self.cache, self.temporary = (folder / name for name in ("out", "cache", "tmp"))
        self.marker = secrets.token_hex(8)
        self.temporary.mkdir(parents=True)

    def environment(self, node: str = "") -> dict[str, str]:
        """Return the variables of its processes; each ``node`` has folders of its own."""
        cache, temporary = self.cache / node, self.temporary / node
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary.mkdir(exist_ok=True)
        usual = {name: os.environ[name] for name in os.environ if name not in _UNUSUAL}
        return usual | {
            "PUBLISH_CACHE": str(cache),
            "PUBLISH_TRIAL": self.marker,
            "TMPDIR": str(temporary),
        }

    def start(self, *more: str, prefix: Sequence[str] = ()) -> subprocess.Popen[bytes]:
        """Start ``publish batch``; what it says is in ``log.txt``."""
        command = [sys.executable, "-P", "-m", "publish", "batch", self.titles, "-o", self.out]
        with (self.folder / "log.txt").open("ab") as log:
            return subprocess.Popen(
                [*prefix, *command, *self.options, *more],
                env=self.environment(),
                stdout=log,
                stderr=log,
            )

    def processes(self, *words: str) -> list[psutil.Process]:
        """Return those processes of this batch that have one of ``words`` in their command line."""
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get("PUBLISH_TRIAL") == self.marker:
                    line = " ".join(process.cmdline())
                    found += [process] * (not words or any(word in line for word in words))
            except psutil.Error:  # it has ended
                continue
        return found

    def results(self) -> list[dict[str, Any]]:
        """Return the records of the titles."""
        folder = self.out / ".publish-batch" / "results"
        found = (json.loads(file.read_bytes())["result"] for file in sorted(folder.rglob("*.json")))
        return [one for one in found if one]

    def work(self) -> float:
        """Return the median of the processor seconds that the titles took."""
        return median(sum(one["seconds"].values()) for one in self.results())

    def states(self) -> Counter[str]:
        return Counter(one["state"] for one in self.results())

    def left_behind(self) -> Iterator[str]:
        """Yield processes and files that should be gone when a batch has ended."""
        until = time.monotonic() + GRACE
        while (alive := self.processes()) and time.monotonic() < until:
            time.sleep(0.2)
        for process in alive:
            yield f"process: {' '.join(process.cmdline())[:200]}"
        for file in self.temporary.rglob("*"):
            if not file.is_dir() or file.parent.name.startswith("publish-"):
                yield f"temporary: {file}"
        for file in self.cache.rglob("-*"):  # removed an hour later, by any build
            yield f"unfinished entry of the cache: {file.name}"
        for file in self.out.rglob("*"):
            if file.name.startswith(".publish-") and file.name not in OWN:
                yield f"in the output: {file}"

    def log(self) -> str:
        return (self.folder / "log.txt").read_text("utf-8", "replace")[-3000:]


def run(trial: Trial, *more: str, prefix: Sequence[str] = ()) -> float:
    """Build, and return the seconds it took.  Raises ``SystemExit`` with the log if it fails."""
    begun = time.monotonic()
    code = trial.start(*more, prefix=prefix).wait()
    if code:
        raise SystemExit(f"publish batch ended with {code}:\n{trial.log()}")
    return time.monotonic() - begun


def judged(quiet: Trial, disturbed: Trial) -> list[str]:
    """Compare two batches of the same titles; return what is wrong with the second.

    A title whose worker was lost after it had built it is unchanged for the next worker.
    """
    wrong = different(files(quiet.out), files(disturbed.out))
    states = disturbed.states()
    if not set(states) <= {"built", "unchanged"}:
        wrong.append(f"states: {dict(states)}")
    return [*wrong, *disturbed.left_behind()]


def again(trial: Trial, *more: str, prefix: Sequence[str] = ()) -> tuple[float, list[str]]:
    """Build once more; return the seconds that it took, and what it should not have made."""
    before = {path: path.stat().st_mtime_ns for path in _editions(trial.out)}
    seconds = run(trial, *more, prefix=prefix)
    after = {path: path.stat().st_mtime_ns for path in _editions(trial.out)}
    wrong = [f"made again: {path}" for path in before if after.get(path) != before[path]]
    states = trial.states()
    return seconds, wrong + ([f"states: {dict(states)}"] if set(states) != {"unchanged"} else [])


def _editions(folder: Path) -> list[Path]:
    return [one for one in folder.rglob("*") if one.relative_to(folder).parts[0] not in OWN]
