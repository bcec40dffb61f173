"""Lists of contents were ordinary lists; pull quotes and expansions were read again and again."""

from pathlib import Path

import pikepdf
import pytest

from publish.editions.edition import PdfOptions
from publish.prepare import prepare
from publish.source import read
from tests.building import export_pdf
from tests.editions.pdf.reading import read_tree

SOURCE = """---
title: Boats
language: en
authors: [Ada]
published: 2026-03-01
theme: book
abbreviations: {RPM: revolutions per minute}
---

## Out

The lamp turns at 3 RPM, and at 5 RPM in fog. The boat is uninterruptedly on its way. Nobody waits.

:::{pull-quote}
The boat is uninterruptedly on its way.
:::

:::{pull-quote}
Words of its own.
:::

## Home

Now it turns at 7 RPM. TEXT

:::{math}
:alt: x squared
x^2
:::
""".replace("TEXT", "An extraordinarily uninterruptedly grey river flows past. " * 20)


@pytest.fixture(scope="module", params=["screen", "ua-2"])
def built(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("tags")
    (folder / "boats.md").write_text(SOURCE, encoding="utf-8")
    article, target = prepare(read(folder / "boats.md")), folder / "boats.pdf"
    export_pdf(article, None, target, PdfOptions(request.param))
    return target


def test_contents_headings_abbreviations_and_pull_quotes(built: Path) -> None:
    with pikepdf.open(built) as pdf:
        nodes = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/S" in o]
        items = [node for node in nodes if node.S == "/TOCI"]
        assert [str(one.P.S) for one in items] == ["/TOC", "/TOC"]
        assert all("/Ref" in one for one in items) == (
            pdf.Root.get("/Version") is not None or pdf.pdf_version == "2.0"
        )
        titles = [str(node.T) for node in nodes if str(node.S) in ("/H1", "/H2")]
        assert {"Boats", "Out", "Home"} <= set(titles)
        assert sum("/E" in node for node in nodes) == 2, "once in each section"
    quotes = [one.words for one in read_tree(built).all("BlockQuote")]
    assert quotes == ["Words of its own."]


def test_a_divided_word_is_replaced_alone(built: Path) -> None:
    replaced = []
    with pikepdf.open(built) as pdf:
        for page in pdf.pages:
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "BDC" and "/ActualText" in operands[1]:
                    replaced.append(str(operands[1].ActualText))
    assert any(replaced)
    assert not [text for text in replaced if " " in text.strip()]
    (last,) = (one for one in read_tree(built).all("P") if "7 RPM" in one.words)
    assert last.words.count("extraordinarily uninterruptedly grey river") == 20


def test_pages_are_labelled_and_formulas_have_their_mathml(built: Path) -> None:
    with pikepdf.open(built) as pdf:
        labels = [page.label for page in pdf.pages]
        assert labels[:4] == ["i", "ii", "iii", "4"], "title, imprint, contents, text"
        (formula,) = [
            o
            for o in pdf.objects
            if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Formula"
        ]
        if pdf.pdf_version == "2.0":
            (attached,) = formula.AF
            assert attached.AFRelationship == "/Supplement"
            assert attached.EF.F.Subtype == "/application/mathml+xml"
            assert b"<msup><mi>x</mi><mn>2</mn></msup>" in attached.EF.F.read_bytes()
