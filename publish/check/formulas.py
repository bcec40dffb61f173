"""Formulas that can't be read."""

from __future__ import annotations

from collections.abc import Iterator

from publish.check.document_index import DocumentIndex
from publish.check.rule import At, Family, Rule
from publish.errors import Diagnostic, Severity, SourceError
from publish.model import MathBlock

FORMULA = Rule(
    "formula",
    Severity.ERROR,
    "The TeX of every formula can be read.",
    "No edition can show the formula, and no voice can say it.",
    "Correct the TeX; docs/source.md says how formulas are written.",
    source="https://www.w3.org/TR/mathml-core/",
    fixed=True,
)


def find(index: DocumentIndex) -> Iterator[Diagnostic]:
    """Find formulas that can't be read."""
    found = [
        At(at.file, at.line, at.language, at.it.tex)
        for at in index.blocks
        if isinstance(at.it, MathBlock)
    ]
    found += [At(at.file, at.line, at.language, at.it.tex) for at in index.formulas]
    if not found:
        return
    from publish.xhtml.formulas import formula_words

    for at in found:
        try:
            formula_words(at.it, "")
        except SourceError as error:
            yield FORMULA.found(at, error.diagnostic.message)


FORMULAS = Family("Formulas", (FORMULA,), find)
