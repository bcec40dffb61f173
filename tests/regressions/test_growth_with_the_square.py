"""Steps that took time with the square of the source: four times as much takes four times as long.

The limit leaves room for a busy machine; growth with the square takes sixteen times as long.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from lxml import etree

from bench.growth import GATE, initialism, source
from publish.audit.epub import marker_of
from publish.audit.grid import Box, headers_of
from publish.check import check
from publish.editions.auditing import losses_in
from publish.editions.dates import file_date
from publish.editions.epub import package_of
from publish.editions.epub.package import write
from publish.editions.table import EDITIONS
from publish.importing.preparing.html import prepare as prepare_page
from publish.importing.preparing.rtf_latex import prepare_latex
from publish.model import Article, InlineCode, Link, Metadata, Paragraph, Section, Text
from publish.prepare import prepare
from publish.prepare.identify import identify
from publish.prepare.sentences import cut
from publish.readers.document import XHTML, Tree
from publish.readers.epub import Document
from publish.source import read
from publish.source.references import name_headings
from publish.verify.epub import verify_own_rules

LIMIT = 9.0

_T = TypeVar("_T")


def seconds(step: Callable[[_T], object], given: _T) -> float:
    """Return the least processor seconds of three runs, without the search for garbage."""
    taken = []
    gc.disable()
    for _ in range(3):
        begun = time.process_time()
        step(given)
        taken.append(time.process_time() - begun)
    gc.enable()
    return min(taken)


def assert_linear(make: Callable[[int], _T], step: Callable[[_T], object], size: int) -> None:
    for _ in range(3):  # a busy machine may have made it look slow
        little, much = seconds(step, make(size)), seconds(step, make(4 * size))
        if much < LIMIT * little:
            return
    pytest.fail(f"{size}: {little:.3f} s, {4 * size}: {much:.3f} s")


def article(*blocks: Paragraph | Section) -> Article:
    about = Metadata(title="Lamps", language="en", identifier="urn:x")
    return Article(metadata=about, blocks=blocks, file=Path("a.md"))


def section(title: str) -> Section:
    return Section(title=(Text(title),), level=2, blocks=(), line=1)


def test_elements_of_an_epub_are_found() -> None:
    def document(size: int) -> Document:
        one = Document.__new__(Document)
        rows = "".join(f'<tr id="r{n}">\n<td id="c{n}"/></tr>\n' for n in range(size))
        one.content = f"<table>\n{rows}</table>".encode()
        one.tree = Tree(etree.fromstring(one.content))
        return one

    assert_linear(document, lambda one: one.where("@id"), 4_000)


def test_same_headings_get_ids() -> None:
    def stops(size: int) -> Article:
        return article(*(section("Stop") for _ in range(size)))

    named = identify(stops(3))
    assert [one.id for one in named.blocks] == ["stop", "stop-2", "stop-3"]
    assert_linear(stops, identify, 2_000)


def test_headings_get_the_names_that_links_use() -> None:
    def linked(size: int) -> Article:
        links = (Link((Text("there"),), f"#stop-{n}") for n in range(size))
        return article(
            *(section(f"Stop {n}") for n in range(size)),
            *(Paragraph(content=(link,), line=1) for link in links),
        )

    assert_linear(linked, name_headings, 2_000)


def test_cells_get_their_row_headers() -> None:
    def rows(size: int) -> list[list[Box]]:
        return [[Box(f"Stop {n}", "row"), Box(f"{n}")] for n in range(size)]

    assert headers_of(rows(2)) == [[(), ("Stop 0",)], [(), ("Stop 1",)]]
    assert_linear(rows, headers_of, 1_000)


def test_items_of_a_list_have_their_numbers() -> None:
    def items(size: int) -> etree._Element:
        return etree.fromstring(f'<ol xmlns="{XHTML[1:-1]}" start="3">{"<li/>" * size}</ol>')

    few = items(3)
    assert [marker_of(one, boxed=False) for one in few] == ["3", "4", "5"]
    assert_linear(items, lambda ol: [marker_of(one, boxed=False) for one in ol], 2_000)


def test_a_paragraph_with_many_pieces_is_cut() -> None:
    def pieces(size: int) -> tuple[Text | InlineCode, ...]:
        return tuple(
            one for n in range(size) for one in (InlineCode(f"lamp{n}"), Text(" is lit. Then "))
        )

    assert_linear(pieces, lambda run: cut(run, "en", "p-1"), 1_000)


@pytest.mark.parametrize(
    "text",
    [
        lambda n: f"The {initialism(n)} of this valley rode on in spring. ",
        lambda n: f"After [stop {n}](#lamp-{n}) it rained. ",
    ],
    ids=["initialisms", "broken links"],
)
def test_a_long_text_is_checked(text: Callable[[int], str], tmp_path: Path) -> None:
    def written(size: int) -> Article:
        file = tmp_path / f"{size}.md"
        lines = "".join(text(n) + "\n" * 2 * (n % 20 == 0) for n in range(size))
        file.write_text(f"---\ntitle: Lamps\nlanguage: en\nauthors: [A. Bell]\n---\n{lines}")
        return read(file)

    assert_linear(written, check, 500)


def test_all_kinds_as_epub(tmp_path: Path) -> None:
    """Reading, preparing, building, auditing and verifying all kinds of content."""
    epub = next(row for row in EDITIONS if row.name == "epub")

    def mixed(size: int) -> Path:
        folder = tmp_path / str(size)
        parts = [source(kind, size, folder).read_text("utf-8") for kind in GATE]
        head, first = parts[0].split("---\n\n", 1)
        bodies = [first, *(part.split("---\n\n", 1)[1] for part in parts[1:])]
        (folder / "article.md").write_text(head + "---\n\n" + "\n".join(bodies), "utf-8")
        return folder / "article.md"

    def build(file: Path) -> None:
        prepared, target = prepare(read(file)), file.with_suffix(".epub")
        write(package_of(prepared), target, file_date(prepared))
        assert not losses_in(prepared, epub, target, None)
        assert not [one for one in verify_own_rules(target) if one.severity == "error"]

    assert_linear(mixed, build, 100)


@pytest.mark.parametrize("name", ["a.html", "a.tex"])
def test_headings_with_the_same_words_get_no_names_from_pandoc(name: str, tmp_path: Path) -> None:
    """It looks each name up among all others; 25,000 headings took 42 seconds."""
    text = {"a.html": "<h2>Part</h2><p>Words.</p>", "a.tex": r"\section{Part} Words."}[name]
    (tmp_path / name).write_text(text, encoding="utf-8")
    prepared = prepare_latex if name == "a.tex" else prepare_page
    assert prepared(tmp_path / name).kind.endswith("-auto_identifiers")
