"""Formulas in words: ``speaker`` with the rules, ``mathml``; the words are in ``formula_words``."""

from __future__ import annotations

from publish.language.formula_words import MathWords, language_of_formulas, words_between
from publish.language.mathematics.speaker import spoken_formula

__all__ = ["MathWords", "language_of_formulas", "spoken_formula", "words_between"]
