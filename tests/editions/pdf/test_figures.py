"""No figure leaves a hole on the page before it, and listeners hear all in the source's order."""

from pathlib import Path

import pytest

from publish.editions.pdf import figures
from publish.editions.pdf.layout import lay_out
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


def test_the_example_has_no_hole(root: Path) -> None:
    """All is told of a layout by one more index: the pages that were drawn are those measured."""
    made = prepare(read(root / "assets/example/article.md"))
    wastes = []
    original = figures.index

    with pytest.MonkeyPatch.context() as patch:

        def index(*arguments: object) -> object:
            flow = original(*arguments)
            wastes.append(flow.waste)
            return flow

        patch.setattr(figures, "index", index)
        lay_out(made)
    assert wastes[0] > 0, "the example no longer tests what it should"
    assert min(wastes) == 0
    assert len(wastes) <= figures.PASSES
