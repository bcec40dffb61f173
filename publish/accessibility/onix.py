"""Write the facts in ONIX for Books 3.0, as product form features.

Sources: ONIX code lists 79 (types of features), 143 (hazards) and 196 (accessibility of
e-publications), issue 71.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator

from msgspec import Struct

from publish.accessibility.record import Claim, Facts
from publish.accessibility.statement import summary

#: Types of product form features (list 79).
HAZARD, ACCESSIBILITY = "12", "09"


class Feature(Struct, frozen=True):
    """A ``ProductFormFeature``: ``kind`` is a code of list 79, ``value`` of the list for it."""

    kind: str
    value: str
    description: str = ""


def features(facts: Facts, claim: Claim | None = None) -> Iterator[Feature]:
    """Yield the accessibility features and hazards of the e-book."""
    yield Feature(ACCESSIBILITY, "00", summary(facts))
    for code, there in (
        ("10", True),  # nothing that a reading system offers is disabled
        ("11", True),  # table of contents
        ("13", True),  # a single logical reading order
        ("14", facts.alternatives),  # short alternative descriptions
        ("15", facts.descriptions),  # full alternative descriptions
        ("17", facts.formulas),  # mathematics as MathML
        ("19", facts.paged),  # page numbers of a print edition
        ("20", facts.narrated),  # synchronised recorded audio
        ("22", True),  # the language of the text is marked
        ("29", facts.sections),  # next and previous by structure
        ("30", True),  # ARIA roles
        ("32", True),  # landmarks
        ("36", True),  # the looks of all text can be changed
        ("52", facts.complete),  # all that is not decoration can be read without sight
    ):
        if there:
            yield Feature(ACCESSIBILITY, code)
    if claim is not None:
        yield Feature(ACCESSIBILITY, "04", claim.report)  # EPUB Accessibility 1.1
        yield Feature(ACCESSIBILITY, "82")  # WCAG 2.2
        yield Feature(ACCESSIBILITY, {"A": "84", "AA": "85"}[claim.level])
        yield Feature(ACCESSIBILITY, "90", claim.certifier)
        yield Feature(ACCESSIBILITY, "91", claim.day.strftime("%Y%m%d"))
        if claim.report:
            yield Feature(ACCESSIBILITY, "94", claim.report)
    if not facts.moving:
        yield Feature(HAZARD, "00")  # nothing in it is a known hazard


def fragment(facts: Facts, claim: Claim | None = None, form: str = "ED") -> str:
    """Return the part of an ONIX 3.0 (or 3.1) message that belongs in ``DescriptiveDetail``.

    ``form`` is the product form of list 150: ``ED``, a digital download.
    """
    root = ET.Element("DescriptiveDetail")
    ET.SubElement(root, "ProductComposition").text = "00"  # a single item
    ET.SubElement(root, "ProductForm").text = form
    ET.SubElement(root, "ProductFormDetail").text = "E101"  # EPUB (list 175)
    for feature in features(facts, claim):
        entry = ET.SubElement(root, "ProductFormFeature")
        ET.SubElement(entry, "ProductFormFeatureType").text = feature.kind
        ET.SubElement(entry, "ProductFormFeatureValue").text = feature.value
        if feature.description:
            ET.SubElement(entry, "ProductFormFeatureDescription").text = feature.description
    ET.indent(root)
    return ET.tostring(root, encoding="unicode") + "\n"
