"""Write the XHTML document that is laid out, with its table of contents.

The style sheet adds page numbers to the table of contents and the list of illustrations.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from publish.editions.pdf.fetch import address
from publish.editions.pdf.options import PdfSettings
from publish.language.scripts import direction
from publish.model import Article, Block, Figure, Paragraph, Section
from publish.model.ids import title_id
from publish.model.walk import figures_in
from publish.xhtml import article as xhtml
from publish.xhtml.blocks import blocks
from publish.xhtml.colophon import colophon
from publish.xhtml.context import Setting
from publish.xhtml.context import pdf as pdf_spelling
from publish.xhtml.escape import attribute, element, lines, text
from publish.xhtml.inlines import heading_text
from publish.xhtml.openings import opening
from publish.xhtml.tables import number_label

#: How many levels of sections the table of contents has.
DEPTH = 2


def document(article: Article, settings: PdfSettings) -> str:
    """Return the XHTML of the whole document for ``article`` (prepared).

    The head has only the title: :func:`~publish.editions.pdf.layout.describe` sets the metadata.

    Raises:
        SourceError: for a formula that can't be read.
    """
    setting = xhtml.setting_for_article(article, pdf_spelling(address))
    language = article.metadata.language
    body = lines(
        _half_title(article) if settings.half_title else "",
        opening(article.metadata, setting),
        lists_of(article, settings, setting),
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
    """Return a page with the title alone, which the style sheet sets in a margin box.

    In the document the title occurs only once, in the opening.
    """
    return element("div", "", {"class": "half-title", "data-title": article.metadata.title})


def lists_of(article: Article, settings: PdfSettings, setting: Setting) -> str:
    """Return the lists that ``settings`` ask for, as ``nav`` elements."""
    return lines(
        contents(article, setting) if settings.contents else "",
        illustrations(article, setting) if settings.illustrations else "",
    )


def contents(article: Article, setting: Setting) -> str:
    """Return ``nav.contents`` with a link to each section (DPUB-ARIA 1.1, ``doc-toc``)."""
    entries = _sections(article.blocks, setting, DEPTH)
    marks = {"class": "contents", "id": "contents", "role": "doc-toc"}
    return _list(setting.words.contents, entries, marks, setting) if entries else ""


def illustrations(article: Article, setting: Setting) -> str:
    """Return ``nav.contents.illustrations`` with a link to each numbered figure."""
    entries = lines(*(_figure(one, setting) for one in figures_in(article) if one.number))
    marks = {"class": "contents illustrations", "id": "illustrations"}
    return _list(setting.words.illustrations, entries, marks, setting) if entries else ""


def _list(title: str, entries: str, marks: Mapping[str, str], setting: Setting) -> str:
    name = title_id(marks["id"])
    heading = element("h2", text(title), {"id": name, **setting.ours()})
    inside = lines(heading, element("ol", f"\n{entries}\n"))
    return element("nav", f"\n{inside}\n", {**marks, "aria-labelledby": name})


def _sections(blocks: Iterable[Block], setting: Setting, depth: int) -> str:
    return lines(*(_section(one, setting, depth) for one in blocks if isinstance(one, Section)))


def _section(section: Section, setting: Setting, depth: int) -> str:
    inner = setting.within(section.language, section.line)
    link = _entry(title_id(section.id), heading_text(section.title, inner), inner)
    below = _sections(section.blocks, inner, depth - 1) if depth > 1 else ""
    inside = f"{link}\n{element('ol', below)}" if below else link
    marks = {"class": f"to-{section.kind}", **setting.rules(section.language)}
    return element("li", inside, marks)


def _figure(figure: Figure, setting: Setting) -> str:
    """Return the entry of a figure: the first paragraph of its caption, or its alt text."""
    inner = setting.within(figure.language, figure.line)
    match figure.caption[:1]:
        case (Paragraph(content=content, language=language),):
            words = heading_text(content, inner.within(language))
        case _:
            words = text(figure.image.alt or "")
    label = number_label(inner.words.figure, figure.number, inner)
    return element("li", _entry(figure.id, label + words, inner), setting.rules(figure.language))


def _entry(target: str, words: str, setting: Setting) -> str:
    return element("a", words, {"href": setting.spelling.target(target)})
