"""How long `publish --help` takes, against `pandoc --help` if it is there and Python alone.

Run: python bench/startup.py.  Prints the median of each in ms and the ratio to bare Python, from
runs that alternate, so that a busy machine slows all alike.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import time

ROUNDS = 15

COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "publish --help": [sys.executable, "-m", "publish", "--help"],
    "import typer": [sys.executable, "-c", "import typer"],
}


def main() -> None:
    commands = dict(COMMANDS)
    if pandoc := shutil.which("pandoc"):
        commands["pandoc --help"] = [pandoc, "--help"]
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, command in commands.items():
            begin = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            times[name].append((time.perf_counter() - begin) * 1000)
    bare = statistics.median(times["python -c pass"])
    for name, taken in times.items():
        middle = statistics.median(taken)
        print(f"{name:<16} {middle:7.0f} ms   {middle / bare:5.1f} x bare Python")


if __name__ == "__main__":
    main()
