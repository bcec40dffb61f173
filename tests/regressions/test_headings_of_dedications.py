"""The PDF had headings over a dedication and an epigraph; the EPUB and other books have none."""

from __future__ import annotations

from pathlib import Path

import pikepdf

from publish.audit.items import Kind, State
from publish.editions.auditing import audit
from publish.editions.edition import PdfOptions
from publish.intake import read
from publish.prepare import prepare
from publish.readers.pdf import read_pdf
from tests.building import export_pdf

_BOOK = """title: The Pier
language: en
authors: [Ada]
table-of-contents: true
contents:
  - {file: thanks.md, kind: dedication}
  - {file: words.md, kind: epigraph}
  - text.md
"""


def test_a_bookmark_names_the_page(tmp_path: Path) -> None:
    (tmp_path / "publication.yaml").write_text(_BOOK, encoding="utf-8")
    for name, text in (
        ("Thanks", "For all."),
        ("Words", "> Few.\n>\n> -- Bea"),
        ("Text", "It is."),
    ):
        source = f"---\ntitle: {name}\n---\n\n{text}\n"
        (tmp_path / f"{name.lower()}.md").write_text(source, encoding="utf-8")
    article, path = prepare(read(tmp_path / "publication.yaml")), tmp_path / "pier-ua-2.pdf"
    export_pdf(article, None, path, PdfOptions("ua-2"))
    marks = ["The Pier", "About this edition", "Contents", "Thanks", "Words", "Text"]
    assert read_pdf(path).bookmarks == marks
    with pikepdf.open(path) as pdf:
        found = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary)]
        headings = {str(one.T) for one in found if str(one.get("/S")) in ("/H1", "/H2")}
        assert headings == {"The Pier", "About this edition", "Contents", "Text"}
        (thanks,) = [one for one in found if one.get("/Title") == "Thanks"]
        assert (thanks.A.SD[0].S, thanks.A.SD[0].T) == ("/Sect", "Thanks")
        assert [page.label for page in pdf.pages][-3:] == ["iv", "v", "6"]
    results = audit(article, (path,), None).results
    states = {one.item.text: one.state for one in results if one.item.kind is Kind.HEADING}
    assert states == dict.fromkeys(("Thanks", "Words", "Text"), State.FOUND)


def test_a_bookmark_names_an_empty_page(tmp_path: Path) -> None:
    (tmp_path / "publication.yaml").write_text(_BOOK, encoding="utf-8")
    for name, text in (("Thanks", ""), ("Words", ""), ("Text", "It is.")):
        source = f"---\ntitle: {name}\n---\n{text}\n"
        (tmp_path / f"{name.lower()}.md").write_text(source, encoding="utf-8")
    article, path = prepare(read(tmp_path / "publication.yaml")), tmp_path / "pier-ua-2.pdf"
    export_pdf(article, None, path, PdfOptions("ua-2"))
    assert read_pdf(path).bookmarks[3:] == ["Thanks", "Words", "Text"]
    assert not [one for one in audit(article, (path,), None).results if one.state is State.LOST]
