"""No page has a hole, and nothing is outside a page or over something else.

``bench/pages.py`` measures pages as they are drawn, and all combinations of sources, themes and
variants. PDF/UA-2 has the pages of the screen, and large print those of its own sheet in any theme.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.pages import MOST, feature, measure
from publish.editions.edition import PdfOptions
from publish.editions.pdf.options import THEMES, resolve
from publish.intake import read
from publish.prepare import prepare

_SCREEN = [PdfOptions("screen", theme.name) for theme in THEMES]
_PRINT = [PdfOptions("print", theme.name) for theme in THEMES]
_LARGE = PdfOptions("large-print", "report")

_CASES = [
    *(("example", options) for options in (*_SCREEN, PdfOptions("print", "feature"))),
    *(
        (source, options)
        for source in ("feature", "book")
        for options in (*_SCREEN, *_PRINT, _LARGE)
    ),
]


@pytest.mark.parametrize(
    ("source", "options"), _CASES, ids=lambda one: getattr(one, "variant", one)
)
def test_pages(source: str, options: PdfOptions, tmp_path: Path, root: Path) -> None:
    path = {
        "example": root / "assets/example/article.md",
        "book": root / "tests/gallery/book/publication.yaml",
    }.get(source) or feature(tmp_path)
    found = measure(prepare(read(path)), options, tmp_path / "pages.pdf")
    assert not found.faults
    assert found.white <= MOST


def test_the_other_variants_have_the_same_pages(root: Path) -> None:
    article = prepare(read(root / "assets/example/article.md"))
    for theme in THEMES:
        screen = resolve(PdfOptions("screen", theme.name), article)
        assert resolve(PdfOptions("ua-2", theme.name), article).sheets == screen.sheets
        large = resolve(PdfOptions("large-print", theme.name), article)
        assert large.sheets == resolve(PdfOptions("large-print", "report"), article).sheets
