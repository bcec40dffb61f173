"""Draw the pictures of the README and of docs/tour.md: docs/images/editions.png, tour-*.webp.

Run: .venv/bin/python -m scripts.screenshots [DIST], in the folder of the project, with Poppler, and
Chromium and Puppeteer as `make test` installs them.

DIST is a folder with a build of the example; without it, the example is built.
"""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import get_args

import pypandoc
import uvicorn
from PIL import Image
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers.markup import MarkdownLexer
from starlette.staticfiles import StaticFiles

from publish import BuildOptions, build, frontend
from publish.runtime.programs import run
from tests.judges.browser import drive, screenshot

ROOT = Path(__file__).parents[1]
BOOK = ROOT / "tests/gallery/book"
EXAMPLE = ROOT / "assets/example"
IMAGES = ROOT / "docs/images"

#: A heading of the copy that is previewed is made too deep, so that the check has something to say.
RIGHT, WRONG = "\n## Two steps\n", "\n#### Two steps\n"

#: How many lines of the source stand in the editor, from the first figure on.
LINES = 20

#: The document that is dropped on the desk: a Word file with two pictures, one without alt text.
LETTER = """
---
title: A lesson in the wood
author: Ada Kowalska
lang: en-GB
---

The lesson began at nine, between the pines. Vadzim Prakopieu had brought the tourniquets.

![](first-aid-in-the-wood.png){width=80%}

# The way there

Sviatlana drove. The road to the wood is long and sandy, and no map shows it.

![Three walkers with rucksacks follow a sandy road into a pine wood.](cover.png){width=50%}
"""

#: How high a part of the README's picture is, and the space around it, in px; the colour between.
HEIGHT, GAP, GROUND = 720, 24, "#dde2e4"
PHONE = 405


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        dist = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else folder / "dist"
        if len(sys.argv) == 1:
            build(EXAMPLE / "article.md", dist, BuildOptions(only="epub,pdf,web"))
        desk, shots = folder / "desk", folder / "shots"
        desk.mkdir()
        shots.mkdir()
        copy = folder / "source/article.md"
        shutil.copytree(EXAMPLE, copy.parent)
        text = copy.read_text("utf-8")
        if RIGHT not in text:
            raise SystemExit(f"{EXAMPLE / 'article.md'} has no line “{RIGHT.strip()}”.")
        _editor(text, shots)
        copy.write_text(text.replace(RIGHT, WRONG), "utf-8")
        letter = folder / "A lesson in the wood.docx"
        paths = [f"--resource-path={EXAMPLE / 'pictures'}"]
        pypandoc.convert_text(
            LETTER.strip(), "docx", "markdown", outputfile=str(letter), extra_args=paths
        )
        with _hosted(dist) as web, _served(copy) as preview, _served(desk) as desk_address:
            request = {
                "web": f"{web}/article-web/index.html",
                "preview": preview,
                "desk": desk_address,
                "document": str(letter),
                "sheet": (_batch(copy.parent, folder) / "index.html").as_uri(),
                "shots": str(shots),
            }
            drive(Path(__file__).with_suffix(".mjs"), request, "puppeteer-core", timeout=240)
        with zipfile.ZipFile(dist / "article.epub") as book:
            book.extractall(folder / "book")
        page = folder / "book/EPUB/article.xhtml"
        screenshot(page, shots / "epub.png", width=PHONE, height=HEIGHT)
        _pages(dist / "article.pdf", shots)
        parts = [_opened(shots / f"{one}.png") for one in ("phone", "epub", "page-1", "page-5")]
        _beside(parts[1:]).save(shots / "tour-epub-pdf.png")
        _beside(parts).quantize(128).save(IMAGES / "editions.png", optimize=True)
        for shot in sorted(shots.glob("tour-*.png")):
            target = IMAGES / f"{shot.stem}.webp"
            _opened(shot).save(target, quality=82, method=6)


def _batch(broken: Path, folder: Path) -> Path:
    """Build a batch of the example, a book, templates and an article that is ``broken``."""
    backlist, out = folder / "Backlist", folder / "out"
    shutil.copytree(EXAMPLE, backlist / "features/the-long-way")
    shutil.copytree(broken, backlist / "features/in-work")
    shutil.copytree(BOOK, backlist / "books/lighthouse")
    for kind in get_args(frontend.TemplateKind):
        frontend.start(backlist / f"{kind}s/first", book=False, template=kind)
    command = [sys.executable, "-P", "-m", "publish", "batch", str(backlist), "-o", str(out)]
    subprocess.run([*command, "--only", "epub,pdf", "--quiet"])  # noqa: S603 - this Python, no shell
    return out


def _editor(text: str, shots: Path) -> None:
    """Draw lines of the source ``text`` as a text editor shows them."""
    lines = text.splitlines()
    start = next(number for number, line in enumerate(lines) if "{figure}" in line)
    formatter = HtmlFormatter(style="tango", nobackground=True, linespans="line")
    code = highlight("\n".join(lines[start : start + LINES]), MarkdownLexer(), formatter)
    page = shots / "editor.html"
    page.write_text(
        f"<!DOCTYPE html><meta charset=utf-8><style>{formatter.get_style_defs()}"
        "body{margin:0;font:15px/1.55 monospace;background:#fff}"
        "header{background:#e7eaec;padding:9px 16px;font:600 14px sans-serif;color:#333}"
        f"pre{{margin:12px 0;font:inherit;white-space:pre-wrap;counter-reset:line {start}}}"
        "[id^=line]{display:block;padding-left:72px;counter-increment:line}"
        "[id^=line]::before{content:counter(line);float:left;width:48px;margin-left:-72px;"
        "color:#666;text-align:right}</style>"
        f"<header>article.md</header>{code}",
        "utf-8",
    )
    screenshot(page, shots / "tour-source.png", width=1000, height=540)


@contextmanager
def _hosted(folder: Path) -> Iterator[str]:
    """Give the address of ``folder`` on a web host: fonts of files come too late to be used."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        host = uvicorn.Server(uvicorn.Config(StaticFiles(directory=folder), log_level="error"))
        thread = threading.Thread(target=host.run, args=([listening],))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            host.should_exit = True
            thread.join()


@contextmanager
def _served(target: Path) -> Iterator[str]:
    """Run ``publish serve`` for ``target``; give its address."""
    command = [sys.executable, "-P", "-m", "publish", "serve", str(target), "--no-browser"]
    with subprocess.Popen(  # noqa: S603 - this Python, no shell
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as server:
        try:
            for line in server.stdout or ():
                if found := re.search(r"http://127\.0\.0\.1\S+", line):
                    yield found[0]
                    break
            else:
                raise SystemExit(f"publish serve {target} printed no address.")
        finally:
            server.terminate()


def _pages(pdf: Path, shots: Path) -> None:
    """Draw two pages of ``pdf``."""
    for page in (1, 5):
        target = shots / f"page-{page}"
        size = ["-scale-to-x", "-1", "-scale-to-y", str(3 * HEIGHT)]
        numbers = ["-f", str(page), "-l", str(page), "-singlefile"]
        run(["pdftoppm", "-png", *size, *numbers, str(pdf), str(target)], timeout=60)
        _opened(target.with_suffix(".png")).reduce(3).save(target.with_suffix(".png"))


def _opened(file: Path) -> Image.Image:
    with Image.open(file) as picture:
        return picture.convert("RGB")


def _beside(parts: list[Image.Image]) -> Image.Image:
    width = sum(one.width for one in parts) + GAP * (len(parts) + 1)
    sheet = Image.new("RGB", (width, HEIGHT + 2 * GAP), GROUND)
    x = GAP
    for one in parts:
        sheet.paste(one, (x, GAP))
        x += one.width + GAP
    return sheet


if __name__ == "__main__":
    main()
