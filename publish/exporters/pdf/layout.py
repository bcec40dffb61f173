"""An article, laid out on pages."""

from __future__ import annotations

import warnings
import zlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from publish.article import Article, Image
from publish.dates import stamp
from publish.exporters.pdf.document import document as document_of
from publish.exporters.pdf.document import finish
from publish.exporters.pdf.fetch import fetcher, images_in
from publish.exporters.pdf.figures import without_holes
from publish.exporters.pdf.footnotes import with_all_notes
from publish.exporters.pdf.metadata import with_pdf_ua
from publish.exporters.pdf.tables import with_tables_uncut
from publish.exporters.pdf.tree import our_tags
from publish.exporters.pdf.variants import DEFAULT, VARIANTS, Variant
from publish.glyphs import sheets_for
from publish.sheets import sheets


class Layout(Struct, frozen=True):
    """``page_of`` says on which page, from 1, each id begins: blocks, sentences, note calls."""

    document: Any
    pages: int
    page_of: Mapping[str, int]
    variant: Variant


def lay_out(article: Article, variant: Variant = VARIANTS[DEFAULT]) -> Layout:
    """Lay ``article`` (prepared) out as a tagged PDF of A4 pages.

    May let WeasyPrint's ``FatalURLFetchingError`` pass (see ``fetch.refused``).
    """
    return lay_out_markup(article, document_of(article, variant), variant)


def lay_out_markup(article: Article, markup: str, variant: Variant = VARIANTS[DEFAULT]) -> Layout:
    """Lay out ``markup``, the XHTML of ``article`` in the PDF's spelling (docs/design.md)."""
    means = Means.of(images_in(article), variant, style_sheets(markup, variant))
    html = parsed(markup, means)
    finish(html.etree_element, variant)
    document = compose(html, means)
    describe(document, article, variant)
    page_of: dict[str, int] = {}
    for number, page in enumerate(document.pages, 1):
        for anchor in page.anchors:
            page_of.setdefault(anchor, number)
    return Layout(document, len(document.pages), page_of, variant)


def style_sheets(markup: str, variant: Variant) -> tuple[Path, ...]:
    """The style sheets of ``markup`` in their order, with those of the fonts that it needs."""
    return (*variant.sheets, *(sheets("fonts") / name for name in sheets_for(markup)))


class Means(Struct, frozen=True):
    """What several layouts can share: fonts, parsed style sheets, decoded pictures."""

    variant: Variant
    files: Any
    fonts: Any
    styles: tuple[Any, ...]
    images: dict[str, Any]

    @classmethod
    def of(cls, images: Iterable[Image], variant: Variant, paths: Iterable[Path]) -> Means:
        """Read the style sheets ``paths``; ``images`` are those that may be laid out."""
        from weasyprint import CSS
        from weasyprint.text.fonts import FontConfiguration

        files, fonts = fetcher(images, variant.own), FontConfiguration()
        styles = tuple(CSS(filename=path, url_fetcher=files, font_config=fonts) for path in paths)
        return cls(variant, files, fonts, styles, {})


def parsed(markup: str, means: Means) -> Any:
    """``markup`` as a ``weasyprint.HTML``, which :func:`finish` makes fit to be laid out.

    It is XML, which Python reads thirty times as fast as WeasyPrint's parser reads HTML.
    """
    from xml.etree import ElementTree

    from weasyprint import HTML

    html = HTML(string="<html>", base_url="article:", url_fetcher=means.files)
    root = ElementTree.fromstring(markup)  # noqa: S314 - our own writer's, without entities
    wrapper = type(html.wrapper_element)
    html.wrapper_element = wrapper.from_html_root(root, content_language=None)
    html.etree_element = root
    return html


def compose(
    html: Any, means: Means, rules: str = "", pages_of: Callable[[Any], Any] = lambda whole: whole
) -> Any:
    """The ``weasyprint.Document`` of ``html``, with all its notes and without holes.

    ``rules`` are further style rules; ``pages_of`` makes a document of the pages that count.
    """
    from weasyprint import CSS

    root = html.etree_element

    def render(more: str) -> Any:
        more = f"{rules}\n{more}".strip()
        further = [CSS(string=more, font_config=means.fonts)] if more else []
        return pages_of(
            html.render(
                font_config=means.fonts,
                stylesheets=[*means.styles, *further],
                cache=means.images,
                pdf_variant=means.variant.library,
            )
        )

    def render_uncut(more: str) -> Any:
        return with_tables_uncut(root, lambda: render(more))

    def render_whole(more: str) -> Any:
        return with_all_notes(root, lambda others: render_uncut(f"{more}\n{others}"))

    return without_holes(root, render_whole, shrink=means.variant.shrink)


def write(layout: Layout, path: Path) -> None:
    """Draw ``layout`` into the PDF file ``path``, tagged unless its variant has no tags."""
    draw(layout.document, layout.variant, path, _compress)


def draw(
    document: Any, variant: Variant, target: Any, finisher: Callable[[Any, Any], None]
) -> None:
    """Draw ``document`` into ``target``, a path or a file.

    ``finisher`` is given it and its ``pydyf.PDF`` before that is written.
    """
    with our_tags(variant.part or 1), warnings.catch_warnings():
        # WeasyPrint 70 leaves the file of its colour profile to Python to close.
        warnings.simplefilter("ignore", ResourceWarning)
        document.write_pdf(
            target, finisher=finisher, pdf_variant=variant.library, pdf_identifier=True
        )


def _compress(_document: Any, pdf: Any) -> None:
    """Compress the streams here: pydyf does it again for each use of their bytes, and has two."""
    import pydyf

    for item in pdf.objects:
        if isinstance(item, pydyf.Stream) and item.compress:
            raw = pydyf.Stream(item.stream).data
            raw = raw[raw.index(b"stream\n") + 7 : -len(b"\nendstream")]
            item.stream, item.compress = [zlib.compress(raw, 9)], False
            item.extra["Filter"] = "/FlateDecode"


def describe(document: Any, article: Article, variant: Variant) -> None:
    """Set the document's properties: from the article and not from its XHTML."""
    given, metadata = article.metadata, document.metadata
    date = stamp(article).strftime("%Y-%m-%dT%H:%M:%SZ")
    metadata.title = given.title
    metadata.authors = [author.name for author in given.authors]
    metadata.description = given.description or given.standfirst
    metadata.keywords = list(given.subjects)
    metadata.generator = "publish"
    metadata.created = metadata.modified = date
    metadata.lang = given.language
    if variant.archival:
        document.metadata = with_pdf_ua(metadata)
