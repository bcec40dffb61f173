"""How the cost of each command grows with the source, and how it compares with pandoc.

Run: python bench/growth.py [--kinds paragraphs,rows] [--commands epub,check,verify]
[--sizes 1000,2000,4000,8000]

For each kind of content, sources of growing size are made (the same each time), and each command is
run as a user runs it, in a process of its own. What counts is the processor seconds of the process
and of its children, and its peak memory. What the command takes for a source with a single piece is
subtracted, and a line is fitted to the logarithms of the larger half of the sizes, without those
that take less than 0.2 seconds more: its slope is the exponent, 1 for linear growth. A command that
takes less than a second more than for one piece, which is too little to tell, is tried with twice
as much, up to 64,000 pieces. The exit code is 1 if an exponent is above 1.1, or an EPUB takes more
than 1.5 times as long as ``pandoc -t epub3`` for the same Markdown (pip install pypandoc_binary).
Memory is given per piece, between the smallest and the largest source.
"""

from __future__ import annotations

import argparse
import math
import os
import shutil
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bench.epub import pandoc
from bench.installed import environment, installed

MOST_EXPONENT, MOST_RATIO = 1.1, 1.5
SIZES = (1_000, 2_000, 4_000, 8_000)
PICTURES = 10
CERTAIN = 0.2
"""Seconds that count for the exponent."""
LEAST, LARGEST = 1.0, 64_000
"""Seconds that the largest source takes more than a single piece, and how large it becomes."""
SLOW = 120
"""Seconds after which larger sources of a kind aren't tried."""

#: EPUBs of repeated sentences are packed to less than their deadline of import is made for.
_WITHOUT_DEADLINE = {
    "PUBLISH_PROCESSOR_SECONDS": "600",
    "PUBLISH_IMPORT_SECONDS": "600",
    "PUBLISH_IMPORT_MEGABYTES": "1000",
}

_HEAD = "---\ntitle: The valley line\nlanguage: en-GB\nauthors: [Ada Kowalska]\n---\n\n"
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def initialism(number: int) -> str:
    """Return an initialism of four letters or five, another for each ``number``."""
    letters = ""
    for _ in range(4):
        number, place = divmod(number, len(_LETTERS))
        letters += _LETTERS[place]
    return letters + (_LETTERS[number % len(_LETTERS)] if number else "")


def sentence(number: int) -> str:
    """Return a short sentence."""
    return f"The driver of car {number} counted the lamps at the bridge again."


def _paragraphs(size: int) -> Iterator[str]:
    return map(sentence, range(size))


def _headings(size: int) -> Iterator[str]:
    for number in range(size):
        yield f"{'##' if number % 10 == 0 else '###'} Stop {number}"
        yield sentence(number)


def _rows(size: int) -> Iterator[str]:
    rows = "\n".join(f"| {n} | Stop {n} | {n % 7} minutes |" for n in range(size))
    yield f"| Number | Stop | Wait |\n|---|---|---|\n{rows}"
    yield ": The stops of the line"


def _notes(size: int) -> Iterator[str]:
    for number in range(size):
        yield f"The lamp at stop {number} was broken.[^n{number}]"
        yield f"[^n{number}]: From the diary of the line, page {number}."


def _links(size: int) -> Iterator[str]:
    for number in range(size):
        yield f"The [archive of car {number}](https://example.org/{number}) is open to all."


def _references(size: int) -> Iterator[str]:
    for number in range(size):
        yield f"## Stop {number} {{#stop-{number}}}"
        yield f"After this [the next stop of car {number}](#stop-{(number + 7) % size}) is told."


def _definitions(size: int) -> Iterator[str]:
    for number in range(size):
        yield f"Lamp {number}\n: {sentence(number)}"


def _figures(size: int) -> Iterator[str]:
    for number in range(size):
        at = f"picture-{number % PICTURES}.png"
        yield f"![A lamp with the number {number} on its post]({at})"


def _initialisms(size: int) -> Iterator[str]:
    for number in range(size):
        yield f"The {initialism(number)} took over car {number} in spring."


def _abbreviations(size: int) -> Iterator[str]:
    for number in range(size):
        short = initialism(number)
        yield f"The {{abbr}}`{short} (Office for car {number})` and the {short} are the same."


def _items(size: int) -> Iterator[str]:
    yield "\n".join(f"- Lamp {number} of the bridge" for number in range(size))


def _code(size: int) -> Iterator[str]:
    for number in range(size):
        yield f"```\nlamp({number})\n```"


def _formulas(size: int) -> Iterator[str]:
    for number in range(size):
        yield f"The sum $a_{{{number}}} + b^2$ is the length of the line in miles."


def _languages(size: int) -> Iterator[str]:
    for number in range(size):
        yield f"The sign at stop {number} says [guten Morgen]{{lang=de}} to all."


def _words(size: int) -> Iterator[str]:
    """Yield a chapter every 4,000 words, with paragraphs of 60; ``size`` counts words."""
    for number in range(size // 60):
        if number % 67 == 0:
            yield f"## Chapter {number // 67 + 1}"
        yield " ".join(sentence(5 * number + one) for one in range(5))


KINDS: dict[str, Callable[[int], Iterator[str]]] = {
    "paragraphs": _paragraphs,
    "headings": _headings,
    "rows": _rows,
    "notes": _notes,
    "links": _links,
    "definitions": _definitions,
    "figures": _figures,
    "abbreviations": _abbreviations,
    "initialisms": _initialisms,
    "references": _references,
    "items": _items,
    "code": _code,
    "formulas": _formulas,
    "languages": _languages,
    "words": _words,
}
"""How to make each kind of source; those of :data:`GATE` decide about the exit code by default."""
GATE = tuple(KINDS)[:8]


def png(width: int, height: int, rows: Iterable[bytes]) -> bytes:
    """Return a PNG of ``height`` rows with three bytes for each of ``width`` pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data).to_bytes(4, "big")
        return len(data).to_bytes(4, "big") + kind + data + check

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 2, 0, 0, 0])
    data = zlib.compress(b"".join(b"\0" + row for row in rows))
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def picture(number: int) -> bytes:
    """Return a PNG of 8 x 8 pixels in one colour."""
    return png(8, 8, [bytes([20 * number, 90, 160]) * 8] * 8)


def source(kind: str, size: int, folder: Path) -> Path:
    """Write a source with ``size`` pieces of ``kind`` into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    if kind == "figures":
        for number in range(PICTURES):
            (folder / f"picture-{number}.png").write_bytes(picture(number))
    file = folder / "article.md"
    file.write_text(_HEAD + "\n\n".join(KINDS[kind](size)) + "\n", encoding="utf-8")
    return file


@dataclass(frozen=True)
class Taken:
    """Processor seconds of a process and its children, and the peak memory of one, in MB."""

    seconds: float
    memory: float


def run(command: Sequence[str | Path], folder: Path) -> Taken:
    """Run ``command`` in ``folder``; diagnostics of the source are no failure (code 4)."""
    log = folder / "log.txt"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdout=out,
            stderr=out,
            env=environment(
                PUBLISH_CACHE=str(folder / "cache"), PUBLISH_VOICE="espeak", **_WITHOUT_DEADLINE
            ),
        )
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 4):
        print(log.read_text(errors="replace")[:2000], file=sys.stderr)
        raise subprocess.CalledProcessError(process.returncode, [str(one) for one in command])
    return Taken(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


@dataclass(frozen=True)
class Command:
    """A command line of ``publish``; it ``makes`` a file, or needs that of the one ``before``."""

    arguments: tuple[str, ...]
    makes: str = ""
    before: str = ""


_EPUB, _PDF = "dist/article.epub", "dist/article.pdf"
COMMANDS: dict[str, Command] = {
    "epub": Command(("epub", "-q", "article.md"), _EPUB),
    "check": Command(("check", "article.md", "--json")),
    "verify": Command(("verify", _EPUB, "--json"), before="epub"),
    "import": Command(("import", _EPUB, "-o", "imported.md", "--force", "--json"), before="epub"),
    "audit": Command(("audit", "article.md", "--json"), before="epub"),
    "pdf": Command(("pdf", "-q", "article.md"), _PDF),
    "verify-pdf": Command(("verify", _PDF, "--json"), before="pdf"),
    "audio": Command(("audio", "-q", "article.md"), "dist/article.m4b", before="audio"),
}
"""What is measured; each runs in the folder of the source.  The sounds of ``audio`` are cached."""
PANDOC = "pandoc"


class Bench:
    """Runs commands on sources in folders of their own below ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._program = installed(folder / "installed").with_name("publish")
        self._pandoc = pandoc()

    def taken(self, name: str, kind: str, size: int) -> Taken | None:
        """Return what the command ``name`` takes; nothing for pandoc where it is missing.

        Of a short run, the faster of two counts.
        """
        first = self._taken(name, kind, size)
        if first is None or first.seconds > LEAST:
            return first
        again = self._taken(name, kind, size)
        return again if again and again.seconds < first.seconds else first

    def _taken(self, name: str, kind: str, size: int) -> Taken | None:
        folder = self._folder / f"{kind}-{size}"
        if not (folder / "article.md").exists():
            source(kind, size, folder)
        if name == PANDOC:
            peer = [str(self._pandoc), "-f", "markdown", "-t", "epub3", "-o", "peer.epub"]
            return run([*peer, "article.md"], folder) if self._pandoc else None
        command = COMMANDS[name]
        before = COMMANDS.get(command.before)
        if before and not (folder / before.makes).exists():
            run([self._program, *before.arguments], folder)
        if command.makes:
            (folder / command.makes).unlink(missing_ok=True)
        return run([self._program, *command.arguments], folder)

    def forget(self, kind: str, size: int) -> None:
        shutil.rmtree(self._folder / f"{kind}-{size}", ignore_errors=True)


def exponent(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """Return the slope of the logarithms by least squares, over the larger half of ``sizes``.

    Sizes that take too few seconds to be measured are left out, but never the last two.
    """
    first = len(sizes) // 2
    first += sum(one < CERTAIN for one in seconds[first:])
    first = min(first, len(sizes) - 2)
    xs = [math.log(size) for size in sizes[first:]]
    ys = [math.log(max(one, 0.001)) for one in seconds[first:]]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    above = sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True))
    return above / sum((a - x) ** 2 for a in xs)


def _is_measured(runs: Sequence[Taken], start: Taken | None) -> bool:
    return start is None or (bool(runs) and runs[-1].seconds - start.seconds >= LEAST)


def measured(bench: Bench, kind: str, names: Sequence[str], sizes: Sequence[int]) -> bool:
    """Print the figures of one kind; return whether all are within the limits."""
    print(kind, flush=True)
    found: dict[str, list[Taken]] = {name: [] for name in names}
    starts = {name: bench.taken(name, kind, 1) for name in names}
    done: set[str] = set()  # too slow for more pieces, or slow enough
    sizes = list(sizes)
    for size in sizes:  # it grows
        for name in names:
            one = None if name in done else bench.taken(name, kind, size)
            if one is not None:
                found[name].append(one)
                if one.seconds > SLOW:
                    done.add(name)
        bench.forget(kind, size)
        if size == sizes[-1]:
            done |= {name for name, runs in found.items() if _is_measured(runs, starts[name])}
            if 2 * size <= LARGEST and done != set(names):
                sizes.append(2 * size)
    fine = True
    for name, start in starts.items():
        runs = found[name]
        if start is None or len(runs) < 2:
            continue
        slope = exponent(sizes[: len(runs)], [one.seconds - start.seconds for one in runs])
        pieces = sizes[len(runs) - 1] - sizes[0]
        memory = (runs[-1].memory - runs[0].memory) * 1024 / pieces
        listed = " ".join(f"{one.seconds:7.2f}" for one in runs)
        line = f"  {name:<8} {start.seconds:5.2f} |{listed} s   exponent {slope:4.2f}"
        line += f"   {runs[-1].memory:5.0f} MB, {memory:6.2f} kB each"
        both = list(zip(runs, found.get(PANDOC, []), strict=False))  # one may have more sizes
        if name == "epub" and both:
            ratio = both[-1][0].seconds / both[-1][1].seconds
            line += f"   pandoc x {ratio:4.2f}"
            fine = fine and ratio <= MOST_RATIO
        print(line, flush=True)
        fine = fine and (name == PANDOC or slope <= MOST_EXPONENT)
    return fine


def main() -> int:
    def names(text: str) -> list[str]:
        return text.split(",")

    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kinds", type=names, default=list(GATE), help=", ".join(KINDS))
    parser.add_argument("--commands", type=names, default=list(COMMANDS), help="without pandoc")
    parser.add_argument("--sizes", type=names, default=SIZES, help="how many pieces, ascending")
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes]
    with tempfile.TemporaryDirectory(prefix="publish-bench-") as folder:
        bench = Bench(Path(folder))
        commands = [*options.commands, *([PANDOC] if "epub" in options.commands else [])]
        bench.taken(commands[0], options.kinds[0], 1)  # compiles what isn't compiled yet
        print(f"pieces: {' '.join(map(str, sizes))}; seconds of one piece | of each size")
        fine = [measured(bench, kind, commands, sizes) for kind in options.kinds]
    return 0 if all(fine) else 1


if __name__ == "__main__":
    sys.exit(main())
