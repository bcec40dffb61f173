"""Draw docs/images/pages.png: six pages of the example, in several variants and themes of the PDF.

.venv/bin/python scripts/pages.py        (needs Poppler)
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from PIL import Image

from publish import BuildOptions, PdfOptions, build
from publish.runtime.programs import run

ROOT = Path(__file__).parents[1]

#: Each picture: the options of the PDF, and the page.
PAGES = (
    (PdfOptions(theme="feature"), 1),
    (PdfOptions(theme="feature"), 5),
    (PdfOptions(theme="report"), 1),
    (PdfOptions(theme="book"), 5),
    (PdfOptions("print", "feature", "A5"), 1),
    (PdfOptions("large-print"), 1),
)

#: How high a page is drawn, and the space around it, in px; the colour between the pages.
HEIGHT, GAP, GROUND = 620, 22, "#d9d5ce"

COLUMNS = 3

#: Pages are drawn so many times larger first: hairlines would vanish.
FINE = 3


def main() -> None:
    drawn = []
    with tempfile.TemporaryDirectory() as folder:
        target, before = Path(), None
        for options, page in PAGES:
            if options != before:
                chosen = BuildOptions(only="pdf", pdf=(options,))
                target = build(ROOT / "assets/example/article.md", folder, chosen)[0].path
                before = options
            picture = Path(folder) / "page"
            size = ["-scale-to-x", "-1", "-scale-to-y", str(FINE * HEIGHT)]
            numbers = ["-f", str(page), "-l", str(page), "-singlefile"]
            command = ["pdftoppm", "-png", *size, *numbers, str(target), str(picture)]
            run(command, timeout=60)
            with Image.open(picture.with_suffix(".png")) as fine:
                drawn.append(fine.convert("RGB").reduce(FINE))
    rows = [drawn[start : start + COLUMNS] for start in range(0, len(drawn), COLUMNS)]
    width = max(sum(one.width for one in row) + GAP * (len(row) + 1) for row in rows)
    sheet = Image.new("RGB", (width, len(rows) * (HEIGHT + GAP) + GAP), GROUND)
    for number, row in enumerate(rows):
        spare = (width - sum(one.width for one in row)) / (len(row) + 1)
        x = spare
        for one in row:
            sheet.paste(one, (round(x), GAP + number * (HEIGHT + GAP)))
            x += one.width + spare
    sheet.quantize(128).save(ROOT / "docs/images/pages.png", optimize=True)


if __name__ == "__main__":
    main()
