"""The XHTML document that is laid out, and what is done to it before."""

from __future__ import annotations

from typing import Any

from publish.article import Article
from publish.exporters.pdf.calls import keep_calls
from publish.exporters.pdf.contents import lists_of
from publish.exporters.pdf.fetch import address
from publish.exporters.pdf.initials import set_initials
from publish.exporters.pdf.long_words import mark_long_words
from publish.exporters.pdf.spaces import settle_spaces
from publish.exporters.pdf.variants import Variant
from publish.render import xhtml
from publish.render.blocks import blocks
from publish.render.colophon import colophon
from publish.render.escape import attribute, element, lines, text
from publish.render.languages import direction
from publish.render.opening import opening
from publish.render.spelling import pdf as pdf_spelling


def document(article: Article, variant: Variant) -> str:
    """The whole XHTML document; what its head would say is taken from the article instead.

    ``article`` is prepared.  Raises :class:`~publish.errors.SourceError` for a formula that cannot
    be read.
    """
    setting = xhtml.setting_for_article(article, pdf_spelling(address))
    language = article.metadata.language
    body = lines(
        _half_title(article) if variant.half_title else "",
        opening(article.metadata, setting),
        lists_of(article, variant, setting),
        blocks(article.blocks, setting),
        xhtml.end_matter(article, setting),
        colophon(article.metadata, setting),
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{attribute(language)}" dir="{direction(language)}">'
        f"<head><title>{text(article.metadata.title)}</title></head>\n"
        f"<body>\n{body}\n</body></html>"
    )


def _half_title(article: Article) -> str:
    """A page with the title alone, which the style sheet sets in a margin box: it is said once."""
    return element("div", "", {"class": "half-title", "data-title": article.metadata.title})


def finish(root: Any, variant: Variant) -> None:
    """Make the parsed document fit to be laid out, in place; ``root`` is its ``html`` element."""
    settle_spaces(root)
    keep_calls(root)
    mark_long_words(root)
    if variant.initials:
        set_initials(root)
