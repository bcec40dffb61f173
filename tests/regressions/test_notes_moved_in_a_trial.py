"""A layout that was tried for the places of figures moved a note, and the tags lost it.

Another one had a picture over the notes, and was taken because it had the fewest holes.
"""

from __future__ import annotations

import random
from pathlib import Path
from xml.etree import ElementTree

import pytest

from publish.editions.edition import PdfOptions
from publish.editions.pdf.elements import classes
from publish.editions.pdf.layout import lay_out
from publish.editions.pdf.long_notes import move_notes
from publish.editions.pdf.options import resolve
from publish.intake import read
from publish.prepare import prepare
from tests.building import edition_of

_WORDS = ("lamp", "fog", "the", "keeper", "of", "station", "and", "window", "boat", "a", "light")
_PICTURE = """<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="{}">
<path d="M0 0h90v90z"/></svg>"""


def _source(seed: int, theme: str) -> str:
    """Return an article with long notes between figures and tables."""
    chosen = random.Random(seed)
    notes: list[str] = []

    def words(count: int) -> str:
        return " ".join(chosen.choice(_WORDS) for _ in range(count)).capitalize() + "."

    def sentence() -> str:
        if chosen.random() < 0.4:
            return words(chosen.randint(5, 25))
        notes.append(words(chosen.choice((20, 60, 120, 200, 260))))
        return f"{words(chosen.randint(5, 25))}[^{len(notes)}]"

    def block() -> str:
        kind = chosen.random()
        if kind < 0.65:
            return " ".join(sentence() for _ in range(chosen.randint(1, 6)))
        if kind < 0.85:
            return f'![A lamp]({chosen.choice(("wide", "tall"))}.svg "{words(6)}")'
        rows = "\n| x | y |" * chosen.randint(1, 14)
        return f":::{{table}} {words(3)}\n| a | b |\n|---|---|{rows}\n:::"

    blocks = [f"---\ntitle: Notes\nlanguage: en\ntheme: {theme}\n---"]
    for section in range(3):
        blocks += [f"## Section {section}", *(block() for _ in range(chosen.randint(3, 9)))]
    blocks += [f"[^{number}]: {note}" for number, note in enumerate(notes, 1)]
    return "\n\n".join(blocks) + "\n"


@pytest.mark.parametrize(("seed", "theme"), [(1, "report"), (7, "feature")])
def test_every_note_is_in_its_place(seed: int, theme: str, tmp_path: Path) -> None:
    for name, width, height in (("wide", 600, 300), ("tall", 300, 400)):
        (tmp_path / f"{name}.svg").write_text(_PICTURE.format(width, height))
    source = tmp_path / "notes.md"
    source.write_text(_source(seed, theme))
    edition_of("pdf", prepare(read(source)), None, tmp_path / "notes", variant="screen")


_CALL = "<p><a role='doc-noteref' href='#n{0}'/><span class='footnote' id='n{0}'>x</span></p>"


def test_moved_notes_stand_in_the_order_of_their_calls() -> None:
    root = ElementTree.fromstring(f"<section>{_CALL.format(1)}{_CALL.format(2)}</section>")
    move_notes(root, {"n2"})
    move_notes(root, {"n1"})
    assert [note.get("id") for note in root[-1]] == ["n1", "n2"]


@pytest.mark.parametrize(("variant", "theme"), [("screen", "feature"), ("print", "book")])
def test_no_note_moves_that_has_room_at_the_foot(variant: str, theme: str, root: Path) -> None:
    """There is room in another order of the figures, or if paragraphs break more freely."""
    article = prepare(read(root / "assets/example/article.md"))
    document = lay_out(article, resolve(PdfOptions(variant, theme), article)).document
    boxes = (box for page in document.pages for box in page._page_box.descendants())
    assert not any("long-notes" in classes(box.element) for box in boxes if box.element is not None)
