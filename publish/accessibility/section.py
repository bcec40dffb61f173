"""Write the accessibility statement as a section of an edition."""

from __future__ import annotations

from publish.accessibility.record import Facts, claim_of
from publish.accessibility.statement import statement
from publish.model import Article
from publish.xhtml.context import RenderContext
from publish.xhtml.tree import Element, element, multiline


def statement_section(article: Article, facts: Facts, context: RenderContext) -> Element:
    """Return the accessibility statement as a section."""
    title = element("h1", context.words.accessibility, {"id": "accessibility"})
    parts = [
        part
        for section in statement(facts, claim_of(article, facts))
        for part in (
            element("h2", section.title),
            element("ul", multiline(*(element("li", words) for words in section.sentences))),
        )
    ]
    return element("section", multiline(title, *parts), context.added_attributes())
