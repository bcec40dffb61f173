"""Elements without text, and attributes in quantity, took 20 to 60 s a megabyte to import."""

from pathlib import Path

import pytest

from publish.errors import SourceError
from publish.importing.preparing.html import tree_of
from publish.importing.preparing.jats import prepare
from publish.importing.preparing.xml import check_markup

_PAGE = Path("page.html")


@pytest.mark.parametrize("piece", ["<div></div>\n", "<br>a\n", "<li>\n", "<tr><td>a\n"])
def test_elements_without_text_are_refused(piece: str) -> None:
    with pytest.raises(SourceError) as caught:
        tree_of(_PAGE, piece * 60_000)
    [found] = caught.value.diagnostics
    assert "hardly any text" in found.message
    assert found.line > 10_000


@pytest.mark.parametrize("value", ["", "='<'", '=">"', "=b"])
def test_attributes_in_quantity_are_refused(value: str) -> None:
    many = " ".join(f"a{number}{value}" for number in range(20_000))
    with pytest.raises(SourceError, match="20000 attributes"):
        tree_of(_PAGE, f"<p>first</p>\n<p {many}>second</p>")


def test_articles_are_refused_before_they_are_read(tmp_path: Path) -> None:
    file = tmp_path / "article.xml"
    file.write_text(f"<article><body>{'<p>a</p>' * 50_000}</body></article>")
    with pytest.raises(SourceError, match="hardly any text"):
        prepare(file)


def test_documents_in_quantity_are_read() -> None:
    rows = "<tr><td>12</td><td>14</td><td>3.1</td><td>1999</td></tr>\n" * 20_000
    data = f'<img src="data:image/png;base64,{"A+b/" * 50_000}" alt="{"a word " * 600}">'
    check_markup(_PAGE, f"<table>{rows}</table>{data}{'<p>Ordinary words.</p>' * 50_000}")


def test_a_quote_without_an_end_hides_no_attributes() -> None:
    names = " ".join(f"b{number}=1" for number in range(3_000))
    with pytest.raises(SourceError, match="attributes"):
        check_markup(_PAGE, f'<p a=x" {names}>Words.</p>')
    check_markup(_PAGE, f'<img alt="{"Some words. " * 5_000}"><p>Words.</p>')
