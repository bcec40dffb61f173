"""Formulas that no edition could show."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from publish.article import MathBlock
from publish.check.rule import At, Family, Rule
from publish.check.survey import Survey
from publish.errors import Problem, Severity, SourceError

FORMULA = Rule(
    "formula",
    Severity.ERROR,
    "The TeX of every formula can be read.",
    "No edition could show the formula, and no voice say it.",
    "Mend the TeX; docs/source.md says how formulas are written.",
    source="https://www.w3.org/TR/mathml-core/",
    fixed=True,
)


def find(survey: Survey) -> Iterator[Problem]:
    """Formulas that cannot be read; told here with their line, before a build begins."""
    found = [
        At(at.file, at.line, at.language, at.it.tex)
        for at in survey.blocks
        if isinstance(at.it, MathBlock)
    ]
    found += [At(at.file, at.line, at.language, at.it.tex) for at in survey.formulas]
    if not found:
        return
    from publish.render.formulas import formula_words
    from publish.render.setting import setting_for
    from publish.render.spelling import epub

    setting = setting_for(survey.article, epub(lambda image: image.source), frozenset())
    for at in found:
        try:
            formula_words(at.it, "", replace(setting, line=at.line))
        except SourceError as error:
            yield FORMULA.found(at, error.problem.message)


FORMULAS = Family("Formulas", (FORMULA,), find)
