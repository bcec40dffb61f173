r"""Formulas of chemistry: ``\ce{...}`` of mhchem as plain TeX.

Source: the manual of mhchem, https://mhchem.github.io/MathJax-mhchem/, as far as names of
substances, charges, states and arrows go.
"""

from __future__ import annotations

import re

_CE = re.compile(r"\\ce\s*\{((?:[^{}]|\{[^{}]*\})*)\}")

#: Arrows, with the words that may stand above them.
_ARROWS = {
    "->": r"\rightarrow", "<-": r"\leftarrow",
    "<=>": r"\rightleftharpoons", "<->": r"\leftrightarrow",
}  # fmt: skip
_ARROW = re.compile(r"(<=>|<->|->|<-)(?:\[([^\[\]]*)\])?")

_CHARGE = re.compile(r"\^\{?(\d{0,2}[+-])\}?|(?<=[A-Za-z\d)\]])([+-])$")
_COUNT = re.compile(r"(?<=[A-Za-z)\]])(\d{1,3})")


def with_chemistry(tex: str) -> str:
    r"""Return ``tex`` with ``\ce{H2O}`` as ``\mathrm{H_{2}O}``."""
    return _CE.sub(lambda found: " ".join(map(_part, _parts(found[1]))), tex)


def _parts(words: str) -> list[str]:
    """Return the substances, signs and arrows of a reaction."""
    return _ARROW.sub(lambda arrow: f" {arrow[0].replace(' ', '~')} ", words).split()


def _part(part: str) -> str:
    if arrow := _ARROW.fullmatch(part):
        if arrow[2] and arrow[1] == "->":
            return rf"\xrightarrow{{\text{{{arrow[2].replace('~', ' ')}}}}}"
        return _ARROWS[arrow[1]]
    if part in "+=":
        return part
    charged = _CHARGE.sub(lambda charge: f"^{{{charge[1] or charge[2]}}}", part)
    formula = charged.lstrip("0123456789")
    count = charged.removesuffix(formula)
    return rf"{count}\mathrm{{{_lowered(formula)}}}" if formula else count


def _lowered(formula: str) -> str:
    """Return ``formula`` with its numbers of atoms low, outside of charges."""
    pieces = re.split(r"(\^\{[^{}]*\})", formula)
    return "".join(
        piece if piece.startswith("^") else _COUNT.sub(r"_{\1}", piece) for piece in pieces
    )
