"""An article, laid out on pages."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from publish.article import Article
from publish.dates import stamp
from publish.exporters.pdf.fetch import address, fetcher
from publish.exporters.pdf.figures import without_holes
from publish.exporters.pdf.footnotes import with_all_notes
from publish.exporters.pdf.metadata import with_pdf_ua
from publish.exporters.pdf.spaces import settle_spaces
from publish.exporters.pdf.tree import our_tags
from publish.exporters.pdf.variants import DEFAULT, VARIANTS, Variant
from publish.render import xhtml
from publish.render.escape import attribute, text
from publish.render.spelling import pdf as pdf_spelling
from publish.sheets import sheets


@dataclass(frozen=True, slots=True)
class Layout:
    """``page_of`` says on which page, from 1, each id begins: blocks, sentences, note calls."""

    document: Any
    pages: int
    page_of: Mapping[str, int]
    variant: Variant


def lay_out(article: Article, variant: Variant = VARIANTS[DEFAULT]) -> Layout:
    """Lay ``article`` (prepared) out as a tagged PDF of A4 pages.

    May let WeasyPrint's ``FatalURLFetchingError`` pass (see ``fetch.refused``).
    """
    return lay_out_markup(article, _document(article), variant)


def lay_out_markup(article: Article, markup: str, variant: Variant = VARIANTS[DEFAULT]) -> Layout:
    """Lay out ``markup``, the XHTML of ``article`` in the PDF's spelling (docs/design.md)."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    files = fetcher(article)
    fonts = FontConfiguration()
    ours = [
        CSS(filename=sheets("pdf") / name, url_fetcher=files, font_config=fonts)
        for name in ("article.css", variant.sheet)
        if name
    ]
    html = HTML(string=markup, base_url="article:", url_fetcher=files)
    root = html.etree_element
    images: dict[str, Any] = {}  # so that no picture is decoded for each layout
    settle_spaces(root)

    def render(rules: str) -> Any:
        further = [CSS(string=rules, font_config=fonts)] if rules else []
        return html.render(
            font_config=fonts,
            stylesheets=[*ours, *further],
            cache=images,
            pdf_variant=variant.library,
        )

    def render_whole(rules: str) -> Any:
        return with_all_notes(root, lambda more: render(f"{rules}\n{more}".strip()))

    document = without_holes(root, render_whole, shrink=variant.shrink)
    _describe(document.metadata, article)
    page_of: dict[str, int] = {}
    for number, page in enumerate(document.pages, 1):
        for anchor in page.anchors:
            page_of.setdefault(anchor, number)
    if variant.archival:
        document.metadata = with_pdf_ua(document.metadata)
    return Layout(document, len(document.pages), page_of, variant)


def _document(article: Article) -> str:
    """The whole XHTML document; what its head would say is taken from the article instead."""
    language = attribute(article.metadata.language)
    title = text(article.metadata.title)
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><title>{title}</title></head>\n'
        f"<body>\n{xhtml.body(article, pdf_spelling(address))}\n</body></html>"
    )


def write(layout: Layout, path: Path) -> None:
    """Draw ``layout`` into the PDF file ``path``, tagged."""
    with our_tags(layout.variant.part), warnings.catch_warnings():
        # WeasyPrint 70 leaves the file of its colour profile to Python to close.
        warnings.simplefilter("ignore", ResourceWarning)
        layout.document.write_pdf(path, pdf_variant=layout.variant.library, pdf_identifier=True)


def _describe(metadata: Any, article: Article) -> None:
    """The document's properties: from the article and not from its XHTML."""
    given = article.metadata
    date = stamp(article).strftime("%Y-%m-%dT%H:%M:%SZ")
    metadata.title = given.title
    metadata.authors = [author.name for author in given.authors]
    metadata.description = given.description or given.standfirst
    metadata.keywords = list(given.subjects)
    metadata.generator = "publish"
    metadata.created = metadata.modified = date
    metadata.lang = given.language
