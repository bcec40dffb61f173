"""Write the facts in plain words, in the language of the article if it is supported.

Source: European Accessibility Act (Directive (EU) 2019/882), annex I, section IV(f): e-books have
to describe their accessibility features.
"""

from __future__ import annotations

from publish.accessibility.record import Claim, Facts
from publish.language.words import date_in_words, words_for


def summary(facts: Facts) -> str:
    """Return the accessibility features of the publication in a few sentences."""
    words = words_for(facts.language)
    sentences = (
        (words.summary_text, facts.complete),
        (words.summary_navigation, facts.sections),
        (words.summary_pictures, facts.alternatives),
        (words.summary_descriptions, facts.descriptions),
        (words.summary_formulas, facts.described_formulas),
        (words.summary_notes, facts.notes),
        (words.summary_pages, facts.paged),
        (words.summary_audio, facts.narrated),
    )
    return " ".join(sentence for sentence, true in sentences if true)


def addition(facts: Facts, claim: Claim | None = None) -> str:
    """Return what the properties of the metadata don't say: what is lacking, and who says so.

    EPUB Accessibility 1.1, 2.2: the summary doesn't repeat other properties.
    """
    words = words_for(facts.language)
    sentences = (
        (words.lacking_alternatives, facts.pictures and not facts.complete),
        (words.lacking_formulas, facts.formulas and not facts.described_formulas),
        (words.statement_moving, facts.moving),
        (words.summary_notes, facts.notes),
        (words.summary_pages, facts.paged),
        (f"{words.role_nrt}: {'; '.join(facts.narrators)}.", bool(facts.narrators)),
        (_origin(facts, claim), True),
    )
    return " ".join(sentence for sentence, true in sentences if true)


def _origin(facts: Facts, claim: Claim | None) -> str:
    """Return who evaluated the publication, or that nobody did."""
    words = words_for(facts.language)
    if claim is None:
        return words.statement_origin
    day = date_in_words(claim.day, facts.language)
    who = ", ".join(dict.fromkeys(one for one in (claim.evaluator, claim.organisation) if one))
    return words.statement_certified.format(who=who, day=day, standard=claim.standard)


def statement(facts: Facts, claim: Claim | None = None) -> tuple[str, ...]:
    """Return the paragraphs of the accessibility statement, with the ``claim`` if there is one."""
    words = words_for(facts.language)
    hazards = words.statement_moving if facts.moving else words.statement_still
    return summary(facts), f"{words.statement_display} {hazards}", _origin(facts, claim)
