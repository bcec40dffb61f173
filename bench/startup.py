"""How long `publish --help` takes, against `pandoc --help` if it is there and Python alone.

Run: python bench/startup.py.  Prints the median of each in ms and the ratio to bare Python, from
runs that alternate, so that a busy machine slows all alike.  ``publish`` is as a user has it, with
its byte code (bench/installed.py); the first round makes that, and does not count.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.installed import environment, installed

ROUNDS = 15


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="publish-bench-") as folder:
        python = installed(Path(folder))
        commands: dict[str, list[str | Path]] = {
            "python -c pass": [python, "-c", "pass"],
            "publish --help": [python.with_name("publish"), "--help"],
            "import typer": [python, "-c", "import typer"],
        }
        if pandoc := shutil.which("pandoc"):
            commands["pandoc --help"] = [pandoc, "--help"]
        _compare(commands)


def _compare(commands: dict[str, list[str | Path]]) -> None:
    times: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(ROUNDS + 1):
        for name, command in commands.items():
            begin = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True, env=environment())
            if number:
                times[name].append((time.perf_counter() - begin) * 1000)
    bare = statistics.median(times["python -c pass"])
    for name, taken in times.items():
        middle = statistics.median(taken)
        print(f"{name:<16} {middle:7.0f} ms   {middle / bare:5.1f} x bare Python")


if __name__ == "__main__":
    main()
