r"""Find the formulas of LaTeX in a line, and spell out those of chemistry, which pandoc drops."""

from __future__ import annotations

import re
from collections.abc import Callable

from publish.importing.preparing.latex_arguments import with_arguments
from publish.runtime.spans import Closing, replace_spans, spans

_CE = re.compile(r"\\ce\s*(?=\{)")
_FORMULA = re.compile(r"(?<!\\)\$\$?|\\[(\[]")
_FORMULA_END: dict[str, Closing] = {
    "$": re.compile(r"(?<!\\)\$"), "$$": "$$", r"\(": r"\)", r"\[": r"\]"
}  # fmt: skip
_DISPLAYED = re.compile(
    _FORMULA.pattern
    + r"|\\begin\{((?:equation|align|alignat|gather|multline|eqnarray|displaymath|math)\*?)\}"
)


def formulas_of(text: str) -> list[tuple[int, int]]:
    """Return where each formula of ``text`` begins and ends, in order."""
    found = spans(
        text,
        _DISPLAYED,
        lambda match: f"\\end{{{match[1]}}}" if match[1] else _FORMULA_END[match[0]],
    )
    return [(formula.start, formula.end) for formula in found]


def outside_formulas(text: str, change: Callable[[str], str]) -> str:
    """Return ``text`` with everything changed but its formulas."""
    parts, end = [], 0
    for formula in spans(text, _FORMULA, lambda match: _FORMULA_END[match[0]]):
        parts += [change(text[end : formula.start]), formula.text]
        end = formula.end
    return "".join([*parts, change(text[end:])])


def with_formulas_of_chemistry(text: str) -> str:
    r"""Return ``text`` with ``\ce{H2O}`` (mhchem) written out: pandoc drops it."""
    if not _CE.search(text):
        return text
    text = replace_spans(
        text,
        _FORMULA,
        lambda match: _FORMULA_END[match[0]],
        lambda formula: with_arguments(
            formula.text, ("ce",), lambda words: f"\\mathrm{{{_lowered(words, '_{', '}')}}}"
        ),
    )
    return with_arguments(text, ("ce",), lambda words: _lowered(words, r"\textsubscript{", "}"))


def _lowered(words: str, before: str, after: str) -> str:
    """Return a chemical formula with its numbers of atoms between two signs."""
    lowered = re.sub(r"(?<=[A-Za-z)\]])(\d+)", lambda m: f"{before}{m[1]}{after}", words)
    arrow = "→" if before.startswith("\\t") else r"\rightarrow "
    return lowered.replace("->", arrow)
