"""The statements of the Accessibility Metadata Display Guide 2.0, in a language.

Source: https://www.w3.org/community/reports/publishingcg/CG-FINAL-a11y-display-guidelines-20250422/,
and the localizations that its editors keep.
"""

from __future__ import annotations

from msgspec import Struct

from publish.language.tables import table_or_english


class Display(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The section ``display`` of a language: titles, and statements without a full stop."""

    ways_title: str
    modifiable: str
    readable: str
    not_fully: str
    alt_text: str
    synchronized: str
    audio_clips: str
    conformance_title: str
    conformance_a: str
    conformance_aa: str
    conformance_unknown: str
    certifier: str
    credential: str
    certified_on: str
    claim: str
    report: str
    navigation_title: str
    toc: str
    structural: str
    page_list: str
    rich_title: str
    mathml: str
    described_math: str
    extended: str
    hazards_title: str
    no_hazards: str
    unknown_hazards: str
    summary_title: str
    contact: str
    legal_title: str
    exempt: str
    additional_title: str
    aria: str
    page_breaks: str


def display_for(tag: str) -> Display:
    """Return the statements for a BCP 47 tag; English ones if its language has none."""
    return table_or_english(tag, "display", Display)
