"""Formulas that can't be read, those without words, and those too wide for a line."""

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


WIDE = Rule(
    "formula-wide",
    Severity.WARNING,
    "No part of a formula that lines can't divide, such as a root, is wider than 40 em.",
    "In the PDF such a part is made smaller than can be read, in an EPUB it scrolls sideways.",
    "Give a name to a part of it, and define that in a formula of its own.",
    source="https://www.w3.org/TR/mathml-core/",
)

#: The most formulas whose words by rule are in a report; they take a fifth of the time of a check.
_READ_OUT = 5_000

#: A line holds about 30 em in the PDF, 20 in large print, so half the size is left.
_WIDEST = 40


def find(index: DocumentIndex) -> Iterator[Diagnostic]:
    """Find formulas that can't be read, those without words, and wide ones."""
    found: list[At[MathBlock] | At[InlineMath]] = [
        At(at.file, at.line, at.language, at.it)
        for at in index.blocks
        if isinstance(at.it, MathBlock)
    ]
    found += index.formulas
    if not found:
        return
    from publish.xhtml.formulas import formula_words, undivided_width

    unsaid = 0
    for at in found:
        try:
            width = undivided_width(at.it.tex)
        except SourceError as error:
            yield FORMULA.found(at, error.diagnostic.message)
            continue
        if not at.it.alt and not is_plain_formula(at.it.tex):
            message = f"The formula “{shortened(at.it.tex, 60)}” has no words of yours."
            unsaid += 1
            if unsaid <= _READ_OUT:
                message += f" By rule it is read “{formula_words(at.it.tex, at.language)}”."
            yield WORDS.found(at, message)
        if width > _WIDEST:
            message = f"The formula “{shortened(at.it.tex, 60)}” has a part that is {width:.0f} em"
            yield WIDE.found(at, f"{message} wide, and no line of it can end there.")


FORMULAS = Family("Formulas", (FORMULA, WORDS, WIDE), find)
