"""Books were printed on A4 in lines of 90 letters; labels were mixed of four inks."""

from pathlib import Path

import pikepdf
import pytest

from publish.editions.edition import PdfOptions
from publish.editions.pdf.options import parse_options
from publish.errors import UsageError
from publish.prepare import prepare
from publish.source import read
from tests.building import export_pdf

TEXT = "The boat goes out at seven, and comes back at nine with whatever it found. " * 12
HEAD = (
    "---\ntitle: Boats\nlanguage: en\nauthors: [Ada]\npublished: 2026-03-01\ntheme: book\n---\n\n"
)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("print")
    (folder / "boats.md").write_text(f"{HEAD}{TEXT}\n\n## Home\n\n{TEXT}\n", encoding="utf-8")
    target = folder / "boats.pdf"
    export_pdf(prepare(read(folder / "boats.md")), None, target, PdfOptions("print", multiple=8))
    return target


def test_a_book_has_the_trim_of_its_theme_and_whole_signatures(printed: Path) -> None:
    with pikepdf.open(printed) as pdf:
        assert {tuple(map(float, page.TrimBox[2:])) for page in pdf.pages} == {(432, 648)}
        assert len(pdf.pages) % 8 == 0


def test_black_text_overprints_and_nothing_else(printed: Path) -> None:
    """Letters in the ink black are drawn in a state with ``OP``; the rule of crop marks isn't."""
    shown = set()
    with pikepdf.open(printed) as pdf:
        for page in pdf.pages:
            states, fill, stack = "", (), []
            for operands, operator in pikepdf.parse_content_stream(page):
                name = str(operator)
                if name == "q":
                    stack.append((states, fill))
                elif name == "Q":
                    states, fill = stack.pop()
                elif name == "gs" and "/OP" in page.Resources.ExtGState[operands[0]]:
                    states = str(operands[0])
                elif name in ("g", "k"):
                    fill = tuple(map(float, operands))
                elif name in ("TJ", "S", "f"):
                    shown.add((name, fill == (0, 0, 0, 1), states == "/Overprint"))
    assert ("TJ", True, True) in shown
    assert not {("TJ", True, False), ("S", False, True), ("f", False, True)} & shown


@pytest.mark.parametrize("size", ["24", "200pt", "1e3pt", "12pt"])
def test_sizes_that_are_none(size: str) -> None:
    with pytest.raises(UsageError, match="24pt"):
        parse_options("large-print", type_size=size)
    with pytest.raises(UsageError, match="large-print"):
        parse_options("screen", type_size="24pt")
