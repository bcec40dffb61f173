"""A poem on a page of 2003 was a cell of a table without headers, which the check refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.importing import import_file

_PLAIN = 'border="0" cellpadding="0" cellspacing="0"'
_ROWS = "<tr><td>Year</td><td><p>Speed</p></td></tr><tr><td>1901</td><td><p>12</p></td></tr>"

_SUM = "<tr><td>Year</td><td><p>Speed</p></td></tr><tr><td></td><td><p>12</p></td></tr>"


def _imported(tmp_path: Path, table: str) -> str:
    file = tmp_path / "a.html"
    file.write_text(f'<html lang="es"><title>A</title><body>{table}</body></html>', "utf-8")
    return import_file(file, tmp_path).markdown.partition("\n---\n\n")[2]


@pytest.mark.parametrize("given", [_PLAIN, 'role="presentation"'])
def test_cells_of_a_layout_are_paragraphs(tmp_path: Path, given: str) -> None:
    poem = (
        "<tr><td>&nbsp;</td><td><div><p>La llaga</p></div></td><td></td></tr>"
        f"<tr><td></td><td><p>Hoy<br>revuelves</p><table>{_ROWS}</table></td><td>Volver</td></tr>"
    )
    text = _imported(tmp_path, f"<table {given}><!-- layout -->{poem}</table>")
    assert text.startswith("La llaga\n\nHoy\\\nrevuelves\n")
    assert "1901 | 12" in text  # the table inside it is one of data
    assert text.endswith("\nVolver\n")


@pytest.mark.parametrize(
    "table",
    [
        f"<table {_PLAIN}>{_ROWS}</table>",
        f'<table {_PLAIN} summary="Speeds">{_SUM}</table>',
        f"<table {_PLAIN}><tr><th>Year</th></tr><tr><td><p>1901</p></td></tr></table>",
        f"<table><tr><td></td><td><p>1901</p></td></tr>{_ROWS}</table>",
    ],
)
def test_tables_of_data_stay(tmp_path: Path, table: str) -> None:
    text = _imported(tmp_path, table)
    assert "|" in text or "{list-table}" in text or "{table}" in text
