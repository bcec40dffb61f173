"""Article -> problems: what would shut a reader out, or make an edition worse than its source.

Problems of severity ``ERROR`` stop a build before any edition is begun.
"""

from __future__ import annotations

from publish.article import Article
from publish.check import (
    formulas,
    headings,
    links,
    metadata,
    notes,
    pictures,
    pronunciation,
    tables,
    text,
)
from publish.check.finding import Rule
from publish.errors import Problem

__all__ = ["RULES", "check"]

RULES: tuple[Rule, ...] = (
    pictures.alt_missing,
    pictures.alt_stands_in,
    pictures.alt_wording,
    pictures.alt_repeats_caption,
    pictures.picture_in_line,
    headings.heading_jump,
    headings.heading_empty,
    headings.heading_alone,
    headings.heading_as_title,
    links.link_broken,
    links.link_empty,
    links.link_vague,
    links.name_twice,
    notes.note_undefined,
    notes.note_unused,
    notes.note_twice,
    notes.note_empty,
    tables.table_headers,
    tables.table_header_empty,
    tables.table_caption,
    text.markup_shown,
    text.link_shown,
    formulas.formula_wrong,
    text.language_unmarked,
    pronunciation.name_unpronounced,
    metadata.fields_missing,
    metadata.dates_in_order,
    metadata.text_missing,
)
"""Every rule, by family."""


def check(article: Article) -> tuple[Problem, ...]:
    """All that is wrong with ``article``, in the order of its lines."""
    problems = [problem for rule in RULES for problem in rule(article)]
    return tuple(sorted(problems, key=lambda problem: problem.line))
