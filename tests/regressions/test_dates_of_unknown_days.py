"""Documents whose date is unknown were published on 1 January 1970, or in the year 101."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.api import import_document
from publish.importing.front_matter import iso_date

_PAPER = r"""\documentclass{article}
\title{Rivers}\author{Ada Kowalska}\date{\today}%s
\begin{document}\maketitle
Measured until \today{}, and \verb|\today|.
\end{document}
"""


def _imported(folder: Path, definition: str) -> tuple[str, set[str]]:
    (folder / "a.tex").write_text(_PAPER % definition, "utf-8")
    imported = import_document(folder / "a.tex", folder / "b.md")
    return (folder / "b.md").read_text("utf-8"), {one.code for one in imported.diagnostics}


def test_the_day_on_which_latex_runs_is_no_date(tmp_path: Path) -> None:
    text, codes = _imported(tmp_path, "")
    assert "1970" not in text
    assert "published:" not in text
    assert r"Measured until , and `\today`." in text
    assert {"import-date", "import-published"} <= codes


def test_a_day_that_is_written_is_kept(tmp_path: Path) -> None:
    text, codes = _imported(tmp_path, r"\renewcommand{\today}{3 May 2020}")
    assert "published: 2020-05-03" in text
    assert r"Measured until 3 May 2020, and `\today`." in text
    assert "import-date" not in codes


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("0101-01-01", ""),
        ("1970-01-01T00:00:00Z", ""),
        ("1970-01-01", "1970-01-01"),
        ("2012-W05", ""),
        ("20200503", "2020-05-03"),
        ("04.03.2026", "2026-03-04"),
    ],
)
def test_no_more_of_a_date_than_is_known(written: str, expected: str) -> None:
    assert iso_date(written) == expected
