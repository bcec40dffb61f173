"""Write the facts in ONIX for Books 3.0 and 3.1: a ``Product`` for each edition.

Sources: ONIX for Books 3.1, block 1; code lists of issue 73, April 2026: 5 (identifiers), 17 (roles
of contributors), 19 (unnamed persons), 51 (related products), 79 (types of features), 143
(hazards), 150 and 175 (forms), 196 (accessibility of e-publications).
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator

from msgspec import Struct

from publish.accessibility.record import Claim, Facts
from publish.accessibility.statement import addition, summary
from publish.language.tags import bibliographic
from publish.language.words import own_words
from publish.model import ISBN_PRODUCTS, Metadata

#: Types of product form features (list 79).
HAZARD, ACCESSIBILITY = "12", "09"

#: The exemptions of the European Accessibility Act (list 196).
_EXEMPTIONS = {
    "eaa-microenterprise": "75",
    "eaa-disproportionate-burden": "76",
    "eaa-fundamental-alteration": "77",
}

#: The form (list 150) and its detail (list 175) of each product.
_FORMS = {
    "epub": ("ED", "E101"),
    "kindle": ("ED", "E116"),
    "pdf": ("ED", "E107"),
    "large-print": ("ED", "E107"),
    "print": ("BC", ""),
    "audio": ("AJ", "A103"),
}

#: Codes of list 17 by MARC relator code.
_ROLES = {"aut": "A01", "ill": "A12", "pht": "A13", "trl": "B06", "edt": "B01", "nrt": "E07"}


class Feature(Struct, frozen=True):
    """A ``ProductFormFeature``: ``kind`` is a code of list 79, ``value`` of the list for it."""

    kind: str
    value: str
    description: str = ""


def features(facts: Facts, claim: Claim | None = None, product: str = "epub") -> Iterator[Feature]:
    """Yield the accessibility features and hazards of a product; paper has none.

    ``facts`` are those of the EPUB.
    """
    if product == "print":
        return
    yield Feature(ACCESSIBILITY, "00", summary(facts) or addition(facts, claim))
    epub, audio = product in ("epub", "kindle"), product == "audio"
    related = epub and facts.paged and facts.has_page_source
    for code, there in (
        ("05", product in ("pdf", "large-print")),  # PDF/UA-1
        ("10", True),  # nothing that a reading system offers is disabled
        ("11", True),  # table of contents
        ("13", True),  # a single logical reading order
        ("14", facts.alternatives),  # short alternative descriptions
        ("15", facts.descriptions),  # full alternative descriptions
        ("17", facts.formulas and epub),  # mathematics as MathML
        ("19", related),  # page numbers of the related product
        ("20", facts.narrated and epub),  # synchronised recorded audio
        ("22", not audio),  # the language of the text is marked
        ("29", facts.sections),  # next and previous by structure
        ("30", epub),  # ARIA roles
        ("32", epub),  # landmarks
        ("36", epub),  # the looks of all text can be changed
        ("38", facts.abbreviations),  # abbreviations are explained
        ("39", audio and facts.complete),  # what the pictures show can be heard
        ("41", facts.paged and epub),  # page list
        ("51", (facts.heard and epub) or (audio and facts.complete)),  # all of it can be heard
        ("52", facts.complete and not audio),  # all can be read without sight
        ("53", facts.described_formulas),  # mathematics in words
    ):
        if there:
            yield Feature(ACCESSIBILITY, code)
    for exemption in facts.said.exemptions:
        yield Feature(ACCESSIBILITY, _EXEMPTIONS[exemption])
    if claim is not None and epub:
        yield from _claimed(claim)
    if facts.said.summary:
        yield Feature(ACCESSIBILITY, "92", facts.said.summary)  # addendum
    if facts.said.contact:
        yield Feature(ACCESSIBILITY, "99", facts.said.contact)
    if not facts.moving:
        yield Feature(HAZARD, "00")  # nothing in it is a known hazard


def _claimed(claim: Claim) -> Iterator[Feature]:
    yield Feature(ACCESSIBILITY, "04", claim.report)  # EPUB Accessibility 1.1
    yield Feature(ACCESSIBILITY, "82")  # WCAG 2.2
    yield Feature(ACCESSIBILITY, {"A": "84", "AA": "85"}[claim.level])
    if claim.credential:  # who gives it: a name, or an address
        is_address = claim.credential.startswith(("https://", "http://"))
        yield Feature(ACCESSIBILITY, "89" if is_address else "88", claim.credential)
    yield Feature(ACCESSIBILITY, "90", claim.certifier)
    yield Feature(ACCESSIBILITY, "91", claim.day.strftime("%Y%m%d"))
    if claim.report:
        yield Feature(ACCESSIBILITY, "94", claim.report)


def fragment(about: Metadata, facts: Facts, claim: Claim | None = None) -> str:
    """Return an ONIX message without its header: the products, each with its ISBN.

    There is the EPUB, and each product that has an ISBN of its own.
    """
    root = ET.Element(
        "ONIXMessage", release="3.1", xmlns="http://ns.editeur.org/onix/3.1/reference"
    )
    for product in ISBN_PRODUCTS:
        if product == "epub" or product in dict(about.isbns):
            root.append(_product(product, about, facts, claim))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode") + "\n"


def _product(product: str, about: Metadata, facts: Facts, claim: Claim | None) -> ET.Element:
    root = ET.Element("Product")
    identifier = about.identifier_of(product)
    _texts(root, ("RecordReference", identifier), ("NotificationType", "03"))
    root.append(_identifier(identifier))
    detail = ET.SubElement(root, "DescriptiveDetail")
    form, kind = _FORMS[product]
    _texts(detail, ("ProductComposition", "00"), ("ProductForm", form), ("ProductFormDetail", kind))
    for feature in features(facts, claim, product):
        _texts(
            ET.SubElement(detail, "ProductFormFeature"),
            ("ProductFormFeatureType", feature.kind),
            ("ProductFormFeatureValue", feature.value),
            ("ProductFormFeatureDescription", feature.description),
        )
    _texts(detail, ("PrimaryContentType", "81" if product == "audio" else "10"))  # list 81
    title = ET.SubElement(detail, "TitleDetail")
    _texts(title, ("TitleType", "01"))
    _texts(
        ET.SubElement(title, "TitleElement"),
        ("TitleElementLevel", "01"), ("TitleText", about.title), ("Subtitle", about.subtitle),
    )  # fmt: skip
    _contributors(detail, about, facts, spoken=product == "audio" or (
        product == "epub" and facts.narrated
    ))  # fmt: skip
    language = ET.SubElement(detail, "Language")
    _texts(language, ("LanguageRole", "01"), ("LanguageCode", bibliographic(about.language)))
    source = about.identifier_of("pdf")
    if product == "epub" and facts.paged and facts.has_page_source:
        related = ET.SubElement(ET.SubElement(root, "RelatedMaterial"), "RelatedProduct")
        _texts(related, ("ProductRelationCode", "13"))  # e-publication with its page numbers
        related.append(_identifier(source))
    return root


def _identifier(identifier: str) -> ET.Element:
    """Return a ``ProductIdentifier``: an ISBN-13, or one of the publisher's own (list 5)."""
    entry = ET.Element("ProductIdentifier")
    isbn = identifier.removeprefix("urn:isbn:")
    if isbn != identifier and len(isbn) == 13:
        _texts(entry, ("ProductIDType", "15"), ("IDValue", isbn))
    else:
        _texts(entry, ("ProductIDType", "01"), ("IDTypeName", "URN"), ("IDValue", identifier))
    return entry


def _contributors(detail: ET.Element, about: Metadata, facts: Facts, *, spoken: bool) -> None:
    """Add the people, and the synthetic voice of what is ``spoken`` (list 19, 07)."""
    number = 0
    for number, person in enumerate((*about.authors, *about.contributors), start=1):
        entry = ET.SubElement(detail, "Contributor")
        _texts(entry, ("SequenceNumber", str(number)))
        _texts(
            entry, ("ContributorRole", _ROLES.get(person.role, "Z99")), ("PersonName", person.name)
        )
    if not spoken:
        return
    kind = own_words(facts.language, facts.words).synthetic_voice
    voices = [one for one in facts.narrators if one.endswith(kind)]
    if facts.narrators and not voices:
        return
    entry = ET.SubElement(detail, "Contributor")
    _texts(entry, ("SequenceNumber", str(number + 1)), ("ContributorRole", "E07"))
    _texts(entry, ("UnnamedPersons", "07"))
    if voices and (name := voices[0].removesuffix(kind).rstrip(", ")):
        _texts(ET.SubElement(entry, "AlternativeName"), ("NameType", "00"), ("PersonName", name))


def _texts(parent: ET.Element, *texts: tuple[str, str]) -> None:
    for name, text in texts:
        if text:
            ET.SubElement(parent, name).text = text
