"""The table of contents and the list of illustrations; the style sheet adds the page numbers."""

from __future__ import annotations

from collections.abc import Iterable

from publish.article import Article, Block, Figure, Paragraph, Section
from publish.exporters.pdf.variants import Variant
from publish.render.escape import Attributes, element, lines, text
from publish.render.inlines import heading_text
from publish.render.setting import Setting
from publish.render.tables import number_label
from publish.walk import figures_in

#: How many levels of sections are listed.
DEPTH = 2


def lists_of(article: Article, variant: Variant, setting: Setting) -> str:
    """The lists that ``variant`` has, as ``nav`` elements; empty where there is nothing to list."""
    return lines(
        contents(article, setting) if variant.contents else "",
        illustrations(article, setting) if variant.illustrations else "",
    )


def contents(article: Article, setting: Setting) -> str:
    """``nav.contents`` with a link to each section (DPUB-ARIA 1.1, ``doc-toc``)."""
    entries = _sections(article.blocks, setting, DEPTH)
    marks = {"class": "contents", "id": "contents", "role": "doc-toc"}
    return _list(setting.words.contents, entries, marks, setting) if entries else ""


def illustrations(article: Article, setting: Setting) -> str:
    """``nav.contents.illustrations`` with a link to each numbered figure."""
    entries = lines(*(_figure(one, setting) for one in figures_in(article) if one.number))
    marks = {"class": "contents illustrations", "id": "illustrations"}
    return _list(setting.words.illustrations, entries, marks, setting) if entries else ""


def _list(title: str, entries: str, marks: Attributes, setting: Setting) -> str:
    title_id = f"{marks['id']}-title"
    heading = element("h2", text(title), {"id": title_id, **setting.ours()})
    inside = lines(heading, element("ol", f"\n{entries}\n"))
    return element("nav", f"\n{inside}\n", {**marks, "aria-labelledby": title_id})


def _sections(blocks: Iterable[Block], setting: Setting, depth: int) -> str:
    return lines(*(_section(one, setting, depth) for one in blocks if isinstance(one, Section)))


def _section(section: Section, setting: Setting, depth: int) -> str:
    inner = setting.within(section.language, section.line)
    link = _entry(f"{section.id}-title", heading_text(section.title, inner), inner)
    below = _sections(section.blocks, inner, depth - 1) if depth > 1 else ""
    inside = f"{link}\n{element('ol', below)}" if below else link
    marks = {"class": f"to-{section.kind}", **setting.tongue(section.language)}
    return element("li", inside, marks)


def _figure(figure: Figure, setting: Setting) -> str:
    """The caption's first paragraph, or the alt text of a figure without a caption."""
    inner = setting.within(figure.language, figure.line)
    match figure.caption[:1]:
        case (Paragraph(content=content, language=language),):
            words = heading_text(content, inner.within(language))
        case _:
            words = text(figure.image.alt or "")
    label = number_label(inner.words.figure, figure.number, inner)
    return element("li", _entry(figure.id, label + words, inner), setting.tongue(figure.language))


def _entry(target: str, words: str, setting: Setting) -> str:
    return element("a", words, {"href": setting.spelling.target(target)})
