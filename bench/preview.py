"""Measure how soon a save is seen in the preview, next to `mkdocs serve`, and the memory of both.

Run: python bench/preview.py [--times 7] [SOURCE].  The same article is served by both, one after
the other, in a copy of its folder.  A first page is measured from the start of the command until
its words are seen in Chromium, a save from the moment at which the file is written.  The memory is
that of the server and its processes together (PSS, in which shared pages count once), after the
saves.  Both have their byte code: a first run compiles it, and isn't counted.

MkDocs renders Markdown to a page with a theme, and does nothing of what a check or the web edition
here does: a ratio of 1 would be good.  It is installed into .cache/mkdocs when it isn't there.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import json

from tests.judges.browser import drive

MKDOCS = ROOT / ".cache/mkdocs"
VERSION = "1.6.1"
SCRIPT = Path(__file__).with_suffix(".mjs")


@dataclass(frozen=True, slots=True)
class Seen:
    """Seconds until the first page, until each save was seen, and megabytes of memory."""

    first: float
    saves: list[float]
    memory: float

    @property
    def usual(self) -> float:
        return statistics.median(self.saves)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", nargs="?", type=Path, default=ROOT / "assets/example/article.md")
    parser.add_argument("--times", type=int, default=7)
    asked = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(folder, "compiled"))
        of_publish(asked.source, Path(folder, "first"), 1)
        ours = of_publish(asked.source, Path(folder, "publish"), asked.times)
        of_mkdocs(asked.source, Path(folder, "first-mkdocs"), 1)
        theirs = of_mkdocs(asked.source, Path(folder, "mkdocs"), asked.times)
    print(f"{'':<16}{'first page':>12}{'save (median)':>16}{'save (worst)':>15}{'memory':>10}")
    for name, one in (("publish serve", ours), ("mkdocs serve", theirs)):
        print(
            f"{name:<16}{one.first:>10.2f} s{one.usual:>14.2f} s{max(one.saves):>13.2f} s"
            f"{one.memory:>7.0f} MB"
        )
    print(
        f"{'ratio':<16}{ours.first / theirs.first:>12.2f}{ours.usual / theirs.usual:>16.2f}"
        f"{max(ours.saves) / max(theirs.saves):>15.2f}{ours.memory / theirs.memory:>10.2f}"
    )


def of_publish(source: Path, folder: Path, times: int) -> Seen:
    shutil.copytree(source.parent, folder)
    file = folder / source.name
    command = [sys.executable, "-P", "-m", "publish", "serve", str(file), "--no-browser"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return _seen(command, environment, file, "", times)


def of_mkdocs(source: Path, folder: Path, times: int) -> Seen:
    program = MKDOCS / "bin/mkdocs"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", MKDOCS], check=True)
        packages = [f"mkdocs=={VERSION}", "click<8.2"]  # with a later one it watches nothing
        subprocess.run([MKDOCS / "bin/pip", "install", "-q", *packages], check=True)
    shutil.copytree(source.parent, folder / "docs")
    file = folder / "docs/index.md"
    (folder / "docs" / source.name).rename(file)
    (folder / "mkdocs.yml").write_text("site_name: Preview\n")
    config = ["-f", str(folder / "mkdocs.yml"), "-a", "127.0.0.1:8799"]
    address = "http://127.0.0.1:8799/"
    return _seen([str(program), "serve", *config], dict(os.environ), file, address, times)


def _seen(
    command: list[str], environment: dict[str, str], file: Path, address: str, times: int
) -> Seen:
    """Run a server, and measure it; its address is what it prints, unless it is given."""
    begun = time.perf_counter()
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as server:
        assert server.stdout
        for line in server.stdout:
            found = re.search(r"http://127\.0\.0\.1\S+", line)
            if found:
                address = address or found[0]
                break
        ready = time.perf_counter() - begun
        request = {"address": address, "file": str(file), "times": times, "words": _words(file)}
        told = json.loads(drive(SCRIPT, request, "puppeteer-core", timeout=300))
        memory = sum(map(_memory, _processes(server.pid)))
        server.send_signal(signal.SIGINT)
    return Seen(ready + told["first"] / 1000, [one / 1000 for one in told["saves"]], memory)


def _words(file: Path) -> str:
    """Return words that the page shows when it is there: those of its first paragraph."""
    body = file.read_text("utf-8").partition("\n---\n")[2]
    plain = (line for line in body.splitlines() if re.fullmatch(r"[A-Z][\w ,.’'-]{40,}", line))
    return " ".join(next(plain).split()[:4])


def _processes(parent: int) -> list[int]:
    """Return ``parent`` and the processes below it."""
    tasks = Path(f"/proc/{parent}/task").iterdir()
    children = [child for task in tasks for child in (task / "children").read_text().split()]
    return [parent, *(one for child in children for one in _processes(int(child)))]


def _memory(process: int) -> float:
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    found = re.search(r"^Pss:\s+(\d+) kB", rollup, re.M)
    return int(found[1]) / 1000 if found else 0.0


if __name__ == "__main__":
    main()
