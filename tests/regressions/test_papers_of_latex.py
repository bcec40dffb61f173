"""Papers lost their bibliography, numbers of theorems and formulas, algorithms, and captions."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from publish.api import import_document

BIB = """@book{euler, author={Euler, Leonhard}, title={Introductio}, publisher={B}, year={1748}}
@book{other, author={Other, A}, title={Not cited}, publisher={B}, year={1900}}"""
PAPER = r"""\documentclass{article}
\newtheorem{theorem}{Theorem}[section]
\newtheorem{lemma}[theorem]{Lemma}
\title{Rivers}\author{Ada Kowalska \and Bo Li\\ University of Lubin}
\begin{document}\maketitle
\section{One}
Euler~\cite[p.~3]{euler}, \citet{euler}, \cref{thm:a}, Lemma~\ref{lem:b},
\eqref{eq:c}, \cref{fig:d}.
\section{Two}
\begin{theorem}[Flow]\label{thm:a} All flows. \end{theorem}
\begin{lemma}\label{lem:b} If so:
\begin{equation} a = b \end{equation}
\begin{align} c &= d \label{eq:c}\\ &= e \notag \end{align}
\end{lemma}
\begin{figure}
\begin{subfigure}{1cm}\includegraphics{a}\caption{Left side}\end{subfigure}
\begin{subfigure}{1cm}\includegraphics{a}\caption{Right side}\end{subfigure}
\caption{Both}\label{fig:d}
\end{figure}
\begin{tabular}{ll}\toprule
 & \multicolumn{1}{c}{Flow} \\ \cmidrule(lr){2-2}
Year & Speed \\ \midrule
1901 & 12 \\ \bottomrule
\end{tabular}

\begin{lstlisting}[language=Python,caption={A loop}]
pass
\end{lstlisting}
\begin{algorithm}\caption{Break}
\begin{algorithmic}
\While{$x < n$} \State $x \gets 1$ \EndWhile
\State \Return $x$
\end{algorithmic}
\end{algorithm}
\bibliography{refs}
\end{document}
"""


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, set[str]]:
    """The source of the paper, and the messages of its import."""
    folder = tmp_path_factory.mktemp("paper")
    (folder / "refs.bib").write_text(BIB, "utf-8")
    (folder / "a.tex").write_text(PAPER, "utf-8")
    Image.new("L", (8, 6)).save(folder / "a.png")
    imported = import_document(folder / "a.tex", folder / "b.md")
    text = (folder / "b.md").read_text("utf-8").replace("\u00a0", " ")
    return text, {one.message for one in imported.diagnostics}


@pytest.mark.parametrize(
    "words",
    [
        r"Euler \[[1](#ref-euler), p. 3], Euler \[[1](#ref-euler)], [Theorem 2.1](#thm-a), "
        "Lemma [2.2](#lem-b), (2), [Figure 2](#fig-d).",
        "**Theorem 2.1** (Flow). *All flows.*",
        "**Lemma 2.2**. *If so:*\n\n$$\na = b\n$$\n",
        r"c &= d \tag{2}",
        "Left side\n",
        "Right side\n\nBoth",
        ":header-rows: 2\n\n* -\n  - Flow\n* - Year\n  - Speed\n* - 1901\n  - 12\n",
        "A loop\n\n```python\npass\n```",
        "**Algorithm:** Break\n\n1. **while** $x < n$ **do**\n\n   - $x \\gets 1$\n\n2. **return**",
        "## References\n\n1. {#ref-euler}\n   Euler, Leonhard. 1748. *Introductio*.",
    ],
)
def test_words_are_kept(words: str, paper: tuple[str, set[str]]) -> None:
    assert words in paper[0]


def test_what_has_no_place_is_listed(paper: tuple[str, set[str]]) -> None:
    text, told = paper
    assert "authors:\n  - Ada Kowalska\n  - Bo Li\n" in text
    assert "Not cited" not in text
    assert "What is said of Bo Li was left out: “University of Lubin”." in told
    assert not any("lost" in one for one in told)


def test_operators_are_read() -> None:
    from publish.xhtml.formulas import formula_words

    for tex in (r"\mathop{\mathrm{arg\,min}}_x f", r"\operatorname*{arg\,min}_x f"):
        assert formula_words(tex, "en") == "argmin sub x f"
    assert formula_words(r"\begin{equation}\label{a} a = b\end{equation}", "en") == "a equals b"


BOOK = r"""\documentclass{book}\usepackage[ngerman]{babel}\addbibresource{refs.bib}
\title{Mühlen}\author{Ada}\date{1. März 2026}
\begin{document}\maketitle
\chapter{Eins}
\input{one}
\textquote{Zitat} über \ce{H2O} und $\ce{CO2}$, \parencite{euler}.
\printbibliography
\end{document}"""


def test_a_book_in_parts_and_in_german(tmp_path: Path) -> None:
    (tmp_path / "refs.bib").write_text(BIB, "utf-8")
    (tmp_path / "one.tex").write_text("Der Anfang.\n", "utf-8")
    (tmp_path / "a.tex").write_text(BOOK, "utf-8")
    imported = import_document(tmp_path / "a.tex", tmp_path / "b.md")
    text = (tmp_path / "b.md").read_text("utf-8")
    assert "published: 2026-03-01\n" in text
    assert "## Eins\n\nDer Anfang.\n\n" in text
    assert '"Zitat" über H{sub}`2`O und $\\mathrm{CO_{2}}$, \\[[1](#ref-euler)].\n' in text
    assert "\n## Literatur\n" in text
    assert imported.losses == ()


ALGORITHM = r"""\documentclass{article}\usepackage[babel]{english}
\SetKwInOut{Input}{Given}\SetKwFunction{Relax}{Relax}\SetKwProg{Fn}{Function}{:}{end}
\begin{document}
\begin{algorithm}[H]
\DontPrintSemicolon\SetAlgoLined
\Input{a graph $(V,\;E)$}
\ForEach{node $v$}{
  $d[v] \gets 1$ \tcp*[r]{far away}
  \Relax{$u, v$}\;
}
\eIf{it is near}{stop here\;}{\lWhile{it is far}{go {\em on}\;}}
\Repeat{nothing changes}{shrink the set\;}
\Fn{\Relax{$u$}}{\Return{$d$}\;}
\caption{Shortest paths}\label{alg:a}
\end{algorithm}
\end{document}"""


def test_algorithms_in_braces(tmp_path: Path) -> None:
    (tmp_path / "a.tex").write_text(ALGORITHM, "utf-8")
    imported = import_document(tmp_path / "a.tex", tmp_path / "b.md")
    lines = (tmp_path / "b.md").read_text("utf-8").partition("\n---\n")[2].split("\n")
    assert [line for line in lines if line] == [
        "**Algorithm:** Shortest paths",
        "1. **Given:** a graph $(V,\\;E)$",
        "2. **for each** node $v$ **do**",
        r"   - $d[v] \gets 1$ (*far away*)",
        "   - Relax($u, v$)",
        "3. **if** it is near **then**",
        "   - stop here",
        "4. **else**",
        "   - **while** it is far **do**",
        "     - go *on*",
        "5. **repeat**",
        "   - shrink the set",
        "6. **until** nothing changes",
        "7. **Function** Relax($u$) **:**",
        "   - **return** $d$",
    ]
    assert not any("lost" in one.code for one in imported.diagnostics)


def test_an_argument_without_its_end() -> None:
    from publish.importing.preparing.latex_arguments import argument

    assert argument(r"{a {b} \} c", 0) == (r"a {b} \} c", 11)
    assert argument("a {b}", 0) == ("", 0)
