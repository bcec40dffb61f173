"""How long `publish check` takes beside reading alone: at most 1.5 times as long.

    .venv/bin/python bench/check.py [WORDS] [TIMES]

Each time both are done in a process of their own that starts as the command does, one after the
other; the smallest of each counts.  Both run as a user has them (bench/installed.py), with byte
code that a first run makes.  The text has foreign sentences, links and notes, so that the rules
have work.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.installed import environment, installed
from bench.text import article

MOST = 1.5

_READ = (
    "import publish.cli.checking; from publish.source import read; from pathlib import Path; "
    "read(Path({0!r}))"
)
_CHECK = "from publish.cli import main; main(['check', {0!r}, '--json'])"


def varied(words: int) -> str:
    """An article in which every twentieth paragraph has something to look at twice."""
    out = []
    for number, paragraph in enumerate(article(words).split("\n\n")):
        out.append(paragraph)
        if number % 20 == 5:
            out.append(
                f"The [report](https://example.org/{number}) of the VTC says so.[^n{number}] "
                "Das ist nicht die richtige Haltestelle für den Zug. The Пагоня rides.\n\n"
                f"[^n{number}]: A note on it, and *je ne sais quoi* more."
            )
    return "\n\n".join(out)


def main() -> int:
    words = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    times = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "article.md"
        source.write_text(varied(words), encoding="utf-8")
        python = installed(Path(folder) / "installed")
        _seconds(python, _CHECK.format(str(source)))
        taken = {
            name: min(_seconds(python, code.format(str(source))) for _ in range(times))
            for name, code in (("read", _READ), ("check", _CHECK))
        }
    ratio = taken["check"] / taken["read"]
    print(f"{words} words: read {taken['read']:.2f} s, check {taken['check']:.2f} s: {ratio:.2f}")
    return int(ratio > MOST)


def _seconds(python: Path, code: str) -> float:
    """Processor seconds, so that what else runs on the machine does not count."""
    process = subprocess.Popen([python, "-c", code], stdout=subprocess.DEVNULL, env=environment())
    _, _, used = os.wait4(process.pid, 0)
    process.returncode = 0
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main())
