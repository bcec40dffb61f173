"""A PDF for print has no tags: neither its words nor its boxes and fonts were looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from publish.audit.items import Kind, State
from publish.editions import table
from publish.editions.auditing import audit
from publish.editions.edition import PdfOptions
from publish.model import Article
from publish.prepare import prepare
from publish.readers.pdf import read_pdf
from publish.source import read
from publish.verify.pdf import verify_own_rules
from tests.building import export_pdf

_SOURCE = """---
title: Weirs
language: en
authors: [Ada]
---

See [one](https://example.org/1), [two](https://example.org/2), and
[three](https://example.org/3) about $a + b$.[^1] An incomprehensibly uninterrupted weir.

## Below {#below}

Water falls [at the weir](#below). מים

| Height | 900 |
|---|---|
| Depth | 12 |

[^1]: A note on [weirs](https://example.org/4).
"""


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Article, Path]:
    folder = tmp_path_factory.mktemp("weirs")
    (folder / "weirs.md").write_text(_SOURCE, encoding="utf-8")
    article, path = prepare(read(folder / "weirs.md")), folder / "weirs-print.pdf"
    export_pdf(article, None, path, PdfOptions("print", trim="A5"))
    return article, path


def _without_trim(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[0].TrimBox


def _with_small_sheet(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].MediaBox = pikepdf.Array([0, 0, 100, 100])


def _with_link(pdf: pikepdf.Pdf) -> None:
    link = pikepdf.Dictionary(Subtype=pikepdf.Name.Link, Rect=pikepdf.Array([90, 90, 200, 200]))
    pdf.pages[0].Annots = pikepdf.Array([link])


def _with_screen_colour(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(b"1 0 0 rg")


def _without_font(pdf: pikepdf.Pdf) -> None:
    (font, *_) = pdf.pages[0].Resources.Font.values()
    descriptor = font.DescendantFonts[0].FontDescriptor
    for key in ("/FontFile2", "/FontFile3"):
        if key in descriptor:
            del descriptor[key]


def _without_version(pdf: pikepdf.Pdf) -> None:
    text = pdf.Root.Metadata.read_bytes().replace(b"GTS_PDFXVersion", b"Version")
    pdf.Root.Metadata.write(text)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (_without_trim, "trim-missing"),
        (_with_small_sheet, "trim-wrong"),
        (_with_link, "press-annotation"),
        (_with_screen_colour, "screen-colours"),
        (_without_font, "font-absent"),
        (_without_version, "press-version"),
    ],
)
def test_faults_of_a_print(
    spoil: Callable[[pikepdf.Pdf], None], code: str, printed: tuple[Article, Path], tmp_path: Path
) -> None:
    with pikepdf.open(printed[1]) as pdf:
        spoil(pdf)
        pdf.save(tmp_path / "a.pdf")
    codes = {one.code for one in verify_own_rules(tmp_path / "a.pdf")}
    assert codes == {"press", code}


@pytest.mark.parametrize("version", ["PDF/X-1a:2003", "PDF/X-3:2003", "PDF/X-4", ""])
def test_early_versions_need_no_xmp(
    version: str, printed: tuple[Article, Path], tmp_path: Path
) -> None:
    with pikepdf.open(printed[1]) as pdf:
        del pdf.Root.Metadata
        pdf.trailer.Info = pdf.make_indirect(pikepdf.Dictionary(GTS_PDFXVersion=version))
        pdf.save(tmp_path / "a.pdf")
    codes = {one.code for one in verify_own_rules(tmp_path / "a.pdf")}
    early = version.startswith(("PDF/X-1", "PDF/X-3"))
    assert codes == {"press"} | (set() if early else {"press-version", "metadata-missing"})


def test_each_print_is_verified(printed: tuple[Article, Path]) -> None:
    assert table.find("pdf", "print").verify is not None
    assert {one.code for one in verify_own_rules(printed[1])} == {"press"}


def test_words_are_found_on_the_pages(printed: tuple[Article, Path]) -> None:
    article, path = printed
    states = Counter((one.item.kind, one.state) for one in audit(article, (path,), None).results)
    assert not [kind for kind, state in states if state is State.LOST]
    assert states[Kind.CELL, State.FOUND] == 4
    assert states[Kind.NOTE, State.FOUND] == 1
    assert states[Kind.TEXT, State.LEFT_OUT] == 1, "letters from right to left"


def test_words_that_are_cut_off_are_lost(printed: tuple[Article, Path], tmp_path: Path) -> None:
    article, path = printed
    with pikepdf.open(path) as pdf:
        left, bottom, right, top = map(float, pdf.pages[0].TrimBox)
        pdf.pages[0].TrimBox = pikepdf.Array([left, (bottom + top) / 2, right, top])
        pdf.save(tmp_path / "a-print.pdf")
    assert read_pdf(path).pages[0].content.runs == [], "only the audit reads them"
    losses = [
        one.item.kind
        for one in audit(article, (tmp_path / "a-print.pdf",), None).results
        if one.state is State.LOST
    ]
    assert Kind.NOTE in losses
    assert Kind.FRONT not in losses
