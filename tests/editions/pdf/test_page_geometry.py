"""No page has a hole, and nothing is outside a page or over something else.

All themes and variants are measured, as pages are drawn, by ``bench/pages.py``. PDF/UA-2 has the
pages of the screen, and large print those of its own sheet in any theme.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.pages import MOST, feature, measure
from publish.editions.edition import PdfOptions
from publish.editions.pdf.options import THEMES, resolve
from publish.intake import read
from publish.prepare import prepare

_PAGES = [
    *(PdfOptions(variant, theme.name) for theme in THEMES for variant in ("screen", "print")),
    PdfOptions("large-print", "report"),
]


@pytest.mark.parametrize(
    "options", _PAGES, ids=lambda options: f"{options.variant} {options.theme}"
)
@pytest.mark.parametrize("source", ["example", "feature", "book"])
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
