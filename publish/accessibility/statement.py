"""Write the facts in plain words, in the language of the article if it is supported.

Source: European Accessibility Act (Directive (EU) 2019/882), annex I, section IV(f): e-books have
to describe their accessibility features.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from publish.accessibility.record import Claim, Facts
from publish.language.display import display_for
from publish.language.words import date_in_words, own_words


def summary(facts: Facts) -> str:
    """Return the accessibility features of the publication in a few sentences."""
    words = own_words(facts.language, facts.words)
    sentences = (
        (words.summary_text, facts.complete),
        (words.summary_navigation, facts.sections and facts.contents),
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
    words = own_words(facts.language, facts.words)
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
    words = own_words(facts.language, facts.words)
    if claim is None:
        return words.statement_origin
    day = date_in_words(claim.day, facts.language)
    who = ", ".join(dict.fromkeys(one for one in (claim.evaluator, claim.organisation) if one))
    return words.statement_certified.format(who=who, day=day, standard=claim.standard)


class Part(Struct, frozen=True):
    """A section of the statement: its title, and sentences."""

    title: str
    sentences: tuple[str, ...]


def statement(facts: Facts, claim: Claim | None = None) -> tuple[Part, ...]:
    """Return the accessibility statement, in the sections and words of the Display Guide 2.0.

    A section without information is left out (2.3 of the guide).
    """
    here = display_for(facts.language)
    sections: tuple[tuple[str, list[tuple[str, bool]]], ...] = (
        (
            here.ways_title,
            [
                (here.modifiable, True),
                (here.readable if facts.complete else here.not_fully, True),
                (here.alt_text, facts.alternatives),
                (here.synchronized if facts.heard else here.audio_clips, facts.narrated),
            ],
        ),
        (here.conformance_title, [(line, True) for line in _conformance(facts, claim)]),
        (
            here.navigation_title,
            [
                (here.toc, facts.contents),
                (here.structural, facts.sections),
                (here.page_list, facts.paged),
            ],
        ),
        (
            here.rich_title,
            [
                (here.mathml, facts.formulas),
                (here.described_math, facts.described_formulas),
                (here.extended, facts.descriptions),
            ],
        ),
        (here.hazards_title, [(here.unknown_hazards if facts.moving else here.no_hazards, True)]),
        (
            here.summary_title,
            [
                (facts.said.summary or addition(facts, claim), True),
                (here.contact + facts.said.contact, bool(facts.said.contact)),
            ],
        ),
        (here.legal_title, [(here.exempt, bool(facts.said.exemptions))]),
        (here.additional_title, [(here.aria, True), (here.page_breaks, facts.paged)]),
    )
    parts = (
        Part(title, tuple(_stopped(line) for line, holds in lines if holds))
        for title, lines in sections
    )
    return tuple(part for part in parts if part.sentences)


def _stopped(line: str) -> str:
    return line if line.endswith((".", "!", "?")) else f"{line}."


def _conformance(facts: Facts, claim: Claim | None) -> Iterator[str]:
    """Yield the statements on conformance (Display Guide 2.0, 4.2)."""
    here = display_for(facts.language)
    if claim is None:
        yield here.conformance_unknown
        return
    yield {"A": here.conformance_a, "AA": here.conformance_aa}[claim.level]
    yield here.certifier + claim.certifier
    if claim.credential:
        yield here.credential + claim.credential
    yield here.certified_on + date_in_words(claim.day, facts.language)
    yield f"{here.claim} {claim.standard}"
    if claim.report:
        yield f"{here.report}: {claim.report}"
