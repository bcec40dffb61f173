"""A book of 300 pages, with everything that a chapter can hold."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from publish.editions.edition import PdfOptions
from publish.prepare import prepare
from publish.source import read
from publish.verify.pdf import verify_pdf
from tests.building import export_pdf as export
from tests.judges import verapdf

from .conftest import PICTURE

BOOK = """title: The long crossing
language: en
authors: [Ada Kowalska]
published: 2026-03-01
contents:
"""

SENTENCES = (
    "The ferry leaves at seven and comes back at nine, if the wind lets it.",
    "In winter it waits for the school bus; in summer nobody waits for anybody.",
    "They say [prom]{lang=pl} on one side and [паром]{lang=be} on the other.",
    "On a clear morning one sees *both* churches, the mill and the long sandbank.",
    "Nobody has ever drawn a map of it that was right for more than a year.",
)

REST = """
![The pier.](pier.svg "The pier in chapter {n}.")

:::{{list-table}} Rides in year {n}
:header-rows: 2
:stub-columns: 1

* - {{rspan}}`1` Line
  - {{cspan}}`1` Rides
* - Summer
  - Winter
* - A
  - 1100
  - 1300
:::

> We were never asked.
>
> — Halina

1. oars
2. a lamp

See [the beginning](01.md), and $v = s / t$.

[^a]: Note of chapter {n}.
"""


def write_book(folder: Path, chapters: int) -> Path:
    """Write a book with 15 pages and more a chapter; return its source."""
    (folder / "pier.svg").write_text(PICTURE, encoding="utf-8")
    names = [f"{number:02}.md" for number in range(1, chapters + 1)]
    for number, name in enumerate(names, 1):
        text = f"---\ntitle: Chapter {number}\n---\n\nIt begins.[^a]\n\n"
        for section in range(6):
            text += f"## Section {number}.{section}\n\n"
            for paragraph in range(9):
                said = [SENTENCES[(paragraph + turn) % 5] for turn in range(13)]
                text += " ".join(said) + "\n\n"
        (folder / name).write_text(text + REST.format(n=number), encoding="utf-8")
    listed = "".join(f"  - {name}\n" for name in names)
    source = folder / "publication.yaml"
    source.write_text(BOOK + listed, encoding="utf-8")
    return source


@pytest.mark.parametrize(
    ("kind", "flavour", "chapters"), [("screen", "ua1", 20), ("ua-2", "ua2", 4)]
)
def test_a_long_book_conforms(
    tmp_path: Path, kind: str, flavour: verapdf.Flavour, chapters: int
) -> None:
    """300 pages to PDF/UA-1, 60 to PDF/UA-2, as veraPDF and our own checker judge them."""
    book = tmp_path / "book.pdf"
    source = write_book(tmp_path, chapters)
    export(prepare(read(source)), None, book, PdfOptions(variant=kind))
    with pikepdf.open(book) as pdf:
        assert len(pdf.pages) >= 15 * chapters
    assert [*map(str, verapdf.check([book], flavour, timeout=300)[book])] == []
    assert verify_pdf(book, ask_verapdf=False) == ()
