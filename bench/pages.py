"""Measure the pages of PDFs: white space, words outside the page, words over each other.

Run: python bench/pages.py [--themes feature,book,report] [--variants screen,large-print,print]
[--type-size 24pt] [--taller=-2,-1,0,1,2].  It prints, for the example, a feature with fifteen
figures and a book, in each theme and variant, the greatest white part of the height of a page, and
what is wrong.  White space counts on every page but the last, the opening pages of a book, those
before a part or chapter, and those in landscape.  With ``--taller`` the margin at the top of pages
is higher by each of these numbers of millimetres, so that other lines are the last of their pages.
"""

from __future__ import annotations

import argparse
import itertools
import random
import re
import sys
import tempfile
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from publish.editions.edition import PdfOptions
from publish.editions.pdf.options import resolve
from publish.intake import read
from publish.model import Article, Section
from publish.prepare import prepare
from publish.runtime.stylesheets import style_folder
from tests.building import export_pdf
from tests.judges.pdf_pages import sheets

#: The most white part of the height of a page.
MOST = 0.2

#: Width and height of the pictures of the feature.
_PICTURES = (
    *((1000, 620), (600, 800), (1000, 420), (800, 800), (1000, 667)),
    *((500, 700), (1000, 300), (900, 600), (640, 480), (480, 640)),
    *((1000, 985), (1000, 712), (1000, 560), (700, 700), (1000, 500)),
)

_WORDS = (
    *("river", "ferry", "harbour", "mill", "wind", "water", "boat", "rope", "town", "winter"),
    *("keeper", "lamp", "tower", "gate", "market", "bridge", "road", "valley", "tram", "street"),
)


class Pages(Struct, frozen=True):
    """The number of pages, the greatest white part of one, and what is wrong with them."""

    count: int
    white: float
    faults: tuple[str, ...]


def feature(folder: Path) -> Path:
    """Write the source of a feature with fifteen figures; return its path."""
    chance = random.Random(3)

    def words(count: int) -> str:
        return " ".join(chance.choices(_WORDS, k=count)).capitalize() + "."

    def paragraph(count: int) -> str:
        return " ".join(words(chance.randint(6, 16)) for _ in range(count))

    front = "title: What the harbour kept\nlanguage: en\nauthors: [Ada Kowalska]"
    parts = [f"---\n{front}\npublished: 2026-03-01\n---"]
    for number, (width, height) in enumerate(_PICTURES, 1):
        size = f'width="{width}" height="{height}"'
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}><rect {size} fill="#478"/></svg>'
        (folder / f"{number}.svg").write_text(svg, encoding="utf-8")
        if number % 4 == 1:
            parts.append(f"## Part {number} of the shore")
        parts += [paragraph(chance.randint(3, 12)) for _ in range(chance.randint(1, 3))]
        if number % 3 == 0:
            parts.append(f"{paragraph(6)}[^n{number}]\n\n[^n{number}]: {paragraph(3)}")
        alt = f":alt: Picture {number} of stones."
        parts.append(f":::{{figure}} {number}.svg\n{alt}\n\n{words(chance.randint(6, 30))}\n:::")
    parts.append("```\n" + "\n".join(f"flow({line})" for line in range(30)) + "\n```")
    parts.append(f":::{{sidebar}} The mill\n{paragraph(9)}\n\n{paragraph(9)}\n:::")
    rows = "\n".join(f"| Week {week} | {week * 7 % 11} |" for week in range(22))
    parts.append(f":::{{table}} Arrivals\n\n| Week | Boats |\n|---|--:|\n{rows}\n:::")
    parts.append(paragraph(8))
    source = folder / "feature.md"
    source.write_text("\n\n".join(parts), encoding="utf-8")
    return source


def measure(article: Article, options: PdfOptions, target: Path) -> Pages:
    """Build a PDF of ``article`` (prepared), and measure its pages."""
    built = export_pdf(article, None, target, options)
    pages = sheets(target)
    page_of = built.page_map
    begins = {page_of[name] for name in ("descriptions",) if article.book and name in page_of}
    for section in article.blocks:
        if article.book and isinstance(section, Section):
            inner = [one for one in section.blocks if isinstance(one, Section)]
            begins |= {page_of[one.id] for one in (section, *inner) if one.kind != "section"}
    first = min((page_of[block.id] for block in article.blocks if block.id in page_of), default=1)
    white, faults = 0.0, list[str]()
    for number, page in enumerate(pages, 1):
        faults += [f"page {number}: {word!r} is outside" for word in page.outside]
        faults += [f"page {number}: {pair} overlap" for pair in page.overlapping]
        free = number < first or number >= len(pages) or page.width > page.height
        before = number + 1 in begins or number + 2 in begins or not page.words
        last = not any(page.words for page in pages[number:])
        if not (free or before or last):
            white = max(white, page.gap)
            if page.gap > MOST:
                faults.append(f"page {number}: {page.gap:.0%} of it is white")
    return Pages(len(pages), white, tuple(faults))


def taller(options: PdfOptions, article: Article, margin: float, folder: Path) -> PdfOptions:
    """Return ``options`` with ``margin`` millimetres more above the text of pages."""
    if not margin:
        return options
    used = (style_folder("pdf") / "page.css", *resolve(options, article).sheets)
    *_, top = re.findall(r"--top: ([^;]*);", "".join(path.read_text("utf-8") for path in used))
    sheet = folder / "margin.css"
    sheet.write_text(f":root {{ --top: calc({top} + {margin}mm) }}", encoding="utf-8")
    return replace(options, styles=(sheet,))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--themes", default="feature,book,report")
    parser.add_argument("--variants", default="screen,ua-2,large-print,print")
    parser.add_argument("--type-size", default="", help="of large print")
    parser.add_argument("--taller", default="0", metavar="MILLIMETRES")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="publish-pages-") as name:
        folder = Path(name)
        sources = (
            ROOT / "assets/example/article.md",
            feature(folder),
            ROOT / "tests/gallery/book/publication.yaml",
        )
        greatest, faults = 0.0, 0
        for path in sources:
            article = prepare(read(path))
            for theme, variant, margin in itertools.product(
                given.themes.split(","),
                given.variants.split(","),
                map(float, given.taller.split(",")),
            ):
                size = given.type_size if variant == "large-print" else ""
                options = PdfOptions(variant, theme, type_size=size)
                options = taller(options, article, margin, folder)
                found = measure(article, options, folder / "pages.pdf")
                greatest, faults = max(greatest, found.white), faults + len(found.faults)
                print(
                    f"{path.stem:<12} {theme:<8} {variant:<12} {margin:+g} mm"
                    f" {found.count:3} pages, white {found.white:4.0%}  {'; '.join(found.faults)}",
                    flush=True,
                )
    print(f"target: white part of a page at most {MOST:.0%}; found {greatest:.0%}, {faults} faults")


if __name__ == "__main__":
    main()
