"""Measure the lines of justified text in PDFs of publish, Typst, WeasyPrint alone and Chromium.

Run: python bench/typesetting.py [--keep FOLDER].  It needs the extra ``bench``.  All programs get
two chapters of a novel (bench/data), the same font in the same size, and columns of the same width;
the last two have our style sheets.  For the lines of running text it prints

- the mean space between words, in em (of the letters: a program may draw no spaces),
- the standard deviation of the mean spaces of the lines: how even the page looks,
- how many lines end in a hyphen, and
- the lines whose spaces are wider than 0.4 em on the average.
"""

from __future__ import annotations

import argparse
import html
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bench.installed import environment
from tests.judges import browser

TEXT = ROOT / "bench/data/frankenstein.txt"
FONTS = ROOT / "styles/fonts"
SHEETS = [FONTS / "fonts.css", ROOT / "styles/pdf/article.css", ROOT / "styles/pdf/themes/book.css"]

_HEAD = """---
title: Frankenstein
language: en-GB
authors: [Mary Shelley]
published: 2026-03-01
theme: book
table-of-contents: false
---

"""

_TYPST = """#set page(width: 6in, height: 9in, margin: (x: 19mm, top: 22mm, bottom: 24mm))
#set text(font: "Source Serif 4", size: 10.3pt, lang: "en", region: "gb", hyphenate: true)
#set par(justify: true, first-line-indent: 1.4em, spacing: 0.65em)
"""

#: The share of the most frequent size of letters by which those of running text may differ.
_SAME_SIZE = 0.03

#: The fewest letters of a line that counts, and the narrowest space (em).
_LEAST, _SPACE = 20, 0.1

_HYPHENS = "-\u00ad\u2010"


@dataclass
class Line:
    """The letters of a line, and the spaces between its words (em)."""

    text: str = ""
    spaces: list[float] = field(default_factory=list)


def lines_of(path: Path) -> Iterator[Line]:
    """Yield the lines of running text of a PDF."""
    from pdfminer.high_level import extract_pages

    pages = [list(_letters(page)) for page in extract_pages(path, laparams=None)]
    sizes = Counter(round(size, 1) for page in pages for _, _, _, size, _ in page)
    body = sizes.most_common(1)[0][0]
    for page in pages:
        rows: dict[int, list[tuple[float, float, float, str]]] = {}
        for x, y, end, size, letter in page:
            if abs(size - body) <= _SAME_SIZE * body:
                rows.setdefault(round(y), []).append((x, end, size, letter))
        for _, row in sorted(rows.items(), reverse=True):
            line = _line(sorted(row))
            if len(line.text) >= _LEAST:
                yield line


def _letters(thing: object) -> Iterator[tuple[float, float, float, float, str]]:
    """Yield left, base, right, size and text of each letter in ``thing``."""
    from pdfminer.layout import LTChar, LTContainer

    if isinstance(thing, LTChar):
        if thing.get_text().strip() or thing.get_text() in _HYPHENS:
            yield thing.x0, thing.matrix[5], thing.x1, thing.height, thing.get_text()
    elif isinstance(thing, LTContainer):
        for part in thing:
            yield from _letters(part)


def _line(row: list[tuple[float, float, float, str]]) -> Line:
    line, last = Line(), None
    for x, end, size, letter in row:
        if last is not None and (space := (x - last) / size) > _SPACE:
            line.spaces.append(space)
        line.text += letter
        last = end
    return line


def show(name: str, path: Path) -> None:
    """Print the figures of a PDF."""
    lines = [line for line in lines_of(path) if line.spaces]
    means = [statistics.mean(line.spaces) for line in lines]
    hyphens = sum(line.text[-1] in _HYPHENS for line in lines)
    print(
        f"  {name:<18} {len(lines):5} lines  space {statistics.mean(means):.3f} em"
        f"  deviation {statistics.pstdev(means):.3f}  hyphens {hyphens / len(lines):6.1%}"
        f"  wide {sum(mean > 0.4 for mean in means):3}",
        flush=True,
    )


def run(command: list[object]) -> None:
    subprocess.run(
        [str(part) for part in command],
        check=True,
        cwd=ROOT,
        env=environment(PYTHONPATH=str(ROOT)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def ours(folder: Path, text: str) -> Path:
    source = folder / "publish.md"
    source.write_text(_HEAD + text, encoding="utf-8")
    run([sys.executable, "-P", "-m", "publish", "pdf", source, "-o", folder, "-q"])
    return folder / "publish.pdf"


def typst(folder: Path, text: str) -> Path:
    import typst

    source, out = folder / "typst.typ", folder / "typst.pdf"
    source.write_text(_TYPST + text, encoding="utf-8")
    typst.compile(source, output=out, font_paths=[FONTS / "source-serif"])
    return out


def _page(folder: Path, text: str) -> Path:
    paragraphs = "\n".join(f"<p>{html.escape(one)}</p>" for one in text.split("\n\n"))
    links = "".join(f'<link rel="stylesheet" href="{sheet.as_uri()}">' for sheet in SHEETS)
    head = f'<meta charset="utf-8"><title>Frankenstein</title>{links}'
    page = folder / "page.html"
    page.write_text(
        f'<!DOCTYPE html><html lang="en-GB"><head>{head}</head><body>{paragraphs}</body></html>',
        encoding="utf-8",
    )
    return page


def weasyprint(folder: Path, text: str) -> Path:
    out = folder / "weasyprint.pdf"
    code = "import sys; from weasyprint import HTML; HTML(sys.argv[1]).write_pdf(sys.argv[2])"
    run([sys.executable, "-c", code, _page(folder, text), out])
    return out


def chromium(folder: Path, text: str) -> Path:
    out = folder / "chromium.pdf"
    flags = [*browser.FLAGS, f"--user-data-dir={folder}/profile", "--no-pdf-header-footer"]
    page = _page(folder, text).as_uri()
    run([browser.executable(), *flags, f"--print-to-pdf={out}", page])
    return out


PROGRAMS = {
    "publish": ours,
    "Typst": typst,
    "WeasyPrint alone": weasyprint,
    "Chromium's print": chromium,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--keep", type=Path, help="keep the PDFs in this folder")
    given = parser.parse_args()
    text = TEXT.read_text(encoding="utf-8").strip()
    with tempfile.TemporaryDirectory(prefix="publish-bench-") as name:
        folder = given.keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        for program, make in PROGRAMS.items():
            show(program, make(folder, text))
    print("  target: space at most 0.30 em, deviation at most 0.06, hyphens at most 8 %")


if __name__ == "__main__":
    main()
