"""Boxes, headings of KOMA-Script, directions, and signs of babel were lost or printed as typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.importing import import_file

_BEGIN = "\\begin{document}\n\\section{A}\n"


def _imported(tmp_path: Path, preamble: str, body: str) -> tuple[str, str]:
    """Return the text of an imported document, and its messages about losses."""
    file = tmp_path / "a.tex"
    file.write_text(f"{preamble}\n{_BEGIN}{body}\n\\end{{document}}\n", "utf-8")
    imported = import_file(file, tmp_path)
    lost = [one.message for one in imported.diagnostics if one.code.startswith("import-lost")]
    return imported.markdown, "\n".join(lost)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        (r"\fbox{one \emph{two}} \framebox[3cm][c]{three}", "one *two* three"),
        (
            r"\raisebox{1pt}[2pt]{up} \resizebox{1cm}{!}{wide} \fcolorbox{red}{blue}{red}",
            "up wide red",
        ),
        (r"النص \LR{LaTeX} و \textLR{EEG}.", "النص LaTeX و EEG."),
        (r"\IEEEPARstart{S}{ignal} processing", "Signal processing"),
        (r"\nicefrac{1}{2} \say{yes} \checkmark", "1/2 “yes” ✓"),
        (r"$\llap{a} << \sfrac{1}{2}$ and a", "<< 1/2$ and a"),
    ],
)
def test_words_of_boxes_and_directions(tmp_path: Path, typed: str, printed: str) -> None:
    text, lost = _imported(tmp_path, r"\documentclass{article}", typed)
    assert printed in text
    assert not lost


def test_own_commands_are_not_unwrapped(tmp_path: Path) -> None:
    preamble = r"\documentclass{article}\newcommand{\lr}[1]{Left #1}\def\og{own}"
    assert "Left turn own" in _imported(tmp_path, preamble, r"\lr{turn} \og{}")[0]


def test_shorthands_of_german(tmp_path: Path) -> None:
    """The option of the class states the language; a quotation mark in code is one."""
    body = (
        'Auf"|lage, berg"=ab, Zu"-kunft, "Uber die Stra"se: ,,tief\'\' und "`hoch"\'. \\verb|"=|\n'
        "\\addsec{Sehr weit}\\label{far}\n\nSiehe \\ref{far}."
    )
    preamble = "\\documentclass[12pt, ngerman]{scrartcl}\\usepackage{babel}"
    text, lost = _imported(tmp_path, preamble, body)
    assert "\nlanguage: de\n" in text
    assert 'Auflage, berg-ab, Zukunft, Über die Straße: „tief” und "hoch". `"=`' in text
    assert "## Sehr weit" in text
    assert "Siehe [Sehr weit](#far)." in text
    assert not lost


def test_signs_of_french(tmp_path: Path) -> None:
    body = (
        r"Le 1\ier{} mai du XX\up{e} siècle, M. \bsc{Dupont} dit \og bonjour \fg{} et << soir >>, "
        r"\no 5. $a<<b$"
    )
    preamble = r"\documentclass{article}\usepackage[main=french, english]{babel}"
    text, lost = _imported(tmp_path, preamble, body)
    assert "\nlanguage: fr\n" in text
    assert "Le 1{sup}`er` mai du XX{sup}`e` siècle, M. Dupont dit «\xa0bonjour\xa0» et" in text
    assert "«\xa0soir\xa0», n°\xa05. $a<<b$" in text
    assert not lost


def test_stanzas(tmp_path: Path) -> None:
    body = "\\begin{verse}\nOne \\\\\nTwo \\\\!\n\nThree\n\\end{verse}"
    assert "> One\\\n> Two\n>\n> Three" in _imported(tmp_path, r"\documentclass{book}", body)[0]


def test_words_of_commands_that_a_class_defines(tmp_path: Path) -> None:
    """pandoc drops commands that it doesn't know; lengths and keys aren't words."""
    body = (
        "\\chapitre{Dérivées}\n\n\\objectifs{La notion joue \\keyword{un rôle}. $a$}\n\n"
        "\\film{aK4}{Première partie du cours}\n\n\\boite{$x + y$}\\setup{size=3pt plus 1}\n\n"
        "Le taux \\taux{3,5} de \\termname{dérivabilité}, \\href{https://example.org/a}{deux mots}."
        "\\index{deux mots}\n\\chapitre{Suite}"
    )
    text, lost = _imported(tmp_path, r"\documentclass{cours}", body)
    assert (
        "## Dérivées\n\nLa notion joue un rôle. $a$\n\nPremière partie du cours\n\n$x + y$" in text
    )
    assert "Le taux 3,5 de dérivabilité, [deux mots](https://example.org/a).\n\n## Suite" in text
    assert "3pt" not in text
    assert not lost
