"""Build many times, end some of the builds at random moments, and look for what they leave.

    python -m bench.kills [builds] [kills]

Builds of one source (EPUB, PDF, audio, all at once; an article and a book) write to one folder.
``kills`` of them are ended by SIGKILL, half of these with their process group, half the process of
the command alone; half as many by SIGTERM or SIGINT.  Some run while another build goes on, which
must not notice.  After one more build that nobody disturbs, the output folder must hold editions
and the files that were there before, the temporary folder nothing, and no process may be left.
"""

from __future__ import annotations

import os
import random
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from bench.text import article

COMMANDS = (
    ("epub", "--silent"),
    ("epub", "--narrated"),
    ("pdf",),
    ("audio", "--only", "mp3"),
    ("audio", "--only", "m4b,mp3", "--split"),
    ("build",),
)

#: Files of the user, whose names are near to ours.
OWN = (".notes.md", ".article-original.epub", ".publish-notes", "publish-0123456789abcdef.txt")

#: How long a build may take, in seconds.
PATIENCE = 300

#: How long processes may take to notice that the one that started them was killed, in seconds.
GRACE = 20


class Kills:
    """Builds in ``folder``; ``marker`` is in the environment of all their processes."""

    def __init__(self, folder: Path, seed: int = 1) -> None:
        self.folder, self.chance = folder, random.Random(seed)
        self.marker = f"PUBLISH_KILLS={secrets.token_hex(8)}"
        self.out, self.temporary = folder / "out", folder / "tmp"
        self.took: dict[tuple[str, ...], float] = {}
        self.ended: Counter[str] = Counter()
        self.left = 0
        for one in (self.out, self.temporary, folder / "book"):
            one.mkdir()
        for name in OWN:
            (self.out / name).write_text("mine", encoding="utf-8")
        self.article, self.book = folder / "article.md", folder / "book" / "publication.yaml"
        self.book.write_text(
            "title: A book\nlanguage: en\nauthors: [Ada]\ncontents: [one.md, two.md]\n", "utf-8"
        )
        self.write(0)

    def write(self, turn: int) -> None:
        """Write the sources, each time with other words, so that editions are made again."""
        self.article.write_text(article(120, seed=turn), encoding="utf-8")
        for name in ("one", "two"):
            text = f"---\ntitle: Chapter {name}\n---\n\nTurn {turn} of many. It is short.\n"
            (self.book.parent / f"{name}.md").write_text(text, encoding="utf-8")

    def start(self, command: tuple[str, ...], source: Path) -> subprocess.Popen[str]:
        voice = () if command[0] == "pdf" else ("--draft",)
        name, value = self.marker.split("=")
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "publish", *command, *voice, "-q", source, "-o", self.out],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            env=os.environ
            | {"PUBLISH_CACHE": str(self.folder / "cache"), "TMPDIR": str(self.temporary)}
            | {name: value},
        )

    def whole(self, process: subprocess.Popen[str]) -> None:
        """Wait for the end of a build that nobody disturbs."""
        said, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, said

    def build(self, turn: int, end: signal.Signals | None) -> bool:
        """Build once, and ``end`` it with that signal at a random moment.

        Return whether it was: it may have ended before.
        """
        if turn % 2:
            self.write(turn)
        command = self.chance.choice(COMMANDS)
        source = self.chance.choice((self.article, self.book))
        begun = time.monotonic()
        process = self.start(command, source)
        if end is None:
            self.whole(process)
            self.took[command] = time.monotonic() - begun
            self.ended["undisturbed"] += 1
            return True
        other, in_time = None, False
        if self.chance.random() < 0.3:  # another one, which writes other editions
            elsewhere = self.book if source == self.article else self.article
            other = self.start(("epub", "--silent"), elsewhere)
        try:
            process.wait(self.chance.uniform(0.05, self.took.get(command, 2.5)))
            self.ended["ended before"] += 1
        except subprocess.TimeoutExpired:
            in_time = True
            group = end != signal.SIGKILL or self.chance.random() < 0.5
            os.killpg(process.pid, end) if group else process.send_signal(end)
            self.ended[f"{end.name} of {'all' if group else 'one'}"] += 1
        process.communicate(timeout=GRACE)
        if other:
            self.whole(other)
            self.ended["beside a killed one"] += 1
        self.left += len([*self.temporary.iterdir(), *self.out.glob(".publish-????????????????")])
        return in_time

    def processes(self) -> list[str]:
        """Return the command lines of all processes of these builds."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if self.marker.encode() in (folder / "environ").read_bytes():
                    found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode())
            except OSError:  # it has ended
                continue
        return found

    def left_behind(self) -> list[str]:
        """Return what is left after one more build of each source: files, and processes."""
        self.write(-1)
        for source in (self.article, self.book):
            self.whole(self.start(("build",), source))
        until = time.monotonic() + GRACE
        while self.processes() and time.monotonic() < until:
            time.sleep(0.2)
        names = [name for name in OWN if (self.out / name).read_text(encoding="utf-8") != "mine"]
        editions = (self.article.stem, "book")
        ours = (one for one in self.out.iterdir() if one.name not in OWN)
        names += [one.name for one in ours if not one.name.startswith(editions)]
        return [*names, *map(str, self.temporary.rglob("*")), *self.processes()]


def main(builds: int = 100, kills: int = 20) -> int:
    """Build ``builds`` times, and return the number of things that are left."""
    ends: list[signal.Signals | None] = [signal.SIGKILL] * kills
    ends += [signal.SIGTERM, signal.SIGINT] * (kills // 4)
    with tempfile.TemporaryDirectory(prefix="publish-bench-") as folder:
        run = Kills(Path(folder))
        run.chance.shuffle(ends)
        for turn in range(builds):
            end = ends[-1] if ends and run.chance.randrange(builds - turn) < len(ends) else None
            if run.build(turn, end) and end is not None:
                ends.pop()
        found = run.left_behind()
    sys.stdout.write(f"{dict(run.ended)}\n{run.left} folders were left by the killed builds\n")
    sys.stdout.write("".join(f"left behind: {one}\n" for one in found) or "nothing is left\n")
    return len(found)


if __name__ == "__main__":
    sys.exit(min(main(*map(int, sys.argv[1:])), 1))
