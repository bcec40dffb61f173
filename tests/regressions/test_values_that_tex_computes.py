r"""The year in “In \the\year{}” vanished without a word: pandoc drops what TeX computes."""

from __future__ import annotations

from pathlib import Path

from publish.api import import_document

_PAPER = r"""\documentclass{article}
\title{Rivers}\author{Ada Kowalska}
\newcommand{\now}{\the\year}
\begin{document}\maketitle
In \the\year{} we counted, as \verb|\thepage| and page \thepage{} say,\newline of \jobname.

\setcounter{section}{\value{page}}
\renewcommand{\thesection}{\Roman{section}}
\section{Results}
The theorem was new.
\end{document}
"""


def test_each_value_that_is_left_out_has_a_remark(tmp_path: Path) -> None:
    (tmp_path / "a.tex").write_text(_PAPER, "utf-8")
    imported = import_document(tmp_path / "a.tex", tmp_path / "b.md")
    said = [one.message for one in imported.diagnostics if one.code == "import-value"]
    values = (r"\the\year{}", r"\thepage{}", r"\jobname")
    assert said == [f"What LaTeX computes for “{one}” was left out." for one in values]
    text = (tmp_path / "b.md").read_text("utf-8")
    assert r"`\thepage`" in text
    assert "The theorem was new." in text
