"""Measure how fast publish makes PDFs, next to WeasyPrint alone, Typst and Chromium.

Run: python bench/pdf.py [--pages 5,200,600,1200].  Each figure is of one run of a whole process,
one after the other.  On a machine with other work to do, trust the processor time more than the
elapsed time.  publish and WeasyPrint run as installed for a user (bench/installed.py), with byte
code: a first run of a tiny book compiles it and isn't counted.

The others get the same text with plain markup: without marked sentences, and with no tags but their
own.  WeasyPrint and Chromium have our style sheets, Typst has pages of the same size.
"""

from __future__ import annotations

import argparse
import html
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bench.installed import environment, installed
from bench.text import article
from tests.judges import browser

#: Words on a page of the book theme, and pages of a chapter.
WORDS, CHAPTER = 300, 20

SHEETS = [ROOT / "styles/pdf/article.css", ROOT / "styles/pdf/themes/book.css"]

_WEASYPRINT = """
import sys
from weasyprint import HTML
HTML(sys.argv[1]).write_pdf(sys.argv[2], stylesheets=sys.argv[3:], pdf_variant="pdf/ua-1")
"""

_TYPST = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2])"

_TYPST_HEAD = """#set page(width: 6in, height: 9in, margin: 20mm, numbering: "1")
#set page(header: [The valley line])
#set text(size: 10.3pt, lang: "en", hyphenate: true)
#set par(justify: true)
#outline(depth: 1)
"""


@dataclass(frozen=True, slots=True)
class Taken:
    """Elapsed seconds, seconds of all processors, and the number of pages."""

    seconds: float
    work: float
    pages: int


class Book:
    """The sources of one book, for each program."""

    def __init__(self, folder: Path, pages: int) -> None:
        self.folder, self.pages = folder, pages
        count = max(1, round(pages / CHAPTER))
        words = pages * WORDS // count
        self.chapters = [article(words, seed).split("---\n", 2)[2] for seed in range(1, count + 1)]
        folder.mkdir()
        self._ours()
        self._html()
        self._typst()

    def _ours(self) -> None:
        names = [f"chapter-{number:03}.md" for number in range(1, len(self.chapters) + 1)]
        for number, (name, text) in enumerate(zip(names, self.chapters, strict=True), 1):
            head = f"---\ntitle: Chapter {number}\n---\n\n"
            (self.folder / name).write_text(head + text, encoding="utf-8")
        about = ["title: The valley line", "language: en-GB", "authors: [Ada Kowalska]"]
        contents = ["contents:", *(f"  - {name}" for name in names)]
        text = "\n".join([*about, *contents])
        (self.folder / "publication.yaml").write_text(text, encoding="utf-8")

    def edit(self) -> None:
        """Change a paragraph in the middle of the book."""
        path = self.folder / f"chapter-{len(self.chapters) // 2 + 1:03}.md"
        text = path.read_text(encoding="utf-8")
        place = text.index(" the ", len(text) // 2)
        path.write_text(f"{text[:place]} very nearly{text[place:]}", encoding="utf-8")

    def lengthen(self) -> None:
        """Make the first chapter a page longer, so that all others move."""
        path = self.folder / "chapter-001.md"
        text = path.read_text(encoding="utf-8")
        path.write_text(text + article(WORDS, 99).split("---\n", 2)[2], encoding="utf-8")

    def _html(self) -> None:
        parts = []
        for number, text in enumerate(self.chapters, 1):
            blocks = [f'<section class="chapter"><h2 id="c{number}">Chapter {number}</h2>']
            for block in filter(None, map(str.strip, text.split("\n\n"))):
                words = html.escape(block.removeprefix("## "))
                blocks.append(f"<h3>{words}</h3>" if block.startswith("## ") else f"<p>{words}</p>")
            parts.append("\n".join([*blocks, "</section>"]))
        entries = "".join(
            f'<li><a href="#c{number}">Chapter {number}</a></li>'
            for number in range(1, len(self.chapters) + 1)
        )
        links = "".join(f'<link rel="stylesheet" href="{sheet.as_uri()}">' for sheet in SHEETS)
        opening = '<header class="opening"><h1 class="title">The valley line</h1></header>'
        nav = f'<nav class="contents"><h2>Contents</h2><ol>{entries}</ol></nav>'
        body = "\n".join([opening, nav, *parts])
        title = '<meta charset="utf-8"><title>The valley line</title>'
        start = f'<!DOCTYPE html><html lang="en-GB"><head>{title}'
        for name, more in (("plain.html", ""), ("linked.html", links)):
            whole = f"{start}{more}</head><body>\n{body}\n</body></html>"
            (self.folder / name).write_text(whole, encoding="utf-8")

    def _typst(self) -> None:
        parts = [_TYPST_HEAD]
        for number, text in enumerate(self.chapters, 1):
            parts.append(f"#pagebreak()\n= Chapter {number}\n")
            parts.append(text.replace("\n## ", "\n== "))
        (self.folder / "book.typ").write_text("\n".join(parts), encoding="utf-8")


def timed(command: list[object], output: Path, **more: str) -> Taken:
    """Return what ``command`` takes to write ``output``."""
    import pikepdf

    output.unlink(missing_ok=True)
    before, begun = os.times(), time.perf_counter()
    subprocess.run(
        [str(part) for part in command],
        check=True,
        cwd=ROOT,
        env=environment(**more),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    seconds, after = time.perf_counter() - begun, os.times()
    work = after[2] + after[3] - before[2] - before[3]
    with pikepdf.open(output) as pdf:
        return Taken(seconds, work, len(pdf.pages))


def ours(python: Path, book: Book, cache: Path) -> Taken:
    out = book.folder / "out"
    command = [python.with_name("publish"), "pdf", book.folder / "publication.yaml"]
    made = out / f"{book.folder.name}.pdf"
    return timed([*command, "-o", out, "-q"], made, PUBLISH_CACHE=str(cache))


def weasyprint(python: Path, book: Book) -> Taken:
    out = book.folder / "weasyprint.pdf"
    return timed([python, "-c", _WEASYPRINT, book.folder / "plain.html", out, *SHEETS], out)


def typst(book: Book) -> Taken:
    out = book.folder / "typst.pdf"
    return timed([sys.executable, "-c", _TYPST, book.folder / "book.typ", out], out)


def chromium(book: Book) -> Taken:
    out = book.folder / "chromium.pdf"
    flags = [*browser.FLAGS, f"--user-data-dir={book.folder}/profile", "--no-pdf-header-footer"]
    page = (book.folder / "linked.html").as_uri()
    return timed([browser.executable(), *flags, f"--print-to-pdf={out}", page], out)


def show(name: str, taken: Taken, whole: float) -> None:
    print(
        f"  {name:<26} {taken.pages:5} pages {taken.seconds:7.1f} s {taken.seconds / whole:6.2f}"
        f"  (processors {taken.work:.1f} s)",
        flush=True,
    )


def target(words: str, limit: float, found: float) -> None:
    print(f"  target: {words} at most {limit}; found {found:.2f}", flush=True)


def user(folder: Path) -> Path:
    """Return the Python of a user's installation, with all byte code."""
    python, book = installed(folder / "installed"), Book(folder / "first", 2)
    ours(python, book, folder / "cache-first")
    weasyprint(python, book)
    return python


def compare(folder: Path, python: Path, pages: int) -> Taken:
    """Run all programs on one book; return what publish takes without a cache."""
    book = Book(folder / f"book-{pages}", pages)
    print(f"about {pages} pages, {len(book.chapters)} chapters", flush=True)
    cache = folder / f"cache-{pages}"
    mine = ours(python, book, cache)
    other = weasyprint(python, book)
    show("publish", mine, other.seconds)
    show("WeasyPrint alone", other, other.seconds)
    try:
        show("Typst", typst(book), other.seconds)
    except subprocess.CalledProcessError:
        print("  Typst: not installed here (pip install 'publish-editions[bench]')")
    print_ = chromium(book)
    show("Chromium's print", print_, other.seconds)
    least = 0.5 if pages >= 600 else 1.0
    target("of WeasyPrint's processor seconds", least, mine.work / other.work)
    if pages >= 200:
        target("of WeasyPrint's time", 0.4, mine.seconds / other.seconds)
        target("of Chromium's time", 2.0, mine.seconds / print_.seconds)
        book.edit()
        edited = ours(python, book, cache)
        show("publish, a word changed", edited, other.seconds)
        target("of a cold build", 0.15, edited.seconds / mine.seconds)
        book.lengthen()
        longer = ours(python, book, cache)
        show("publish, a page added", longer, other.seconds)
        target("of a cold build", 0.15, longer.seconds / mine.seconds)
    shutil.rmtree(book.folder)
    return mine


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--pages", default="5,200,600", help="sizes of the books that are compared")
    parser.add_argument(
        "--growth", default="200,1200", help="sizes whose cost per page is compared"
    )
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="publish-bench-") as name:
        folder = Path(name)
        python = user(folder)
        cold = {pages: compare(folder, python, pages) for pages in map(int, given.pages.split(","))}
        if given.growth:
            small, large = map(int, given.growth.split(","))
            each = []
            for pages in (small, large):
                taken = cold.get(pages)
                if taken is None:
                    book = Book(folder / f"book-{pages}", pages)
                    taken = ours(python, book, folder / f"cache-{pages}")
                    show(f"publish, {pages}", taken, taken.seconds)
                each.append(taken.work / taken.pages)
            target(f"cost of a page at {large} against {small}", 1.1, each[1] / each[0])


if __name__ == "__main__":
    main()
