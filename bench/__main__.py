"""One table of what publish takes beside other programs, in under 15 minutes.

Run: python -m bench [--rounds 3] [--only epub,pdf].  Each row is one command on one source: its
seconds on the clock and of the processors, and its peak memory, beside those of the first row of
its group.  The least of a few rounds counts, by turns, so that other work on the machine slows all
alike; processor seconds are the ones to trust there.  A program that isn't installed is named, and
left out.  The modules beside this one measure more, each by itself.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from itertools import count
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bench import growth, pdf
from bench import text as texts
from bench.epub import EXAMPLE, Taken, chapters, least, once, pandoc
from bench.installed import installed
from tests.judges import browser

#: Begin no further round of a group after so many seconds, and no further group after the second.
_LONG, _MOST = 60, 720

#: The commands of a group by their names; one that is missing here has no command.
Ways = dict[str, list[str | Path]]
_NOT_HERE: list[str | Path] = []


class Sources:
    """The sources and programs that are measured, below ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.python = installed(folder / "installed")
        self.program = self.python.with_name("publish")
        self.example = Path(shutil.copytree(EXAMPLE.parent, folder / "example")) / EXAMPLE.name
        self.pandoc = pandoc()

    def publish(self, *words: str | Path) -> list[str | Path]:
        """Return a command of publish without a cache."""
        return [self.program, *words, "-q", "-o", self.folder / "out", "--no-cache"]

    def kept(self, *words: str | Path) -> list[str | Path]:
        """Return a command of publish with its cache."""
        return [self.program, *words, "-q", "-o", self.folder / "kept"]

    def peer(self, *words: str | Path) -> Ways:
        """Return the command of pandoc for an EPUB."""
        command = [self.pandoc, "-o", self.folder / "peer.epub", *words] if self.pandoc else []
        return {"pandoc": [*command]}


#: The name of a command before which the title of the example is changed.
CHANGED = "publish, title changed"
_NUMBERS = count(1)


def change(source: Path) -> None:
    """Give ``source`` another title."""
    text = source.read_text(encoding="utf-8")
    title = f"\ntitle: The valley line {next(_NUMBERS)}\n"
    source.write_text(re.sub(r"\ntitle: .*\n", title, text, count=1), encoding="utf-8")


def starts(sources: Sources) -> Ways:
    libraries = "import gc, lxml.etree, markdown_it, msgspec, typer, yaml; gc.freeze()"
    program = shutil.which("pandoc") or sources.pandoc
    return {
        "Python alone": [sources.python, "-c", "pass"],
        "libraries of every run": [sources.python, "-c", libraries],
        "publish --help": [sources.program, "--help"],
        "pandoc --help": [program, "--help"] if program else _NOT_HERE,
    }


def article(sources: Sources) -> Ways:
    plain = sources.folder / "plain.md"
    plain.write_text(texts.article(3_000, 1), encoding="utf-8")
    return {
        **sources.peer("--resource-path", sources.example.parent, sources.example),
        "publish, no cache": sources.publish("epub", sources.example),
        CHANGED: sources.kept("epub", sources.example),
        "publish, unchanged": sources.kept("epub", sources.example),
        "publish, without pictures": sources.publish("epub", plain),
    }


def book(sources: Sources) -> Ways:
    whole = sources.folder / "book.md"
    text = texts.book(100_000)
    whole.write_text(text, encoding="utf-8")
    return {
        **sources.peer("--toc", whole),
        "publish, one file": sources.publish("epub", whole),
        "publish, 30 chapters": sources.publish("epub", chapters(text, sources.folder)),
    }


def rows(sources: Sources) -> Ways:
    source = growth.source("rows", 8_000, sources.folder / "rows")
    return {
        **sources.peer(source),
        "publish": sources.publish("epub", source),
        "publish check": [sources.program, "check", source],
    }


def pages(sources: Sources) -> Ways:
    made = pdf.Book(sources.folder / "pages", 20)
    typst = [sys.executable, "-c", pdf._TYPST, made.folder / "book.typ", made.folder / "typst.pdf"]
    plain = made.folder / "plain.html"
    alone: list[str | Path] = [sources.python, "-c", pdf._WEASYPRINT, plain]
    return {
        "WeasyPrint": [*alone, made.folder / "weasyprint.pdf", *pdf.SHEETS],
        "publish": sources.publish("pdf", made.folder / "publication.yaml"),
        "Typst": [*typst] if find_spec("typst") else _NOT_HERE,
        "Chromium": chromium(made.folder),
    }


def chromium(folder: Path) -> list[str | Path]:
    """Return the command that prints the page in ``folder``."""
    try:
        program = browser.executable()
    except browser.MissingJudgeError:
        return _NOT_HERE
    flags = [*browser.FLAGS, f"--user-data-dir={folder}/profile", "--no-pdf-header-footer"]
    page = (folder / "linked.html").as_uri()
    return [program, *flags, f"--print-to-pdf={folder / 'chromium.pdf'}", page]


def sound(sources: Sources) -> Ways:
    return {
        "espeak-ng, no cache": sources.publish("audio", sources.example),
        "espeak-ng, sounds known": sources.kept("audio", sources.example),
    }


def example(sources: Sources) -> Ways:
    return {
        "publish build --only web": sources.publish("build", "--only", "web", sources.example),
        "publish build --draft": sources.publish("build", "--draft", sources.example),
        "publish build, unchanged": sources.kept("build", "--draft", sources.example),
    }


GROUPS: Mapping[str, tuple[str, Callable[[Sources], Ways]]] = {
    "start": ("start", starts),
    "epub": ("the example as an EPUB", article),
    "book": ("a book of 100,000 words as an EPUB", book),
    "rows": ("a table of 8,000 rows as an EPUB", rows),
    "pdf": ("a book of 20 pages as a PDF", pages),
    "audio": ("the example as sound", sound),
    "whole": ("the example: web page, and all editions with the draft voice", example),
}


def measured(ways: Ways, rounds: int, example: Path) -> Iterator[tuple[str, Taken | str]]:
    """Yield what each of ``ways`` takes, or why that isn't known; the first round doesn't count."""
    runs: dict[str, list[Taken]] = {}
    missing = {name: "it isn't installed" for name, command in ways.items() if not command}
    begun = time.monotonic()
    for turn in range(rounds + 1):
        if turn > 1 and time.monotonic() - begun > _LONG:
            break
        for name, command in ways.items():
            if name in missing:
                continue
            if name == CHANGED:
                change(example)
            try:
                runs.setdefault(name, []).append(once(command))
            except (OSError, subprocess.CalledProcessError) as error:
                missing[name] = str(error).partition("\n")[0][:80]
    for name in ways:
        yield name, missing.get(name) or least(runs[name][1:] or runs[name])


def show(title: str, found: Sequence[tuple[str, Taken | str]]) -> None:
    """Print a group; ratios are to its first row."""
    print(f"{title:<48}{'clock':>8}{'':>7}{'processors':>12}{'':>7}{'memory':>9}")
    base: Taken | None = None
    for name, one in found:
        if isinstance(one, str):
            print(f"  {name:<46} not measured: {one}")
            continue
        base = base or one
        print(
            f"  {name:<46}{one.seconds:6.2f} s {one.seconds / base.seconds:5.2f}x"
            f"{one.work:10.2f} s {one.work / base.work:5.2f}x{one.memory:6.0f} MB",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=3, help="how often each is run")
    parser.add_argument("--only", default=",".join(GROUPS), help=", ".join(GROUPS))
    given = parser.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="publish-bench-") as name:
        folder = Path(name)
        os.environ |= {"PUBLISH_CACHE": str(folder / "cache"), "PUBLISH_VOICE": "espeak"}
        sources = Sources(folder)
        if sources.pandoc is None:
            print("pandoc isn't installed (pip install pypandoc_binary)")
        for key in given.only.split(","):
            title, ways = GROUPS[key]
            if time.monotonic() - begun > _MOST:
                print(f"{title}: left out, it is late; run python -m bench --only {key}")
                continue
            show(title, list(measured(ways(sources), given.rounds, sources.example)))


if __name__ == "__main__":
    main()
