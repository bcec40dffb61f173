"""A book laid out in pieces is the book that is laid out at once."""

import re
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageChops

from publish.editions.edition import PdfOptions
from publish.editions.pdf.adjustments import adjust
from publish.editions.pdf.chapters.typesetting import Sentences
from publish.editions.pdf.document import document
from publish.editions.pdf.fetch import images_in
from publish.editions.pdf.layout import (
    Layout,
    LayoutContext,
    compose,
    describe,
    parsed,
    style_sheets,
    write,
)
from publish.editions.pdf.options import resolve
from publish.model import Article
from tests.building import export_pdf as export
from tests.editions.pdf.reading import read_tree
from tests.judges import pdf_pages, verapdf

pytestmark = pytest.mark.xdist_group("pages")  # what they share is made once

KINDS = ("screen", "ua-2", "print")


@dataclass(frozen=True, slots=True)
class Both:
    """The book in pieces and at once, and the pages of its ids in each."""

    pieces: Path
    whole: Path
    pages: dict[str, int]
    pages_at_once: dict[str, int]


def at_once(book: Article, kind: str, path: Path) -> dict[str, int]:
    settings = resolve(PdfOptions(kind), book)
    markup = document(book, settings)
    images = tuple(images_in(book))
    context = LayoutContext.of(images, settings, style_sheets(markup, settings, images))
    html = parsed(markup, context)
    Sentences(html.etree_element)
    adjust(html.etree_element, settings)
    laid_out = compose(html, context)
    describe(laid_out, book, settings)
    write(Layout(laid_out, len(laid_out.pages), {}, settings), path)
    pages: dict[str, int] = {}
    for number, page in enumerate(laid_out.pages, 1):
        for anchor in page.anchors:
            pages.setdefault(anchor, number)
    return pages


@pytest.fixture(scope="module", params=KINDS)
def both(
    request: pytest.FixtureRequest, book: Article, tmp_path_factory: pytest.TempPathFactory
) -> Both:
    folder = tmp_path_factory.mktemp("both")
    pieces, whole = folder / "pieces.pdf", folder / "whole.pdf"
    made = export(book, None, pieces, PdfOptions(request.param))
    pages = at_once(book, request.param, whole)
    if request.param == "print":  # as the press gets it
        from publish.editions.dates import stamp
        from publish.editions.pdf.press import make_ready

        settings = resolve(PdfOptions("print"), book)
        make_ready(whole, settings.profile, stamp(book), book.metadata.identifier)
    return Both(pieces, whole, dict(made.page_map), pages)


def test_the_pages_look_the_same(both: Both, tmp_path: Path) -> None:
    mine = pdf_pages.render(both.pieces, tmp_path / "pieces")
    theirs = pdf_pages.render(both.whole, tmp_path / "whole")
    assert len(mine) == len(theirs) > 8
    for one, other in zip(mine, theirs, strict=True):
        difference = ImageChops.difference(
            Image.open(one).convert("RGB"), Image.open(other).convert("RGB")
        )
        assert difference.getbbox() is None, one.name


def test_the_pages_say_the_same(both: Both) -> None:
    assert pdf_pages.text(both.pieces, layout=True) == pdf_pages.text(both.whole, layout=True)


def test_every_element_is_on_its_page(both: Both) -> None:
    assert both.pages_at_once.items() <= both.pages.items()


def test_the_structure_tree_is_the_same(both: Both) -> None:
    """But for the ids of notes and header cells, which no one else sees."""
    with pikepdf.open(both.pieces) as pdf:
        if "/StructTreeRoot" not in pdf.Root:
            return  # print
    trees = [read_tree(path).outline() for path in (both.pieces, both.whole)]
    mine, theirs = (re.sub(r"'(?:[\w.]+-)?(note|table)-\d+", r"'\1", tree) for tree in trees)
    assert mine == theirs


def test_bookmarks_and_properties_are_the_same(both: Both) -> None:
    def told(path: Path) -> tuple[object, ...]:
        with pikepdf.open(path) as pdf, pdf.open_outline() as outline:

            def titles(items: list[pikepdf.OutlineItem]) -> list[object]:
                return [(item.title, titles(item.children)) for item in items]

            with pdf.open_metadata() as metadata:
                properties = sorted(dict(metadata).items(), key=str)
            return titles(outline.root), properties, str(pdf.Root.get("/Lang")), pdf.pdf_version

    assert told(both.pieces) == told(both.whole)


def test_ids_and_places_are_unique(both: Both) -> None:
    with pikepdf.open(both.pieces) as pdf:
        if "/Names" not in pdf.Root:
            return  # print
        names = [str(name) for name in pdf.Root.Names.Dests.Names[::2]]
        assert sorted(names, key=str.encode) == names
        assert len(set(names)) == len(names)
        ids = [bytes(name) for name in pdf.Root.StructTreeRoot.IDTree.Names[::2]]
        assert sorted(set(ids)) == ids
        keys = [int(key) for key in pdf.Root.StructTreeRoot.ParentTree.Nums[::2]]
        assert sorted(set(keys)) == keys


def test_fonts_are_not_repeated(both: Both) -> None:
    assert both.pieces.stat().st_size < 1.5 * both.whole.stat().st_size  # 8 pieces of a few pages


@pytest.mark.parametrize(("kind", "flavours"), [("screen", ("ua1", "2a")), ("ua-2", ("ua2",))])
def test_it_conforms(
    book: Article, tmp_path: Path, kind: str, flavours: tuple[verapdf.Flavour, ...]
) -> None:
    export(book, None, tmp_path / "book.pdf", PdfOptions(kind))
    for flavour in flavours:
        (rules,) = verapdf.check([tmp_path / "book.pdf"], flavour).values()
        assert not rules
