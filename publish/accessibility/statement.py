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
        (words.summary_formulas, facts.formulas),
        (words.summary_notes, facts.notes),
        (words.summary_pages, facts.paged),
        (words.summary_audio, facts.narrated),
    )
    return " ".join(sentence for sentence, true in sentences if true)


def statement(facts: Facts, claim: Claim | None = None) -> tuple[str, ...]:
    """Return the paragraphs of the accessibility statement, with the ``claim`` if there is one."""
    words = words_for(facts.language)
    hazards = words.statement_moving if facts.moving else words.statement_still
    origin = words.statement_origin
    if claim is not None:
        day = date_in_words(claim.day, facts.language)
        who = ", ".join(dict.fromkeys(one for one in (claim.evaluator, claim.organisation) if one))
        origin = words.statement_certified.format(who=who, day=day, standard=claim.standard)
    return summary(facts), f"{words.statement_display} {hazards}", origin
