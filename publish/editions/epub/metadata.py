"""The metadata of the package document (EPUB 3.3, 5.5), and the accessibility statement."""

from __future__ import annotations

from collections.abc import Iterator

from publish.accessibility import Claim, Facts, claim_of
from publish.accessibility.schema import properties
from publish.accessibility.statement import addition
from publish.editions.epub.package import Entry
from publish.language.tags import same
from publish.language.words import own_words
from publish.model import Article, Contributor, Metadata
from publish.model.walk import chapters_in


def metadata(article: Article, *, legacy: bool = True) -> Iterator[Entry]:
    """Yield the metadata of ``article``, without ``dcterms:modified``: EbookLib writes it."""
    about = article.metadata
    yield Entry("dc:identifier", about.identifier, {"id": "identifier"})
    yield from _titles(about)
    languages = [about.language, *(c.language or "" for c in chapters_in(article.blocks))]
    for language in filter(None, dict.fromkeys(languages)):
        yield Entry("dc:language", language)
    for place, person in enumerate(about.authors, start=1):
        yield from _person("creator", place, person)
    for place, person in enumerate(about.contributors, start=1):
        yield from _person("contributor", place, person)
    if about.publisher:
        yield Entry("dc:publisher", about.publisher)
    if about.published:
        yield Entry("dc:date", about.published.date().isoformat())
    if description := about.description or about.standfirst:
        yield Entry("dc:description", description)
    for subject in about.subjects:
        yield Entry("dc:subject", subject)
    yield from _rights(about)
    if about.series:
        yield _meta("belongs-to-collection", about.series.name, id="series")
        yield _meta("collection-type", "series", refines="#series")
        if about.series.position:
            yield _meta("group-position", about.series.position, refines="#series")
    if about.cover and legacy:
        yield Entry("meta", "", {"name": "cover", "content": "cover-image"})  # EPUB 2 systems


def _titles(about: Metadata) -> Iterator[Entry]:
    yield Entry("dc:title", about.title, {"id": "title"})
    yield _meta("title-type", "main", refines="#title")
    if about.subtitle:
        yield Entry("dc:title", about.subtitle, {"id": "subtitle"})
        yield _meta("title-type", "subtitle", refines="#subtitle")


def _person(kind: str, place: int, person: Contributor) -> Iterator[Entry]:
    own = f"{kind}-{place}"
    yield Entry(f"dc:{kind}", person.name, {"id": own})
    yield _meta("role", person.role, refines=f"#{own}", scheme="marc:relators")
    if person.file_as:
        yield _meta("file-as", person.file_as, refines=f"#{own}")


def _rights(about: Metadata) -> Iterator[Entry]:
    if about.rights:
        yield Entry("dc:rights", about.rights)
    if about.licence:
        if about.licence.name:
            yield Entry("dc:rights", about.licence.name)
        if about.licence.url:
            yield Entry("link", "", {"rel": "dcterms:license", "href": about.licence.url})


def _meta(name: str, value: str, **attributes: str) -> Entry:
    return Entry("meta", value, {"property": name, **attributes})


def accessibility(article: Article, facts: Facts) -> Iterator[Entry]:
    """Yield the accessibility metadata (EPUB Accessibility 1.1, 2 and, for pages, 3.3).

    ``a11y:contactEmail`` is of the draft of EPUB Accessibility 1.2, ``a11y:exemption`` of the note
    "The EPUB Accessibility exemption property".
    """
    about = article.metadata
    words = own_words(facts.language, facts.words)
    fallback = {} if same(words.language, facts.language) else {"lang": words.language}
    claim = claim_of(article, facts)
    for name, value in properties(facts):
        yield Entry("meta", value, {"property": f"schema:{name}"})
    own = about.accessibility.summary
    rules = {} if own else fallback
    summary = {"property": "schema:accessibilitySummary", **rules}
    yield Entry("meta", own or addition(facts, claim), summary)
    if facts.paged:
        yield Entry("meta", pagination_source(about), {"property": "pageBreakSource"})
    if about.accessibility.contact:
        yield _meta("a11y:contactEmail", about.accessibility.contact)
    for exemption in about.accessibility.exemptions:
        yield _meta("a11y:exemption", exemption)
    if claim:
        yield from _claimed(claim)


def _claimed(claim: Claim) -> Iterator[Entry]:
    """Yield the conformance claim, its certifier and its date (EPUB Accessibility 1.1, 4)."""
    yield Entry("meta", claim.standard, {"property": "dcterms:conformsTo", "id": "conformance"})
    marks = {"property": "a11y:certifiedBy", "refines": "#conformance", "id": "certifier"}
    yield Entry("meta", claim.certifier, marks)
    day = {"property": "dcterms:date", "refines": "#certifier"}
    yield Entry("meta", claim.day.isoformat(), day)
    if claim.credential:
        marks = {"property": "a11y:certifierCredential", "refines": "#certifier"}
        yield Entry("meta", claim.credential, marks)
    if claim.report:
        where = {"rel": "a11y:certifierReport", "href": claim.report, "refines": "#certifier"}
        yield Entry("link", "", where)


def pagination_source(about: Metadata) -> str:
    """Return what the page breaks are those of: the ISBN of the PDF, or its name.

    It is never the identifier of the EPUB itself (EPUB 3.3, D.3.12; EPUB Accessibility 1.1, 3.3.1).
    """
    isbn = about.identifier_of("pdf")
    if isbn != about.identifier:
        return isbn
    year = f"{about.published:%Y}" if about.published else ""
    return ", ".join(filter(None, (f"{about.title} (PDF)", about.publisher, year)))
