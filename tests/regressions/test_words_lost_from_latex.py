"""Words of LaTeX that pandoc drops, or puts labels in the place of, were lost without a message."""

from __future__ import annotations

from pathlib import Path

from publish.importing import import_file

_TEXT = r"""
\documentclass{article}
\title{Trams\thanks{Paid by the town}}
\begin{document}
\maketitle
Before the section.\footnotemark{} % \ref{gone}
\footnotetext{A late note.}

\section{Two causes\label{c}}
See Section~\ref{c}, \eqref{e} and \cite[p. 3]{lis}.\marginpar{In the {margin}} \verb|\ref{v}|
\todo{Check this} \input{more}
\begin{equation}\label{e} x = 1 \end{equation}
\begin{figure}\begin{tikzpicture}\node (a) {Rails};\end{tikzpicture}\caption{Plan}\end{figure}
\begin{tcolorbox}[title=Box]Inside.\end{tcolorbox}
\begin{thebibliography}{9}\bibitem{lis} P. Lis, Trams.\end{thebibliography}
\end{document}
"""


def test_notes_references_and_files(tmp_path: Path) -> None:
    file = tmp_path / "a.tex"
    file.write_text(_TEXT, "utf-8")
    (tmp_path / "more.tex").write_text(r"Read in. \input{absent}", "utf-8")
    imported = import_file(file, tmp_path)
    text = imported.markdown.partition("\n---\n\n")[2]
    told = "\n".join(one.message for one in imported.diagnostics)
    assert "See Section\xa0[Two causes](#c), (1) and \\[1, p. 3].[^2] `\\ref{v}`" in text
    assert "Read in." in text
    assert "[^1]: A late note.\n\n[^2]: In the margin\n" in text
    assert ":::{figure} pictures/drawing-1.png\nPlan\n:::" in text
    assert "**Box**\n\nInside.\n\n1. P. Lis, Trams." in text
    for words in ("“Paid by the town”", "Its words: Rails", "“absent”"):
        assert words in told
    assert "Check this" in import_file(file, tmp_path, keep_comments=True).markdown
