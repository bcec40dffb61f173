"""Each loss in a finished PDF is found, though its pages may look as before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from publish.audit.items import Kind
from publish.editions.auditing import audit
from publish.errors import SourceError
from tests.audit.conftest import Editions
from tests.audit.spoiling import of_type, tree, without


def alt(elements: list[Any], kind: str, starts: str, new: str | None) -> None:
    """Change or take away the alt text that begins with ``starts``."""
    for one in of_type(elements, kind):
        if str(one.get("/Alt", "")).startswith(starts):
            if new is None:
                del one.Alt
            else:
                one.Alt = pikepdf.String(new)
            return
    raise AssertionError(starts)


def says_nothing(kind: str, place: int) -> Callable[[list[Any]], None]:
    """Wrong ``ActualText``: the page shows the words, a screen reader gets others."""

    def spoil(elements: list[Any]) -> None:
        of_type(elements, kind)[place].ActualText = pikepdf.String("Other words.")

    return spoil


def out(kind: str, place: int) -> Callable[[list[Any]], None]:
    """Take an element out of the tree."""
    return lambda elements: without(of_type(elements, kind)[place])


def renamed(kind: str, place: int, new: str) -> Callable[[list[Any]], None]:
    def spoil(elements: list[Any]) -> None:
        of_type(elements, kind)[place].S = pikepdf.Name(f"/{new}")

    return spoil


def without_headers(elements: list[Any]) -> None:
    """No cell says which its headers are."""
    for cell in of_type(elements, "TD"):
        attributes = cell.A
        for owner in attributes if isinstance(attributes, pikepdf.Array) else [attributes]:
            if "/Headers" in owner:
                del owner["/Headers"]


def without_language(elements: list[Any]) -> None:
    for one in elements:
        if "/Lang" in one and str(one.Lang) == "be":
            del one["/Lang"]


def leads_elsewhere(elements: list[Any]) -> None:
    for link in of_type(elements, "Link"):
        for kid in link.K if isinstance(link.K, pikepdf.Array) else [link.K]:
            if isinstance(kid, pikepdf.Dictionary) and "/Obj" in kid and "/A" in kid.Obj:
                kid.Obj.A.URI = pikepdf.String("https://example.com/")


def without_expansion(elements: list[Any]) -> None:
    for one in elements:
        if "/E" in one:
            del one["/E"]


def call_leads_nowhere(elements: list[Any]) -> None:
    reference = of_type(elements, "Reference")[0]
    without(reference)


LOSSES: dict[str, tuple[Callable[[list[Any]], None], Kind, str]] = {
    "alt text lost": (lambda e: alt(e, "Figure", "Map of", None), Kind.ALT, "fig-map-img"),
    "alt text wrong": (lambda e: alt(e, "Figure", "A round", "A box."), Kind.ALT, "fig-4-img"),
    "figure not in the tree": (out("Figure", 1), Kind.FIGURE, "fig-map"),
    "caption not in the tree": (out("Caption", 0), Kind.CAPTION, "fig-map-caption"),
    "credit lost with it": (out("Caption", 0), Kind.CREDIT, "fig-map-credit"),
    "caption that is a paragraph": (renamed("Caption", 1, "P"), Kind.CAPTION, "fig-2-caption"),
    "heading not in the tree": (out("H2", 0), Kind.HEADING, "gauge-title"),
    "heading that is a paragraph": (renamed("H3", 0, "P"), Kind.HEADING, "three-lines-title"),
    "paragraph not in the tree": (out("P", 4), Kind.TEXT, "text-p-1"),
    "paragraph says other words": (says_nothing("P", 4), Kind.TEXT, "text-p-1"),
    "note not in the tree": (out("Note", 0), Kind.NOTE, "note-1"),
    "call not in the tree": (call_leads_nowhere, Kind.NOTE, "note-1"),
    "quotation made a division": (renamed("BlockQuote", 0, "Div"), Kind.QUOTATION, "gauge-quote-1"),
    "table not in the tree": (out("Table", 1), Kind.TABLE, "passengers"),
    "row not in the tree": (out("TR", 2), Kind.TABLE, "pipe"),
    "cell says other words": (says_nothing("TD", 1), Kind.CELL, "pipe-body-1-2"),
    "header cell made plain": (renamed("TH", 0, "TD"), Kind.CELL, "pipe-head-1-1"),
    "cells without headers": (without_headers, Kind.CELL, "pipe-body-1-1"),
    "language lost": (without_language, Kind.LANGUAGE, "text-p-2-s1"),
    "links lead elsewhere": (leads_elsewhere, Kind.LINK, "text-p-1-s3"),
    "abbreviations not explained": (without_expansion, Kind.ABBREVIATION, "text-p-1-s3"),
    "formula without words": (
        lambda e: alt(e, "Formula", "E equals", "?"), Kind.FORMULA, "text-p-2-s3",
    ),
    "code not in the tree": (out("Code", 1), Kind.CODE, "how-it-is-reckoned-code-1"),
    "description says other words": (says_nothing("P", -2), Kind.DESCRIPTION, "fig-map-desc"),
}  # fmt: skip


@pytest.mark.parametrize("name", LOSSES)
def test_loss(name: str, editions: Editions, tmp_path: Path) -> None:
    spoil, kind, own = LOSSES[name]
    losses = editions.losses(tree(editions["pdf"], tmp_path, spoil))
    found = [loss for loss in losses if (loss.item.kind, loss.item.id) == (kind, own)]
    assert found, [(loss.item.kind.value, loss.item.id) for loss in losses]
    assert {loss.edition for loss in losses} == {"PDF"}
    assert len(losses) <= 20, "one loss isn't reported as many"


def test_letters_that_extract_as_others_are_found(editions: Editions, tmp_path: Path) -> None:
    target = tmp_path / "article.pdf"
    with pikepdf.open(editions["pdf"]) as pdf:
        for page in pdf.pages:
            for font in page.Resources.Font.values():
                table = font.ToUnicode.read_bytes().replace(b"<0074>", b"<0078>")  # t -> x
                font.ToUnicode.write(table)
        pdf.save(target)
    assert len(editions.losses(target)) > 50


def test_a_pdf_without_tags_is_not_compared(editions: Editions, tmp_path: Path) -> None:
    target = tmp_path / "article.pdf"
    with pikepdf.open(editions["pdf"]) as pdf:
        del pdf.Root.StructTreeRoot
        pdf.save(target)
    found = audit(editions.article, (target,), None)
    assert {result.reason for result in found.results} == {"the PDF has no tags"}


def test_a_tree_that_turns_in_a_circle_is_refused(editions: Editions, tmp_path: Path) -> None:
    def circle(elements: list[Any]) -> None:
        elements[3].K = pikepdf.Array([elements[0]])

    with pytest.raises(SourceError, match="cannot be read as a PDF"):
        editions.losses(tree(editions["pdf"], tmp_path, circle))


def test_a_file_that_is_no_pdf_is_refused(editions: Editions, tmp_path: Path) -> None:
    target = tmp_path / "article.pdf"
    target.write_bytes(b"no PDF")
    with pytest.raises(SourceError, match="cannot be read as a PDF"):
        editions.losses(target)
