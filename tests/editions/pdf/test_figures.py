"""No figure leaves a hole on the page before it, and listeners hear all in the source's order."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from publish.editions.edition import PdfOptions
from publish.editions.pdf import elements, figures, trials
from publish.editions.pdf.flow import Flow
from publish.editions.pdf.layout import lay_out
from publish.editions.pdf.options import resolve
from publish.editions.pdf.page_filling import LARGEST
from publish.model import Article
from publish.prepare import prepare
from publish.source import read

from .conftest import HEAD, PICTURE, Make
from .reading import read_tree

#: In CSS px; a paragraph of five lines is not divided (three are kept on each page).
FIVE_LINES = 109

SENTENCES = "The boat goes at seven and comes back at nine, if the wind lets it. "


def article(paragraphs: int, *, behind: int = 8) -> str:
    """Paragraphs, a figure, paragraphs; and the same once more."""
    told = [f"Paragraph {n} begins. {SENTENCES * 4}\n\n" for n in range(2 * (paragraphs + behind))]
    half = paragraphs + behind
    figure = "![A pier.](pier.svg 'The pier at noon.')\n\n"
    return "".join(
        [
            *told[:paragraphs],
            figure,
            *told[paragraphs:half],
            "## Later\n\n",
            *told[half : half + paragraphs],
            figure.replace("A pier", "A quay"),
            *told[half + paragraphs :],
        ]
    )


@pytest.mark.parametrize("paragraphs", range(2, 12, 3))
def test_no_hole_wherever_the_figure_falls(paragraphs: int, tmp_path: Path) -> None:
    (tmp_path / "pier.svg").write_text(
        PICTURE.replace('"200"', '"300"').replace("400 200", "400 300"), encoding="utf-8"
    )
    source = tmp_path / "ferry.md"
    source.write_text(HEAD.format(language="en") + article(paragraphs), encoding="utf-8")
    layout = lay_out(prepare(read(source)))
    for page in layout.document.pages[:-1]:
        box = page._page_box
        lines = [b for b in box.children[0].descendants() if type(b).__name__ == "LineBox"]
        pictures = [b for b in box.children[0].descendants() if hasattr(b, "replacement")]
        foot = max(b.position_y + b.height for b in [*lines, *pictures])
        assert box.content_box_y() + box.height - foot < FIVE_LINES


def test_the_tree_has_the_order_of_the_source(make: Make) -> None:
    for paragraphs in (4, 6, 8):
        tree = read_tree(make(article(paragraphs)))
        places = [
            element.entries.get("Alt") or element.words.split(" begins")[0]
            for element in tree.all("P", "Figure")
            if element.type == "Figure" or element.words.startswith("Paragraph")
        ]
        half = paragraphs + 8
        expected = [f"Paragraph {n}" for n in range(2 * half)]
        expected.insert(half + paragraphs, "A quay.")
        expected.insert(paragraphs, "A pier.")
        assert places == expected


def _measured(article: Article, options: PdfOptions) -> list[Flow]:
    """Lay ``article`` (prepared) out; return what was measured of each layout."""
    flows: list[Flow] = []
    original: Callable[[Any, list[Any]], Flow] = vars(trials)["index"]

    def index(root: Any, pages: list[Any]) -> Flow:
        flows.append(original(root, pages))
        return flows[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trials, "index", index)
        lay_out(article, resolve(options, article))
    return flows


def test_the_example_has_no_large_hole(root: Path) -> None:
    made = prepare(read(root / "assets/example/article.md"))
    holes = [
        max((hole / flow.others for hole, _, _ in flow.holes()), default=0.0)
        for flow in _measured(made, PdfOptions("print", "feature"))
    ]
    assert holes[0] > LARGEST, "the example no longer tests what it should"
    assert min(holes) <= LARGEST
    assert len(holes) <= trials.PASSES


def test_figures_stay_in_their_section_and_have_few_widths(tmp_path: Path) -> None:
    sizes = {"one": (1200, 800), "two": (1000, 960), "three": (800, 1120), "four": (1280, 1000)}
    parts = [HEAD.format(language="en")]
    for number, (name, (width, height)) in enumerate(sizes.items()):
        size = f'width="{width}" height="{height}"'
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}><path d="M0 0h9v9z"/></svg>'
        (tmp_path / f"{name}.svg").write_text(svg, encoding="utf-8")
        parts.append(f"## Part {name}\n\n" + f"{SENTENCES * 5}\n\n" * (3 + number))
        parts.append(f":::{{figure}} {name}.svg\n:name: fig-{name}\n:alt: A pier.\n\nPier.\n:::\n")
        parts.append(f"{SENTENCES * 4}\n\n" * 2)
    source = tmp_path / "ferry.md"
    source.write_text("\n".join(parts), encoding="utf-8")
    flows = _measured(prepare(read(source)), PdfOptions("screen", "report"))
    for flow in flows:
        order = [
            elements.text_of(unit.element) if unit.heading else str(unit.element.get("id"))
            for unit in flow.units
            if unit.figure or unit.name == "h2"
        ]
        assert order[:8] == [name for one in sizes for name in (f"Part {one}", f"fig-{one}")]
        shares = [unit.share for unit in flow.units if unit.figure]
        assert all(min(abs(share - step) for step in figures.STEPS) < 0.03 for share in shares)
