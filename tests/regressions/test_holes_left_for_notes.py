"""Pages had holes since no order of the figures left room for a note, or one was tried in vain."""

from __future__ import annotations

import random
from pathlib import Path

from bench.pages import MOST, measure
from publish.editions.edition import PdfOptions
from publish.intake import read
from publish.prepare import prepare

_WORDS = (
    *("river", "ferry", "harbour", "mill", "wind", "water", "boat", "rope", "town", "winter"),
    *("keeper", "lamp", "tower", "gate", "market", "bridge", "road", "valley", "tram", "street"),
)
_SIZES = ((1000, 620), (600, 800), (1000, 420), (800, 800), (1000, 985))


def _source(folder: Path, seed: int) -> Path:
    """Write an article with eight figures and long notes between them."""
    chance, notes = random.Random(seed), 0

    def words(count: int) -> str:
        return " ".join(chance.choices(_WORDS, k=count)).capitalize() + "."

    def paragraph(count: int) -> str:
        return " ".join(words(chance.randint(6, 16)) for _ in range(count))

    parts = ["---\ntitle: Notes of the harbour\nlanguage: en\n---"]
    for number in range(1, 9):
        width, height = chance.choice(_SIZES)
        size = f'width="{width}" height="{height}"'
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}><rect {size} fill="#478"/></svg>'
        (folder / f"{number}.svg").write_text(svg, encoding="utf-8")
        parts += [f"## Part {number} of the shore"] * (number % 4 == 1)
        for _ in range(chance.randint(1, 3)):
            text, below = paragraph(chance.randint(2, 4)), list[str]()
            for _ in range(chance.randint(0, 2)):
                notes += 1
                text += f" {words(5)}[^n{notes}]"
                below.append(f"[^n{notes}]: {paragraph(chance.randint(1, 4))}")
            parts += [text, *below]
        alt = f":alt: Picture {number} of stones."
        parts.append(f":::{{figure}} {number}.svg\n{alt}\n\n{words(chance.randint(6, 30))}\n:::")
    source = folder / "notes.md"
    source.write_text("\n\n".join([*parts, paragraph(8)]), encoding="utf-8")
    return source


def test_a_note_moves_where_a_hole_would_be_left_for_it(tmp_path: Path) -> None:
    article = prepare(read(_source(tmp_path, 6)))
    found = measure(article, PdfOptions("large-print"), tmp_path / "pages.pdf")
    assert found.white <= MOST
