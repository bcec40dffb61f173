"""The accessibility facts as metadata of the package, and as a page for readers."""

from __future__ import annotations

from collections.abc import Iterator

from publish.article import Article
from publish.exporters.epub.package import Entry
from publish.facts import Claim, Facts, claim_of
from publish.facts.schema import properties
from publish.facts.statement import statement
from publish.render.escape import element, lines, text
from publish.render.languages import same
from publish.render.setting import Setting
from publish.words import words_for


def accessibility(article: Article, facts: Facts) -> Iterator[Entry]:
    """The metadata entries (EPUB Accessibility 1.1, 2 and, for the pages, 3.3)."""
    words = words_for(facts.language)
    fallback = {} if same(words.language, facts.language) else {"lang": words.language}
    for name, value in properties(facts):
        tongue = fallback if name == "accessibilitySummary" else {}
        yield Entry("meta", value, {"property": f"schema:{name}", **tongue})
    if facts.paged:
        yield Entry("meta", pdf_identifier(article), {"property": "pageBreakSource"})
    if claim := claim_of(article, facts):
        yield from _claimed(claim)


def _claimed(claim: Claim) -> Iterator[Entry]:
    """That a person found it to conform, who that is and when (EPUB Accessibility 1.1, 4)."""
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


def pdf_identifier(article: Article) -> str:
    """The identifier of the article's PDF: that of the article, with the part that is meant."""
    return f"{article.metadata.identifier}#pdf"


def statement_body(facts: Facts, claim: Claim | None, setting: Setting) -> str:
    """The markup of the accessibility statement."""
    title = element("h1", text(setting.words.accessibility), {"id": "accessibility"})
    paragraphs = (element("p", text(words)) for words in statement(facts, claim))
    return element("section", f"\n{lines(title, *paragraphs)}\n", {**setting.ours()})
