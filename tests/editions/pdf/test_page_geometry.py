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
from publish.model import Article
from publish.prepare import prepare

#: Large print with contents, and without.
_LARGE = [PdfOptions("large-print", theme) for theme in ("report", "feature")]

#: Of the example ``bench/pages.py`` measures it, in 30 seconds.
_LARGEST = PdfOptions("large-print", "feature", type_size="24pt")

#: Each source in each theme, and each theme for the screen and in print.
_CASES = [
    *(
        (source, PdfOptions(("screen", "print")[(row + column) % 2], theme.name))
        for row, source in enumerate(("example", "feature", "book"))
        for column, theme in enumerate(THEMES)
    ),
    *(("example", options) for options in _LARGE),
    *((source, _LARGEST) for source in ("feature", "book")),
]


@pytest.fixture(scope="module")
def articles(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Article]:
    sources = {
        "example": root / "assets/example/article.md",
        "feature": feature(tmp_path_factory.mktemp("feature")),
        "book": root / "tests/gallery/book/publication.yaml",
    }
    return {name: prepare(read(source)) for name, source in sources.items()}


@pytest.mark.parametrize(
    ("source", "options"),
    _CASES,
    ids=lambda one: one if isinstance(one, str) else f"{one.theme}-{one.variant}{one.type_size}",
)
def test_pages(
    source: str, options: PdfOptions, articles: dict[str, Article], tmp_path: Path
) -> None:
    found = measure(articles[source], options, tmp_path / "pages.pdf")
    assert not found.faults
    assert found.white <= MOST


def test_the_other_variants_have_the_same_pages(root: Path) -> None:
    article = prepare(read(root / "assets/example/article.md"))
    for theme in THEMES:
        screen = resolve(PdfOptions("screen", theme.name), article)
        assert resolve(PdfOptions("ua-2", theme.name), article).sheets == screen.sheets
        large = resolve(PdfOptions("large-print", theme.name), article)
        other = next(one for one in _LARGE if (one.theme != "feature") is theme.contents)
        assert large.sheets == resolve(other, article).sheets
