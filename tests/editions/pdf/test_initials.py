"""A drop cap is large to the eye and part of its word to everyone else."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from publish.editions.edition import PdfOptions
from publish.prepare import prepare
from publish.source import read
from tests.building import export_pdf as export
from tests.judges import pdf_pages

from .conftest import HEAD, Make
from .reading import read_tree

LONG = "he ferry crosses an extraordinarily wide and uninterruptedly grey river. " * 6


def largest(path: Path) -> float:
    """The largest letters of the second and later paragraphs' page, in pt."""
    sizes = []
    with pikepdf.open(path) as pdf:
        font = scale = 0.0
        for operands, operator in pikepdf.parse_content_stream(pdf.pages[0]):
            if str(operator) == "Tf":
                font = float(operands[1])
            elif str(operator) == "Tm":
                scale = abs(float(operands[3]))
            elif str(operator) == "TJ":
                sizes.append(font * scale * 0.75)
    return max(sizes)


@pytest.mark.parametrize(
    ("begin", "word"), [("T", "The"), ("*Ł", "Łhe"), ("Й", "Йhe"), ("E\u0301", "E\u0301he")]
)
def test_the_word_is_whole(make: Make, begin: str, word: str) -> None:
    end = "*" if begin[0] == "*" else ""
    path = make(f"{begin}{LONG.strip()}{end}\n\nNext paragraph.")
    assert largest(path) > 50
    (paragraph,) = (p for p in read_tree(path).all("P") if "extraordinarily" in p.words)
    assert paragraph.words == f"{word} {LONG.strip()[3:]}"
    assert f"{word} ferry crosses" in " ".join(pdf_pages.text(path)[0].split())


@pytest.mark.parametrize(
    "text",
    [
        "Short paragraph.",
        "t" + LONG,
        "“T" + LONG,
        "[Th](https://example.org)" + LONG,
        "- T" + LONG,
        "> T" + LONG,
        "1" + LONG,
    ],
)
def test_no_drop_cap_where_none_can_stand(make: Make, text: str) -> None:
    assert largest(make(text)) < 50


def test_reports_and_large_print_have_none(tmp_path: Path) -> None:
    source = tmp_path / "ferry.md"
    source.write_text(HEAD.format(language="en") + "T" + LONG, encoding="utf-8")
    for options in (PdfOptions(theme="report"), PdfOptions("large-print")):
        export(prepare(read(source)), None, source.with_suffix(".pdf"), options)
        assert largest(source.with_suffix(".pdf")) < 40
