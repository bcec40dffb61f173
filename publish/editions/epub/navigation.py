"""The navigation document of an EPUB (EPUB 3.3, 7), and the contents as NCX for EPUB 2."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count

from msgspec import Struct

from publish.editions.epub.page_breaks import Break
from publish.language.words import section_label
from publish.model import Article, Block, Figure, Matter, NotesPlace, Section
from publish.model.captions import short_caption
from publish.model.ids import (
    CORRECTIONS,
    DESCRIPTIONS,
    LANDMARKS,
    PAGE_LIST,
    numbered_id,
    title_id,
)
from publish.model.walk import blocks_in, chapters_in, figures_in, text_of
from publish.xhtml.context import RenderContext
from publish.xhtml.escape import attribute, text
from publish.xhtml.inlines import heading_text, listed_caption
from publish.xhtml.tree import Content, Element, Node, element, joined, lines, multiline

#: The file of the accessibility statement.
STATEMENT = "accessibility.xhtml"


class Place(Struct, frozen=True):
    """An entry of a list: ``markup`` for the navigation document, ``plain`` for the NCX."""

    markup: Content
    plain: str
    href: str
    inside: tuple[Place, ...] = ()


def contents(article: Article, context: RenderContext) -> tuple[Place, ...]:
    """Return the table of contents in reading order: beginning, sections as they nest, descriptions
    of figures, notes, colophon.

    The beginning is named for what it is, since reading systems show the title above the contents.
    The facts of a book are on its imprint, after the title.  Descriptions and notes at the ends of
    chapters have no entry.
    """
    words, target = context.words, context.profile.target
    start = words.title_page if article.book else words.start
    places = [Place(context.added(start), start, target("title"))]
    colophon = Place(context.added(words.colophon), words.colophon, target("colophon"))
    if article.book:
        places.append(colophon)
    places += _sections(article.blocks, context)
    if not article.book and any(figure.description for figure in figures_in(article)):
        name = context.added(words.descriptions)
        places.append(Place(name, words.descriptions, target(DESCRIPTIONS)))
    if notes_at_end(article):
        places.append(Place(context.added(words.notes), words.notes, target("notes")))
    if not article.book:
        places.append(colophon)
    elif article.metadata.corrections:
        name = words.corrections
        places.append(Place(context.added(name), name, target(CORRECTIONS)))
    places.append(Place(context.added(words.accessibility), words.accessibility, STATEMENT))
    return tuple(places)


def notes_at_end(article: Article) -> bool:
    """Return whether the notes are in a section at the end of the article."""
    in_chapters = article.book is not None and article.book.notes is NotesPlace.CHAPTER
    return bool(article.notes) and not in_chapters


def _sections(
    blocks: Iterable[Block], context: RenderContext, language: str | None = None
) -> Iterator[Place]:
    for block in blocks:
        if isinstance(block, Section):
            yield section_place(block, context, language)


def section_place(section: Section, context: RenderContext, language: str | None = None) -> Place:
    """Return the entry of ``section``, "Chapter 1. Fog", with the entries of the sections in it.

    ``language`` is that of the text around the section, if it isn't that of the list.
    """
    language = section.language or language
    inner = context.within(language, section.line).with_words_in(section.language)
    label = section_label(section, inner.words)
    title = heading_text(section.title, inner)
    markup: Content = joined(inner.added(f"{label}."), " ", title) if label else title
    if rules := context.language_attributes(language):
        markup = element("span", markup, rules)
    plain = " ".join(f"{label}. {text_of(section.title)}".removeprefix(". ").split())
    inside = tuple(_sections(section.blocks, context, language))
    return Place(markup, plain, context.profile.target(section.id), inside)


def illustrations(article: Article, context: RenderContext) -> tuple[Place, ...]:
    """Return the list of illustrations: numbered figures by caption, or by alt text.

    For a book it is empty unless the front matter asks for it.
    """
    if article.book and not article.metadata.illustrations:
        return ()
    languages = {
        block.id: chapter.language
        for chapter in chapters_in(article.blocks)
        for block in blocks_in(chapter.blocks)
        if isinstance(block, Figure)
    }
    return tuple(
        _figure(one, context.with_words_in(languages.get(one.id)))
        for one in figures_in(article)
        if one.number
    )


def _figure(one: Figure, context: RenderContext) -> Place:
    inner = context.within(one.language, one.line)
    label = f"{context.words.figure} {one.number}."
    caption = listed_caption(one, inner)
    if rules := context.language_attributes(one.language):
        caption = element("span", caption, rules)
    href = context.profile.target(one.id)
    plain = f"{label} {short_caption(one)}"
    return Place(joined(context.added(label), " ", caption), plain, href)


def landmarks(article: Article, context: RenderContext, cover: str) -> Iterator[tuple[str, Place]]:
    """Yield the landmarks (EPUB 3.3, 7.4.4), each with its ``epub:type``.

    In a book the sections of the front and back matter are landmarks too.
    """
    words, target = context.words, context.profile.target

    def place(name: str, href: str) -> Place:
        return Place(context.added(name), name, href)

    sections = [one for one in article.blocks if isinstance(one, Section)]
    if cover:
        yield "cover", place(words.cover, cover)
    if article.book:
        yield "titlepage", place(words.title_page, target("title"))
    yield "toc", place(words.contents, "#toc")
    if article.book and illustrations(article, context):
        yield "loi", place(words.illustrations, "#loi")
    for one in sections:
        if one.matter is Matter.FRONT:
            yield one.kind, section_place(one, context)
    start = next((one for one in sections if one.matter is Matter.BODY), None)
    first = start.id if article.book and start else "title"
    yield "bodymatter", place(words.start, target(first))
    for one in sections:
        if one.matter is Matter.BACK:
            yield one.kind, section_place(one, context)
    if notes_at_end(article):
        yield "endnotes", place(words.notes, target("notes"))


def _landmarks_nav(article: Article, context: RenderContext, cover: str) -> Element:
    """Return the list of landmarks, hidden because reading systems have their own display."""
    items = [
        element("li", element("a", place.markup, {"epub:type": kind, "href": place.href}))
        for kind, place in landmarks(article, context, cover)
    ]
    named = {"id": title_id(LANDMARKS), **context.added_attributes()}
    title = element("h2", context.words.landmarks, named)
    return element(
        "nav",
        multiline(title, element("ol", multiline(*items))),
        {
            "epub:type": LANDMARKS,
            "id": LANDMARKS,
            "aria-labelledby": title_id(LANDMARKS),
            "hidden": "hidden",
        },
    )


def navigation_body(
    article: Article, context: RenderContext, *, cover: str, breaks: Iterable[Break] = ()
) -> list[Node]:
    """Return the content of the navigation document.

    ``cover`` is the file of the cover page, or empty; ``breaks`` become the page list.
    """
    words = context.words
    toc = _nav("toc", "doc-toc", words.contents, contents(article, context), context)
    figures = illustrations(article, context)
    loi = _nav("loi", None, words.illustrations, figures, context) if figures else ()
    return lines(toc, loi, _page_list(breaks, context), _landmarks_nav(article, context, cover))


def _nav(
    kind: str, role: str | None, title: str, places: Iterable[Place], context: RenderContext
) -> Element:
    named = {"id": title_id(kind), **context.added_attributes()}
    heading = element("h1" if kind == "toc" else "h2", title, named)
    ids = (numbered_id(kind, number) for number in count(1))
    return element(
        "nav",
        multiline(heading, _list(places, ids)),
        {"epub:type": kind, "role": role, "id": kind, "aria-labelledby": title_id(kind)},
    )


def _list(places: Iterable[Place], ids: Iterator[str]) -> Element:
    items: list[Node] = []
    for place in places:
        link = element("a", place.markup, {"id": next(ids), "href": place.href})
        items.append(element("li", lines(link, _list(place.inside, ids) if place.inside else ())))
    return element("ol", multiline(*items))


def _page_list(breaks: Iterable[Break], context: RenderContext) -> Content:
    """Return the page list, hidden like the landmarks; empty without page breaks."""
    items = [
        element("li", element("a", str(one.page), {"href": f"{one.name}#{one.id}"}))
        for one in breaks
    ]
    if not items:
        return ()
    named = {"id": title_id(PAGE_LIST), **context.added_attributes()}
    title = element("h2", context.words.pages, named)
    return element(
        "nav",
        multiline(title, element("ol", multiline(*items))),
        {
            "epub:type": PAGE_LIST,
            "role": "doc-pagelist",
            "id": PAGE_LIST,
            "aria-labelledby": title_id(PAGE_LIST),
            "hidden": "hidden",
        },
    )


def ncx(
    title: str,
    identifier: str,
    language: str,
    places: tuple[Place, ...],
    breaks: Iterable[Break] = (),
) -> bytes:
    """Return contents and page list as NCX (OPF 2.0.1, 2.4.1), for reading systems of EPUB 2.

    It has no ``playOrder``, which OPF made optional: page breaks lie between entries of the
    contents.
    """
    breaks = tuple(breaks)
    last = max((one.page for one in breaks), default=0)
    number = 0

    def points(some: tuple[Place, ...]) -> str:
        nonlocal number
        pieces = []
        for place in some:
            number += 1
            own = number
            pieces.append(
                f'<navPoint id="place-{own}"><navLabel><text>{text(place.plain)}'
                f'</text></navLabel><content src="{attribute(place.href)}"/>'
                f"{points(place.inside)}</navPoint>"
            )
        return "\n".join(pieces)

    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1" '
        f'xml:lang="{attribute(language)}">\n<head>\n'
        f'<meta name="dtb:uid" content="{attribute(identifier)}"/>\n'
        f'<meta name="dtb:depth" content="{_depth(places)}"/>\n'
        f'<meta name="dtb:totalPageCount" content="{len(breaks)}"/>\n'
        f'<meta name="dtb:maxPageNumber" content="{last}"/>\n'
        "</head>\n"
        f"<docTitle><text>{text(title)}</text></docTitle>\n"
        f"<navMap>\n{points(places)}\n</navMap>\n{_page_targets(breaks)}</ncx>\n"
    ).encode()


def _page_targets(breaks: tuple[Break, ...]) -> str:
    """Return the page list of the NCX (ANSI/NISO Z39.86-2005, 8.4.3); empty without breaks."""
    targets = "\n".join(
        f'<pageTarget id="page-target-{place}" type="normal" value="{one.page}"><navLabel><text>'
        f'{one.page}</text></navLabel><content src="{attribute(f"{one.name}#{one.id}")}"/>'
        "</pageTarget>"
        for place, one in enumerate(breaks, start=1)
    )
    return f"<pageList>\n{targets}\n</pageList>\n" if targets else ""


def _depth(places: tuple[Place, ...]) -> int:
    return 1 + max((_depth(place.inside) for place in places), default=0) if places else 0
