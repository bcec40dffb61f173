r"""A longtable had its head twice, the words of its feet as rows, and lost a cell."""

from __future__ import annotations

from pathlib import Path

from publish.api import import_document

TABLE = r"""\documentclass{article}\begin{document}
Words.

\begin{longtable}{lr}
\caption{Yields}\label{tab:y}\\ \toprule
Year & Rye \\ \midrule \endfirsthead
\multicolumn{2}{c}{continued from the page before}\\ \toprule
Year & Rye \\ \midrule \endhead
\multicolumn{2}{r}{more on the next page}\\ \endfoot
\bottomrule \multicolumn{2}{l}{Source: the mill}\\ \endlastfoot
1901 & 12 \\
1902 & 13
\end{longtable}
\end{document}
"""


def test_a_long_table_is_one_table(tmp_path: Path) -> None:
    (tmp_path / "a.tex").write_text(TABLE, "utf-8")
    imported = import_document(tmp_path / "a.tex", tmp_path / "a.md")
    text = (tmp_path / "a.md").read_text("utf-8")
    assert [line.strip("* -") for line in text.partition(":::{")[2].splitlines()] == [
        "list-table} Yields", ":header-rows: 1", "", "Year", "Rye", "1901", "12",
        "1902", "13", "{cspan}`1` Source: the mill", ":::",
    ]  # fmt: skip
    assert imported.losses == ()
