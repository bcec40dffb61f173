"""Formulas in words: ``words`` of each language, ``speaker`` with the rules, ``mathml``."""

from __future__ import annotations

from publish.language.mathematics.speaker import spoken_formula
from publish.language.mathematics.words import MathWords, language_of_formulas, words_between

__all__ = ["MathWords", "language_of_formulas", "spoken_formula", "words_between"]
