"""Write the XHTML document that is laid out, with its table of contents.

The style sheet adds page numbers to the table of contents and the list of illustrations.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from publish.editions.pdf.fetch import address
from publish.editions.pdf.options import PdfSettings
from publish.language.scripts import direction
from publish.model import UNTITLED, Article, Block, Figure, Image, Section
from publish.model.ids import COVER_IMAGE, title_id
from publish.model.walk import figures_in
from publish.runtime.raster import edges
from publish.xhtml.blocks import blocks, number_label
from publish.xhtml.context import RenderContext, article_context, pdf_profile
from publish.xhtml.end_matter import colophon, end_matter, errata, imprint
from publish.xhtml.inlines import heading_text, listed_caption
from publish.xhtml.openings import opening
from publish.xhtml.tree import Content, Element, Node, element, joined, lines, multiline, serialise

DOCTYPE = "<!DOCTYPE html>\n"

#: How many levels of sections the table of contents has.
DEPTH = 2


def document(article: Article, settings: PdfSettings) -> str:
    """Return :func:`document_tree` as text."""
    return f"{DOCTYPE}{serialise(document_tree(article, settings))}"


def document_tree(article: Article, settings: PdfSettings) -> Element:
    """Return the XHTML of the whole document for ``article`` (prepared).

    The head has only the title: :func:`~publish.editions.pdf.layout.describe` sets the metadata.

    Raises:
        SourceError: A formula can't be read.
    """
    context = article_context(article, pdf_profile(address))
    language = article.metadata.language
    body = multiline(
        _cover(article, settings) if settings.cover else (),
        _half_title(article) if settings.half_title else (),
        opening(article.metadata, context),
        imprint(article.metadata, context) if settings.imprint else (),
        lists_of(article, settings, context),
        blocks(article.blocks, context),
        end_matter(article, context),
        errata(article.metadata, context)
        if settings.imprint
        else colophon(article.metadata, context),
    )
    head = element("head", element("title", article.metadata.title))
    size = f"--type-size: {settings.type_size}" if settings.type_size else None
    attributes = {"lang": language, "dir": direction(language), "style": size}
    return element("html", joined(head, "\n", element("body", body)), attributes)


#: Height divided by width of the pages: in the theme for books, and of A4.  A cover whose form
#: differs by more than a part of it doesn't fill them.
_BOOK, _A4, _SAME_FORM = 1.5, 297 / 210, 0.02


def _cover(article: Article, settings: PdfSettings) -> Element:
    """Return a page with the whole picture of the cover, and the colours of its edges beside it."""
    cover = article.metadata.cover
    assert cover is not None  # noqa: S101 - the settings say so
    form = cover.height / cover.width / (_BOOK if settings.imprint else _A4)
    attributes = {"id": COVER_IMAGE, "src": address(cover), "alt": cover.alt or ""}
    picture = element("img", attributes=attributes)
    if abs(form - 1) <= _SAME_FORM:
        return element("div", picture, {"class": "cover-page"})
    marks = {"class": f"cover-page {'narrow' if form > 1 else 'low'}"}
    return element("div", picture, marks | {"style": _ground(cover, upright=form > 1)})


def _ground(cover: Image, *, upright: bool) -> str:
    """Return style rules that continue the edges of ``cover`` to both sides, or up and down.

    ``--first`` is the left or upper one (``styles/pdf/sections.css``).
    """
    first, last = (
        ", ".join(f"{one} {(at + 0.5) / len(colours):.1%}" for at, one in enumerate(colours))
        for colours in edges(cover, upright=upright)
    )
    gradient = f"linear-gradient(to {'bottom' if upright else 'right'}"
    return f"--first: {gradient}, {first}); background: {gradient}, {last})"


def _half_title(article: Article) -> Element:
    """Return a page with only the title, which the style sheet prints in a margin box.

    So the text of the document has the title only once, in the opening.
    """
    attributes = {"class": "half-title", "data-title": article.metadata.title}
    return element("div", attributes=attributes)


def lists_of(article: Article, settings: PdfSettings, context: RenderContext) -> list[Node]:
    """Return the table of contents and list of illustrations, if ``settings`` ask for them."""
    return lines(
        contents(article, context) if settings.contents else (),
        illustrations(article, context) if settings.illustrations else (),
    )


def contents(article: Article, context: RenderContext) -> Content:
    """Return ``nav.contents`` with a link to each section (DPUB-ARIA 1.1, ``doc-toc``)."""
    entries = _sections(article.blocks, context, DEPTH)
    marks = {"class": "contents", "id": "contents", "role": "doc-toc"}
    return _list(context.words.contents, entries, marks, context) if entries else ()


def illustrations(article: Article, context: RenderContext) -> Content:
    """Return ``nav.contents.illustrations`` with a link to each numbered figure."""
    entries = lines(*(_figure(one, context) for one in figures_in(article) if one.number))
    marks = {"class": "contents illustrations", "id": "illustrations"}
    return _list(context.words.illustrations, entries, marks, context) if entries else ()


def _list(
    title: str, entries: Content, marks: Mapping[str, str], context: RenderContext
) -> Element:
    name = title_id(marks["id"])
    heading = element("h2", title, {"id": name, **context.added_attributes()})
    content = multiline(heading, element("ol", multiline(entries)))
    return element("nav", content, {**marks, "aria-labelledby": name})


def _sections(blocks: Iterable[Block], context: RenderContext, depth: int) -> list[Node]:
    return lines(*(_section(one, context, depth) for one in blocks if isinstance(one, Section)))


def _section(section: Section, context: RenderContext, depth: int) -> Element:
    inner = context.within(section.language, section.line)
    target = section.id if section.kind in UNTITLED else title_id(section.id)
    link = _entry(target, heading_text(section.title, inner), inner)
    below = _sections(section.blocks, inner, depth - 1) if depth > 1 else []
    content = lines(link, element("ol", below) if below else ())
    marks = {
        "class": f"to-{section.kind} to-{section.matter}",
        **context.language_attributes(section.language),
    }
    return element("li", content, marks)


def _figure(figure: Figure, context: RenderContext) -> Element:
    """Return the entry of a figure: its number and short caption."""
    inner = context.within(figure.language, figure.line)
    label = number_label(inner.words.figure, figure.number, inner)
    entry = _entry(figure.id, joined(label, listed_caption(figure, inner)), inner)
    return element("li", entry, context.language_attributes(figure.language))


def _entry(target: str, words: Content, context: RenderContext) -> Element:
    return element("a", words, {"href": context.profile.target(target)})
