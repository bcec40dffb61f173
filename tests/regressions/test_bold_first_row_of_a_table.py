"""A table of a web page whose author set its first row in bold came in without headers."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.importing import import_file

ROWS = "<tr><td>A</td><td>12</td></tr>"


@pytest.mark.parametrize(
    ("first", "head", "told"),
    [
        ("<td><b>Line</b></td><td><strong>Km</strong></td>", "| Line | Km  |", "is in bold"),
        (
            "<td></td><td><p><b>Line</b></p></td><td><b>Km</b></td>",
            "|     | Line | Km  |",
            "is in bold",
        ),
        ("<td><b>Line</b></td><td>Km</td>", "|          |     |", "no header row"),
    ],
)
def test_it_is_the_header(first: str, head: str, told: str, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        f"<html lang='en'><h1>T</h1><table><tr>{first}</tr>{ROWS}</table></html>", "utf-8"
    )
    imported = import_file(page, tmp_path)
    assert head in imported.markdown.splitlines()
    (doubt,) = [one for one in imported.diagnostics if one.code == "import-table-head"]
    assert told in doubt.message
