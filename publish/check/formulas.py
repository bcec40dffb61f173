"""Formulas that can't be read, and those without words."""

from __future__ import annotations

from collections.abc import Iterator

from publish.check.document_index import DocumentIndex
from publish.check.rule import At, Family, Rule
from publish.errors import Diagnostic, Severity, SourceError, shortened
from publish.model import InlineMath, MathBlock
from publish.model.inlines import is_plain_formula

FORMULA = Rule(
    "formula",
    Severity.ERROR,
    "The TeX of every formula can be read.",
    "No edition can show the formula, and no voice can say it.",
    "Correct the TeX; docs/source.md says how formulas are written.",
    source="https://www.w3.org/TR/mathml-core/",
    fixed=True,
)


WORDS = Rule(
    "formula-words",
    Severity.WARNING,
    "Every formula has words from the author.",
    "A formula without them is read aloud by rules, which don't know what it means.",
    'Write them: $E = mc^2${alt="..."} in the text, “:alt: ...” in a {math} block.',
    source="https://www.w3.org/community/reports/a11y-discov-vocab/#describedMath",
)


def find(index: DocumentIndex) -> Iterator[Diagnostic]:
    """Find formulas that can't be read, and those without words."""
    found: list[At[MathBlock] | At[InlineMath]] = [
        At(at.file, at.line, at.language, at.it)
        for at in index.blocks
        if isinstance(at.it, MathBlock)
    ]
    found += index.formulas
    if not found:
        return
    from publish.xhtml.formulas import formula_words

    for at in found:
        try:
            words = formula_words(at.it.tex, at.language)
        except SourceError as error:
            yield FORMULA.found(at, error.diagnostic.message)
            continue
        if not at.it.alt and not is_plain_formula(at.it.tex):
            message = f"The formula “{shortened(at.it.tex, 60)}” has no words of yours."
            read = f"By rule it is read “{shortened(words, 200)}”."
            yield WORDS.found(at, f"{message} {read}")


FORMULAS = Family("Formulas", (FORMULA, WORDS), find)
