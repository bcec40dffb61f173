"""Write the facts in the Schema.org Accessibility Properties for Discoverability Vocabulary.

EPUB Accessibility 1.1, 2 and the draft of 1.2 require different subsets of these properties, so all
are written.
"""

from __future__ import annotations

from collections.abc import Iterator

from publish.accessibility.record import Claim, Facts
from publish.accessibility.statement import addition


def properties(facts: Facts) -> Iterator[tuple[str, str]]:
    """Yield each property with each of its values, without the summary.

    ``auditory`` suffices alone if the sound has all of the text, and nothing needs to be seen
    (Schema.org Accessibility Properties for Discoverability Vocabulary, ``accessModeSufficient``).
    """
    modes = ["textual", "visual"] if facts.pictures else ["textual"]
    sufficient = ["textual"] if facts.complete else []
    sufficient += ["textual,visual"] if facts.pictures else []
    sufficient += ["auditory"] if facts.heard else []
    for name, values in (
        ("accessMode", modes),
        ("accessModeSufficient", sufficient),
        ("accessibilityFeature", list(features(facts))),
        ("accessibilityHazard", ["unknown" if facts.moving else "none"]),
    ):
        for value in values:
            yield name, value


def features(facts: Facts) -> Iterator[str]:
    """Yield the features that the publication has."""
    if facts.contents:
        yield "tableOfContents"
    yield from ("readingOrder", "displayTransformability", "ARIA")
    for feature, there in (
        ("structuralNavigation", facts.sections),
        ("alternativeText", facts.alternatives),
        ("longDescription", facts.descriptions),
        ("MathML", facts.formulas),
        ("describedMath", facts.described_formulas),
        ("synchronizedAudioText", facts.narrated),
        ("pageNavigation", facts.paged),
        ("pageBreakMarkers", facts.paged),
    ):
        if there:
            yield feature


def json_ld(facts: Facts, claim: Claim | None = None) -> dict[str, object]:
    """Return the facts as members of a JSON-LD object, such as an ``Article`` of schema.org.

    ``publish report --json-ld`` prints them for a web page.  The claim is a term of Dublin Core;
    schema.org has none.
    """
    found: dict[str, list[str]] = {}
    for name, value in properties(facts):
        found.setdefault(name, []).append(value)
    return {
        **{name: found[name] for name in ("accessMode", "accessibilityFeature")},
        "accessModeSufficient": [
            {"@type": "ItemList", "itemListElement": value.split(",")}
            for value in found.get("accessModeSufficient", [])
        ],
        "accessibilityHazard": found["accessibilityHazard"],
        "accessibilitySummary": addition(facts, claim),
        **({"readBy": list(facts.narrators)} if facts.narrators else {}),
        **({"http://purl.org/dc/terms/conformsTo": claim.standard} if claim else {}),
    }
