r"""Keep the words of LaTeX's commands that pandoc doesn't know: it drops them with their arguments.

They are commands of a class or package, often of one in the folder of the document.  pandoc says
which ones it doesn't know.  An argument is text if it reads as prose in one of its uses; lengths,
colours and names of files don't.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from msgspec import Struct

from publish.errors import ToolError
from publish.importing.preparing.latex_arguments import closings, defined_in
from publish.importing.preparing.latex_formulas import formulas_of
from publish.runtime import pandoc


def _names(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_USE = re.compile(r"\\([A-Za-z]+)\*?(?:\s*+\[[^\]]{0,200}+\]){0,2}(?=\s?\{)")
_NEXT = re.compile(r"\s?(?:\[[^\]]{0,200}+\]\s?)?(?=\{)")
_MOST_ARGUMENTS = 4
_MOST_NAMES = 300
"""The most commands that pandoc is asked about."""
_PROSE = re.compile(
    r"(?<![\w’'-])[^\W\d_]{2}[\w’'-]*+,?\s++(?:[\w’'-]++,?\s++)?[^\W\d_]{2}|[^\W\d_a-zA-Z]{2}|[\w)][.!?…]\s*+$|"
    r"\$|\\[(\[]|\\begin\b|\\includegraphics\b"
)
"""Two words that follow each other, letters of other scripts, the end of a sentence, a formula."""
_WORD = re.compile(r"[\w.,+-]++(?:\\?%)?")
_LONGEST_WORD = 40
_BEFORE = re.compile(r"[\w(,;:-]\s?$")
_AFTER = re.compile(r"\s?[\w.,;:)]")
_SETTING = re.compile(r"^\s*+[\w -]{1,40}=")
_LONGEST = 400
"""The characters at the beginning of an argument that are looked at."""
_USUAL = _names(
    """
    author begin caption chapter cite citep citet date def documentclass em emph end enquote eqref
    footnote footnotetext frac href hyperref include includegraphics input item label left let
    mathbb mathbf mathcal mathrm multicolumn newcommand newenvironment newtheorem noindent
    operatorname overline paragraph part providecommand ref renewcommand renewenvironment right
    section sqrt subparagraph subsection subsubsection text textbf textcolor textit textrm textsc
    textsf textsubscript textsuperscript texttt title underline url usepackage verb
    """
)
"""Commands that pandoc knows, or that aren't text."""
_SILENT = _names(
    """
    addcontentsline addtocontents addtocounter addtolength bibliography
    bibliographystyle captionsetup cfoot chead citestyle color colorlet definecolor fancyfoot
    fancyhead fancypagestyle fontfamily fontsize foreach geometry glossary graphicspath hphantom
    hspace hypersetup hyphenation ifthenelse index input lfoot lhead linespread lstset markboth
    markright newcounter newgeometry newlength nocite pagecolor pagenumbering pagestyle pdfbookmark
    pgfplotsset phantom phantomsection refstepcounter rfoot rhead rule selectlanguage setcounter
    setlength settowidth sisetup special stepcounter tableofcontents tcbset thispagestyle tikzset
    titleformat titlespacing todo typeout usetikzlibrary vphantom vskip vspace write
    """
)
"""Commands whose arguments aren't printed where they stand."""


class _Use(Struct, frozen=True):
    """A command with the places of the braces of its arguments."""

    name: str
    start: int
    arguments: tuple[tuple[int, int], ...]


def with_unknown_words(text: str) -> str:
    """Return ``text``, LaTeX without code, with the words of unknown commands as groups."""
    uses = list(_uses(text, max(text.find(r"\begin{document}"), 0)))
    known = _USUAL | _SILENT | defined_in(text)
    prose = {
        (use.name, number)
        for use in uses
        if use.name not in known
        for number, (start, end) in enumerate(use.arguments)
        if _is_prose(text[start + 1 : min(end, start + _LONGEST)]) or _in_sentence(text, use)
    }
    unknown = _unknown_of({name for name, _ in prose})
    parts, place = [], 0
    for start, end, instead in sorted(
        edit for use in uses if use.name in unknown for edit in _edits(use, prose)
    ):
        if start >= place:
            parts += [text[place:start], instead]
            place = end
    return "".join([*parts, text[place:]])


def _uses(text: str, begin: int) -> Iterator[_Use]:
    """Yield the commands with arguments in braces from the place ``begin`` on, without formulas."""
    closed = closings(text)
    formulas = formulas_of(text)
    starts = [start for start, _ in formulas]
    for found in _USE.finditer(text, begin):
        before = bisect_right(starts, found.start()) - 1
        if before >= 0 and found.start() < formulas[before][1]:
            continue
        arguments: list[tuple[int, int]] = []
        after: re.Match[str] | None = found
        while after and len(arguments) < _MOST_ARGUMENTS:
            start = text.index("{", after.end())
            if start not in closed:
                break
            arguments.append((start, closed[start]))
            after = _NEXT.match(text, closed[start] + 1)
        if arguments:
            yield _Use(found[1], found.start(), tuple(arguments))


def _is_prose(argument: str) -> bool:
    return bool(_PROSE.search(argument)) and not _SETTING.match(argument)


def _in_sentence(text: str, use: _Use) -> bool:
    """Return whether a command has one word as its argument, and stands between words."""
    ((start, end), *more) = use.arguments
    return (
        not more
        and end - start <= _LONGEST_WORD
        and bool(_WORD.fullmatch(text[start + 1 : end]))
        and bool(_BEFORE.search(text[max(use.start - 2, 0) : use.start]))
        and bool(_AFTER.match(text[end + 1 : end + 3]))
    )


def _unknown_of(names: set[str]) -> frozenset[str]:
    """Return those ``names`` of commands that pandoc doesn't know."""
    asked = sorted(names)[:_MOST_NAMES]
    if not asked:
        return frozenset()
    lines = "".join(f"a\n\n\\{name}{{b}}\n\n" for name in asked)
    document = f"\\begin{{document}}\n{lines}\\end{{document}}\n"
    try:
        blocks = pandoc.tree(document.encode(), "latex+raw_tex")["blocks"]
    except ToolError:
        return frozenset()
    assert isinstance(blocks, list)  # noqa: S101 - pandoc's own format
    inside = [
        one
        for kind, content in blocks
        for one in (content if kind == "Para" else [(kind, content)])
    ]
    raw = "".join(content[1] for kind, content in inside if kind in ("RawInline", "RawBlock"))
    return frozenset(re.findall(r"\\([A-Za-z]+)\s*\{b\}", raw))


def _edits(use: _Use, prose: set[tuple[str, int]]) -> Iterator[tuple[int, int, str]]:
    """Yield the places to change so that what is left of a command is its text."""
    place, instead = use.start, ""
    for number, (start, end) in enumerate(use.arguments):
        if (use.name, number) in prose:
            yield place, start, instead
            place, instead = end + 1, " "
    if place <= use.arguments[-1][1]:
        yield place, use.arguments[-1][1] + 1, ""
