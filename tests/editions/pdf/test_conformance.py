"""veraPDF, and Poppler's text, on whole articles."""

import pytest

from tests.conftest import WholePdf
from tests.judges import pdf_pages, verapdf

SOURCES = ("assets/example/article.md", "tests/gallery/every-construct/article.md")


@pytest.mark.parametrize(
    ("kind", "flavours"),
    [("screen", ("ua1", "2a")), ("ua-2", ("ua2",)), ("large-print", ("ua1", "2a"))],
)
def test_every_kind_conforms(
    whole_pdf: WholePdf, kind: str, flavours: tuple[verapdf.Flavour, ...]
) -> None:
    made = [whole_pdf(source, kind) for source in SOURCES]
    for flavour in flavours:
        verdicts = verapdf.check(made, flavour)
        assert {path: [str(rule) for rule in rules] for path, rules in verdicts.items()} == {
            path: [] for path in made
        }


@pytest.mark.parametrize("source", SOURCES)
def test_text_extracts_whole_and_without_doubles(whole_pdf: WholePdf, source: str) -> None:
    text = "\n".join(pdf_pages.text(whole_pdf(source, "screen")))
    assert "\u00ad" not in text
    assert "\ufffd" not in text
    assert "About this edition" in text


@pytest.mark.parametrize("source", SOURCES)
def test_no_page_is_empty(whole_pdf: WholePdf, source: str) -> None:
    pages = pdf_pages.text(whole_pdf(source, "screen"))
    assert pages
    for page in pages:
        assert len(page.split()) > 30
