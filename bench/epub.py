"""How fast the EPUB is made, and in how much memory, beside pandoc.

Run: pip install pypandoc_binary, then python bench/epub.py [--rounds N].  Whole processes from a
cold interpreter, text only, by turns; the least of a few rounds counts, so that other work on the
machine slows neither.  Seconds of the processors stand beside those of the clock.  ``publish`` is
run as a user has it: the packages of requirements/run.txt and no more, and their byte code, which
is made by a first run that does not count.

What Python takes to start and to import the libraries that every run needs is told too: it is
beyond our reach.

What verification takes of the build of a narrated EPUB is measured too.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bench import text as texts
from bench.installed import environment, installed

BOOK, CHAPTERS = 100_000, 30
EXAMPLE = ROOT / "assets" / "example" / "article.md"

#: The command line, readers of Markdown, YAML and XML, and what defines our records; without the
#: search for garbage at the end, which publish leaves out too.
_LIBRARIES = "import gc, lxml.etree, markdown_it, msgspec, typer, yaml; gc.freeze()"


@dataclass(frozen=True)
class Taken:
    """Seconds on the clock and of the processors, and the most memory of one process, in MB."""

    seconds: float
    work: float
    memory: float


def once(command: Sequence[str | Path], **variables: str) -> Taken:
    """Run ``command``; what it took."""
    with tempfile.TemporaryFile() as said:  # browsers say much when they succeed
        begun = time.perf_counter()
        running = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=said, env=environment(**variables)
        )
        _, status, used = os.wait4(running.pid, 0)
        seconds = time.perf_counter() - begun
        running.returncode = os.waitstatus_to_exitcode(status)
        if running.returncode:
            said.seek(0)
            sys.stderr.write(said.read().decode(errors="replace"))
            raise subprocess.CalledProcessError(running.returncode, list(command))
    return Taken(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def least(runs: Sequence[Taken]) -> Taken:
    """The least of each."""
    return Taken(
        min(run.seconds for run in runs),
        min(run.work for run in runs),
        min(run.memory for run in runs),
    )


def compared(title: str, ways: dict[str, list[str | Path]], rounds: int) -> dict[str, Taken]:
    """Run each of ``ways`` by turns, once before it counts, and print each beside the first."""
    runs: dict[str, list[Taken]] = {name: [] for name in ways}
    for command in ways.values():
        once(command)
    for _ in range(rounds):
        for name, command in ways.items():
            runs[name].append(once(command))
    taken = {name: least(found) for name, found in runs.items()}
    base = next(iter(taken.values()))
    print(title)
    for name, one in taken.items():
        print(
            f"  {name:<22} {one.seconds:6.2f} s {one.seconds / base.seconds:5.2f}"
            f"   processors {one.work:6.2f} s {one.work / base.work:5.2f}"
            f"   memory {one.memory:4.0f} MB {one.memory / base.memory:5.2f}"
        )
    return taken


def pandoc() -> str | None:
    """The program in the wheel."""
    try:
        from pypandoc import get_pandoc_path
    except ImportError:
        return None
    return str(get_pandoc_path())


def chapters(text: str, folder: Path) -> Path:
    """``text`` as a publication of :data:`CHAPTERS` files, all of its words in them."""
    _head, *parts = text.split("\n## ")
    language = "language: en-GB\n"
    each = -(-len(parts) // CHAPTERS)
    names = []
    for number, start in enumerate(range(0, len(parts), each), start=1):
        names.append(f"chapter-{number}.md")
        body = "\n## ".join(["", *parts[start : start + each]])
        (folder / names[-1]).write_text(
            f"---\ntitle: Chapter {number}\n{language}---\n{body}", encoding="utf-8"
        )
    listed = "".join(f"  - {name}\n" for name in names)
    publication = folder / "publication.yaml"
    publication.write_text(
        f"title: The valley line\n{language}authors: [Ada Kowalska]\ncontents:\n{listed}",
        encoding="utf-8",
    )
    return publication


def of(part: float, whole: float, target: float) -> str:
    """A ratio beside its target."""
    return f"target: at most {target:.2f}; found {part / whole:.2f}"


def beside_pandoc(program: str, python: Path, folder: Path, rounds: int) -> None:
    """The example and a book of 100,000 words."""
    publish: list[str | Path] = [python.with_name("publish"), "epub", "-q", "--no-cache"]
    publish += ["-o", folder]
    peer: list[str | Path] = [program, "-o", folder / "peer.epub"]
    found = compared(
        "the example, text only",
        {"pandoc": [*peer, "--resource-path", EXAMPLE.parent, EXAMPLE],
         "publish": [*publish, EXAMPLE],
         "its libraries alone": [python, "-c", _LIBRARIES],
         "Python alone": [python, "-c", "pass"]},
        rounds * 3,
    )  # fmt: skip
    print(f"  time: {of(found['publish'].seconds, found['pandoc'].seconds, 1.3)}\n")
    book = folder / "book.md"
    text = texts.book(BOOK)
    book.write_text(text, encoding="utf-8")
    split = chapters(text, folder)
    found = compared(
        f"a book of {BOOK} words, text only",
        {"pandoc": [*peer, "--toc", book], "publish": [*publish, book],
         f"publish, {CHAPTERS} chapters": [*publish, split]},
        rounds,
    )  # fmt: skip
    base = found.pop("pandoc")
    for name, one in found.items():
        print(f"  {name}, time: {of(one.seconds, base.seconds, 0.35)}")
        print(f"  {name}, memory: {of(one.memory, base.memory, 0.25)}")
    print()


def timed(function: Callable[[], object], rounds: int = 3) -> float:
    """The least seconds of the processor that ``function`` takes in this process."""
    taken = []
    for _ in range(rounds):
        begun = time.process_time()
        function()
        taken.append(time.process_time() - begun)
    return min(taken)


def verification(python: Path, folder: Path) -> None:
    """The project's own checks of a finished book, against the build that they are a part of."""
    from publish.verify import verify

    program = python.with_name("publish")
    narrated = [program, "epub", "--narrated", "-q", "-o", folder, EXAMPLE]
    building = once(narrated, PUBLISH_CACHE=str(folder / "cache"))
    verifying = timed(lambda: verify(folder / "article.epub"))
    print(f"the example, narrated: {building.work:.2f} s of the processors, verified in", end=" ")
    print(f"{verifying:.3f} s\n  verification: {of(verifying, building.work, 0.05)} of the build")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=3, help="how often each is run")
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory(prefix="publish-bench-") as folder:
        python, program = installed(Path(folder) / "installed"), pandoc()
        if program is None:
            print("pandoc is missing: pip install pypandoc_binary\n")
        else:
            beside_pandoc(program, python, Path(folder), rounds)
        verification(python, Path(folder))


if __name__ == "__main__":
    main()
